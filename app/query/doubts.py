"""What is in doubt: facts that texts state differently, records that may be the same, suspicious records."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Engine, FromClause, Select, Text, bindparam, case, func, literal_column, select

from app.database.dialect import JsonArray, JsonObject, sortable
from app.labels.languages import LANGUAGES
from app.query.pages import Key, Page, page_statement, read_cursor, read_page
from app.query.parameters import PageParameters, many
from app.query.records import cursor_of
from app.query.suspicious import RULES, suspicious
from app.query.titles import in_language, label
from app.records import KINDS, Kind
from app.records.base import table_of
from app.records.identity import Candidate, Conflict, SameAs


class DoubtParameters(PageParameters):
    """The parameters of the lists of doubts."""

    type: many(Literal[tuple(KINDS)]) = Field(default_factory=list, description="Only records of these kinds.")  # type: ignore[valid-type]


class SuspiciousParameters(DoubtParameters):
    """The parameters of the list of suspicious records."""

    rule: many(Literal[tuple(RULES)]) = Field(default_factory=list, description="Only what these rules find.")  # type: ignore[valid-type]


class ValueOut(BaseModel):
    """The value of one record."""

    record_id: str
    url: str = Field(description="Where the record is served.")
    value: str = Field(description="The value as text; a sum with its currency.")
    document_id: str = Field(description="The document that states it.")
    document_url: str = Field(description="Where the document is served.")


class ConflictOut(BaseModel):
    """A field of one fact that its records state differently: all values are kept."""

    type: str = Field(description="The kind of record.")
    canonical_id: str = Field(description="The record that represents the fact.")
    url: str = Field(description="Where that record is served.")
    field: str
    values: list[ValueOut] = Field(description="The different values; records without a value are left out.")


class NamedOut(BaseModel):
    """A record with its name."""

    id: str
    url: str
    name: str | None = Field(description="The name; null if the record no longer exists.")
    label: str | None = Field(description="The title in the requested language; null if the record no longer exists.")


class CandidateOut(BaseModel):
    """Two records that may be the same: a person has to decide."""

    type: str = Field(description="The kind of record.")
    one: NamedOut
    other: NamedOut
    reason: str = Field(description="Why they may be the same.")


class SuspiciousOut(BaseModel):
    """A record that may be wrong."""

    rule: str
    reason: str = Field(description="What the rule finds.")
    type: str = Field(description="The kind of record.")
    id: str
    url: str = Field(description="Where the record is served.")
    value: str = Field(description="The suspicious value.")
    beside: str | None = Field(description="What it was compared with: a date, a sum, the id of another record.")


def list_conflicts(engine: Engine, query: DoubtParameters) -> Page:
    """Returns a page of conflicts; raises BadCursor for a cursor of another list."""
    return _list(engine, "conflicts", query)


def list_candidates(engine: Engine, query: DoubtParameters, *, language: str = LANGUAGES[0]) -> Page:
    """Returns a page of pairs that may be the same; raises BadCursor for a cursor of another list."""
    return _list(engine, "candidates", query, in_language(language))


def list_suspicious(engine: Engine, query: SuspiciousParameters) -> Page:
    """Returns a page of suspicious records; raises BadCursor for a cursor of another list."""
    return _list(engine, "suspicious", query)


# The column that a filter looks into.
_COLUMNS = {"type": "kind", "rule": "rule"}


def filters_of(query: PageParameters) -> dict[str, Any]:
    """Returns the filters of a query with their values, sorted."""
    values = {name: sorted(getattr(query, name, [])) for name in _COLUMNS}
    return {name: value for name, value in values.items() if value}


def _list(engine: Engine, name: str, query: PageParameters, language: Mapping[str, Any] | None = None) -> Page:
    rows, keys, _ = _LISTS[name]
    by = [Key(key) for key in keys]
    filters = filters_of(query)
    of = cursor_of(f"quality/{name}", list(keys), filters)
    binds = {**(language or {}), **filters}
    if query.cursor is not None:
        last = read_cursor(query.cursor, of=of, by=by, table=rows())
        binds |= {f"after_{number}": value for number, value in enumerate(last)}
    statement = _statement(name, tuple(filters), query.cursor is not None, query.count == "exact")
    with engine.connect() as connection:
        return read_page(connection, statement, binds, limit=query.limit, of=of)


@cache
def _statement(name: str, filters: Sequence[str], begun: bool, count: bool) -> Select[Any]:
    rows_of, keys, item = _LISTS[name]
    rows = rows_of()
    base = select(rows).where(*(rows.c[_COLUMNS[each]].in_(bindparam(each, expanding=True)) for each in filters))
    nulls = (False,) * len(keys) if begun else None
    return page_statement(base, rows, [Key(key) for key in keys], item, nulls=nulls, count=count)


def _url(kind: ColumnElement[Any], id_: ColumnElement[Any]) -> ColumnElement[str]:
    paths = {name: literal_column(f"'/v1/{each.plural}/'", Text) for name, each in KINDS.items()}
    return case(paths, value=kind) + id_


@cache
def conflicts() -> FromClause:
    """Returns the facts and fields that records state differently."""
    table = table_of(Conflict)
    return select(table.c.kind, table.c.canonical_id, table.c.field).distinct().subquery("conflicts")


def _conflict(rows: FromClause) -> ColumnElement[str]:
    table = table_of(Conflict)
    own = (table.c[name] == rows.c[name] for name in ("kind", "canonical_id", "field"))
    order = sortable(table.c.record_id)
    rows_of_fact = select(table).where(*own).order_by(order).correlate(rows).subquery()
    document = literal_column("'/v1/documents/'", Text) + rows_of_fact.c.document_id
    value = {
        "record_id": rows_of_fact.c.record_id,
        "url": _url(rows_of_fact.c.kind, rows_of_fact.c.record_id),
        "value": rows_of_fact.c.value,
        "document_id": rows_of_fact.c.document_id,
        "document_url": document,
    }
    fact = {"type": rows.c.kind, "canonical_id": rows.c.canonical_id, "url": _url(rows.c.kind, rows.c.canonical_id)}
    values = select(JsonArray(JsonObject(value))).select_from(rows_of_fact).scalar_subquery()
    return JsonObject({**fact, "field": rows.c.field, "values": values})


def _candidate(rows: FromClause) -> ColumnElement[str]:
    def named(id_: ColumnElement[Any]) -> ColumnElement[str]:
        name, title = _of_record(rows.c.kind, id_, lambda _, table: table.c.name), _of_record(rows.c.kind, id_, label)
        return JsonObject({"id": id_, "url": _url(rows.c.kind, id_), "name": name, "label": title})

    one, other = named(rows.c.one), named(rows.c.other)
    return JsonObject({"type": rows.c.kind, "one": one, "other": other, "reason": rows.c.reason})


def _of_record(
    kind: ColumnElement[Any], id_: ColumnElement[Any], column: Callable[[Kind, FromClause], ColumnElement[Any]]
) -> ColumnElement[str]:
    """Returns a column of a record with a name, or of the record it was merged into."""
    same = table_of(SameAs).alias()
    into = select(same.c.canonical_id).where(same.c.kind == kind, same.c.id == id_).scalar_subquery()
    names = []
    for name, each in KINDS.items():
        if "name" in (table := table_of(each.table).alias()).c:
            there = func.coalesce(into, id_) == table.c.id
            names.append((kind == name, select(column(each, table)).where(there).scalar_subquery()))
    return case(*((condition, name) for condition, name in names))


def _suspicious(rows: FromClause) -> ColumnElement[str]:
    c = rows.c
    words = {rule: literal_column("'" + reason.replace("'", "''") + "'", Text) for rule, reason in RULES.items()}
    reason = case(words, value=c.rule)
    found = {"rule": c.rule, "reason": reason, "type": c.kind, "id": c.id, "url": _url(c.kind, c.id)}
    return JsonObject({**found, "value": c.value, "beside": c.beside})


def candidates() -> FromClause:
    """Returns the pairs that may be the same."""
    return table_of(Candidate)


_LISTS: dict[str, tuple[Callable[[], FromClause], tuple[str, ...], Callable[[FromClause], ColumnElement[str]]]] = {
    "conflicts": (conflicts, ("kind", "canonical_id", "field"), _conflict),
    "candidates": (candidates, ("kind", "one", "other"), _candidate),
    "suspicious": (suspicious, ("rule", "kind", "id"), _suspicious),
}
