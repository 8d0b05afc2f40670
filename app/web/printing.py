"""Values as people read them: dates, numbers, sums and codes in the language of the page."""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal, format_percent

from app.labels.codelists import codelist_of, label_of, spelt
from app.records.codes import Rejection

_DAY = re.compile(r"(-?\d{4})(?:-(\d\d))?(?:-(\d\d))?")


# English dates are written as most of those write them who read English here: the day first.
_LOCALES = {"en": "en_GB"}


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))


def date_words(edtf: str | None, language: str) -> str:
    """Returns an EDTF date in words: `2018-05` is May 2018; what is no day, month, year or interval stays as it is."""
    if edtf is None:
        return ""
    return " – ".join(_part_words(part, language) for part in edtf.split("/"))


def _part_words(part: str, language: str) -> str:
    found = _DAY.fullmatch(part)
    if found is None:
        return part
    year, month, day = found.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return part
    if day is not None:
        return format_date(first, "long", locale=_locale(language))
    return year if month is None else format_skeleton("yMMMM", first, locale=_locale(language))


def moment_words(moment: str | datetime, language: str) -> str:
    """Returns a moment in UTC in words, to the minute."""
    instant = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return format_datetime(instant, "d MMMM y, HH:mm", locale=_locale(language)) + " UTC"


def number_words(number: int | str | Decimal | None, language: str) -> str:
    """Returns a number with the marks of the language, all its digits kept."""
    return (
        "" if number is None else format_decimal(Decimal(number), locale=_locale(language), decimal_quantization=False)
    )


def compact_words(number: Decimal, language: str) -> str:
    """Returns a number in few characters, for where there is no room: 3,500,000,000 is 3.5B."""
    digits = number.adjusted() % 3 == 0 and number >= 1000
    return format_compact_decimal(number, locale=_locale(language), fraction_digits=int(digits))


def share_words(share: float | None, language: str) -> str:
    """Returns a share of one in percent."""
    return "" if share is None else format_percent(share, locale=_locale(language))


def money_words(amount: str | None, currency: str | None, language: str) -> str:
    """Returns a sum with its currency code, a no-break space between them."""
    return "" if amount is None else f"{number_words(amount, language)}\N{NO-BREAK SPACE}{currency or ''}".rstrip()


def country_words(code: str | None, language: str) -> str:
    """Returns the name of a state."""
    return "" if code is None else label_of("country", code, language)


def language_words(code: str | None, language: str) -> str:
    """Returns the name of a language."""
    return "" if code is None else label_of("language", code, language)


def currency_words(code: str | None, language: str) -> str:
    """Returns the name of a currency."""
    return "" if code is None else label_of("currency", code, language)


def rejection_words(code: str, language: str) -> str:
    """Returns why a sum is no funding."""
    return code_words(Rejection, code, language)


def code_words(type_: Any, code: Any, language: str) -> str:
    """Returns a code of a type of values in words; the code where it is of no codelist."""
    if code is None:
        return ""
    codelist = codelist_of(type_)
    return spelt(code) if codelist is None else label_of(codelist, spelt(code), language)
