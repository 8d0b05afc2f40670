"""The ids of all records with the time of their last change, for sitemaps."""

from datetime import datetime

from sqlalchemy import Engine, select

from app.database.dialect import sortable
from app.records import Kind
from app.records.base import table_of


def read_addresses(engine: Engine, kind: Kind, *, skip: int, most: int) -> list[tuple[str, datetime]]:
    """Returns ids with the moments of their last change, in the order of the ids, after the first `skip`."""
    table = table_of(kind.table)
    rows = select(table.c.id, table.c.updated_at).order_by(sortable(table.c.id)).offset(skip).limit(most)
    with engine.connect() as connection:
        return [(id_, moment) for id_, moment in connection.execute(rows)]
