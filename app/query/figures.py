"""The one statement of statistics: the figures of each group, of the total and of what sums leave out, as JSON.

found    the records that meet the filters, with their own groups and their amounts
grouped  the same once for each group of a record
cells    the figures of each group
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import (
    CTE,
    BigInteger,
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    Table,
    Text,
    and_,
    bindparam,
    case,
    cast,
    extract,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    type_coerce,
)

from app.database.dialect import DecimalText, JsonArray, JsonObject, sortable
from app.query.filters import Used, conditions
from app.query.links import belongs, link_of
from app.query.pages import data_version
from app.records import KINDS, Kind
from app.records.base import Dimension, table_of

# A figure comes with so many ids; its link lists all records.
MOST_IDS = 100
# Thousandths are added in two parts, neither above 64 bits: whole multiples of this number, and the rest.
PART = 10**9
DOLLARS = frozenset({"sum_usd", "min_usd", "max_usd"})
MONEY = DOLLARS | {"sum_amount"}


@dataclass(frozen=True)
class Shape:
    """What decides the statement of statistics; the values of the filters and the limit are bound."""

    kind: str
    filters: tuple[Used, ...]
    group_by: tuple[str, ...]
    measures: frozenset[str]
    sort: tuple[str, ...]
    uncounted: bool
    # The ids of the records behind a figure take most of the time.
    ids: bool = True


@lru_cache(maxsize=256)
def statement(question: Shape) -> Select[Any]:
    """Returns the statement of a question: JSON of its cells, its total and what it excludes; number of cells."""
    kind = KINDS[question.kind]
    dimensions = [dimension for name in question.group_by for dimension in kind.dimensions if dimension.name == name]
    money = bool(question.measures & MONEY)
    found = _found(kind, question, dimensions)
    parts = [_total(found, question), _excluded(found, question) if money else literal_column("'[]'")]
    if not dimensions:
        return select(literal_column("'[]'"), *parts, literal_column("0", Integer), data_version())
    cells = _cells(_grouped(kind, found, dimensions), dimensions, question)
    number = select(func.count()).select_from(cells).scalar_subquery()
    return select(_first_cells(cells, question), *parts, number, data_version())


# --- records ----------------------------------------------------------------------------------------------------


def _found(kind: Kind, question: Shape, dimensions: Sequence[Dimension]) -> CTE:
    table = table_of(kind.table)
    columns: list[ColumnElement[Any]] = [table.c.id]
    if "facts" in question.measures:
        columns.append(func.coalesce(table.c.canonical_id, table.c.id).label("fact"))
    if question.measures & MONEY:
        columns += _money(table, question)
    for number, dimension in enumerate(dimensions):
        if link_name(kind, dimension) is None:
            columns += _own_group(kind, number, dimension)
    return select(*columns).where(*conditions(kind, question.filters)).cte("found")


def _money(table: Table, question: Shape) -> list[ColumnElement[Any]]:
    """Returns the amounts of a record that sums count, in thousandths, and why they count none."""
    usd, amount = (type_coerce(table.c[name], BigInteger) for name in ("usd_amount", "amount"))
    countable = literal_column("1 = 1") if question.uncounted else table.c.countable
    in_dollars = bool(question.measures & DOLLARS)
    no_figure = table.c.usd_reason if in_dollars else case((amount.is_(None), literal_column("'no_amount'")))
    why_not = null() if question.uncounted else table.c.not_countable
    figure = usd if in_dollars else amount
    return [
        usd.label("dollars"),
        case((countable, usd)).label("usd"),
        case((countable, amount)).label("amount"),
        case((and_(countable, figure.is_not(None)), 1), else_=0).label("summed"),
        cast(func.coalesce(why_not, no_figure), Text).label("reason"),
    ]


def link_name(kind: Kind, dimension: Dimension) -> str | None:
    """Returns the link by which a record may have several values of a dimension; None where it has one."""
    link, dot, _ = dimension.columns[0].partition(".")
    return link if dot and link not in kind.expands else None


def _own_group(kind: Kind, number: int, dimension: Dimension) -> list[ColumnElement[Any]]:
    table = table_of(kind.table)
    if dimension.part is not None:
        return _group(number, [_part(table, dimension.columns[0], dimension.part)])
    values = [_own(kind, column) for column in dimension.columns]
    # Codes of one kind are equal wherever they come from: a state, and the state of a body.
    return _group(number, values if dimension.kinds else [func.coalesce(*values) if len(values) > 1 else values[0]])


def _own(kind: Kind, path: str) -> ColumnElement[Any]:
    """Returns a column of a record, or of the one that its reference leads to."""
    table = table_of(kind.table)
    reference, dot, column = path.rpartition(".")
    if not dot:
        return table.c[column]
    other = table_of(KINDS[kind.expands[reference]].table).alias()
    leads_there = other.c.id == table.c[f"{reference}_id"]
    return select(other.c[column]).where(leads_there).correlate(table).scalar_subquery()


def _group(number: int, values: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    """Returns the first of the values that is one, as text, and which of them it is."""
    texts = [_text(value) for value in values]
    which = case(*((text.is_not(None), place) for place, text in enumerate(texts)), else_=0)
    value = texts[0] if len(texts) == 1 else func.coalesce(*texts)
    return [value.label(f"group_{number}"), cast(which, Integer).label(f"which_{number}")]


def _text(value: ColumnElement[Any]) -> ColumnElement[Any]:
    if isinstance(value.type, Boolean):
        words = (literal_column(f"'{word}'", Text) for word in ("true", "false"))
        return case((value.is_(None), null()), *zip((value, not_(value)), words, strict=True))
    return value if isinstance(value.type, String) else cast(value, Text)


def _part(table: Table, column: str, part: Literal["year", "month"]) -> ColumnElement[Any]:
    """Returns the one year, or the one month as YYYY-MM, in which a date lies; else null."""
    days = [table.c[f"{column}_{end}"] for end in ("first", "last")]
    years = [cast(extract("year", day), Integer) for day in days]
    if part == "year":
        return case((years[0] == years[1], years[0]))
    months = [year * 100 + cast(extract("month", day), Integer) for year, day in zip(years, days, strict=True)]
    digits = cast(months[0], Text)
    return case((months[0] == months[1], func.substr(digits, 1, 4) + "-" + func.substr(digits, 5, 2)))


# --- groups -----------------------------------------------------------------------------------------------------


def _grouped(kind: Kind, found: CTE, dimensions: Sequence[Dimension]) -> FromClause:
    """Returns the records once for each of their groups; without a value of a link the group is null."""
    by_link: dict[str, list[tuple[int, Dimension]]] = {}
    for number, dimension in enumerate(dimensions):
        if (name := link_name(kind, dimension)) is not None:
            by_link.setdefault(name, []).append((number, dimension))
    if not by_link:
        return found
    rows: FromClause = found
    groups: dict[str, ColumnElement[Any]] = {
        f"{part}_{number}": found.c[f"{part}_{number}"]
        for number, dimension in enumerate(dimensions)
        if link_name(kind, dimension) is None
        for part in ("group", "which")
    }
    for name, of_link in by_link.items():
        # Two dimensions of one link share a row of it: an organisation with its own role.
        linked = table_of(link_of(kind, name).table).alias(name)
        values = {number: [linked.c[c.partition(".")[2]] for c in each.columns] for number, each in of_link}
        has_value = or_(*(value.is_not(None) for columns in values.values() for value in columns))
        rows = rows.outerjoin(linked, and_(belongs(kind, linked, found), has_value))
        groups |= {column.name: column for number, columns in values.items() for column in _group(number, columns)}
    others = [column for column in found.c if not column.name.startswith(("group_", "which_"))]
    ordered = [groups[f"{part}_{number}"] for number in range(len(dimensions)) for part in ("group", "which")]
    # Several rows of a link may give a record the same group.
    return select(*others, *ordered).select_from(rows).distinct().cte("grouped")


def _placed(rows: FromClause, by: Sequence[ColumnElement[Any]]) -> FromClause:
    """Returns the rows with their place in their group, by id, and their place among those that are alike in sums."""
    order = sortable(rows.c.id)
    places = [func.row_number().over(partition_by=by or None, order_by=order).label("place")]
    if "summed" in rows.c:
        places.append(func.row_number().over(partition_by=[*by, rows.c.summed], order_by=order).label("summed_place"))
    return select(rows, *places).subquery()


def _cells(grouped: FromClause, dimensions: Sequence[Dimension], question: Shape) -> CTE:
    names = [f"{part}_{number}" for number in range(len(dimensions)) for part in ("group", "which")]
    rows = _placed(grouped, [grouped.c[name] for name in names]) if question.ids else grouped
    by = [rows.c[name] for name in names]
    return select(*by, *_figures(rows, question)).select_from(rows).group_by(*by).cte("cells")


def _figures(rows: FromClause, question: Shape) -> list[ColumnElement[Any]]:
    measures = question.measures
    figures: list[ColumnElement[Any]] = [func.count().label("count")]
    if question.ids:
        figures.append(JsonArray(rows.c.id, rows.c.place <= MOST_IDS).label("ids"))
    if "facts" in measures:
        figures.append(func.count(rows.c.fact.distinct()).label("facts"))
    if measures & MONEY:
        figures.append(func.coalesce(func.sum(rows.c.summed), 0).label("summed"))
        if question.ids:
            in_sum = and_(rows.c.summed == 1, rows.c.summed_place <= MOST_IDS)
            figures.append(JsonArray(rows.c.id, in_sum).label("summed_ids"))
    if "sum_usd" in measures:
        figures += _sum(rows.c.usd, "sum_usd")
    if "sum_amount" in measures:
        figures += _sum(rows.c.amount, "sum_amount")
    if "min_usd" in measures:
        figures.append(func.min(rows.c.usd).label("min_usd"))
    if "max_usd" in measures:
        figures.append(func.max(rows.c.usd).label("max_usd"))
    return figures


def _sum(thousandths: ColumnElement[Any], name: str) -> list[ColumnElement[Any]]:
    """Returns the sum of thousandths in two parts that 64 bits hold."""
    high = thousandths // PART
    parts = (high, thousandths - high * PART)
    return [cast(func.sum(part), BigInteger).label(f"{name}_{end}") for end, part in zip(_ENDS, parts, strict=True)]


_ENDS = ("high", "low")


# --- JSON -------------------------------------------------------------------------------------------------------


def _total(found: CTE, question: Shape) -> ColumnElement[Any]:
    rows = _placed(found, []) if question.ids else found
    figures = select(*_figures(rows, question)).select_from(rows).subquery("total")
    return cast(select(JsonObject(_spelt(figures.c))).scalar_subquery(), Text)


def _excluded(found: CTE, question: Shape) -> ColumnElement[Any]:
    left = select(found.c.id, found.c.reason, found.c.dollars).where(found.c.summed == 0).subquery("left_out")
    rows = _placed(left, [left.c.reason]) if question.ids else left
    figures: list[ColumnElement[Any]] = [func.count().label("count")]
    if question.ids:
        figures.append(JsonArray(rows.c.id, rows.c.place <= MOST_IDS).label("ids"))
    reasons = (
        select(rows.c.reason, *figures, *_sum(rows.c.dollars, "sum_usd")).select_from(rows).group_by(rows.c.reason)
    )
    by_reason = reasons.order_by(sortable(rows.c.reason)).subquery("by_reason")
    return cast(select(JsonArray(JsonObject(_spelt(by_reason.c)))).scalar_subquery(), Text)


def _first_cells(cells: CTE, question: Shape) -> ColumnElement[Any]:
    """Returns the JSON array of the first cells in the order asked for, each with its place in it."""
    place = func.row_number().over(order_by=_order(cells, question)).label("place")
    placed = select(cells, place).subquery("placed")
    first = select(placed).where(placed.c.place <= bindparam("limit", type_=Integer())).subquery("first_cells")
    return cast(select(JsonArray(JsonObject(_spelt(first.c)))).select_from(first).scalar_subquery(), Text)


def _order(cells: CTE, question: Shape) -> list[ColumnElement[Any]]:
    """Returns the order asked for, ties by the groups; what has no value comes last."""
    names = [*question.sort, *question.group_by]
    order: list[ColumnElement[Any]] = []
    for part in names:
        name = part.removeprefix("-")
        for column in _comparable(cells, name, question.group_by):
            order.append((column.desc() if part.startswith("-") else column.asc()).nulls_last())
    return [*order, *(cells.c[f"which_{number}"] for number in range(len(question.group_by)))]


def _comparable(cells: CTE, name: str, group_by: Sequence[str]) -> Iterable[ColumnElement[Any]]:
    if name in group_by:
        return [sortable(cells.c[f"group_{group_by.index(name)}"])]
    if not name.startswith("sum_"):
        return [cells.c[name]]
    high, low = (cells.c[f"{name}_{end}"] for end in _ENDS)
    return [high + low // PART, low - low // PART * PART]


def _spelt(columns: Iterable[ColumnElement[Any]]) -> dict[str, ColumnElement[Any]]:
    """Returns columns as fields of JSON; amounts, but for the parts of sums, as decimal text."""
    return {column.name: DecimalText(column) if column.name in ("min_usd", "max_usd") else column for column in columns}
