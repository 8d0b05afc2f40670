"""Loading: the seed texts end to end, twice, in reverse; bad files beside good ones."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

import app.load
from app.database.engine import open_engine
from app.database.migrate import migrate
from app.errors import BadDatabase
from app.extract import extract
from app.load import Loaded, Outcome, Summary, find_and_extract, load
from app.readers import Source
from app.records import KINDS
from app.settings import data_folder
from tests.test_store import everything, without_history

SEEDS = data_folder("seed") / "texts"
TEXT = "Бишкек, 3 августа 2018 года. /Кабар/. ОБСЕ выделила 120 млн долларов США.\n"


def load_all(engine: Engine, *paths: Path, max_bytes: int = 1_000_000) -> tuple[Summary, list[Loaded]]:
    reported: list[Loaded] = []
    summary = load(paths, engine=engine, max_bytes=max_bytes, report=reported.append)
    assert sum(summary.documents.values()) == len(reported)
    return summary, reported


def test_the_seeds_load(engine: Engine) -> None:
    summary, reported = load_all(engine, SEEDS)
    assert summary.documents == {Outcome.NEW: 5}
    assert {one.of for one in reported} == {5}
    stored = everything(engine)
    assert summary.records == {kind: {"created": len(stored[kind])} for kind in KINDS}
    [loaded] = stored["load"]
    assert (loaded["new"], loaded["changed"], loaded["same"], loaded["failed"]) == (5, 0, 0, 0)


def test_every_record_has_evidence(engine: Engine) -> None:
    load_all(engine, SEEDS)
    stored = everything(engine)
    proved = {(piece["kind"], piece["record_id"]) for piece in stored["evidence"]}
    bare = [(kind, row["id"]) for kind in KINDS for row in stored[kind] if (kind, row["id"]) not in proved]
    assert bare == []


def test_loading_again_writes_nothing(engine: Engine, queries: list[str]) -> None:
    load_all(engine, SEEDS)
    before = everything(engine)
    queries.clear()
    summary, _ = load_all(engine, SEEDS)
    assert (summary.documents, summary.records) == ({Outcome.SAME: 5}, {})
    assert everything(engine) == before
    assert {query.split()[0] for query in queries} == {"SELECT"}


def test_the_order_and_the_folder_make_no_difference(engine: Engine, tmp_path: Path) -> None:
    load_all(engine, *sorted(SEEDS.glob("*.txt")))
    here = without_history(engine)
    elsewhere = open_engine(f"sqlite:///{tmp_path / 'other.db'}")
    migrate(elsewhere)
    copies = [Path(shutil.copy(path, tmp_path)) for path in sorted(SEEDS.glob("*.txt"), reverse=True)]
    load_all(elsewhere, *copies)
    other = without_history(elsewhere)
    elsewhere.dispose()
    for stored in (here, other):
        for document in stored["document"]:
            del document["address"]
    assert {name: by_key(rows) for name, rows in here.items()} == {name: by_key(rows) for name, rows in other.items()}


def by_key(rows: list[dict[str, Any]]) -> list[str]:
    """Returns the rows in an order that both engines agree on."""
    return sorted(str(sorted(row.items())) for row in rows if "at" not in row)


def test_a_changed_file_keeps_its_document(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "talks.txt"
    path.write_text(TEXT)
    load_all(engine, path)
    [before] = everything(engine)["document"]
    path.write_text(TEXT.replace("120", "125"))
    summary, _ = load_all(engine, path)
    assert summary.documents == {Outcome.CHANGED: 1}
    [after] = everything(engine)["document"]
    assert (after["id"], after["revision"], after["created_at"]) == (before["id"], 2, before["created_at"])
    assert [(row["changed"], row["new"]) for row in everything(engine)["load"]] == [(0, 1), (1, 0)]


RU = "Бишкек, 3 августа 2018 года. /Кабар/. Президент Сооронбай Жээнбеков встретился с главой МИД России Лавровым.\n"
KY = "Бишкек, 2018-жылдын 4-августу. /Кабар/. Президент Жээнбеков министр Сергей Лавров менен жолугушту.\n"


def test_a_leader_is_one_row_however_the_texts_write_him(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "ru.txt").write_text(RU)
    (tmp_path / "ky.txt").write_text(KY)
    load_all(engine, tmp_path)
    stored = everything(engine)
    assert {row["id"]: (row["name"], row["country"]) for row in stored["person"]} == {
        # The Kyrgyz text is the newer one, and prints but the family name of the president.
        "sooronbay-jeenbekov": ("Сооронбай Жээнбеков", "KG"),
        "sergey-lavrov": ("Сергей Лавров", "RU"),
    }
    names = {row["text"] for row in stored["name"] if row["record_id"] == "sooronbay-jeenbekov"}
    assert names >= {"Sooronbay Jeenbekov", "Сооронбай Жээнбеков", "Жээнбеков"}
    met = {row["person_id"] for row in stored["meeting_participant"]}
    assert met == {"sooronbay-jeenbekov", "sergey-lavrov"}
    assert len({row["document_id"] for row in stored["person_position"]}) == 2


BAD = {
    "latin.txt": ("Кыргызстан".encode("cp1251"), "not UTF-8"),
    "empty.txt": (b"", "no text"),
    "blank.txt": (b" \n\t\n", "no text"),
    "binary.txt": (b"PK\x03\x04\x00\x00\x00", "NUL bytes"),
    "large.txt": ("я".encode() * 1000, "at most 1,000"),
}


def test_bad_files_are_named_and_the_others_load(engine: Engine, tmp_path: Path) -> None:
    for name, (content, _) in BAD.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "good.txt").write_text(TEXT)
    summary, reported = load_all(engine, tmp_path, tmp_path / "missing.txt", max_bytes=1000)
    assert summary.documents == {Outcome.NEW: 1, Outcome.FAILED: len(BAD) + 1}
    reasons = {one.path.name: one.reason or "" for one in reported if one.outcome is Outcome.FAILED}
    for name, (_, reason) in {**BAD, "missing.txt": (b"", "No such file")}.items():
        assert name in reasons[name] and reason in reasons[name]
    [document] = everything(engine)["document"]
    assert document["file"] == "good.txt"


def test_nothing_but_bad_files_writes_nothing(engine: Engine, tmp_path: Path) -> None:
    before = everything(engine)
    load_all(engine, tmp_path / "missing.txt")
    assert everything(engine) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(TEXT)
    path.chmod(0)
    _, [failed] = load_all(engine, path)
    assert "Permission denied" in (failed.reason or "")


def test_a_mistake_of_ours_costs_one_document(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No text is known that the extractor fails on, so it is made to."""
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(f"{name}. {TEXT}")

    def fails_on_b(source: Source) -> Any:
        if source.file == "b.txt":
            raise ZeroDivisionError("as a rule would")
        return extract(source)

    monkeypatch.setattr(app.load, "extract", fails_on_b)
    _, reported = load_all(engine, tmp_path)
    assert [one.outcome.value for one in reported] == ["new", "failed", "new"]
    assert reported[1].reason == f"{tmp_path / 'b.txt'}: ZeroDivisionError: as a rule would"
    assert [reason for _, reason in find_and_extract([tmp_path], max_bytes=1000)][1] == reported[1].reason


def test_evidence_that_is_not_in_the_text_costs_the_document(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)

    def misquotes(source: Source) -> Any:
        said = extract(source)
        said.funding[0].evidence[0].start += 1
        return said

    monkeypatch.setattr(app.load, "extract", misquotes)
    _, [failed] = load_all(engine, tmp_path)
    rule = extract(Source("a", "a.txt", "text/plain", TEXT)).funding[0].evidence[0].rule
    assert failed.outcome is Outcome.FAILED
    assert all(part in (failed.reason or "") for part in ("ValueError", rule, "funding."))
    assert everything(engine)["document"] == []


def test_a_database_that_fails_stops_the_load(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE evidence")
    with pytest.raises(BadDatabase, match="evidence"):
        load_all(engine, tmp_path)
