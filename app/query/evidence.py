"""The evidence of a record: which words of which document say what it says."""

from functools import cache
from typing import Any

import orjson
from pydantic import Field
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    FromClause,
    Select,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
)

from app.query.links import table_of
from app.query.pages import Key, Page, page_statement, read_cursor, read_page
from app.query.parameters import PageParameters, Word, many
from app.query.records import cursor_of, require_record
from app.records import Kind
from app.records.document import Document
from app.records.evidence import Evidence, EvidenceOut
from app.records.identity import SameAs
from app.store.dialect import JsonList, JsonObject

# How many code points around a quote are served: enough to find it again where the text has changed.
AROUND = 60
ORDER = tuple(Key(column) for column in ("document_id", "start", "end", "field", "id"))


class EvidenceParameters(PageParameters):
    """What may be asked of a record's evidence."""

    field: many(Word) = Field(default_factory=list, description="Only what supports these fields of the record.")  # type: ignore[valid-type]


def list_evidence(engine: Engine, kind: Kind, id_: str, query: EvidenceParameters) -> Page:
    """Returns a page of a record's evidence in the order of the texts; raises NotFound, BadCursor."""
    require_record(engine, kind, id_)
    fields = sorted(query.field)
    of = cursor_of(f"{kind.plural}/{id_}/evidence", [key.column for key in ORDER], {"field": fields})
    binds: dict[str, Any] = {"kind": kind.name, "record_id": id_} | ({"field": fields} if fields else {})
    if query.cursor is not None:
        last = read_cursor(query.cursor, of=of, by=ORDER, table=table_of(Evidence))
        binds |= {f"after_{number}": value for number, value in enumerate(last)}
    statement = _statement(bool(fields), query.cursor is not None, query.count == "exact")
    with engine.connect() as connection:
        return read_page(connection, statement, binds, limit=query.limit, of=of)


def all_evidence(connection: Connection, kind: Kind, id_: str) -> list[dict[str, Any]]:
    """Returns all evidence of a record in the order of the texts."""
    binds = {"kind": kind.name, "record_id": id_, "limit": 2**31 - 2}
    found: list[dict[str, Any]] = orjson.loads(connection.execute(_statement(False, False, False), binds).one()[0])
    return found


@cache
def _statement(fields: bool, begun: bool, count: bool) -> Select[Any]:
    table, document = table_of(Evidence), table_of(Document)
    start, end = table.c.start, table.c.end
    before = case((start > AROUND, AROUND), else_=start)
    base = (
        select(
            table,
            document.c.language,
            func.substr(document.c.text, start - before + 1, before).label("prefix"),
            func.substr(document.c.text, end + 1, AROUND).label("suffix"),
        )
        .join_from(table, document, table.c.document_id == document.c.id)
        .where(table.c.kind == bindparam("kind"), or_(table.c.record_id == bindparam("record_id"), _of_same(table)))
    )
    if fields:
        base = base.where(table.c.field.in_(bindparam("field", expanding=True)))
    return page_statement(base, table, ORDER, _item, nulls=(False,) * len(ORDER) if begun else None, count=count)


def _of_same(evidence: FromClause) -> ColumnElement[bool]:
    """Returns the condition that evidence is of a record for which the one asked for stands."""
    same = table_of(SameAs)
    others = select(same.c.id).where(same.c.kind == bindparam("kind"), same.c.canonical_id == bindparam("record_id"))
    return evidence.c.record_id.in_(others)


def _item(rows: FromClause) -> ColumnElement[str]:
    c = rows.c
    quote = {"type": literal_column("'TextQuoteSelector'"), "exact": c.quote, "prefix": c.prefix, "suffix": c.suffix}
    position = {"type": literal_column("'TextPositionSelector'"), "start": c.start, "end": c.end}
    selectors = JsonList(JsonObject(quote), JsonObject(position))
    return JsonObject({name: selectors if name == "selectors" else c[name] for name in EvidenceOut.model_fields})
