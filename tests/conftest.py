"""The fixtures of all tests, and their policy.

Real parts only: every test of SQL runs on SQLite and on a real Postgres (tests/postgres.py says where that comes
from; without one those tests are skipped with the reason, or fail where REQUIRE_POSTGRES=1). Migrating is slow and
cloning is cheap: each engine is migrated once a session into a template, and a test gets a copy of its own, so that
it may commit whatever it likes. What only reads shares databases that were filled once a session. (A session is here
a worker of pytest-xdist.) Fixtures hold what is there; what is done with it stands in the tests.
"""

import gc
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import Engine, event

from app.database.engine import open_engine
from app.database.migrate import migrate
from app.load import load
from app.main import create_app
from app.settings import Settings, data_folder
from tests.browser import browsing_or_skip
from tests.client import Client, filled_client, loaded_client, served
from tests.postgres import Server, start_or_skip

TEXTS = [data_folder("seed") / "texts", *sorted((Path(__file__).parent / "gold" / "dev").glob("*.txt"))]
_numbers = count()


def pytest_collection_finish() -> None:
    """Lets the collector of garbage leave alone what stays to the end, and run less often: it took a fifth of all."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


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


def _load_texts(address: str) -> None:
    engine = open_engine(address)
    load(TEXTS, engine=engine, max_bytes=1_000_000)
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_texts(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a SQLite database with all that the seed and development texts tell, for tests that only read."""
    path = tmp_path_factory.mktemp("texts") / "komek.db"
    shutil.copy(sqlite_template, path)
    _load_texts(f"sqlite:///{path}")
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgresql_texts(postgres: Server, postgres_template: str) -> Iterator[str]:
    """The same on Postgres."""
    postgres.create("komek_texts", template=postgres_template)
    _load_texts(postgres.url("komek_texts"))
    yield postgres.url("komek_texts")
    postgres.drop("komek_texts")


@pytest.fixture(params=["sqlite", "postgresql"])
def texts_url(request: pytest.FixtureRequest) -> str:
    """The same on each engine."""
    address: str = request.getfixturevalue(f"{request.param}_texts")
    return address


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


@pytest.fixture(scope="session")
def sqlite_client(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of the app on SQLite with the records of tests/rows.py, for tests that only read."""
    path = tmp_path_factory.mktemp("filled") / "komek.db"
    shutil.copy(sqlite_template, path)
    with filled_client(f"sqlite:///{path}") as client:
        yield client


@pytest.fixture(scope="session")
def postgres_client(postgres: Server, postgres_template: str) -> Iterator[Client]:
    """The same on Postgres."""
    name = f"komek_{next(_numbers)}"
    postgres.create(name, template=postgres_template)
    with filled_client(postgres.url(name)) as client:
        yield client
    postgres.drop(name)


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def seeds_client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of the app on each engine with the seed texts loaded, for tests that only read."""
    seeds = data_folder("seed") / "texts"
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("seeds") / "komek.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        with loaded_client(f"sqlite:///{path}", seeds) as client:
            yield client
        return
    server: Server = request.getfixturevalue("postgres")
    name = f"komek_{next(_numbers)}"
    server.create(name, template=request.getfixturevalue("postgres_template"))
    with loaded_client(server.url(name), seeds) as client:
        yield client
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def client(request: pytest.FixtureRequest) -> Client:
    """A client of the app on each engine, for tests that only read."""
    client: Client = request.getfixturevalue(f"{request.param}_client")
    return client


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium; not for the session: while it runs, nothing else of this process can use asyncio."""
    with browsing_or_skip() as browser:
        yield browser


@pytest.fixture(scope="session")
def site(sqlite_texts: str) -> Iterator[str]:
    """The address of a server, on a real socket, of what the texts of `sqlite_texts` tell."""
    with served(create_app(Settings(database_url=sqlite_texts))) as port:
        yield f"http://127.0.0.1:{port}"
