"""Codes in words: of what registers and standards name, the English name; any other code with spaces."""

from functools import cache

from babel import Locale

from app.records.codes import FINANCE_TYPES, FLOW_TYPES, ORGANISATION_TYPES, SECTORS, TRANSACTION_TYPES

UNKNOWN = "unknown"


@cache
def _words() -> dict[str, dict[str, str]]:
    """Returns the names of codes: of the Unicode CLDR, by Babel, and of IATI."""
    english = Locale.parse("en")
    return {
        "country": dict(english.territories),
        "currency": dict(english.currencies),
        "language": dict(english.languages),
        "organisation_type": ORGANISATION_TYPES,
        "sector": SECTORS,
        "transaction_type": TRANSACTION_TYPES,
        "finance_type": FINANCE_TYPES,
        "flow_type": FLOW_TYPES,
    }


def label_of(code: str | None, of: str | None) -> str:
    """Returns a code in words; `of` is what it is a code of, None for words of our own."""
    if code is None:
        return UNKNOWN
    if of is None:
        return code.replace("_", " ")
    return _words().get(of, {}).get(code, code)
