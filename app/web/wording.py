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
from app.errors import Message

# The languages of the pages, each by its own name.
LANGUAGES = {"en": "English", "ru": "Русский", "kk": "Қазақша", "ky": "Кыргызча"}
SOURCE = "en"
FOLDER = Path(__file__).with_name("locales")


def language_of(request: Request) -> str:
    """Returns the language of a page: the one of `lang=`, else the one that Accept-Language prefers."""
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


# --- messages that are translated where they are shown: app/web/catalogues.py finds these calls -------------------


def message(english: str) -> str:
    """Returns its argument: marks a message for the catalogues."""
    return english


def plural(one: str, many: str) -> tuple[str, str]:
    """Returns its arguments: marks a message with a plural for the catalogues."""
    return one, many


# --- fields and filters -----------------------------------------------------------------------------------------

# Fields whose names do not say enough.
_FIELDS = {
    "canonical": "Main record",
    "canonical_id": "Main record",
    "countable": "Counted in totals",
    "date_text": "Date as printed",
    "amount_text": "Amount as printed",
    "facts": "Without repetitions",
    "focus": "Place in the text",
    "instrument": "Form of aid",
    "lead": "Beginning of the text",
    "not_countable": "Why it is not counted",
    "official": "Official publisher",
    "original_url": "Web address",
    "parallel_group": "In other languages",
    "qualifier": "How exact",
    "same_as": "Same in other texts",
    "sha256": "SHA-256",
    "sum_amount": "Total amount",
    "sum_usd": "Total in US dollars",
    "min_usd": "Smallest amount in US dollars",
    "max_usd": "Largest amount in US dollars",
    "usd": "In US dollars",
    "usd_amount": "Amount in US dollars",
    "usd_basis": "Source of the US dollar amount",
    "usd_rate_year": "Year of the exchange rate",
    "usd_reason": "Why there is no US dollar amount",
    "usd_source": "Source of the exchange rate",
    "url": "API address",
    "id": "ID",
}
# Fields that mean something else for one kind of record.
_OF_KIND = {("funding", "kind"): "Stage"}


def field_words(name: str, kind: str | None = None) -> str:
    """Returns the English words for a field or filter, its message in the catalogues: `provider_country`."""
    words = name.replace("_", " ")
    own = None if kind is None else _OF_KIND.get((kind, name))
    return own or _FIELDS.get(name, words[:1].upper() + words[1:])


# What the suffix of a parameter asks, as a message with the field in it.
OPERATORS = {
    "all": "%(field)s, all of",
    "gte": "%(field)s from",
    "gt": "%(field)s above",
    "lte": "%(field)s to",
    "lt": "%(field)s below",
    "not": "%(field)s not",
    "contains": "%(field)s contains",
    "isnull": "%(field)s missing",
}


def filter_words(name: str, gettext: Callable[[str], str], *, kind: str | None = None) -> str:
    """Returns a parameter in words: `date__gte` is Date from."""
    field, _, operator = name.partition("__")
    words = gettext(field_words(field, kind))
    return gettext(OPERATORS[operator]) % {"field": words} if operator in OPERATORS else words


# --- numbers of records -----------------------------------------------------------------------------------------

# The noun that follows a number of records.
_COUNTED = {
    "document": plural("document", "documents"),
    "meeting": plural("meeting", "meetings"),
    "project": plural("project", "projects"),
    "funding": plural("sum", "sums"),
    "agreement": plural("agreement", "agreements"),
    "organisation": plural("organisation", "organisations"),
    "person": plural("person", "people"),
}


def counted_words(kind: str, number: int, language: str) -> str:
    """Returns the noun for a number of records of a kind: `document` for 1, `documents` for 2."""
    return translations(language).ngettext(*_COUNTED[kind], number)


# --- errors -----------------------------------------------------------------------------------------------------


def error_words(detail: str, gettext: Callable[[str], str]) -> str | None:
    """Returns the message of an error in the language of a catalogue; None where it has no translation."""
    template, values = (detail.template, detail.values) if isinstance(detail, Message) else (detail, {})
    translated = gettext(template)
    if translated == template:
        return None
    parts = {
        name: error_words(value, gettext) or value if isinstance(value, Message) else value
        for name, value in values.items()
    }
    return translated.format(**parts) if parts else translated
