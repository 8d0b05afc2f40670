"""What the values of filters, facets and groups are called: codes by their codelist, ids by the titles of records."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Engine

from app.labels.codelists import codelist_of, codelists, label_of, missing_label, spelt
from app.query.titles import read_labels
from app.records import KINDS, Kind
from app.records.base import Values
from app.records.values import CityKey, LanguageCode

# The value of a filter or dimension, by the name of that.
Value = tuple[str, Any]
# Codelists that need not list a code: cities outside the register, languages with a region.
_OPEN = (CityKey, LanguageCode)


@cache
def values_of(kind_name: str, name: str) -> tuple[Values, ...]:
    """Returns the filter of a parameter (`date__gte` too) and the dimension of a name."""
    kind, plain = KINDS[kind_name], name.partition("__")[0]
    return tuple(each for each in (*kind.filters, *kind.dimensions) if each.name == plain)


def code_of(value: str, *declared: Values) -> str | None:
    """Returns the codelist whose code a value is, or None if it is no code: an id, a text, a number."""
    for type_ in (type_ for each in declared for type_ in each.codes):
        name = codelist_of(type_)
        if name is not None and (value in codelists()[name] or type_ in _OPEN):
            return name
    return None


def label_values(engine: Engine, kind: Kind, values: Iterable[Value], language: str) -> dict[Value, str]:
    """Returns what the values of filters and dimensions are called in a language; titles take a statement a kind."""
    found: dict[Value, str] = {}
    by_kind: dict[str, set[str]] = {}
    open_: list[tuple[Value, set[str]]] = []
    for name, value in dict.fromkeys(values):
        declared, text = values_of(kind.name, name), spelt(value)
        if value is None:
            found[name, value] = missing_label(language)
        elif (codelist := code_of(text, *declared)) is not None:
            found[name, value] = label_of(codelist, text, language)
        else:
            kinds = {of for each in declared for of in each.kinds}
            open_.append(((name, value), kinds))
            for of in kinds:
                by_kind.setdefault(of, set()).add(text)
    titles = read_labels(engine, by_kind, language)
    for (name, value), kinds in open_:
        known = (titles.get((of, spelt(value))) for of in sorted(kinds))
        found[name, value] = next((title for title in known if title is not None), spelt(value))
    return found
