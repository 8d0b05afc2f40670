"""Rules that find records which may be wrong; none reads the clock: a date is compared with that of its text.

The database itself ensures that no date or period ends before it starts, and that no sum is zero or less.
"""

from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Table,
    Text,
    and_,
    case,
    cast,
    extract,
    func,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from app.database.dialect import DecimalText
from app.records import KINDS
from app.records.base import table_of
from app.records.document import Document
from app.records.funding import Funding

# No single sum of aid has been larger, in thousandths of a dollar.
TOO_LARGE = 50_000_000_000 * 1000
TIMES_MEDIAN = 1000
# The median of fewer sums means nothing.
FEWEST_SUMS = 5

RULES = {
    "date_far_ahead": "Its date is more than a year after the publication of its document.",
    "done_too_early": "It is held, signed or paid, but on a day after the publication of its document.",
    "date_outside_period": "Its date is outside the years that it covers.",
    "published_after_loading": "Its year is later than the year in which it was loaded.",
    "sum_too_large": "It is a sum of more than 50 billion US dollars.",
    "sum_out_of_line": "It is at least 1000 times the median of its provider's sums.",
    "told_twice": "Another document states the same sum of the same provider, and totals count both.",
}
# The value that means it has happened, by kind: the column and the value.
_DONE = {"meeting": ("status", "held"), "agreement": ("status", "signed"), "funding": ("kind", "disbursed")}


@cache
def suspicious() -> FromClause:
    """Returns what the rules find: rule, kind and id of the record, the suspicious value, what it was compared with."""
    found: list[Select[Any]] = [_too_large(), _out_of_line(), _stated_twice(), _outside_period(), _from_the_future()]
    for kind in _DONE:
        found += [_far_ahead(kind), _too_early(kind)]
    return union_all(*found).subquery("suspicious")


def _row(
    rule: str, kind: str, id_: ColumnElement[Any], value: ColumnElement[Any], beside: ColumnElement[Any] | None = None
) -> Select[Any]:
    words: list[ColumnElement[Any]] = [
        literal_column(f"'{word}'", Text).label(name) for word, name in ((rule, "rule"), (kind, "kind"))
    ]
    compared = cast(null() if beside is None else beside, Text)
    return select(*words, cast(id_, Text).label("id"), cast(value, Text).label("value"), compared.label("beside"))


def _day_number(day: ColumnElement[Any]) -> ColumnElement[int]:
    """Returns a day as a number: 20180803; a year later is 10000 more."""
    year, month, of_month = (cast(extract(part, day), Integer) for part in ("year", "month", "day"))
    return year * 10000 + month * 100 + of_month


def _far_ahead(kind: str) -> Select[Any]:
    table, document = table_of(KINDS[kind].table), table_of(Document)
    rows = _row("date_far_ahead", kind, table.c.id, table.c.date, document.c.published)
    ahead = _day_number(table.c.date_first) > _day_number(document.c.published_last) + 10000
    return rows.join_from(table, document, document.c.id == table.c.document_id).where(ahead)


def _too_early(kind: str) -> Select[Any]:
    table, document = table_of(KINDS[kind].table), table_of(Document)
    column, done = _DONE[kind]
    rows = _row("done_too_early", kind, table.c.id, table.c.date, document.c.published)
    early = and_(table.c[column] == literal_column(f"'{done}'"), table.c.date_first > document.c.published_last)
    return rows.join_from(table, document, document.c.id == table.c.document_id).where(early)


def _outside_period() -> Select[Any]:
    table = table_of(Funding)
    first, last = (cast(cast(extract("year", table.c[f"date_{end}"]), Integer), Text) for end in ("first", "last"))
    outside = or_(last < func.substr(table.c.period, 1, 4), first > func.substr(table.c.period, 6, 4))
    return _row("date_outside_period", "funding", table.c.id, table.c.date, table.c.period).where(outside)


def _from_the_future() -> Select[Any]:
    table = table_of(Document)
    published, loaded = (extract("year", table.c[name]) for name in ("published_first", "created_at"))
    year = cast(cast(loaded, Integer), Text)
    return _row("published_after_loading", "document", table.c.id, table.c.published, year).where(published > loaded)


def _amount(table: Table | FromClause) -> ColumnElement[str]:
    return DecimalText(type_coerce(table.c.amount, BigInteger)) + literal_column("' '", Text) + table.c.currency


def _too_large() -> Select[Any]:
    table = table_of(Funding)
    rows = _row("sum_too_large", "funding", table.c.id, _amount(table))
    return rows.where(type_coerce(table.c.usd_amount, BigInteger) > TOO_LARGE)


def _giver(table: Table) -> ColumnElement[Any]:
    return func.coalesce(table.c.provider_id, table.c.provider_country)


def _out_of_line() -> Select[Any]:
    table = table_of(Funding)
    dollars, giver = type_coerce(table.c.usd_amount, BigInteger), _giver(table)
    place = func.row_number().over(partition_by=giver, order_by=(dollars, table.c.id)).label("place")
    number = func.count().over(partition_by=giver).label("number")
    columns = (table.c.id, table.c.amount, table.c.currency, dollars.label("dollars"), giver.label("giver"))
    sums = select(*columns, place, number).where(dollars.is_not(None), giver.is_not(None)).cte("sums_of_givers")
    middle = sums.alias("middle")
    is_middle = and_(middle.c.giver == sums.c.giver, middle.c.place == (middle.c.number + 1) // 2)
    median = DecimalText(middle.c.dollars) + literal_column("' USD'", Text)
    rows = _row("sum_out_of_line", "funding", sums.c.id, _amount(sums), median).join_from(sums, middle, is_middle)
    # Divided, not multiplied: a thousand times a sum may be more than 64 bits hold.
    return rows.where(sums.c.number >= FEWEST_SUMS, sums.c.dollars // TIMES_MEDIAN >= middle.c.dollars)


def _stated_twice() -> Select[Any]:
    table = table_of(Funding)
    fact = func.coalesce(table.c.canonical_id, table.c.id)
    alike = (table.c.amount, table.c.currency, _giver(table))
    ends = [
        end(column).over(partition_by=alike).label(f"{name}_{place}")
        for name, column in (("document", table.c.document_id), ("fact", fact), ("id", table.c.id))
        for place, end in (("least", func.min), ("most", func.max))
    ]
    counted = and_(table.c.countable, table.c.amount.is_not(None), _giver(table).is_not(None))
    sums = select(table.c.id, table.c.amount, table.c.currency, *ends).where(counted).subquery("alike")
    other = case((sums.c.id == sums.c.id_least, sums.c.id_most), else_=sums.c.id_least)
    rows = _row("told_twice", "funding", sums.c.id, _amount(sums), other)
    return rows.where(sums.c.document_least != sums.c.document_most, sums.c.fact_least != sums.c.fact_most)
