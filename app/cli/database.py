"""Opens the database of a command. Modules are imported only when a command needs them."""

from typing import TYPE_CHECKING

from app.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine


def open_database(settings: Settings) -> "Engine":
    """Migrates the database of the settings and returns its engine; raises BadDatabase if that fails."""
    from app.database.engine import open_engine
    from app.database.migrate import migrate

    engine = open_engine(settings.database_url)
    migrate(engine)
    return engine


def bring_index_up_to_date(engine: "Engine") -> None:
    """Rebuilds the search index if a record is missing or was indexed by another version of the rules."""
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
