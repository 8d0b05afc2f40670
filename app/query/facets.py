"""Facets: how many of the records of a list have each value of a code or a reference.

All filters apply, those of the facet's own field too: a facet counts the records of the list.
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
from app.records.base import Filter, table_of

# How many answers each database keeps: those used last.
MOST_KEPT = 200
_kept: "WeakKeyDictionary[Engine, OrderedDict[Any, dict[str, Facet]]]" = WeakKeyDictionary()
_lock = Lock()


@dataclass(frozen=True)
class Facet:
    """The values of one field, the most frequent first, with the number of records; null means no value."""

    values: list[dict[str, Any]]
    truncated: bool


def read_facets(
    connection: Connection, kind: Kind, asked: Sequence[str], used: tuple[Used, ...], binds: dict[str, Any]
) -> dict[str, Facet]:
    """Returns the facets of the records that meet the filters; `asked` are names, or `name:most`."""
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
    by_name = {filter_.name: filter_ for filter_ in kind.filters}
    found = _found(kind, filters, [path for facet in facets for path in by_name[facet].columns])
    cells: Any = select(*(_cell(kind, found, by_name[facet], number) for number, facet in enumerate(facets)))
    return cells


def _found(kind: Kind, filters: tuple[Used, ...], paths: Sequence[str]) -> FromClause:
    """Returns the records that meet the filters, with the counted columns; without filters the table itself."""
    table = table_of(kind.table)
    if not filters:
        return table
    own = {f"{path.partition('.')[0]}_id" if "." in path else path for path in paths}
    needed = [column for column in table.c if column.name in {"id", "canonical_id", *own}]
    return select(*needed).where(*conditions(kind, filters)).cte("found")


def _cell(kind: Kind, found: FromClause, filter_: Filter, number: int) -> ColumnElement[str]:
    paths = filter_.alternatives
    is_one = len(paths) == 1 and "." not in paths[0][0]
    counted = (_of_one(found, paths[0]) if is_one else _of_many(kind, found, paths, number)).subquery()
    most = bindparam(f"facet_{number}", type_=Integer())
    rows = (
        select(counted)
        .order_by(counted.c.count.desc(), sortable(counted.c.value).asc().nulls_last())
        .limit(most)
        .subquery()
    )
    item = JsonObject({"value": rows.c.value, "count": rows.c.count})
    return cast(select(JsonArray(item)).select_from(rows).scalar_subquery(), Text)


def _first(rows: FromClause, paths: Sequence[str]) -> ColumnElement[Any]:
    """Returns the first of the columns at the paths that has a value."""
    columns = [rows.c[path.rpartition(".")[2]] for path in paths]
    return columns[0] if len(columns) == 1 else func.coalesce(*columns)


def _of_one(found: FromClause, paths: Sequence[str]) -> Select[Any]:
    """Returns each value of the records' own columns, null too, with the number of records."""
    value = _first(found, paths).label("value")
    return select(value, func.count().label("count")).select_from(found).group_by(value)


def _of_many(kind: Kind, found: FromClause, paths: Sequence[Sequence[str]], number: int) -> CompoundSelect[Any]:
    """Returns each value of a link with the number of records, and null with the number of records without one."""
    pairs = union(*(_pairs(kind, found, each) for each in paths)).cte(f"pairs_{number}")
    values = select(pairs.c.value, func.count().label("count")).group_by(pairs.c.value)
    without = (
        select(func.count()).select_from(found).scalar_subquery()
        - select(func.count(pairs.c.id.distinct())).scalar_subquery()
    )
    return union_all(values, select(null(), without).where(without > 0))


def _pairs(kind: Kind, found: FromClause, paths: Sequence[str]) -> Select[Any]:
    """Returns the ids of the records with their values at the paths, each pair once."""
    link = paths[0].rpartition(".")[0]
    if not link:
        value = _first(found, paths)
        return select(found.c.id, value.label("value")).where(value.is_not(None))
    if link in kind.expands:
        rows = table_of(KINDS[kind.expands[link]].table).alias()
        value = _first(rows, paths)
        leads_there = rows.c.id == found.c[f"{link}_id"]
        pairs = select(found.c.id, value.label("value")).join_from(found, rows, leads_there)
    else:
        rows = table_of(link_of(kind, link).table).alias()
        value = _first(rows, paths)
        if isinstance(found, CTE) or "canonical_id" in rows.c:
            pairs = select(found.c.id, value.label("value")).join_from(found, rows, belongs(kind, rows, found))
        else:  # without filters every row belongs to a record that is found
            (id_,) = owners(kind, rows).selected_columns
            pairs = owners(kind, rows).with_only_columns(id_.label("id"), value.label("value"))
    # A record may have a value twice: two texts in one language.
    return pairs.where(value.is_not(None)).distinct()
