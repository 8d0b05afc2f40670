"""What codes mean, in English: the columns `…_label` beside them."""

from collections.abc import Callable
from functools import cache

from babel import Locale, UnknownLocaleError

from app.records.codes import FINANCE_TYPES, FLOW_TYPES, ORGANISATION_TYPES, TRANSACTION_TYPES
from app.registry import load_registry


def _country(code: str) -> str | None:
    country = load_registry().countries.get(code)
    return None if country is None else country.names["en"][0]


def _currency(code: str) -> str | None:
    names = load_registry().currencies.get(code, {})
    return names["en"][0] if "en" in names else Locale("en").currencies.get(code)


@cache
def _language(tag: str) -> str | None:
    try:
        return Locale.parse(tag, sep="-").get_display_name("en")
    except (UnknownLocaleError, ValueError):
        return None


# By the name of a field: what its codes mean.
LABELS: dict[str, Callable[[str], str | None]] = {
    "country": _country,
    "countries": _country,
    "currency": _currency,
    "language": _language,
    "languages": _language,
    "organisation_type": ORGANISATION_TYPES.get,
    "transaction_type": TRANSACTION_TYPES.get,
    "finance_type": FINANCE_TYPES.get,
    "flow_type": FLOW_TYPES.get,
}
