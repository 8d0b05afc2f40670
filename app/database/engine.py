"""Opens the database, SQLite in a file or Postgres, with real transactions and enforced foreign keys on both."""

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
# The page cache of a SQLite connection, in KiB: the default of 2,000 is too small for a list of all sums.
CACHE = 32_000


def open_engine(address: str) -> Engine:
    """Returns the engine of a database address, without connecting; raises BadDatabase for a wrong address."""
    url = _url(address)
    if url.get_backend_name() == "postgresql":
        # The server may have closed idle connections; if it does not answer, fail within 10 s.
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    engine = create_engine(url, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yields a connection in the only writing transaction; an exception rolls it back."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            # Readers go on; the next writer waits, so that changes are numbered in order and without gaps.
            connection.exec_driver_sql("LOCK TABLE change IN SHARE ROW EXCLUSIVE MODE")
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yields a connection whose statements all see the database as it was at the first statement."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":  # by default each statement sees later commits
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def named_errors(engine: Engine) -> Iterator[None]:
    """Turns an error of the database into BadDatabase with the address, without its password, and the reason."""
    try:
        yield
    except DBAPIError as error:
        raise BadDatabase(f"the database {shown(engine)} cannot be used: {reason(error)}") from error


def shown(engine: Engine) -> str:
    """Returns the address of a database without its password, for messages."""
    return engine.url.render_as_string(hide_password=True)


def reason(error: DBAPIError) -> str:
    """Returns the first line of the database's own message."""
    lines = str(error.orig).strip().splitlines()
    return lines[0] if lines else type(error.orig).__name__


def _url(address: str) -> URL:
    expected = "write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        # The address is not shown: a mistyped one may contain a password that we cannot find and hide.
        raise BadDatabase(f"the database address is not a URL: {expected}") from None
    if url.drivername in POSTGRES:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise BadDatabase(f"the database {url.drivername!r} is not supported: {expected}")
    if url.host is not None:
        raise BadDatabase(f"a SQLite address needs three slashes, or four before an absolute path: {expected}")
    if url.database in (None, "", ":memory:"):
        raise BadDatabase(f"a database in memory is not supported, each connection would see an empty one: {expected}")
    return url


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver begins a transaction only at the first INSERT and never for CREATE TABLE, so _begin_sqlite does it.
    connection.isolation_level = None
    for pragma in ("synchronous = NORMAL", "foreign_keys = ON", f"cache_size = -{CACHE}"):
        connection.execute(f"PRAGMA {pragma}").close()
    # In WAL mode, which the file remembers, readers and the writer do not wait for each other. The mode of a file in
    # use cannot be changed: it works as it is, and a later connection changes it.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL").close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads before it writes must lock at its start: SQLite may refuse to upgrade the lock later.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
