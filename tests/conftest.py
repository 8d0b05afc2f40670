"""The fixtures of all tests, and their policy.

Real parts only: every test of SQL runs on SQLite and on a real Postgres (tests/postgres.py says where that comes
from; without one those tests are skipped with the reason, or fail where REQUIRE_POSTGRES=1). Migrating is slow and
cloning is cheap: each engine is migrated once a session into a template, and a test gets a copy of its own, so that
it may commit whatever it likes. Fixtures hold what is there; what is done with it stands in the tests.
"""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from app.store.engine import open_engine
from app.store.migrate import migrate
from tests.postgres import Server, start_or_skip

_numbers = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running Postgres."""
    server = start_or_skip()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres: Server) -> Iterator[str]:
    """The name of a migrated database, to be cloned."""
    name = "komek_template"
    postgres.drop(name)
    postgres.create(name)
    engine = open_engine(postgres.url(name))
    migrate(engine)
    engine.dispose()
    yield name
    postgres.drop(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "komek.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()  # closing the last connection puts all of the log into the file
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database without records, on each engine."""
    if request.param == "sqlite":
        path = tmp_path / "komek.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: Server = request.getfixturevalue("postgres")
    name = f"komek_{next(_numbers)}"
    server.create(name, template=request.getfixturevalue("postgres_template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Server = request.getfixturevalue("postgres")
    name = f"komek_{next(_numbers)}"
    server.create(name)
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A migrated database without records, on each engine."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def queries(engine: Engine) -> list[str]:
    """The statements that `engine` has executed since the test began, transactions aside; a test may clear it."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    return statements
