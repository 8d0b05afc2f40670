"""The words of the pages: English in the templates, other languages in the catalogues of locales/ (GNU gettext)."""

from collections.abc import Callable
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from fastapi import Request

from app.api.language import preferred

# The languages of the pages, each by its own name.
LANGUAGES = {"en": "English", "ru": "Русский", "kk": "Қазақша", "ky": "Кыргызча"}
SOURCE = "en"
FOLDER = Path(__file__).with_name("locales")


def language_of(request: Request) -> str:
    """Returns the language of a page: that of `lang=`, else the one that Accept-Language likes best."""
    given = request.query_params.get("lang")
    return given if given in LANGUAGES else preferred(request.headers.get("accept-language", ""), among=LANGUAGES)


@cache
def translations(language: str) -> NullTranslations:
    """Returns the catalogue of a language, read once."""
    if language == SOURCE:
        return NullTranslations()
    with (FOLDER / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled, domain="komek")


# What fields are called whose names alone do not say it.
_FIELDS = {
    "canonical": "The same, told elsewhere",
    "canonical_id": "The same, told elsewhere",
    "countable": "May be added up",
    "date_text": "Date as printed",
    "amount_text": "Amount as printed",
    "facts": "Without repetitions",
    "focus": "Place in the text",
    "lead": "Beginning of the text",
    "not_countable": "Why it is not added up",
    "official": "Official publisher",
    "original_url": "Address on the web",
    "parallel_group": "In other languages",
    "qualifier": "How exactly",
    "same_as": "Told elsewhere too",
    "sha256": "SHA-256",
    "sum_usd": "Sum in US dollars",
    "min_usd": "Least in US dollars",
    "max_usd": "Most in US dollars",
    "usd": "In US dollars",
    "usd_amount": "Amount in US dollars",
    "usd_basis": "Where the US dollars are from",
    "usd_rate_year": "Year of the exchange rate",
    "usd_reason": "Why there are no US dollars",
    "usd_source": "Source of the exchange rate",
    "url": "Address in the API",
    "id": "Id",
}


def field_words(name: str) -> str:
    """Returns the English words for a field or filter, its message in the catalogues: `provider_country`."""
    words = name.replace("_", " ")
    return _FIELDS.get(name, words[:1].upper() + words[1:])


def message(english: str) -> str:
    """Returns what it is given: marks a message that is translated where it is shown."""
    return english


# What the suffix of a parameter asks, as a message with the field in it.
OPERATORS = {
    "all": "%(field)s, together",
    "gte": "%(field)s from",
    "gt": "%(field)s above",
    "lte": "%(field)s to",
    "lt": "%(field)s below",
    "not": "%(field)s not",
    "contains": "%(field)s with",
    "isnull": "%(field)s missing",
}


def filter_words(name: str, gettext: Callable[[str], str]) -> str:
    """Returns a parameter in words: `date__gte` is Date from."""
    field, _, operator = name.partition("__")
    told = gettext(field_words(field))
    return gettext(OPERATORS[operator]) % {"field": told} if operator in OPERATORS else told
