"""The quotes of a record's evidence, as rows and as JSON; and the sums of a document that are not funding."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal_column,
    select,
    union_all,
)

from app.database.dialect import JsonArray, JsonList, JsonObject
from app.query.pages import Key, order
from app.records import Kind
from app.records.base import table_of
from app.records.document import Document
from app.records.evidence import Evidence, EvidenceOut
from app.records.identity import SameAs
from app.records.rejected import Rejected, RejectedOut

# The code points around a quote that are served: enough to find it in a text that has changed.
AROUND = 60
ORDER = tuple(Key(column) for column in ("document_id", "start", "end", "field", "id"))


def quotes_of(kind: Kind, id_: ColumnElement[Any], owner: FromClause | None = None) -> Select[Any]:
    """Returns the evidence of a record, and of the records it represents, with the text around each quote."""
    table = table_of(Evidence)
    document = table_of(Document).alias()  # not that whose evidence it may be
    return (
        select(table, document.c.language, *around(table, document))
        .join_from(table, document, table.c.document_id == document.c.id)
        .where(proves(kind, table, id_, owner))
    )


def proves(
    kind: Kind, evidence: FromClause, id_: ColumnElement[Any], owner: FromClause | None = None
) -> ColumnElement[bool]:
    """Returns the condition that evidence belongs to a record, or to one that it represents."""
    name, same = literal_column(f"'{kind.name}'", Text), table_of(SameAs)
    of_kind = evidence.c.kind == name
    if kind.merges:  # the evidence of a merged record belongs to the one that remains
        return and_(of_kind, evidence.c.record_id == id_)
    others = select(same.c.id).where(same.c.kind == name, same.c.canonical_id == id_)
    # One list of ids: for an OR SQLite reads all evidence of a kind.
    ids = [each if owner is None else each.correlate(owner) for each in (select(cast(id_, Text)), others)]
    return and_(of_kind, evidence.c.record_id.in_(union_all(*ids)))


def around(table: FromClause, document: FromClause) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """Returns the text before and after a quote in its document."""
    before = case((table.c.start > AROUND, AROUND), else_=table.c.start)
    return (
        func.substr(document.c.text, table.c.start - before + 1, before).label("prefix"),
        func.substr(document.c.text, table.c.end + 1, AROUND).label("suffix"),
    )


def quotes_json(kind: Kind, owner: FromClause) -> ColumnElement[str]:
    """Returns the JSON array of all evidence of the record in a row of the owner, in the order of the texts."""
    quotes = quotes_of(kind, owner.c.id, owner)
    rows = quotes.order_by(*order(ORDER, table_of(Evidence))).correlate(owner).subquery()
    return select(JsonArray(quote_json(rows))).select_from(rows).scalar_subquery()


def rejected_json(_: Kind, owner: FromClause) -> ColumnElement[str]:
    """Returns the JSON array of the sums of a document that are not funding, in the order of the text."""
    table, document = table_of(Rejected), table_of(Document).alias()
    found = select(table, *around(table, document)).join_from(table, document, table.c.document_id == document.c.id)
    rows = found.where(table.c.document_id == owner.c.id).order_by(table.c.start).correlate(owner).subquery()
    item = JsonObject({name: rows.c[name] for name in RejectedOut.model_fields})
    return select(JsonArray(item)).select_from(rows).scalar_subquery()


# What `include=` adds to a record, by name.
INCLUDED = {"evidence": quotes_json, "rejected": rejected_json}


def quote_json(rows: FromClause) -> ColumnElement[str]:
    """Returns the JSON of one piece of evidence, with its span as W3C Web Annotation selectors."""
    c = rows.c
    quote = {"type": literal_column("'TextQuoteSelector'"), "exact": c.quote, "prefix": c.prefix, "suffix": c.suffix}
    position = {"type": literal_column("'TextPositionSelector'"), "start": c.start, "end": c.end}
    selectors = JsonList(JsonObject(quote), JsonObject(position))
    return JsonObject({name: selectors if name == "selectors" else c[name] for name in EvidenceOut.model_fields})
