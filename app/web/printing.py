"""Values as people read them: dates, numbers, sums and codes in the language of the page."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal, format_percent

from app.labels.codelists import codelist_of, label_of, spelt
from app.records.codes import Rejection
from app.web.wording import message, translations

_DAY = re.compile(r"(-?\d{4})(?:-(\d\d))?(?:-(\d\d))?")
# British English: most readers of the English pages write the day first.
_LOCALES = {"en": "en_GB"}
# The locale data of Kazakh abbreviate the word for "year".
_MOMENTS = {"kk": "y 'жылғы' d MMMM, HH:mm"}
_MOMENT = "d MMMM y, HH:mm"
# The units of sums, the largest first; a sum below a million is in whole dollars.
_UNITS = (
    (Decimal(10**9), message("$%(amount)s bn")),
    (Decimal(10**6), message("$%(amount)s mn")),
)
_DOLLARS = message("$%(amount)s")


@dataclass(frozen=True)
class Figure:
    """A figure as a page shows it; `exact` has all its digits, None where `text` has them."""

    text: str
    exact: str | None = None


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))


# --- dates ------------------------------------------------------------------------------------------------------


def date_words(edtf: str | None, language: str) -> str:
    """Returns an EDTF date in words: `2018-05` is May 2018; returns other texts unchanged."""
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
    return format_datetime(instant, _MOMENTS.get(language, _MOMENT), locale=_locale(language)) + " UTC"


# --- numbers ----------------------------------------------------------------------------------------------------


def number_words(number: int | str | Decimal | None, language: str) -> str:
    """Returns a number with the separators of the language and all its digits."""
    return (
        "" if number is None else format_decimal(Decimal(number), locale=_locale(language), decimal_quantization=False)
    )


def compact_words(number: Decimal, language: str) -> str:
    """Returns a number in few characters, for a cell of a picture: 3,500,000,000 is 3.5B."""
    digits = number.adjusted() % 3 == 0 and number >= 1000
    return format_compact_decimal(number, locale=_locale(language), fraction_digits=int(digits))


def share_words(share: float | None, language: str) -> str:
    """Returns a share of one in percent."""
    return "" if share is None else format_percent(share, locale=_locale(language))


# --- sums -------------------------------------------------------------------------------------------------------


def money_words(amount: str | None, currency: str | None, language: str) -> str:
    """Returns the exact amount with its currency code, a no-break space between them."""
    return "" if amount is None else f"{number_words(amount, language)}\N{NO-BREAK SPACE}{currency or ''}".rstrip()


def dollars(amount: Decimal, language: str) -> Figure:
    """Returns a sum of US dollars: 218,747,147,998.145 USD is $218.7 bn, to a tenth of the unit."""
    short = _short_dollars(amount, language).replace(" ", "\N{NO-BREAK SPACE}")
    return Figure(short, money_words(format(amount, "f"), "USD", language))


def _short_dollars(amount: Decimal, language: str) -> str:
    word = translations(language).gettext
    for unit, pattern in _UNITS:
        # 999,960,000 rounds to a billion.
        if round(amount / unit, 4) >= 1:
            rounded = round(amount / unit, 1).normalize()
            return word(pattern) % {"amount": number_words(format(rounded, "f"), language)}
    whole = round(amount) if amount >= 1 else amount
    return word(_DOLLARS) % {"amount": number_words(whole, language)}


# --- codes ------------------------------------------------------------------------------------------------------


def country_words(code: str | None, language: str) -> str:
    """Returns the name of a country."""
    return "" if code is None else label_of("country", code, language)


def language_words(code: str | None, language: str) -> str:
    """Returns the name of a language."""
    return "" if code is None else label_of("language", code, language)


def currency_words(code: str | None, language: str) -> str:
    """Returns the name of a currency."""
    return "" if code is None else label_of("currency", code, language)


def rejection_words(code: str, language: str) -> str:
    """Returns why a sum is not counted as funding."""
    return code_words(Rejection, code, language)


def code_words(type_: Any, code: Any, language: str) -> str:
    """Returns the label of a code of a type of values; the code itself if it is in no codelist."""
    if code is None:
        return ""
    codelist = codelist_of(type_)
    return spelt(code) if codelist is None else label_of(codelist, spelt(code), language)
