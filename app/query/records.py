"""The list engine: one Core statement per shape of a query, built once and kept, answers with JSON in one cell.

The shape is which filters are used, the order, what is expanded; the values are bound when it is executed.
Building a statement costs more than executing it, and entities or rows would cost more than both
(docs/decisions/reads-as-json-from-the-database.md).
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Engine, Executable, Select, Text, bindparam, cast, select

from app.errors import Merged, NotFound
from app.query.filters import Used, asked, bound, conditions, shape
from app.query.links import table_of
from app.query.pages import Page, data_version, keys, page_statement, read_cursor, read_page
from app.query.parameters import ListParameters, RecordsParameters, SingleParameters
from app.query.shape import record_json
from app.records import KINDS, Kind
from app.records.identity import SameAs


@dataclass(frozen=True)
class Single:
    """One record: `data` is a JSON object."""

    data: str
    version: int


def list_records(engine: Engine, kind: Kind, query: ListParameters) -> Page:
    """Returns a page of the records that meet a query; raises BadCursor if its cursor is not for it."""
    values = asked(kind, query)
    of = cursor_of(kind.plural, query.sort or [kind.default_sort], values)
    sort, nulls, binds = tuple(query.sort), None, bound(kind, values)
    if query.cursor is not None:
        last = read_cursor(query.cursor, of=of, by=keys(kind, sort), table=table_of(kind.table))
        nulls = tuple(value is None for value in last)
        binds |= {f"after_{number}": value for number, value in enumerate(last) if value is not None}
    statement = _list_statement(
        kind.name, shape(kind, values), sort, nulls, frozenset(query.expand), query.count == "exact"
    )
    with engine.connect() as connection:
        return read_page(connection, statement, binds, limit=query.limit, of=of)


def get_record(engine: Engine, kind: Kind, id_: str, query: SingleParameters) -> Single:
    """Returns the record of an id; raises NotFound if there is none."""
    data, version = _row(engine, kind, id_, _single_statement(kind.name, frozenset(query.expand)))
    return Single(data=data, version=version)


def require_record(engine: Engine, kind: Kind, id_: str) -> None:
    """Raises NotFound if a kind has no record of an id."""
    id_column = table_of(kind.table).c.id
    _row(engine, kind, id_, select(id_column).where(id_column == bindparam("id")))


def _row(engine: Engine, kind: Kind, id_: str, statement: Executable) -> Any:
    if "\0" not in id_:  # Postgres refuses this character, which no id has
        with engine.connect() as connection:
            row = connection.execute(statement, {"id": id_}).one_or_none()
        if row is not None:
            return row
        _raise_if_merged(engine, kind, id_)
    raise NotFound(f"No {kind.name} has the id {id_[:80]!r}; /v1/{kind.plural} lists those that there are.")


def _raise_if_merged(engine: Engine, kind: Kind, id_: str) -> None:
    if kind.merges:
        same = table_of(SameAs)
        into = select(same.c.canonical_id, same.c.reason).where(same.c.kind == kind.name, same.c.id == id_)
        with engine.connect() as connection:
            found = connection.execute(into).one_or_none()
        if found is not None:
            into_id, reason = found
            raise Merged(f"{id_!r} is {into_id!r} now: {reason}.", plural=kind.plural, into_id=into_id)


def normalised(kind: Kind, query: RecordsParameters) -> dict[str, Any]:
    """Returns a query in its one spelling, without the page: the same for all that ask the same."""
    expand = {"expand": sorted(query.expand)} if query.expand else {}
    return {**asked(kind, query), "sort": query.sort or [kind.default_sort], **expand}


def cursor_of(listed: str, sort: list[str], values: dict[str, Any]) -> tuple[str, str, str]:
    """Returns what a cursor belongs to: a list, its order, its filters."""
    return listed, ",".join(sort), hashlib.sha256(orjson.dumps(values)).hexdigest()[:12]


@lru_cache(maxsize=512)
def _list_statement(
    name: str,
    filters: tuple[Used, ...],
    sort: tuple[str, ...],
    nulls: tuple[bool, ...] | None,
    expand: frozenset[str],
    count: bool,
) -> Select[Any]:
    kind = KINDS[name]
    table = table_of(kind.table)
    base = select(*(column for column in table.c if column.name not in kind.only_single))
    return page_statement(
        base.where(*conditions(kind, filters)),
        table,
        keys(kind, sort),
        lambda rows: record_json(kind, rows, expand=expand),
        nulls=nulls,
        count=count,
    )


@lru_cache(maxsize=64)
def _single_statement(name: str, expand: frozenset[str]) -> Select[str, int]:
    kind = KINDS[name]
    table = table_of(kind.table)
    whole = cast(record_json(kind, table, expand=expand, single=True), Text)
    return select(whole, data_version()).where(table.c.id == bindparam("id"))
