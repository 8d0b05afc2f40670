"""The database of a command: opened, brought up to date. What it needs is imported when a command asks for it."""

from typing import TYPE_CHECKING

from app.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine


def open_database(settings: Settings) -> "Engine":
    """Returns the engine of a database that is up to date; raises BadDatabase if it cannot be."""
    from app.database.engine import open_engine
    from app.database.migrate import migrate

    engine = open_engine(settings.database_url)
    migrate(engine)
    return engine


def bring_index_up_to_date(engine: "Engine") -> None:
    """Makes the index of the search anew where a record is missing in it or was put there by other rules."""
    from app.database.engine import named_errors
    from app.store.index import bring_up_to_date

    with named_errors(engine):
        bring_up_to_date(engine)


def is_empty(engine: "Engine") -> bool:
    """Whether the database has no document."""
    from sqlmodel import select

    from app.records.document import Document

    with engine.connect() as connection:
        return connection.execute(select(Document.id).limit(1)).first() is None
