"""The command line, as a user meets it: mostly in processes of their own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest

from app.database.engine import open_engine
from app.settings import data_folder
from tests.test_relate import RELEASE
from tests.test_store import everything

SEEDS = data_folder("seed") / "texts"
TEXT = "Бишкек, 3 августа 2018 года. /Кабар/. ОБСЕ выделила 120 млн долларов США.\n"
KOMEK = [sys.executable, "-c", "from app.cli import main; main()"]


def komek(*arguments: str | Path, cwd: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Runs the program in a folder; the settings are only those given."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KOMEK_")}
    return subprocess.run(
        [*KOMEK, *map(str, arguments)],
        cwd=cwd,
        env={**inherited, "PYTHONPATH": str(Path(__file__).parent.parent), **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def test_load_prints_each_document_and_a_summary(database_url: str, tmp_path: Path) -> None:
    first = komek("load", SEEDS, "--database-url", database_url, cwd=tmp_path)
    assert (first.returncode, first.stderr) == (0, "")
    lines = first.stdout.splitlines()
    assert [line.split()[0] for line in lines[:5]] == ["new"] * 5
    assert lines[5] == "documents      5 new, 0 changed, 0 same, 0 failed"
    counts = dict(line.split(maxsplit=1) for line in lines[6:])
    engine = open_engine(database_url)
    stored = everything(engine)
    engine.dispose()
    assert counts["funding"] == f"{len(stored['funding'])} created, 0 updated, 0 deleted"
    assert set(counts) == {"meetings", "projects", "funding", "agreements", "organisations", "people"}

    second = komek("load", SEEDS, cwd=tmp_path, KOMEK_DATABASE_URL=database_url)
    assert second.returncode == 0
    assert second.stdout.splitlines()[5:] == ["documents      0 new, 0 changed, 5 same, 0 failed"]


def test_reindex_prints_how_many(database_url: str, tmp_path: Path) -> None:
    komek("load", SEEDS, "--database-url", database_url, cwd=tmp_path)
    done = komek("reindex", "--database-url", database_url, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    engine = open_engine(database_url)
    stored = everything(engine)
    engine.dispose()
    assert done.stdout == f"{len(stored['search'])} records indexed\n"


def test_load_makes_the_database_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    assert komek("load", "a.txt", cwd=tmp_path).returncode == 0
    assert (tmp_path / "komek.db").exists()


def test_load_names_bad_files(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXT)
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe")
    (tmp_path / "large.txt").write_text("я" * 1000)
    done = komek("load", "good.txt", "bad.txt", "large.txt", "gone.txt", cwd=tmp_path, KOMEK_MAX_SOURCE_BYTES="1000")
    assert done.returncode == 1
    assert done.stdout.splitlines()[:2] == ["new      good.txt", "documents      1 new, 0 changed, 0 same, 3 failed"]
    errors = done.stderr.splitlines()
    assert [line.split(":")[1].strip() for line in errors] == ["bad.txt", "large.txt", "gone.txt"]
    assert all(line.startswith("komek: ") for line in errors)


def test_a_terminal_gets_a_bar(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    command = " ".join(f"'{part}'" for part in [*KOMEK, "load", "a.txt"])
    done = subprocess.run(
        ["script", "--quiet", "--return", "--command", command, "/dev/null"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "TERM": "xterm"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 0
    assert "1/1" in done.stdout and "new      a.txt" not in done.stdout
    assert "documents      1 new" in done.stdout


def test_extract_prints_json_in_the_order_given(tmp_path: Path) -> None:
    paths = sorted(SEEDS.glob("*.txt"), reverse=True)
    done = komek("extract", *paths, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    extractions = [json.loads(line) for line in done.stdout.splitlines()]
    assert [said["document"]["file"] for said in extractions] == [path.name for path in paths]
    assert all(isinstance(said["funding"], list) for said in extractions)
    assert list(tmp_path.iterdir()) == []


def test_extract_is_utf_8_in_any_locale(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    done = komek("extract", "a.txt", cwd=tmp_path, PYTHONIOENCODING="latin-1", LC_ALL="C", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "Бишкек" in done.stdout


def test_extract_goes_on_after_a_bad_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    done = komek("extract", "gone.txt", "a.txt", cwd=tmp_path)
    assert done.returncode == 1
    assert [json.loads(line)["document"]["file"] for line in done.stdout.splitlines()] == ["a.txt"]
    assert done.stderr == "komek: gone.txt: No such file or directory\n"


def test_extract_as_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    done = komek("extract", "a.txt", "--format", "table", cwd=tmp_path, COLUMNS="120")
    assert done.returncode == 0
    for shown in ("a.txt", "funding", "120000000", "currency: USD", "published: 2018-08-03"):
        assert shown in done.stdout
    assert "null" not in done.stdout and "None" not in done.stdout


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.txt").write_text(f"{number}. {TEXT * 20}")
    command = f"'{sys.executable}' -c 'from app.cli import main; main()' extract . | head -c 1"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, timeout=120)
    assert (done.stdout, done.stderr) == (b"{", b"")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "is not a URL"),
        ("mysql://me:secret@host/db", "'mysql' is not supported"),
        ("sqlite://", "in memory"),
        ("sqlite://komek.db", "three slashes"),
        ("sqlite:///missing/komek.db", "unable to open"),
        ("sqlite:///text.txt", "not a database"),
        ("postgresql://me:secret@127.0.0.1:1/db", "Connection refused"),
        ("postgres://me:secret@host:port/db", "is not a URL"),
    ],
)
def test_a_database_that_cannot_be_used(url: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text(TEXT * 100)
    line = only_line(komek("load", "text.txt", "--database-url", url, cwd=tmp_path))
    assert says in line and "secret" not in line


def only_line(done: "subprocess.CompletedProcess[str]") -> str:
    """Returns what a failing program said: one line, and no traceback."""
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("komek: ")
    return line


def test_serve_reports_it_too(tmp_path: Path) -> None:
    assert "not supported" in only_line(
        komek("serve", "--port", "0", "--database-url", "mysql://host/db", cwd=tmp_path)
    )


def test_a_newer_database(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "komek.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = open_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'of2031'")
    engine.dispose()
    assert "newer Komek" in only_line(komek("load", SEEDS, cwd=tmp_path))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Usage"),
        (("lod",), "No such command"),
        (("load",), "Missing argument"),
        (("extract", "x", "--format", "xml"), "jsonl"),
        (("serve", "--port", "many"), "valid int"),
    ],
)
def test_wrong_use_is_reported(arguments: tuple[str, ...], says: str, tmp_path: Path) -> None:
    done = komek(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("environment", [{"KOMEK_PORT": "many"}, {"KOMEK_PORT": "65536"}])
def test_a_wrong_setting_is_named(environment: dict[str, str], tmp_path: Path) -> None:
    assert only_line(komek("serve", cwd=tmp_path, **environment)).startswith("komek: KOMEK_PORT: ")


def test_version(tmp_path: Path) -> None:
    assert komek("--version", cwd=tmp_path).stdout.startswith("komek 0.")


@contextmanager
def serving(cwd: Path, *arguments: str) -> Iterator[tuple[str, Path]]:
    """Runs `komek serve` on a free port; gives its address and the file of what it says."""
    log = cwd / "serve.log"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    with log.open("wb") as said:
        command = [*KOMEK, "serve", "--port", "0", *arguments]
        server = subprocess.Popen(command, cwd=cwd, env=environment, stdout=said, stderr=said)
        try:
            deadline = time.monotonic() + 60
            while "the API is at " not in log.read_text() and server.poll() is None and time.monotonic() < deadline:
                time.sleep(0.1)
            yield log.read_text().partition("the API is at ")[2].partition("/v1/")[0], log
        finally:
            server.send_signal(signal.SIGINT)
            assert server.wait(timeout=30) == 0
            assert "Traceback" not in log.read_text() and "Aborted" not in log.read_text()


def test_serve_migrates_loads_the_seeds_and_answers(empty_url: str, tmp_path: Path) -> None:
    with serving(tmp_path, "--database-url", empty_url) as (address, log):
        status = httpx.get(f"{address}/v1/status", timeout=30).json()["data"]
        assert status["counts"]["documents"] == 5
        assert status["last_load"]["new"] == 5
        assert f"{address}/docs" in log.read_text()
    with serving(tmp_path, "--database-url", empty_url) as (address, log):
        again = httpx.get(f"{address}/v1/status", timeout=30).json()["data"]
        assert again == status
        assert "seed" not in log.read_text()


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = komek("serve", "--port", str(port), cwd=tmp_path)
    assert only_line(done) == f"komek: cannot listen on 127.0.0.1, port {port}: Address already in use"
    # It failed before it wrote anything.
    assert list(tmp_path.iterdir()) == []


def test_answering_does_not_wake_the_reading_side(tmp_path: Path, sqlite_template: Path) -> None:
    """`komek serve` on a loaded database starts fast: no lexicon, no morphology."""
    program = (
        "import sys; from app.cli import _settings, is_empty, open_database; from app.main import create_app;"
        f"settings = _settings(database_url='sqlite:///{tmp_path / 'komek.db'}'); is_empty(open_database(settings));"
        "create_app(settings); print([name for name in sys.modules if name.startswith(('app.load', 'app.extract',"
        " 'app.readers', 'app.resolve', 'app.languages', 'pymorphy3', 'trafilatura'))])"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr


def test_people_decide_what_is_one(database_url: str, tmp_path: Path) -> None:
    for name, text in RELEASE.items():
        (tmp_path / f"{name}.txt").write_text(text)
    run = partial(komek, cwd=tmp_path, KOMEK_DATABASE_URL=database_url)
    assert run("load", ".").returncode == 0
    pair = ("kosmosbek-cholponbaev", "kosmosbek-cholponbayev")
    done = run("split", "person", *pair, "--note", "brothers")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("decided: 'kosmosbek-cholponbaev' and 'kosmosbek-cholponbayev' are different")
    assert run("merge", "person", *pair).stdout.startswith("decided: ")
    engine = open_engine(database_url)
    (document, _) = sorted(row["id"] for row in everything(engine)["document"])
    engine.dispose()
    parted = run("split", "person", pair[0], "--document", document)
    assert parted.stdout.startswith("'kosmosbek-cholponbaev' in these documents is now 'kosmosbek-cholponbaev-2'")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("merge", "person", "a", "b"), "no person has the id 'a'"),
        (
            ("merge", "document", "a", "b"),
            "records of the kind 'document' cannot be merged or split: write one of meeting,",
        ),
        (("split", "person", "a"), "give either the other id or the documents"),
        (("split", "person", "a", "b", "--document", "c"), "give either the other id or the documents"),
        (("split", "funding", "a", "--document", "c"), "a funding comes from one document only"),
    ],
)
def test_decisions_that_cannot_be(tmp_path: Path, arguments: tuple[str, ...], reason: str) -> None:
    done = komek(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"komek: {reason}")
    assert len(done.stderr.splitlines()) == 1
