"""The cases of all languages in one vocabulary, and the cases that a form may have."""

from collections.abc import Iterable
from enum import Flag


class Case(Flag):
    """A set of cases; none is known where it is empty."""

    NOMINATIVE = 1
    GENITIVE = 2
    DATIVE = 4
    ACCUSATIVE = 8
    INSTRUMENTAL = 16
    LOCATIVE = 32
    ABLATIVE = 64


# What the two kinds of inflection call them.
_OF = {
    "nomn": Case.NOMINATIVE,
    "gent": Case.GENITIVE,
    "datv": Case.DATIVE,
    "accs": Case.ACCUSATIVE,
    "ablt": Case.INSTRUMENTAL,
    "loct": Case.LOCATIVE,
} | {case.name.casefold(): case for case in Case if case.name is not None}


def cases(features: Iterable[str]) -> Case:
    """Returns the cases among the features of a form."""
    found = Case(0)
    for feature in features:
        found |= _OF.get(feature, Case(0))
    return found
