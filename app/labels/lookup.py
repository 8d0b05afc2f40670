"""From a text to what it means: the code of a codelist, or the nearest of some words."""

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from babel import Locale
from babel.core import get_global

from app.labels.codelists import TITLE, codelists
from app.registry import load_registry

# A longer text is compared by its beginning.
_LONGEST = 80
# The languages whose symbols of currencies count: in English $ is the dollar of the United States.
_SYMBOLS = ("en", "ru")


def find_codes(text: str, codelist: str) -> list[str]:
    """Returns the codes that a text means, likeliest first: `Kyrgyzstan`, `КР`, `KGZ` or `kg` is `KG`.

    A text means a code if it is the code, its name in some language, another standard's code, or nearly one of these.
    """
    known = _known(codelist)
    spelt = text[:_LONGEST].strip().casefold()
    exact = known.get(spelt)
    if exact is not None:
        return list(exact)
    close = difflib.get_close_matches(spelt, known, n=3, cutoff=0.8)
    return list(dict.fromkeys(code for each in close for code in known[each]))


def nearest(text: str, words: Collection[str], *, most: int = 3, cutoff: float = 0.6) -> list[str]:
    """Returns the words that are spelt nearly as a text, the nearest first; upper and lower case are alike.

    `cutoff` is the least likeness, of 0 to 1, as difflib measures it.
    """
    folded = {word.casefold(): word for word in words}
    found = difflib.get_close_matches(text[:_LONGEST].casefold(), folded, n=most, cutoff=cutoff)
    return [folded[each] for each in found]


@cache
def _known(codelist: str) -> dict[str, tuple[str, ...]]:
    """Returns the codes of a codelist by each text that means them, in small letters."""
    found: dict[str, dict[str, None]] = {}
    for text, code in _texts(codelist):
        found.setdefault(text.casefold(), {})[code] = None
    return {text: tuple(codes) for text, codes in found.items()}


def _texts(codelist: str) -> Iterator[tuple[str, str]]:
    codes = {code: labels for code, labels in codelists()[codelist].items() if code != TITLE}
    for code, labels in codes.items():
        yield code, code
        yield code.replace("_", " "), code
        yield from ((label, code) for label in labels.values())
    for text, code in _other_texts(codelist):
        if code in codes:
            yield text, code


def _other_texts(codelist: str) -> Iterable[tuple[str, str]]:
    """Yields further names and codes of countries, currencies and languages."""
    registry = load_registry()
    if codelist == "country":
        yield from _replaced(get_global("territory_aliases"))
        for code, country in registry.countries.items():
            yield from ((name, code) for names in country.names.values() for name in names)
    elif codelist == "language":
        yield from _replaced(get_global("language_aliases"))
        for language in codelists()["language"]:
            yield from ((Locale(each).languages.get(language, ""), language) for each in _SYMBOLS)
    elif codelist == "currency":
        for code, by_language in registry.currencies.items():
            yield from ((name, code) for names in by_language.values() for name in names)
            yield from ((Locale(each).currency_symbols.get(code, code), code) for each in _SYMBOLS)


def _replaced(aliases: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yields each code of another standard with the code by which Unicode's CLDR replaces it."""
    for alias, codes in aliases.items():
        yield alias, codes if isinstance(codes, str) else codes[0]
