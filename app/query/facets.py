"""Facets: how many of the records that meet a query have each value of a code or a reference.

All filters count, those of the facet's own field too: a facet tells of just the records that the list holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    func,
    select,
    union,
)

from app.query.filters import Used, conditions
from app.query.links import belongs, link_of, table_of
from app.query.parameters import facet_of
from app.records import KINDS, Kind
from app.store.dialect import JsonArray, JsonObject, sortable


@dataclass(frozen=True)
class Facet:
    """The values of one field, the most frequent first, with the number of records that have each; null is none."""

    values: list[dict[str, Any]]
    truncated: bool


def read_facets(
    connection: Connection, kind: Kind, asked: Sequence[str], used: tuple[Used, ...], binds: dict[str, Any]
) -> dict[str, Facet]:
    """Returns the facets by name, `asked` as name or name:most, of the records that meet filters."""
    wanted = [facet_of(each) for each in sorted(asked)]
    limits = {f"facet_{number}": most + 1 for number, (_, most) in enumerate(wanted)}
    row = connection.execute(_statement(kind.name, used, tuple(name for name, _ in wanted)), binds | limits).one()
    found = {}
    for (name, most), cell in zip(wanted, row, strict=True):
        values = orjson.loads(cell)
        found[name] = Facet(values[:most], truncated=len(values) > most)
    return found


@lru_cache(maxsize=128)
def _statement(name: str, filters: tuple[Used, ...], facets: tuple[str, ...]) -> Any:
    kind = KINDS[name]
    table = table_of(kind.table)
    found = select(table).where(*conditions(kind, filters)).cte("found")
    columns = {filter_.name: filter_.columns for filter_ in kind.filters}
    cells: Any = select(*(_counted(kind, found, columns[facet], number) for number, facet in enumerate(facets)))
    return cells


def _counted(kind: Kind, found: CTE, columns: Sequence[str], number: int) -> ColumnElement[str]:
    pairs = union(*(_pairs(kind, found, path) for path in columns)).subquery()
    value, count = pairs.c.value, func.count().label("count")
    most = bindparam(f"facet_{number}", type_=Integer())
    rows = (
        select(value, count)
        .select_from(found.outerjoin(pairs, pairs.c.id == found.c.id))
        .group_by(value)
        .order_by(count.desc(), sortable(value).asc().nulls_last())
        .limit(most)
        .subquery()
    )
    item = JsonObject({"value": rows.c.value, "count": rows.c.count})
    return cast(select(JsonArray(item)).select_from(rows).scalar_subquery(), Text)


def _pairs(kind: Kind, found: FromClause, path: str) -> Select[Any]:
    """Returns the ids of the records with the values that they have at a path."""
    link, _, column = path.rpartition(".")
    if not link:
        value = found.c[column]
        return select(found.c.id, value.label("value")).where(value.is_not(None))
    if link in kind.expands:
        rows = table_of(KINDS[kind.expands[link]].table).alias()
        related = rows.c.id == found.c[f"{link}_id"]
    else:
        rows = table_of(link_of(kind, link).table).alias()
        related = belongs(kind, rows, found)
    value = rows.c[column]
    # A record whose rows tell one value twice, as two texts in one language, has it once.
    pairs = select(found.c.id, value.label("value")).join_from(found, rows, related)
    return pairs.where(value.is_not(None)).distinct()
