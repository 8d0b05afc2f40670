"""The list engine: one Core statement for each shape of a query, built once, which answers with JSON in one cell.

The shape is the used filters, the order and what is expanded; the values are bound at execution. To build a statement
costs more than to execute it, and entities or rows would cost more than both
(docs/decisions/reads-as-json-from-the-database.md).
"""

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Engine, Executable, FromClause, Select, Text, bindparam, cast, select

from app.errors import BadQuery, Merged, Message, NotFound
from app.labels.languages import LANGUAGES
from app.query.facets import kept_facets
from app.query.fields import only_expanded
from app.query.filters import Used, asked, bound, conditions, shape
from app.query.known import known_values
from app.query.pages import Page, data_version, keys, page_statement, read_cursor, read_page
from app.query.parameters import (
    ListParameters,
    RecordsParameters,
    ShapedParameters,
    SingleExportParameters,
    SingleParameters,
)
from app.query.quotes import INCLUDED
from app.query.shape import record_json
from app.query.titles import in_language
from app.records import KINDS, Kind
from app.records.base import table_of
from app.records.identity import SameAs


@dataclass(frozen=True)
class Single:
    """One record: `data` is a JSON object."""

    data: str
    version: int


def list_records(
    engine: Engine, kind: Kind, query: ListParameters, *, language: str = LANGUAGES[0], known: bool = False
) -> Page:
    """Returns a page of the records that meet a query, with labels in a language; raises BadCursor, BadQuery.

    `known`: the ids in the filters were just read from the database, and are not looked up again.
    """
    require_expanded(kind, query)
    values = asked(kind, query)
    of = cursor_of(kind.plural, query.sort or [kind.default_sort], values)
    sort, nulls, after = tuple(query.sort), None, {}
    if query.cursor is not None:
        last = read_cursor(query.cursor, of=of, by=keys(kind, sort), table=table_of(kind.table))
        nulls = tuple(value is None for value in last)
        after = {f"after_{number}": value for number, value in enumerate(last) if value is not None}
    filters = shape(kind, values)
    statement = _list_statement(kind.name, filters, sort, nulls, _looks(query), query.count == "exact")
    with engine.connect() as connection:
        of_filters = bound(kind, values if known else known_values(connection, kind, values))
        binds = {**in_language(language), **of_filters, **after}
        page = read_page(connection, statement, binds, limit=query.limit, of=of)
        if not query.facets:
            return page
        facets = kept_facets(connection, kind, query.facets, filters, of_filters, version=page.version)
        return replace(page, facets=facets)


def get_record(
    engine: Engine, kind: Kind, id_: str, query: ShapedParameters, *, language: str = LANGUAGES[0]
) -> Single:
    """Returns the record of an id, with labels in a language; raises NotFound, Merged, BadQuery."""
    require_expanded(kind, query)
    data, version = _row(engine, kind, id_, _single_statement(kind.name, _looks(query)), **in_language(language))
    return Single(data=data, version=version)


def require_record(engine: Engine, kind: Kind, id_: str) -> None:
    """Raises NotFound if a kind has no record of an id."""
    id_column = table_of(kind.table).c.id
    _row(engine, kind, id_, select(id_column).where(id_column == bindparam("id")))


def _row(engine: Engine, kind: Kind, id_: str, statement: Executable, **binds: Any) -> Any:
    if "\0" not in id_:  # Postgres refuses this character, which no id has
        with engine.connect() as connection:
            row = connection.execute(statement, {"id": id_, **binds}).one_or_none()
        if row is not None:
            return row
        _raise_if_merged(engine, kind, id_)
    values = {"kind": kind.name, "id": id_[:80], "plural": kind.plural}
    raise NotFound(Message("No {kind} record has the id {id!r}. /v1/{plural} lists all records.", **values))


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
    """Returns the normalised query, without the page: equal for equal queries."""
    facets = {"facets": sorted(query.facets)} if isinstance(query, ListParameters) and query.facets else {}
    return {**asked(kind, query), "sort": query.sort or [kind.default_sort], **shaping(query), **facets}


def shaping(query: SingleParameters) -> dict[str, Any]:
    """Returns the normalised parameters that shape each record: expand, fields, include, lang."""
    names = {"expand", "fields", "include", "lang"} & type(query).model_fields.keys()
    given = {name: getattr(query, name) for name in sorted(names)}
    return {name: sorted(value) if isinstance(value, list) else value for name, value in given.items() if value}


def require_expanded(kind: Kind, query: ShapedParameters | SingleExportParameters) -> None:
    """Raises BadQuery for a field of a record that a reference leads to, where the reference is not expanded."""
    for path in only_expanded(kind, query.fields, query.expand):
        reference = path.rpartition(".")[0]
        detail = f"{path} is a field of the record that {reference} leads to: ask for expand={reference} too."
        raise BadQuery(f"fields: {detail}", errors=[{"parameter": "fields", "message": detail}])


def cursor_of(listed: str, sort: list[str], values: dict[str, Any]) -> tuple[str, str, str]:
    """Returns what a cursor belongs to: the list, its order, its filters."""
    return listed, ",".join(sort), hashlib.sha256(orjson.dumps(values)).hexdigest()[:12]


@dataclass(frozen=True)
class Looks:
    """The parameters that shape each record; with the filters and the order they decide the statement."""

    expand: frozenset[str]
    fields: frozenset[str]
    include: frozenset[str]

    def json(self, kind: Kind, rows: FromClause, *, single: bool = False) -> ColumnElement[str]:
        """Returns the JSON of the record in a row."""
        more = {name: INCLUDED[name](kind, rows) for name in sorted(self.include)}
        return record_json(kind, rows, expand=self.expand, single=single, fields=self.fields, more=more)


def _looks(query: ShapedParameters) -> Looks:
    return Looks(frozenset(query.expand), frozenset(query.fields), frozenset(query.include))


@lru_cache(maxsize=512)
def _list_statement(
    name: str,
    filters: tuple[Used, ...],
    sort: tuple[str, ...],
    nulls: tuple[bool, ...] | None,
    looks: Looks,
    count: bool,
) -> Select[Any]:
    kind = KINDS[name]
    table = table_of(kind.table)
    base = select(*(column for column in table.c if column.name not in kind.only_single))
    return page_statement(
        base.where(*conditions(kind, filters)),
        table,
        keys(kind, sort),
        lambda rows: looks.json(kind, rows),
        nulls=nulls,
        count=count,
    )


@lru_cache(maxsize=64)
def _single_statement(name: str, looks: Looks) -> Select[str, int]:
    kind = KINDS[name]
    table = table_of(kind.table)
    whole = cast(looks.json(kind, table, single=True), Text)
    return select(whole, data_version()).where(table.c.id == bindparam("id"))
