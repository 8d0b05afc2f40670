"""Derives the year of a sum and its US dollars, stated in the text or by the rate of the year (docs/money.md)."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.records.codes import DollarBasis, NoDollars
from app.records.extraction import FundingSaid
from app.records.values import amount, days, print_amount
from app.registry import KnownRate

Rates = Mapping[tuple[str, int], KnownRate]


def year_of(said: FundingSaid, *, published: str | None) -> int | None:
    """Returns the year of a sum: from its date, else its period, else the date of publication of its text.

    A date or period that spans several years is skipped. Returns None where no year is left.
    """
    return next(filter(None, map(_single_year, (said.date, said.period, published))), None)


def _single_year(edtf: str | None) -> int | None:
    """Returns the year of an EDTF date; None where it spans several years or is None."""
    if edtf is None:
        return None
    first, last = days(edtf)
    return first.year if first.year == last.year else None


def in_dollars(said: FundingSaid, *, year: int | None, rates: Rates) -> dict[str, Any]:
    """Returns the columns `usd_…` of a sum: the amount with its basis, or the reason why there is no amount.

    `rates` are in units of a currency to one US dollar, by currency and year (seed/rates.csv).
    """
    if said.amount is None or said.currency is None:
        return {"usd_reason": NoDollars.NO_AMOUNT.value}
    if said.currency == "USD":
        return {"usd_amount": said.amount, "usd_rate": "1", "usd_basis": DollarBasis.TOLD.value}
    stated = [equivalent.amount for equivalent in said.equivalents if equivalent.currency == "USD"]
    if stated:
        # The equivalents of a range have its lower end too; the amount of a range is its upper end.
        return {"usd_amount": max(stated), "usd_basis": DollarBasis.EQUIVALENT.value}
    if year is None:
        return {"usd_reason": NoDollars.NO_YEAR.value}
    rate = rates.get((said.currency, year))
    if rate is None:
        return {"usd_reason": NoDollars.NO_RATE.value}
    return _by_rate(said.amount, rate)


def _by_rate(stated: Decimal, rate: KnownRate) -> dict[str, Any]:
    # Fractions are exact, so the only rounding is this one, half to even.
    cents = round(Fraction(stated) / Fraction(rate.rate) * 100)
    try:
        dollars = amount(Decimal(cents).scaleb(-2))
    except ValueError:
        return {"usd_reason": NoDollars.OUT_OF_RANGE.value}
    return {
        "usd_amount": dollars,
        "usd_rate": print_amount(rate.rate),
        "usd_rate_year": rate.year,
        "usd_source": rate.source,
        "usd_basis": DollarBasis.RATE.value,
    }
