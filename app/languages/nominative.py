"""The nominative of Russian personal names: the words of a name have one case and agree in gender.

The dictionary knows few of the names of the region, and guesses wrongly at others. So each word gets all nominatives
that its ending allows, each with the cases and genders that it would be printed in and with a cost. The cheapest
choice of one case and one gender for all words wins.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from app.languages.paradigm import CASES, NAME_TAGS, parses
from app.text.fold import fold

MALE, FEMALE = "masc", "femn"
_GENDERS = (MALE, FEMALE)
_VOWELS = "аеёиоуыэюя"
_SOFT = "жчшщц"
_SHORT = 3
# The endings of a male noun after a hard consonant, after a soft one and after a vowel, and what the nominative adds.
_HARD_ENDINGS = {"": "nomn", "а": "gent accs", "у": "datv", "ом": "ablt", "ем": "ablt", "е": "loct"}
_SOFT_ENDINGS = {"я": "gent accs", "ю": "datv", "ем": "ablt", "е": "loct"}
_A_ENDINGS = {"а": "nomn", "ы": "gent", "и": "gent", "е": "datv loct", "у": "accs", "ой": "ablt", "ей": "ablt"}
_YA_ENDINGS = {"я": "nomn", "и": "gent datv loct", "е": "datv loct", "ю": "accs", "ей": "ablt"}
# Of family names such as Иванов: the instrumental is that of an adjective.
_MALE_FAMILY = {"": "nomn", "а": "gent accs", "у": "datv", "ым": "ablt", "е": "loct"}
_FEMALE_FAMILY = {"а": "nomn", "ой": "gent datv ablt loct", "у": "accs"}
_FAMILY = ("ов", "ев", "ёв", "ин", "ын")
_MALE_ADJECTIVE = {"ого": "gent accs", "ому": "datv", "им": "ablt", "ом": "loct"}
_FEMALE_ADJECTIVE = {"ая": "nomn", "ой": "gent datv ablt loct", "ую": "accs"}
_ADJECTIVE = ("ск", "цк")
# Costs: a form that the dictionary has, that the endings of family names show, that endings allow, that few names have.
_KNOWN, _SHOWN, _ALLOWED, _DOUBTFUL, _RARE = 0.0, 0.1, 1.0, 1.6, 2.5
# What is added for a reading that the dictionary does not have, of a word that it has.
_OTHER = 0.5
_SEEN = -0.8
_MARGIN = 0.15
# How doubtful it is that a name with this last letter does not inflect.
_UNCHANGED = {
    "о": 0.3,
    "э": 0.1,
    "и": 1.0,
    "е": 1.5,
    "у": 1.6,
    "ю": 1.6,
    "ы": 1.8,
    "й": 2.2,
    "ь": 2.2,
    "а": 2.5,
    "я": 2.5,
}


class Option(NamedTuple):
    """A nominative of a word, with the cases and genders in which the word may be printed as it is."""

    form: str
    cases: frozenset[str]
    genders: frozenset[str]
    cost: float


def nominative(
    words: Sequence[str], cases: Collection[str], fixed: tuple[str, ...], seen: Collection[str] = frozenset()
) -> list[str]:
    """Returns the words of a name in the nominative, given the cases that it may have, or none if nothing is known.

    Without a given case a name that may be a nominative is left as it is. `seen` are the folded capitalised words of
    the text: a nominative among them costs less.
    """
    if "nomn" in cases:
        return list(words)
    options = _all_options(words, fixed)
    seen = frozenset(seen) - {fold(word) for word in words}
    best: tuple[float, int, list[str]] | None = None
    for number, case in enumerate(case for case in CASES if not cases or case in cases):
        for gender in _GENDERS:
            found = [_cheapest(each, case, gender, seen) for each in options]
            total = sum(cost for cost, _ in found) + (_DOUBTFUL if not cases and case != "nomn" else 0.0)
            if best is None or total < best[0] - 1e-9:
                best = (total, number, [form for _, form in found])
    return best[2] if best is not None else list(words)


def _all_options(words: Sequence[str], fixed: tuple[str, ...]) -> list[list[Option]]:
    return [list(_options(word, fixed, first=at == 0, alone=len(words) == 1)) for at, word in enumerate(words)]


@lru_cache(maxsize=20_000)
def likely_cases(words: tuple[str, ...], fixed: tuple[str, ...]) -> frozenset[str]:
    """Returns the cases that a name most likely has: Сухробу Зиёеву is a dative."""
    options = _all_options(words, fixed)
    totals = {
        case: min(sum(_cheapest(each, case, gender, ())[0] for each in options) for gender in _GENDERS)
        for case in CASES
    }
    least = min(totals.values())
    return frozenset(case for case, total in totals.items() if total <= least + _MARGIN)


def _cheapest(options: Sequence[Option], case: str, gender: str, seen: Collection[str]) -> tuple[float, str]:
    """Returns the least cost and its form; a word that cannot have the case stays as it is, at a high cost."""
    fitting = [
        (each.cost + (_SEEN if fold(each.form) in seen and each.cost > 0 else 0.0), each.form)
        for each in options
        if case in each.cases and gender in each.genders
    ]
    return min(fitting, key=lambda pair: pair[0], default=(2 * _RARE, options[0].form))


@lru_cache(maxsize=20_000)
def family_cases(word: str) -> frozenset[str]:
    """Returns the cases that a family name in -ов, -ев, -ин, -ский may have; empty for any other word."""
    return frozenset(case for option in _of_family(word) for case in option.cases)


@lru_cache(maxsize=20_000)
def possible_cases(word: str) -> frozenset[str]:
    """Returns the cases that a name may have by its ending, if it inflects."""
    found = list(_options(word, (), first=False, alone=False))[1:]
    return frozenset(case for option in found for case in option.cases)


def _options(word: str, fixed: tuple[str, ...], *, first: bool, alone: bool) -> Iterator[Option]:
    everything = frozenset(CASES)
    small = word.casefold()
    if not word[0].isupper() or fold(word).endswith(fixed) or len(word) == 1:
        yield Option(word, everything, frozenset(_GENDERS), _KNOWN)
        return
    yield _as_printed(word, first=first and not alone)
    known = list(_of_dictionary(word))
    yield from known
    family = [] if first and not alone else list(_of_family(word))
    yield from family
    extra = _OTHER if any(option.cost == _KNOWN for option in known) else 0.0
    extra += _DOUBTFUL if len(word) <= _SHORT else 0.0
    bent = [*known, *family]
    oblique = bool(bent) and all("nomn" not in option.cases for option in bent)
    for option in (*_of_consonant(small), *_of_vowel(small)):
        cost = option.cost + extra + (_DOUBTFUL if oblique and "nomn" in option.cases else 0.0)
        yield option._replace(form=_like(option.form, word), cost=cost)


def _as_printed(word: str, *, first: bool) -> Option:
    """Returns the word as a name that does not inflect."""
    last, everything, both = word[-1].casefold(), frozenset(CASES), frozenset(_GENDERS)
    cost = _UNCHANGED.get(last)
    if cost is not None:
        return Option(word, everything, both, cost)
    # The family name of a woman in a consonant does not inflect; a man's may not either, if it is short.
    short = len(word) <= _SHORT + 1
    return Option(word, everything, both if short else frozenset({FEMALE}), _ALLOWED + (_ALLOWED if first else 0.0))


def _of_dictionary(word: str) -> Iterator[Option]:
    """Yields the nominatives of the parses that are names."""
    for parse in parses(word):
        tags = set(parse.tag.grammemes)
        if not tags & NAME_TAGS or parse.tag.number == "plur" or not (parse.is_known or "Patr" in tags):
            continue
        bent = parse.inflect({"nomn", "sing"})
        if bent is None:
            continue
        form = bent.word if "ё" in word else bent.word.replace("ё", "е")
        genders = frozenset({str(parse.tag.gender)}) if parse.tag.gender in _GENDERS else frozenset(_GENDERS)
        yield Option(
            _like(form, word), frozenset({str(parse.tag.case)}), genders, _SHOWN if {"Fixd", "femn"} <= tags else _KNOWN
        )


def _of_family(word: str) -> Iterator[Option]:
    """Yields the nominatives of a family name with a Slavic ending."""
    small = word.casefold()
    for endings, gender, marks, nominative in (
        (_MALE_FAMILY, MALE, _FAMILY, ""),
        (_FEMALE_FAMILY, FEMALE, _FAMILY, "а"),
        (_MALE_ADJECTIVE, MALE, _ADJECTIVE, "ий"),
        (_FEMALE_ADJECTIVE, FEMALE, _ADJECTIVE, "ая"),
    ):
        for ending, cases in endings.items():
            stem = small.removesuffix(ending)
            if small.endswith(ending) and stem.endswith(marks) and len(stem) > _SHORT:
                form = _like(stem + nominative, word)
                yield Option(form, frozenset(cases.split()), frozenset({gender}), _SHOWN)
    if small.endswith(("ский", "цкий")):
        yield Option(word, frozenset({"nomn"}), frozenset({MALE}), _SHOWN)


def _of_consonant(small: str) -> Iterator[Option]:
    """Yields the nominatives of a man's name in a consonant, in -й or in -ь."""
    for ending, cases in _HARD_ENDINGS.items():
        stem = small.removesuffix(ending)
        if small.endswith(ending) and len(stem) > 1 and stem[-1] not in _VOWELS + "йь":
            if ending == "ем" and stem[-1] not in _SOFT:
                continue
            yield Option(stem, frozenset(cases.split()), frozenset({MALE}), _ALLOWED if ending else _SHOWN)
    if small[-1] in "йь":
        yield Option(small, frozenset({"nomn"}), frozenset({MALE}), _SHOWN)
    for ending, cases in _SOFT_ENDINGS.items():
        stem = small.removesuffix(ending)
        if small.endswith(ending) and len(stem) > 1:
            if stem[-1] in _VOWELS:
                yield Option(stem + "й", frozenset(cases.split()), frozenset({MALE}), _ALLOWED)
            elif ending != "е":
                yield Option(stem + "ь", frozenset(cases.split()), frozenset({MALE}), _ALLOWED - 0.1)


def _of_vowel(small: str) -> Iterator[Option]:
    """Yields the nominatives of a man's or woman's name in -а or -я."""
    for endings, nominative in ((_A_ENDINGS, "а"), (_YA_ENDINGS, "я")):
        for ending, cases in endings.items():
            stem = small.removesuffix(ending)
            if not small.endswith(ending) or len(stem) < 2 or (nominative == "а" and stem[-1] in _VOWELS):
                continue
            # After these letters the genitive is in -и, after others in -ы.
            if nominative == "а" and ending in "ыи" and (ending == "и") != (stem[-1] in "гкхжчшщ"):
                continue
            if nominative == "я" and stem[-1] in "гкхжчшщц":
                continue
            cost = _SHOWN if ending in ("а", "я") else _of_a(small, ending)
            cost += 0.4 if nominative == "я" and stem[-1] not in _VOWELS else 0.0
            yield Option(stem + nominative, frozenset(cases.split()), frozenset(_GENDERS), cost)


def _of_a(small: str, ending: str) -> float:
    """Returns the cost of taking an ending for that of a name in -а or -я."""
    if small.endswith("ии"):
        return 0.4
    if ending == "и" and small[-2] not in "хжш":
        return _DOUBTFUL
    return 1.4 if ending == "е" else _ALLOWED + 0.2 if ending != "и" else 0.8


def _like(form: str, printed: str) -> str:
    """Returns the form with a capital at the beginning of each part, in capitals if the printed word is."""
    if printed.isupper() and len(printed) > 1:
        return form.upper()
    return "-".join(part[:1].upper() + part[1:] for part in form.split("-"))
