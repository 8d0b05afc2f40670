"""Opens the database: SQLite in a file or Postgres, each so that a transaction is one and no foreign key dangles."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from app.errors import BadDatabase

POSTGRES = ("postgres", "postgresql", "postgresql+psycopg")
# How long a connection waits for another one's write, in seconds: the longest document takes far less.
PATIENCE = 30
# What a connection to SQLite keeps of its file, in KiB: its own 2,000 do not hold what a list of all sums reads.
CACHE = 32_000


def open_engine(address: str) -> Engine:
    """Returns the engine of a database address, without connecting; raises BadDatabase if it can be none."""
    url = _url(address)
    if url.get_backend_name() == "postgresql":
        # A server may have closed idle connections; one that does not answer should be told soon.
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    engine = create_engine(url, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Gives a connection in a transaction that no other writer is beside; it is undone by an exception."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            # Readers are let through; the next writer waits, so the changes have no gaps and keep their order.
            connection.exec_driver_sql("LOCK TABLE change IN SHARE ROW EXCLUSIVE MODE")
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Gives a connection whose statements all see the database as it is at the first of them."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":  # each statement would see it anew; SQLite's transactions do not
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def named_errors(engine: Engine) -> Iterator[None]:
    """Turns what the database refuses into BadDatabase: its address without the password, and the reason."""
    try:
        yield
    except DBAPIError as error:
        raise BadDatabase(f"the database {shown(engine)} cannot be used: {reason(error)}") from error


def shown(engine: Engine) -> str:
    """Returns the address of a database as it may be printed: without the password."""
    return engine.url.render_as_string(hide_password=True)


def reason(error: DBAPIError) -> str:
    """Returns the first line of what the database said."""
    lines = str(error.orig).strip().splitlines()
    return lines[0] if lines else type(error.orig).__name__


def _url(address: str) -> URL:
    expected = "write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        # It is not shown: a mistyped address may hold a password that cannot be told from the rest.
        raise BadDatabase(f"the database address cannot be understood: {expected}") from None
    if url.drivername in POSTGRES:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise BadDatabase(f"a database of the kind {url.drivername!r} is unknown: {expected}")
    if url.host is not None:
        raise BadDatabase(f"a SQLite address has three slashes, or four before an absolute path: {expected}")
    if url.database in (None, "", ":memory:"):
        raise BadDatabase(f"a database in memory would be empty for each connection: {expected}")
    return url


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would begin only at the first INSERT, and never for CREATE TABLE: _begin_sqlite does it.
    connection.isolation_level = None
    for pragma in ("synchronous = NORMAL", "foreign_keys = ON", f"cache_size = -{CACHE}"):
        connection.execute(f"PRAGMA {pragma}").close()
    # In WAL, which the file remembers, readers and the writer do not wait for each other. A file that is in use
    # just now cannot be changed: it works as it is, and the next connection will do it.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL").close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads before it writes must hold the lock from the start: a later upgrade may be refused.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
