"""Facets: how many of the records that meet a query have each value of a code or a reference.

All filters count, those of the facet's own field too: a facet tells of just the records that the list holds.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import orjson
from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Connection,
    Engine,
    FromClause,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    func,
    null,
    select,
    union,
    union_all,
)

from app.database.dialect import JsonArray, JsonObject, sortable
from app.query.filters import Used, conditions
from app.query.links import belongs, link_of, owners
from app.query.parameters import facet_of
from app.records import KINDS, Kind
from app.records.base import table_of

# So many answers are kept of each database, those used last.
MOST_KEPT = 200
_kept: "WeakKeyDictionary[Engine, OrderedDict[Any, dict[str, Facet]]]" = WeakKeyDictionary()
_lock = Lock()


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


def kept_facets(
    connection: Connection,
    kind: Kind,
    asked: Sequence[str],
    used: tuple[Used, ...],
    binds: dict[str, Any],
    *,
    version: int,
) -> dict[str, Facet]:
    """Returns facets as `read_facets` does, counted once for a version of the data: all pages of a list share them."""
    key = (version, kind.name, tuple(asked), used, repr(sorted(binds.items())))
    with _lock:
        kept = _kept.setdefault(connection.engine, OrderedDict())
        found = kept.pop(key, None)
    if found is None:
        found = read_facets(connection, kind, asked, used, binds)
    with _lock:
        kept[key] = found
        while len(kept) > MOST_KEPT:
            kept.popitem(last=False)
    return found


@lru_cache(maxsize=128)
def _statement(name: str, filters: tuple[Used, ...], facets: tuple[str, ...]) -> Any:
    kind = KINDS[name]
    columns = {filter_.name: filter_.columns for filter_ in kind.filters}
    found = _found(kind, filters, [path for facet in facets for path in columns[facet]])
    cells: Any = select(*(_cell(kind, found, columns[facet], number) for number, facet in enumerate(facets)))
    return cells


def _found(kind: Kind, filters: tuple[Used, ...], paths: Sequence[str]) -> FromClause:
    """Returns the records that meet filters, with what is counted of them: where there are no filters, the table."""
    table = table_of(kind.table)
    if not filters:
        return table
    own = {f"{path.partition('.')[0]}_id" if "." in path else path for path in paths}
    needed = [column for column in table.c if column.name in {"id", "canonical_id", *own}]
    return select(*needed).where(*conditions(kind, filters)).cte("found")


def _cell(kind: Kind, found: FromClause, columns: Sequence[str], number: int) -> ColumnElement[str]:
    is_one = len(columns) == 1 and "." not in columns[0]
    counted = (_of_one(found, columns[0]) if is_one else _of_many(kind, found, columns, number)).subquery()
    most = bindparam(f"facet_{number}", type_=Integer())
    rows = (
        select(counted)
        .order_by(counted.c.count.desc(), sortable(counted.c.value).asc().nulls_last())
        .limit(most)
        .subquery()
    )
    item = JsonObject({"value": rows.c.value, "count": rows.c.count})
    return cast(select(JsonArray(item)).select_from(rows).scalar_subquery(), Text)


def _of_one(found: FromClause, column: str) -> Select[Any]:
    """Returns each value of a column of the records themselves, null too, with how many have it."""
    value = found.c[column].label("value")
    return select(value, func.count().label("count")).select_from(found).group_by(value)


def _of_many(kind: Kind, found: FromClause, columns: Sequence[str], number: int) -> CompoundSelect[Any]:
    """Returns each value that a record may have several of with how many have it, null with how many have none."""
    pairs = union(*(_pairs(kind, found, path) for path in columns)).cte(f"pairs_{number}")
    values = select(pairs.c.value, func.count().label("count")).group_by(pairs.c.value)
    without = (
        select(func.count()).select_from(found).scalar_subquery()
        - select(func.count(pairs.c.id.distinct())).scalar_subquery()
    )
    return union_all(values, select(null(), without).where(without > 0))


def _pairs(kind: Kind, found: FromClause, path: str) -> Select[Any]:
    """Returns the ids of the records with the values that they have at a path, each pair once."""
    link, _, column = path.rpartition(".")
    if not link:
        value = found.c[column]
        return select(found.c.id, value.label("value")).where(value.is_not(None))
    if link in kind.expands:
        rows = table_of(KINDS[kind.expands[link]].table).alias()
        pairs = select(found.c.id, rows.c[column].label("value")).join_from(
            found, rows, rows.c.id == found.c[f"{link}_id"]
        )
    else:
        rows = table_of(link_of(kind, link).table).alias()
        if isinstance(found, CTE) or "canonical_id" in rows.c:
            related = belongs(kind, rows, found)
            pairs = select(found.c.id, rows.c[column].label("value")).join_from(found, rows, related)
        else:  # all rows are of records that are found, which need not be looked up
            (id_,) = owners(kind, rows).selected_columns
            pairs = owners(kind, rows).with_only_columns(id_.label("id"), rows.c[column].label("value"))
    # A record whose rows tell one value twice, as two texts in one language, has it once.
    return pairs.where(rows.c[column].is_not(None)).distinct()
