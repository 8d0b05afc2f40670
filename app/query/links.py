"""The rows that belong to a record, of whatever table: what its lists are made of, and what filters look into."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, and_, literal_column, select

from app.records import Kind
from app.records.base import Link
from app.records.evidence import Claim, Name
from app.store.dialect import sortable

# What any kind may serve without saying so: rows that carry the kind's name beside the record's id.
SHARED = {
    "names": Link("names", Name),
    "documents": Link("documents", Claim, order="document_id", scalar="document_id"),
}


def link_of(kind: Kind, name: str) -> Link:
    """Returns the link of a kind; raises KeyError if it has none of the name."""
    return {**SHARED, **{link.name: link for link in kind.links}}[name]


def table_of(model: Any) -> Table:
    """Returns the table of a model."""
    table: Table = model.__table__
    return table


def belongs(kind: Kind, rows: FromClause, owner: FromClause) -> ColumnElement[bool]:
    """Returns the condition that a row of a link is one of the owner's."""
    if "record_id" in rows.c:
        return and_(rows.c.kind == literal_column(f"'{kind.name}'"), rows.c.record_id == owner.c.id)
    return rows.c[f"{kind.name}_id"] == owner.c.id


def rows_of(kind: Kind, link: Link, owner: FromClause) -> Select[Any]:
    """Returns the select of a link's rows for the owner that surrounds it, in their order."""
    table = table_of(link.table)
    order = dict.fromkeys([table.c[link.order], *table.primary_key])
    return (
        select(table)
        .where(belongs(kind, table, owner))
        .order_by(*(sortable(column) for column in order))
        .correlate(owner)
    )
