"""The rows that belong to a record, of whatever table: what its lists are made of, and what filters look into."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, literal_column, select

from app.database.dialect import sortable
from app.records import Kind
from app.records.base import Link, table_of
from app.records.evidence import Claim, Name
from app.records.identity import SameAs

# The links that every kind may have; their rows carry the kind beside the record's id.
SHARED = {
    "names": Link("names", Name),
    "documents": Link("documents", Claim, order="document_id", scalar="document_id"),
    "languages": Link("languages", Claim, order="language", scalar="language"),
    "same_as": Link("same_as", SameAs, order="id", scalar="id"),
}


def link_of(kind: Kind, name: str) -> Link:
    """Returns the link of a kind; raises KeyError if it has none of the name."""
    return {**SHARED, **{link.name: link for link in kind.links}}[name]


def belongs(kind: Kind, rows: FromClause, owner: FromClause) -> ColumnElement[bool]:
    """Returns the condition that a row of a link is one of the owner's."""
    if "canonical_id" in rows.c:
        of_kind = rows.c.kind == literal_column(f"'{kind.name}'")
        return and_(of_kind, rows.c.canonical_id == owner.c.canonical_id, rows.c.id != owner.c.id)
    if "record_id" in rows.c:
        return and_(rows.c.kind == literal_column(f"'{kind.name}'"), rows.c.record_id == owner.c.id)
    return rows.c[f"{kind.name}_id"] == owner.c.id


def owners(kind: Kind, rows: FromClause) -> Select[Any]:
    """Returns the select of the ids of those to whom rows of a link belong, which is to be narrowed."""
    if "record_id" in rows.c:
        return select(rows.c.record_id).where(rows.c.kind == literal_column(f"'{kind.name}'"))
    return select(rows.c[f"{kind.name}_id"])


def rows_of(kind: Kind, link: Link, owner: FromClause) -> Select[Any]:
    """Returns the select of a link's rows for the owner that surrounds it, in their order."""
    table = table_of(link.table)
    if link.scalar == link.order:  # each value once: several claims may have it
        column = table.c[link.order]
        rows = select(column).group_by(column).order_by(sortable(column))
    else:
        order = dict.fromkeys([table.c[link.order], *table.primary_key])
        rows = select(table).order_by(*(sortable(column) for column in order))
    return rows.where(belongs(kind, table, owner)).correlate(owner)
