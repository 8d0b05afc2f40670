"""The extractor's version: what changes it, what does not, and what a load does after it has changed."""

import ast
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

import app.extract
import app.load
from app.extract import version
from app.extract.fingerprint import FOLDERS, LIBRARIES, fingerprint
from app.load import Outcome, Summary, load
from app.registry.things import read_registry
from app.settings import PACKAGE, data_folder
from tests.test_store import everything

TEXTS = {
    "osce.txt": "Бишкек, 3 августа 2018 года. /Кабар/. ОБСЕ выделила 120 млн долларов США.\n",
    "talks.txt": "Бишкек, 4 августа 2018 года. /Кабар/. Президент Жээнбеков встретился с Лавровым.\n",
}
# Libraries that carry or check values, but read nothing in a text.
CARRIERS = {"orjson", "pydantic", "sqlalchemy", "sqlmodel"}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a copy of the package; each test undoes what it changes there."""
    folder = tmp_path_factory.mktemp("checkout") / "app"
    shutil.copytree(PACKAGE, folder, ignore=shutil.ignore_patterns("__pycache__", "*.ttf"))
    return folder


def after(path: Path, content: bytes, package: Path) -> str:
    """Returns the fingerprint of a package with another content of one of its files."""
    before = path.read_bytes()
    try:
        path.write_bytes(content)
        return fingerprint(package, [])
    finally:
        path.write_bytes(before)


# --- what changes it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "file",
    [
        "extract/funding.py",
        "extract/confidence.json",
        "languages/ky/words.toml",
        "sounds/letters/press.csv",
        "resolve/level.py",
        "derive/dollars.py",
    ],
)
def test_code_words_and_tables_change_it(checkout: Path, file: str) -> None:
    path = checkout / file
    changed = after(path, path.read_bytes() + b"\n", checkout)
    assert changed != fingerprint(checkout, [])


def test_a_table_of_the_seeds_changes_it(tmp_path: Path) -> None:
    seed = Path(shutil.copytree(data_folder("seed"), tmp_path / "seed"))
    before = read_registry(seed).digest
    rates = seed / "rates.csv"
    rates.write_bytes(rates.read_bytes().replace(b"\n", b"\r\n"))
    assert read_registry(seed).digest == before
    rates.write_text(rates.read_text(encoding="utf-8").replace("3.6725", "3.6726", 1), encoding="utf-8")
    after = read_registry(seed).digest
    assert fingerprint(PACKAGE, [after]) != fingerprint(PACKAGE, [before])


def test_a_release_of_a_library_changes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = version()
    monkeypatch.setattr("app.extract.fingerprint.installed", lambda name: "99" if name == "rapidfuzz" else "1")
    version.cache_clear()
    one = version()
    monkeypatch.setattr("app.extract.fingerprint.installed", lambda name: "1")
    version.cache_clear()
    other = version()
    version.cache_clear()
    assert len({before, one, other}) == 3


def test_the_name_of_a_file_changes_it(checkout: Path) -> None:
    before = fingerprint(checkout, [])
    file = checkout / "extract" / "dates.py"
    renamed = file.rename(file.with_name("days.py"))
    assert fingerprint(checkout, []) != before
    renamed.rename(file)
    assert fingerprint(checkout, []) == before


# --- what does not --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["web/lists.py", "query/quality.json", "query/quality.py", "store/write.py"])
def test_other_floors_do_not_change_it(checkout: Path, file: str) -> None:
    path = checkout / file
    assert after(path, path.read_bytes() + b"# A comment.\n", checkout) == fingerprint(checkout, [])


def test_line_ends_do_not_change_it(checkout: Path) -> None:
    path = checkout / "extract" / "funding.py"
    crlf = path.read_bytes().replace(b"\n", b"\r\n")
    assert after(path, crlf, checkout) == fingerprint(checkout, [])


def test_compiled_code_does_not_change_it(checkout: Path) -> None:
    before = fingerprint(checkout, [])
    compiled = checkout / "extract" / "__pycache__"
    compiled.mkdir()
    (compiled / "funding.cpython-311.pyc").write_bytes(b"\0")
    assert fingerprint(checkout, []) == before


def test_the_folder_of_the_package_does_not_change_it(checkout: Path) -> None:
    assert fingerprint(checkout, []) == fingerprint(PACKAGE, [])


def test_it_fits_its_column() -> None:
    assert 0 < len(version()) <= 40


# --- what it covers -------------------------------------------------------------------------------------------


def imports() -> Iterator[tuple[str, str]]:
    """Yields the file and the full name of each module that the floors import."""
    for path in (path for floor in FOLDERS for path in (PACKAGE / floor).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                yield path.name, node.module
            elif isinstance(node, ast.Import):
                yield from ((path.name, name.name) for name in node.names)


def test_it_covers_every_floor_that_its_floors_import() -> None:
    floors = {name.split(".")[1] for _, name in imports() if name.startswith("app.")}
    assert floors - {"settings", "errors"} == set(FOLDERS) & floors
    assert all(any((PACKAGE / floor).glob("*.py")) for floor in FOLDERS)


def test_it_covers_every_library_that_its_floors_import() -> None:
    libraries = {name.split(".")[0] for _, name in imports()} - {"app", *sys.stdlib_module_names}
    assert libraries - CARRIERS == set(LIBRARIES) - {"pymorphy3-dicts-ru"}


# --- what a load does then ------------------------------------------------------------------------------------


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Returns a folder of two texts."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def load_all(engine: Engine, texts: Path) -> Summary:
    return load([texts], engine=engine, max_bytes=10_000)


def test_the_next_load_reads_every_text_again(
    engine: Engine, texts: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_all(engine, texts).documents == {Outcome.NEW: 2}
    assert load_all(engine, texts).documents == {Outcome.SAME: 2}
    path = checkout / "languages" / "ru" / "words.toml"
    changed = after(path, path.read_bytes() + b"# A comment.\n", checkout)
    monkeypatch.setattr(app.load, "version", lambda: changed)
    assert load_all(engine, texts).documents == {Outcome.CHANGED: 2}
    assert {row["extractor"] for row in everything(engine)["document"]} == {changed}


def test_what_the_extractor_no_longer_finds_is_removed(
    engine: Engine, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_all(engine, texts)
    assert [str(row["amount"]) for row in everything(engine)["funding"]] == ["120000000"]
    monkeypatch.setattr(app.extract.funding, "extract", lambda reading, projects: [])
    assert load_all(engine, texts).documents == {Outcome.SAME: 2}
    monkeypatch.setattr(app.load, "version", lambda: "without funding")
    summary = load_all(engine, texts)
    assert summary.documents == {Outcome.CHANGED: 2}
    assert summary.records["funding"] == {"deleted": 1}
    assert everything(engine)["funding"] == []
