"""The year of a sum, and the sum in US dollars, by the rules of docs/money.md: as told, else by the year's rate."""

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
    """Returns the year of a sum: of its date, else of its period, else of the date on which its text was published.

    One of these that spans several years is passed over; None where nothing tells a single year.
    """
    return next(filter(None, map(_single_year, (said.date, said.period, published))), None)


def _single_year(edtf: str | None) -> int | None:
    """Returns the year of a date, None where it spans several."""
    if edtf is None:
        return None
    first, last = days(edtf)
    return first.year if first.year == last.year else None


def in_dollars(said: FundingSaid, *, year: int | None, rates: Rates) -> dict[str, Any]:
    """Returns the columns `usd_…` of a sum of a year: an amount with its basis, or the reason why there is none.

    `rates` are units of a currency to the dollar by currency and year.
    """
    if said.amount is None or said.currency is None:
        return {"usd_reason": NoDollars.NO_AMOUNT.value}
    if said.currency == "USD":
        return {"usd_amount": said.amount, "usd_rate": "1", "usd_basis": DollarBasis.TOLD.value}
    told = [equivalent.amount for equivalent in said.equivalents if equivalent.currency == "USD"]
    if told:
        # Of a range the lower end is among the equivalents; the sum itself is the upper end.
        return {"usd_amount": max(told), "usd_basis": DollarBasis.EQUIVALENT.value}
    if year is None:
        return {"usd_reason": NoDollars.NO_YEAR.value}
    rate = rates.get((said.currency, year))
    if rate is None:
        return {"usd_reason": NoDollars.NO_RATE.value}
    return _by_rate(said.amount, rate)


def _by_rate(told: Decimal, rate: KnownRate) -> dict[str, Any]:
    # A fraction is exact, so that it is rounded once, half to even.
    cents = round(Fraction(told) / Fraction(rate.rate) * 100)
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
