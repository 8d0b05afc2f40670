"""The evidence of a record: which words of which document say what it says."""

from functools import cache
from typing import Any, NamedTuple

import orjson
from pydantic import Field, create_model
from sqlalchemy import ColumnElement, Connection, Engine, Integer, Select, bindparam, func, select

from app.query.fields import evidence_fields
from app.query.pages import Page, order, page_statement, read_cursor, read_page
from app.query.parameters import PageParameters, choice
from app.query.quotes import ORDER, around, proves, quote_json, quotes_of
from app.query.records import cursor_of, require_record
from app.records import KINDS, Kind
from app.records.base import table_of
from app.records.document import Document
from app.records.evidence import Evidence
from app.text.lead import headline


class EvidenceParameters(PageParameters):
    """The parameters of the evidence of any record."""

    field: list[str] = Field(default_factory=list)


@cache
def evidence_parameters(name: str) -> type[EvidenceParameters]:
    """Returns the parameters of the evidence of a kind: its fields are those of the records."""
    fields = ["record", *evidence_fields(KINDS[name])]
    field = choice(fields, "Only the evidence of these fields; `record` is that of the record as a whole.")
    model: type[EvidenceParameters] = create_model(
        f"{name.title()}EvidenceParameters", __base__=EvidenceParameters, field=field
    )
    return model


def list_evidence(engine: Engine, kind: Kind, id_: str, query: EvidenceParameters) -> Page:
    """Returns a page of a record's evidence in the order of the texts; raises NotFound, BadCursor."""
    require_record(engine, kind, id_)
    fields = sorted(query.field)
    of = cursor_of(f"{kind.plural}/{id_}/evidence", [key.column for key in ORDER], {"field": fields})
    binds: dict[str, Any] = {"record_id": id_} | ({"field": fields} if fields else {})
    if query.cursor is not None:
        last = read_cursor(query.cursor, of=of, by=ORDER, table=table_of(Evidence))
        binds |= {f"after_{number}": value for number, value in enumerate(last)}
    statement = _statement(kind.name, bool(fields), query.cursor is not None, query.count == "exact")
    with engine.connect() as connection:
        return read_page(connection, statement, binds, limit=query.limit, of=of)


def all_evidence(connection: Connection, kind: Kind, id_: str) -> list[dict[str, Any]]:
    """Returns all evidence of a record in the order of the texts."""
    statement = _statement(kind.name, False, False, False)
    row = connection.execute(statement, {"record_id": id_, "limit": 2**31 - 2}).one()
    found: list[dict[str, Any]] = orjson.loads(row[0])
    return found


class Ground(NamedTuple):
    """A piece of evidence with its document; `found` is how many there are for its field."""

    id: str
    field: str
    value: str | None
    quote: str
    prefix: str
    suffix: str
    rule: str
    basis: str
    confidence: float
    document_id: str
    language: str
    title: str | None
    lead: str | None
    original_url: str | None
    published: str | None
    publisher_id: str | None
    publisher_name: str | None
    found: int

    @property
    def headline(self) -> str:
        """What the document is called."""
        return headline(self.title, self.lead)


def read_grounds(engine: Engine, kind: Kind, id_: str, *, most: int) -> list[Ground]:
    """Returns of each field of a record the first pieces of its evidence, at most so many, in the order of the texts.

    A body may be named in thousands of texts: a page shows some of them.
    """
    with engine.connect() as connection:
        rows = connection.execute(_grounds_statement(kind.name), {"record_id": id_, "most": most})
        return [Ground(*row) for row in rows]


@cache
def _grounds_statement(name: str) -> Select[Any]:
    kind = KINDS[name]
    record_id: ColumnElement[str] = bindparam("record_id")
    table, one, document = table_of(Evidence), table_of(Evidence).alias("one"), table_of(Document)
    fields = (
        select(one.c.field, func.count().label("found"))
        .where(proves(kind, one, record_id))
        .group_by(one.c.field)
        .subquery("fields")
    )
    # Each field's are taken from the index, and of those only is anything read: to number all takes 30 times as long.
    first = (
        select(one.c.id)
        .where(proves(kind, one, record_id), one.c.field == fields.c.field)
        .order_by(*order(ORDER, one))
        .limit(bindparam("most", type_=Integer()))
        .correlate(fields)
    )
    columns = {column.key: column for column in (*document.c, *table.c, *around(table, document), fields.c.found)}
    return (
        select(*(columns[name] for name in Ground._fields))
        .join_from(fields, table, table.c.id.in_(first))
        .join(document, table.c.document_id == document.c.id)
        .order_by(*order(ORDER, table))
    )


@cache
def _statement(name: str, fields: bool, begun: bool, count: bool) -> Select[Any]:
    table = table_of(Evidence)
    base = quotes_of(KINDS[name], bindparam("record_id"))
    if fields:
        base = base.where(table.c.field.in_(bindparam("field", expanding=True)))
    return page_statement(base, table, ORDER, quote_json, nulls=(False,) * len(ORDER) if begun else None, count=count)
