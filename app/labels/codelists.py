"""What every code is called: our own codelists, those of IATI, the OECD and ISO, and the cities of the register.

Our codes, and those of IATI and the OECD, are named in codes.toml; countries, currencies and cities in seed/*.csv;
languages and whatever those files lack, by the Unicode CLDR (Babel).
"""

import tomllib
from collections.abc import Mapping
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, get_args

from babel import Locale, UnknownLocaleError

from app.labels.languages import LANGUAGES, preferring, script_of
from app.records import codes
from app.records.values import (
    CityKey,
    CountryCode,
    CurrencyCode,
    FinanceType,
    FlowType,
    LanguageCode,
    SectorCode,
    TransactionType,
)
from app.records.values import OrganisationType as OrganisationTypeCode
from app.registry import load_registry
from app.registry.cities import load_cities
from app.sounds.latin import is_cyrillic, latin

FILE = Path(__file__).with_name("codes.toml")
# Under this key a codelist has its own title.
TITLE = "_"

Labels = Mapping[str, str]

# The type of the values of each codelist.
TYPES: dict[str, Any] = {
    "meeting_type": codes.MeetingType,
    "meeting_status": codes.MeetingStatus,
    "focus": codes.Focus,
    "qualifier": codes.Qualifier,
    "funding_kind": codes.FundingKind,
    "instrument": codes.Instrument,
    "not_countable": codes.NotCountable,
    "rejection": codes.Rejection,
    "usd_basis": codes.DollarBasis,
    "usd_reason": codes.NoDollars,
    "project_kind": codes.ProjectKind,
    "role": codes.Role,
    "topic": codes.Topic,
    "agreement_type": codes.AgreementType,
    "agreement_status": codes.AgreementStatus,
    "basis": codes.Basis,
    "name_kind": codes.NameKind,
    "organisation_type": OrganisationTypeCode,
    "sector": SectorCode,
    "transaction_type": TransactionType,
    "finance_type": FinanceType,
    "flow_type": FlowType,
    "language": LanguageCode,
    "country": CountryCode,
    "currency": CurrencyCode,
    "city": CityKey,
    "boolean": bool,
}


def codelist_of(type_: Any) -> str | None:
    """Returns the name of the codelist whose codes a type holds, as itself or in a union or a list, or None."""
    for name, each in TYPES.items():
        if type_ is each or type_ == each:
            return name
    found = (codelist_of(part) for part in get_args(type_) if not isinstance(part, str))
    return next((name for name in found if name is not None), None)


@cache
def codelists() -> dict[str, dict[str, Labels]]:
    """Returns by the name of each codelist its codes with their labels by language; its own title is under TITLE."""
    read: dict[str, dict[str, Labels]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    registry = load_registry()
    read["country"] |= {code: _firsts(country.names) for code, country in sorted(registry.countries.items())}
    read["city"] |= {id_: _firsts(city.names) for id_, city in sorted(load_cities().items())}
    read["currency"] |= {code: _firsts(names) for code, names in sorted(registry.currencies.items())}
    for name, of_babel in (("country", "territories"), ("currency", "currencies"), ("language", "languages")):
        read[name] = {
            code: labels if code == TITLE else {**_by_babel(of_babel, code), **labels}
            for code, labels in read[name].items()
        }
    return {name: read[name] for name in TYPES}


def _firsts(names: Mapping[str, tuple[str, ...]]) -> Labels:
    return {language: names[language][0] for language in LANGUAGES if names.get(language)}


def _by_babel(of: str, code: str) -> Labels:
    """Returns what the CLDR calls a country, currency or language, in our languages."""
    found = {language: getattr(Locale.parse(language), of).get(code) for language in LANGUAGES}
    return {language: label for language, label in found.items() if label is not None}


def in_words(labels: Labels, language: str) -> str | None:
    """Returns the label in a language, or in the first language that replaces it and has one, or None."""
    return next((labels[each] for each in (*preferring(language), *labels) if each in labels), None)


@lru_cache(maxsize=20_000)
def label_of(codelist: str, code: str, language: str) -> str:
    """Returns what a code is called in a language.

    A code that its codelist lacks is its own label: a city outside the register keeps its printed name, in Latin
    letters where the language has these.
    """
    labels = codelists()[codelist].get(code) or (_language(code) if codelist == "language" else {})
    label = in_words(labels, language) or code
    is_printed = codelist == "city" and script_of(language) == "Latn" and is_cyrillic(label)
    return latin(label) if is_printed else label


def missing_label(language: str) -> str:
    """Returns what is written where a record has no value."""
    return label_of("boolean", "null", language)


def spelt(code: Any) -> str:
    """Returns a code as codelists have it: an enum's value, `true` or `false`."""
    value = code.value if isinstance(code, Enum) else code
    return str(value).lower() if isinstance(value, bool) else str(value)


def _language(tag: str) -> Labels:
    """Returns what the CLDR calls a language with script or region: `uz-Cyrl`."""
    try:
        parsed = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return {}
    found = {language: parsed.get_display_name(language) for language in LANGUAGES}
    return {language: label for language, label in found.items() if label is not None}
