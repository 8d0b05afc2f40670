"""What was read from a document: every span of its text that became a value, and the records that these make."""

from functools import cache
from typing import Any, NamedTuple

import orjson
from sqlalchemy import CTE, Engine, Select, Text, bindparam, cast, literal_column, select, union_all

from app.query.shape import record_json
from app.query.titles import in_language
from app.records import KINDS, Kind
from app.records.base import table_of
from app.records.evidence import Evidence


class Span(NamedTuple):
    """A piece of evidence without its quote, which is the document's text from `start` to `end`."""

    id: str
    kind: str
    record_id: str
    field: str
    value: str | None
    start: int
    end: int
    rule: str
    basis: str
    confidence: float


def read_spans(engine: Engine, document_id: str) -> list[Span]:
    """Returns all evidence of a document in the order of its text, the longer of two that begin together first."""
    table = table_of(Evidence)
    wanted = select(*(table.c[name] for name in Span._fields)).where(table.c.document_id == document_id)
    with engine.connect() as connection:
        found = [Span(*row) for row in connection.execute(wanted)]
    return sorted(found, key=lambda span: (span.start, -span.end, span.kind, span.record_id, span.field, span.id))


def read_records(engine: Engine, document_id: str, *, language: str) -> dict[str, list[dict[str, Any]]]:
    """Returns the records that the evidence of a document is for, but the document: by kind, what they are called."""
    with engine.connect() as connection:
        rows = connection.execute(_records_statement(), {"document_id": document_id, **in_language(language)}).all()
    read: dict[str, list[dict[str, Any]]] = {name: [] for name in KINDS if name != "document"}
    for kind, record in rows:
        read[kind].append(orjson.loads(record))
    return {kind: records for kind, records in read.items() if records}


@cache
def _records_statement() -> Any:
    evidence = table_of(Evidence)
    # By itself, or SQLite would look each record of a kind up among all evidence.
    read = (
        select(evidence.c.kind, evidence.c.record_id)
        .where(evidence.c.document_id == bindparam("document_id"))
        .distinct()
        .cte("read")
        .prefix_with("MATERIALIZED")
    )
    return union_all(*(_called(kind, read) for kind in KINDS.values() if kind.name != "document"))


def _called(kind: Kind, read: CTE) -> Select[str, str]:
    table = table_of(kind.table)
    ids = select(read.c.record_id).where(read.c.kind == literal_column(f"'{kind.name}'"))
    record = record_json(kind, table, fields=("id", "label"))
    return select(literal_column(f"'{kind.name}'", Text), cast(record, Text)).where(table.c.id.in_(ids))
