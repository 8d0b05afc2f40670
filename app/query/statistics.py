"""Statistics: how many records, and how much money, by up to two dimensions; one statement for the figures.

docs/statistics.md says what totals count and what they leave out. Sums are exact: the database adds whole thousandths
in two parts, as SQLite refuses a sum of more than 64 bits, and this module joins them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal

import orjson
from pydantic import BaseModel, Field, create_model
from sqlalchemy import Engine

from app.errors import BadQuery
from app.labels.languages import LANGUAGES
from app.query.figures import DOLLARS, MONEY, MOST_IDS, PART, Shape, link_name, statement
from app.query.filters import asked, bound, shape
from app.query.known import known_values
from app.query.parameters import Parameters, choice, filter_fields, many
from app.query.values import label_values
from app.records import KINDS, Kind
from app.records.base import Dimension, Filter, Operator
from app.records.values import CityKey, print_amount
from app.registry.cities import city_ids

Link = Callable[[str, dict[str, Any]], str]


class StatisticsParameters(Parameters):
    """The parameters of the statistics of any kind, beside the filters of its list."""

    group_by: list[str] = Field(default_factory=list)
    measure: list[str] = Field(default_factory=list)
    sort: list[str] = Field(default_factory=list)
    limit: int = Field(default=100, ge=1, le=1000, description="How many cells at most.")


class GroupOut(BaseModel):
    """One value of a dimension."""

    code: str | None = Field(description="The value as filters take it; null for records without a value.")
    label: str = Field(description="What the code is called in the requested language.")


class FiguresOut(BaseModel):
    """The measures of some records; only the requested ones are there."""

    count: int = Field(description="How many records: those of the list at `link`.")
    facts: int | None = Field(
        default=None, description="How many facts: records of several texts that state the same count once."
    )
    summed: int | None = Field(default=None, description="How many of the records the sums count.")
    sum_usd: str | None = Field(default=None, description="In US dollars, exact; null where the sum counts no record.")
    min_usd: str | None = Field(default=None, description="The smallest figure in the sum.")
    max_usd: str | None = Field(default=None, description="The largest figure in the sum.")
    sum_amount: str | None = Field(default=None, description="In the currency of the group or filter, exact.")
    ids: list[str] = Field(description=f"The ids of the records, at most {MOST_IDS}.")
    ids_total: int = Field(description="How many ids there are.")
    summed_ids: list[str] | None = Field(
        default=None, description=f"The ids of the records that the sums count, at most {MOST_IDS}."
    )
    link: str | None = Field(description="The list of exactly these records; null where no filters give it.")


class CellOut(FiguresOut):
    """The figures of one group."""

    group: dict[str, GroupOut] = Field(description="By dimension.")


class ExcludedOut(BaseModel):
    """What the sums leave out for one reason."""

    reason: str = Field(description="The `not_countable` or `usd_reason` of the records.")
    count: int
    sum_usd: str | None = Field(description="Its known value in US dollars, or null.")
    ids: list[str] = Field(description=f"The ids of the records, at most {MOST_IDS}.")
    ids_total: int = Field(description="How many ids there are.")


class StatisticsOut(BaseModel):
    """Figures by group, and in total."""

    cells: list[CellOut]
    cells_total: int = Field(description="How many groups there are, also beyond `limit`.")
    total: FiguresOut = Field(description="The figures of all records found, each counted once.")
    excluded: list[ExcludedOut] = Field(description="What the sums leave out; empty if no sum was requested.")


@dataclass(frozen=True)
class Statistics:
    """Statistics with the normalised query, notes and the data version."""

    data: dict[str, Any]
    asked: dict[str, Any]
    notes: list[str]
    version: int


@cache
def statistics_parameters(name: str) -> type[StatisticsParameters]:
    """Returns the parameters of the statistics of a kind."""
    kind = KINDS[name]
    dimensions = [dimension.name for dimension in kind.dimensions]
    orders = [f"{sign}{each}" for each in (*kind.measures, *dimensions) for sign in ("", "-")]
    first = ", ".join(_default_measures(kind))
    fields = {
        **filter_fields(kind),
        "group_by": (
            many(Literal[tuple(dimensions)]),
            Field(
                default_factory=list,
                max_length=2,
                description="Up to two dimensions; without one there is only the total.",
            ),
        ),
        "measure": choice(kind.measures, f"What to measure; `{first}` by default."),
        "sort": choice(
            orders, "The order by a measure or dimension, `-` for descending. Groups without a value come last."
        ),
    }
    if _has_money(kind):
        fields["include"] = choice(["uncounted"], "`uncounted` adds sums that totals do not count.")
    model: type[StatisticsParameters] = create_model(
        f"{kind.name.title()}StatisticsParameters", __base__=StatisticsParameters, **fields
    )
    return model


def _has_money(kind: Kind) -> bool:
    return "sum_usd" in kind.measures


def _default_measures(kind: Kind) -> list[str]:
    return [measure for measure in ("count", "sum_usd") if measure in kind.measures]


def read_statistics(
    engine: Engine,
    kind: Kind,
    query: StatisticsParameters,
    *,
    link: Link,
    ids: bool = True,
    language: str = LANGUAGES[0],
) -> Statistics:
    """Returns the statistics of a kind; raises BadQuery for a query without a meaning.

    `link` makes the address of a path and a query; without `ids` figures come without the ids of their records.
    """
    values = asked(kind, query)
    measures = query.measure or _default_measures(kind)
    _check(query, measures, values)
    include = list(getattr(query, "include", []))
    sort = query.sort or ([f"-{measures[0]}"] if query.group_by else [])
    question = Shape(
        kind.name, shape(kind, values), tuple(query.group_by), frozenset(measures), tuple(sort), bool(include), ids
    )
    with engine.connect() as connection:
        binds = bound(kind, known_values(connection, kind, values))
        row = connection.execute(statement(question), {**binds, "limit": query.limit}).one()
    cells, total, excluded = (orjson.loads(part) for part in row[:3])
    dimensions = [_dimension(kind, name) for name in query.group_by]

    def address(of_group: dict[str, Any] | None) -> str | None:
        return None if of_group is None else link(f"/v1/{kind.plural}", of_group)

    shown = []
    labels = label_values(
        engine, kind, ((each.name, cell[f"group_{n}"]) for n, each in enumerate(dimensions) for cell in cells), language
    )
    for cell in sorted(cells, key=lambda cell: int(cell.pop("place"))):
        groups = [(each, cell[f"group_{n}"]) for n, each in enumerate(dimensions)]
        group = {each.name: {"code": code, "label": labels[each.name, code]} for each, code in groups}
        shown.append({"group": group, **_figures(cell), "link": address(_cell_query(kind, values, groups))})
    data = {
        "cells": shown,
        "cells_total": row[3],
        "total": {**_figures(total), **_of_several_currencies(measures, values), "link": address(values)},
        "excluded": [{"reason": each["reason"], "sum_usd": None, **_figures(each)} for each in excluded],
    }
    spelling = {"group_by": query.group_by, "measure": measures, "include": include, "sort": sort, "lang": query.lang}
    spelt = {**values, **{name: value for name, value in spelling.items() if value}, "limit": query.limit}
    return Statistics(data, spelt, list(_notes(kind, dimensions, set(measures), include)), row[4])


def _of_one_currency(values: dict[str, Any]) -> bool:
    return len(values.get("currency", [])) == 1


def _of_several_currencies(measures: Sequence[str], values: dict[str, Any]) -> dict[str, Any]:
    """Returns what replaces a total that would add different currencies."""
    return {"sum_amount": None} if "sum_amount" in measures and not _of_one_currency(values) else {}


def _check(query: StatisticsParameters, measures: Sequence[str], values: dict[str, Any]) -> None:
    if "sum_amount" in measures and "currency" not in query.group_by and not _of_one_currency(values):
        wrong = "sums of several currencies cannot be added: group_by=currency, or ask for one, as currency=KGS"
        raise BadQuery(f"measure: {wrong}", errors=[{"parameter": "measure", "message": wrong}])
    allowed = [*measures, *query.group_by]
    for name in query.sort:
        if name.removeprefix("-") not in allowed:
            wrong = f"{name!r} is neither measured nor grouped by here"
            raise BadQuery(f"sort: {wrong}", errors=[{"parameter": "sort", "message": wrong, "allowed": allowed}])


def _dimension(kind: Kind, name: str) -> Dimension:
    return next(each for each in kind.dimensions if each.name == name)


def _figures(read: dict[str, Any]) -> dict[str, Any]:
    """Returns figures as they are served: sums joined, ids sorted."""
    figures: dict[str, Any] = {"count": read["count"]}
    figures |= {name: read[name] for name in ("facts", "summed", "min_usd", "max_usd") if name in read}
    for name in ("sum_usd", "sum_amount"):
        if f"{name}_high" in read:
            figures[name] = _put_together(read[f"{name}_high"], read[f"{name}_low"])
    figures["ids_total"] = read["count"]
    return figures | {name: sorted(read[name]) for name in ("ids", "summed_ids") if name in read}


def _put_together(high: int | None, low: int | None) -> str | None:
    if high is None or low is None:
        return None
    return print_amount(Decimal(high * PART + low).scaleb(-3))


# --- the list of a group ----------------------------------------------------------------------------------------

Group = tuple[Dimension, str | None]


def _cell_query(kind: Kind, values: dict[str, Any], groups: Sequence[Group]) -> dict[str, Any] | None:
    """Returns the filters by which the list gives exactly the records of a group, or None if no filters do."""
    links = [link for each, _ in groups if (link := link_name(kind, each)) is not None]
    if len(set(links)) < len(links):  # no filter asks for both in one row: this organisation in that role
        return None
    found = dict(values)
    for dimension, code in groups:
        of_group = _group_query(kind, dimension, code)
        if of_group is None:
            return None
        for name, value in of_group.items():
            # A narrower filter of a single value replaces the given one; of several values another may meet that.
            if found.get(name, value) != value and (dimension.part or link_name(kind, dimension)):
                return None
            found[name] = value
    return found


def _group_query(kind: Kind, dimension: Dimension, code: str | None) -> dict[str, Any] | None:
    filter_ = _filter(kind, dimension)
    if filter_ is None:
        return None
    if code is not None:
        if CityKey in filter_.codes and code not in (ids := city_ids(code)) and ids:
            return None  # the printed name of a city elsewhere, which the filter takes for one of the register
        return {filter_.name: [code == "true" if filter_.type is bool else code]}
    # A date of several years has no year, and one of several months no month, but it is not null.
    return None if dimension.part else {f"{filter_.name}__isnull": True}


def _filter(kind: Kind, dimension: Dimension) -> Filter | None:
    """Returns the filter on just the columns of a dimension."""
    return next(
        (each for each in kind.filters if each.columns == dimension.columns and Operator.EQ in each.operators), None
    )


# --- notes ------------------------------------------------------------------------------------------------------


def _notes(kind: Kind, dimensions: Sequence[Dimension], measures: set[str], include: Sequence[str]) -> Iterable[str]:
    """Yields what a reader of the figures must know."""
    several = [each.name for each in dimensions if link_name(kind, each)]
    if several:
        yield f"A record may be in several groups of {' and '.join(several)}; in the total it counts once."
    if not measures & MONEY:
        return
    if include:
        yield "The sums include what totals do not count: totals beside their parts, pledges, duplicates."
    else:
        yield "The sums count only what totals may count; excluded lists the rest with the reason."
    if "sum_amount" in measures:
        yield "sum_amount is of one currency; a total over several currencies has none."
    if measures & DOLLARS:
        yield "US dollars are current dollars of the year of each sum (docs/money.md)."
