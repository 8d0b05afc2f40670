"""The languages that labels have, which language replaces one that a label lacks, and how each writes numbers."""

from functools import cache

from babel import Locale
from babel.core import get_global

# BCP 47; the first is the default.
LANGUAGES = ("en", "ru", "kk", "ky", "uz", "tg")
# Readers of Kazakh, Kyrgyz and Tajik read Russian before English, all others English before Russian.
_USUAL, _OTHERS = ("en", "ru"), dict.fromkeys(("kk", "ky", "tg"), ("ru", "en"))


def preferring(language: str) -> tuple[str, ...]:
    """Returns a language and those that replace it, in order."""
    return tuple(dict.fromkeys((language, *_OTHERS.get(language, _USUAL))))


def script_of(language: str) -> str:
    """Returns the script of a language that labels have, by the CLDR: `Latn` or `Cyrl` (ISO 15924)."""
    likely: str = get_global("likely_subtags")[language]
    return likely.split("_")[1]


@cache
def number_signs(language: str) -> tuple[str, str]:
    """Returns what a language writes between thousands, and before decimals."""
    symbols = Locale.parse(language).number_symbols["latn"]
    return symbols["group"], symbols["decimal"]
