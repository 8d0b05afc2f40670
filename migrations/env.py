"""Runs the migrations, called by app/database/migrate.py or by the `alembic` command of developers.

The command takes the database from KOMEK_DATABASE_URL, as the program does.
"""

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from app.database.engine import open_engine
from app.database.migrate import is_declared
from app.records import METADATA
from app.settings import Settings


def render_item(kind: str, item: object, _context: AutogenContext) -> str | bool:
    """Writes our column types as the plain types that store them, so that a migration imports no code of ours."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def run(connection: Connection) -> None:
    """Runs the requested migrations in the transaction of the connection, if it has one."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=True,  # SQLite can change a table only by copying it
        render_item=render_item,
        include_object=is_declared,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("migrations cannot be written as SQL scripts (--sql): run them on a database")
given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = open_engine(Settings().database_url)
    with engine.connect().execution_options(writes=True) as connection:
        if connection.dialect.name == "sqlite":
            # As in app/database/migrate.py: dropping a copied table must not delete the rows that refer to it.
            connection.connection.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            run(connection)
    engine.dispose()
