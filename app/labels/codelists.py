"""What codes are called, in several languages: served at /v1/codelists, and beside the values of facets."""

import difflib
import tomllib
from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from app.errors import NotFound
from app.labels.languages import LANGUAGES, preferring
from app.records import codes
from app.records.values import (
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

FILE = Path(__file__).with_name("codes.toml")
TITLE = "_"

Labels = Mapping[str, str]

# The types of values by the codelist that they are of.
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
}


@cache
def codelists() -> dict[str, dict[str, Labels]]:
    """Returns by the name of each codelist its codes with their labels by language; its own are under TITLE."""
    read: dict[str, dict[str, Labels]] = tomllib.loads(FILE.read_text())
    registry = load_registry()
    for code, country in registry.countries.items():
        read["country"][code] = _firsts(country.names)
    for code, names in registry.currencies.items():
        read["currency"][code] = _firsts(names)
    named = {name: dict(sorted(read[name].items())) for name in ("country", "currency")}
    return {name: named.get(name, read[name]) for name in TYPES}


def _firsts(names: Mapping[str, tuple[str, ...]]) -> Labels:
    return {language: names[language][0] for language in LANGUAGES if names.get(language)}


def in_words(labels: Labels, language: str) -> str | None:
    """Returns the label in a language, else in one it is `preferring`, or whatever there is."""
    return next((labels[each] for each in (*preferring(language), *labels) if each in labels), None)


def label_of(type_: Any, code: Any, language: str) -> str | None:
    """Returns what a code of a type of values is called; null where it is of no codelist."""
    name = next((name for name, each in TYPES.items() if each is type_), None)
    value = code.value if isinstance(code, Enum) else code
    return None if name is None else in_words(codelists()[name].get(str(value), {}), language)


def all_codelists(language: str) -> list[dict[str, Any]]:
    """Returns all codelists, without their codes."""
    return [_described(name, language) for name in TYPES]


def one_codelist(name: str, language: str) -> dict[str, Any]:
    """Returns a codelist with its codes; raises NotFound."""
    if name not in TYPES:
        close = difflib.get_close_matches(name[:80], TYPES, n=1)
        meant = f"; did you mean {close[0]!r}?" if close else ""
        raise NotFound(f"There is no codelist {name[:80]!r}; /v1/codelists lists those that there are{meant}")
    entries = [
        {"code": code, "label": in_words(labels, language), "labels": labels}
        for code, labels in codelists()[name].items()
        if code != TITLE
    ]
    return _described(name, language) | {"codes": entries}


def _described(name: str, language: str) -> dict[str, Any]:
    of_it = codelists()[name]
    return {
        "name": name,
        "url": f"/v1/codelists/{name}",
        "label": in_words(of_it[TITLE], language),
        "labels": of_it[TITLE],
        "count": len(of_it) - 1,
    }
