"""The columns by which a label is found in another script, and a city by its id."""

from collections.abc import Iterable
from typing import Any

from app.records.codes import NameKind
from app.records.evidence import NameOut
from app.registry.cities import find_city
from app.sounds.latin import is_cyrillic, is_latin, latin, latin_name

# Which spelling represents a script: the first of these languages, then any other.
_LATIN, _CYRILLIC = ("en", "uz"), ("ru", "ky", "kk", "tg")


def city_columns(city: str | None, country: str | None) -> dict[str, Any]:
    """Returns the id of a printed city, the key by which it is found, and its name in Latin letters if it has none.

    The key of a city outside the register is its printed name.
    """
    id_ = find_city(city, country)
    in_latin = latin(city) if city is not None and is_cyrillic(city) else None
    return {"city_id": id_, "city_key": id_ or city, "city_latin": in_latin}


def name_columns(name: str, names: Iterable[NameOut], country: str | None) -> dict[str, Any]:
    """Returns the name of a person of a state in Latin and in Cyrillic letters.

    A spelling of a text comes first. Without one in Latin letters the name is transliterated; there is no rule that
    writes a Latin name in Cyrillic, so that column stays empty.
    """
    spellings = [each for each in names if each.kind is NameKind.NAME]
    in_latin = _first((each for each in spellings if is_latin(each.text)), _LATIN)
    in_cyrillic = _first((each for each in spellings if is_cyrillic(each.text)), _CYRILLIC)
    if in_latin is None and is_cyrillic(name):
        in_latin = latin_name(name, country)
    return {"name_latin": in_latin, "name_cyrillic": in_cyrillic}


def _first(names: Iterable[NameOut], languages: tuple[str, ...]) -> str | None:
    """Returns the first full name by language; an initial is less than a given name."""
    ordered = sorted(names, key=lambda each: (_is_short(each.text), *(each.lang != code for code in languages)))
    return ordered[0].text if ordered else None


def _is_short(name: str) -> bool:
    return sum(len(word.rstrip(".")) > 1 for word in name.split()) < 2
