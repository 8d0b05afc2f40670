"""Brings a database to the newest revision; any number of processes may do so at once."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from app.database.engine import named_errors, shown
from app.errors import BadDatabase
from app.settings import data_folder

# Any number will do, as long as all of Komek takes the same one.
LOCK = 0x6B6F6D656B


def migrate(engine: Engine) -> None:
    """Upgrades the database to the newest revision, in one transaction; one that has it is only read.

    Raises BadDatabase if it cannot be opened or changed, or if a newer Komek made it.
    """
    if current(engine) != _scripts().get_current_head():
        _run(engine, to="head")


def downgrade(engine: Engine, *, to: str = "base") -> None:
    """Takes the database back to an older revision, in one transaction; `base` is before the first table."""
    _run(engine, to=to)


def current(engine: Engine) -> str | None:
    """Returns the revision of a database, None before the first; raises BadDatabase if it cannot be opened."""
    with named_errors(engine), engine.connect() as connection:
        return _revision(connection)


def _config() -> Config:
    config = Config()
    # A percent sign would start a reference to another option.
    config.set_main_option("script_location", str(data_folder("migrations")).replace("%", "%%"))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _run(engine: Engine, *, to: str) -> None:
    with named_errors(engine), engine.connect().execution_options(writes=True) as connection:
        if connection.dialect.name != "sqlite":
            with connection.begin():
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
                _run_scripts(connection, to=to)
            return
        # Changing a table there means to make it anew and drop the old one: with foreign keys held, that would
        # delete all that refers to it. Between two transactions is the only place where they can be let go.
        connection.connection.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                _run_scripts(connection, to=to)
                dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if dangling:
                    raise BadDatabase(f"after migrating {shown(engine)}, rows refer to nothing: {dangling[:5]}")
        finally:
            connection.connection.execute("PRAGMA foreign_keys = ON")


def _run_scripts(connection: Connection, *, to: str) -> None:
    scripts, name = _scripts(), shown(connection.engine)
    standing = _revision(connection)
    if standing is not None and standing not in {script.revision for script in scripts.walk_revisions()}:
        raise BadDatabase(
            f"the database {name} was made by a newer Komek: its revision {standing!r} is unknown here; upgrade Komek"
        )
    config = _config()
    config.attributes["connection"] = connection
    try:
        (command.upgrade if to == "head" else command.downgrade)(config, to)
    except CommandError as error:
        raise BadDatabase(f"the database {name} cannot be migrated: {error}") from error


def is_declared(_object: object, name: str | None, kind: str, *_: object) -> bool:
    """Returns whether the metadata tell of a table or an index, as Alembic asks that compares them with a database.

    They cannot tell of FTS5 and of a tsvector; nor, on SQLite, of indexes with the newest first.
    """
    if kind == "index":
        return not (name or "").endswith(("_first", "_funding_year"))
    return kind != "table" or not (name or "").startswith("search_terms")
