"""The store: twice is once, the order makes no difference, what stays keeps its id, what goes is gone."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import permutations
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError

from app.database.engine import open_engine, writing
from app.readers import Source
from app.records import KINDS, METADATA
from app.records.codes import COUNTRY_CODES
from app.records.extraction import Extraction
from app.store.difference import Changed
from app.store.write import find
from tests.examples import ALL, GRANT, NOTE, TALKS, dump, grant, note, source, store, talks

# The columns that depend on when, or in which order, something was loaded.
OF_THE_LOAD = {"revision", "created_at", "updated_at"}


def rows(engine: Engine, name: str) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return dump(connection)[name]


def everything(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    with engine.connect() as connection:
        return dump(connection)


def without_history(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Returns all rows without the changes and columns that are the history of their loading."""
    return {
        table: [{column: value for column, value in row.items() if column not in OF_THE_LOAD} for row in found]
        for table, found in everything(engine).items()
        if table != "change"
    }


def store_all(engine: Engine, texts: Iterable[Any] = ALL) -> list[Changed]:
    return [change for text, say in texts for change in store(engine, text, say())]


def test_twice_is_once(engine: Engine, queries: list[str]) -> None:
    assert store_all(engine)
    before = everything(engine)
    queries.clear()
    assert store_all(engine) == []
    assert everything(engine) == before
    assert not [query for query in queries if query.split()[0] in ("INSERT", "UPDATE", "DELETE")]


def test_the_order_makes_no_difference(database_url: str, engine: Engine) -> None:
    stored = []
    for texts in permutations(ALL):
        with engine.begin() as connection:
            for table in reversed(METADATA.sorted_tables):
                if table.name != "country":
                    connection.execute(table.delete())
        store_all(engine, texts)
        stored.append(without_history(engine))
    assert all(one == stored[0] for one in stored)
    assert len(stored[0]["funding"]) == 3


def test_a_record_is_what_its_documents_say_together(engine: Engine) -> None:
    store_all(engine)
    [project] = rows(engine, "project")
    # The dated text comes before the undated one; a topic that it does not state is taken from there.
    assert (project["id"], project["name"], project["kind"], project["topic"]) == (
        "tunduk",
        "Тундук",
        "project",
        "ict",
    )
    assert [row["country"] for row in rows(engine, "project_country")] == ["KG"]
    assert [row["sector"] for row in rows(engine, "project_sector")] == ["151"]
    # One part in the project, stated in two languages.
    [part] = rows(engine, "project_organisation")
    assert (part["role"], part["organisation_id"], part["organisation_name"]) == ("funding", "osce", "ОБСЕ")
    names = [(row["lang"], row["text"]) for row in rows(engine, "name") if row["kind"] == "project"]
    assert sorted(names) == [("en", "Tunduk"), ("ru", "Тундук")]
    claims = [row["document_id"] for row in rows(engine, "claim") if row["record_id"] == "tunduk"]
    assert len(claims) == 2


def test_positions_stand_newest_first(engine: Engine) -> None:
    store_all(engine)
    positions = [row for row in rows(engine, "person_position") if row["person_id"] == "sapar-isakov"]
    assert [(row["title"], row["seen"], row["seen_first"]) for row in positions] == [
        ("Премьер-министр", "2018-08-03", date(2018, 8, 3)),
        ("глава аппарата", "2017", date(2017, 1, 1)),
    ]
    [person] = [row for row in rows(engine, "person") if row["id"] == "sapar-isakov"]
    # Not the organisation of the older position.
    assert (person["position"], person["organisation_name"], person["country"]) == ("Премьер-министр", None, "KG")


def test_rows_hold_what_is_said(engine: Engine) -> None:
    store(engine, TALKS, talks())
    [document] = rows(engine, "document")
    assert (document["publisher_id"], document["city"], document["country"]) == ("kabar", "Бишкек", "KG")
    assert (document["published_first"], document["published_last"]) == (date(2018, 8, 3), date(2018, 8, 3))
    assert (document["address"], document["extractor"], document["text"]) == ("texts/talks.txt", "1", TALKS.text)
    [funding] = rows(engine, "funding")
    assert funding["amount"] == Decimal(120_000_000)
    assert (funding["provider_id"], funding["receiver_country"], funding["countable"]) == ("osce", "KG", False)
    assert funding["document_id"] == document["id"]
    participants = rows(engine, "meeting_participant")
    assert [(row["person_id"], row["organisation_id"], row["country"]) for row in participants] == [
        ("sapar-isakov", None, "KG"),
        ("pyer-fon-arks", "osce", None),
    ]
    # The publisher, whom the text has no record of, is one of the register's: it has a record all the same.
    assert [row["id"] for row in rows(engine, "organisation")] == ["kabar", "osce"]
    [osce] = [row for row in rows(engine, "organisation") if row["id"] == "osce"]
    assert (osce["acronym"], osce["parent_id"], osce["parent_name"]) == ("OSCE", "un", "United Nations")
    assert [row["identifier"] for row in rows(engine, "organisation_identifier")] == ["XM-DAC-47131"]


def test_equal_sums_are_two_records(engine: Engine) -> None:
    store(engine, GRANT, grant())
    assert len({row["id"] for row in rows(engine, "funding")}) == 2
    assert [row["amount"] for row in rows(engine, "funding_equivalent")] == [Decimal("2.5"), Decimal("0.001")]


def test_every_quote_is_in_its_text(engine: Engine) -> None:
    store_all(engine)
    texts = {row["id"]: row["text"] for row in rows(engine, "document")}
    pieces = rows(engine, "evidence")
    assert {piece["kind"] for piece in pieces} == set(KINDS)
    for piece in pieces:
        assert texts[piece["document_id"]][piece["start"] : piece["end"]] == piece["quote"]


def test_a_changed_text_keeps_what_stayed_and_loses_what_went(engine: Engine) -> None:
    store_all(engine)
    before = everything(engine)
    text = source("talks", TALKS.text.replace("Бишкек, 3", "г. Бишкек, 3").replace("120 млн", "125 млн"))
    assert text.address == TALKS.address
    extraction = talks(TALKS.text).model_dump(mode="json")
    moved = Extraction.model_validate(extraction)
    for said in (moved.document, *moved.meetings, *moved.people, *moved.organisations):
        for piece in said.evidence:
            piece.start, piece.end = text.text.index(piece.quote), text.text.index(piece.quote) + len(piece.quote)
    moved.funding[0].amount = Decimal(125_000_000)
    moved.funding[0].evidence = []
    moved.people = moved.people[:1]
    moved.meetings[0].participants[1].person = None
    changed = store(engine, text, moved)
    after = everything(engine)

    ids = {name: {row["id"]: row for row in after[name]} for name in ("document", "meeting", "person", "organisation")}
    [document_id] = [row["id"] for row in before["document"] if row["file"] == "talks.txt"]
    document = ids["document"][document_id]
    assert (document["revision"], document["text"]) == (2, text.text)
    assert document["created_at"] == next(row["created_at"] for row in before["document"] if row["id"] == document_id)
    # The sum is another one; the person is gone, with name, position and evidence.
    assert {change for change in changed if change.kind == "funding"} == {
        Changed(
            "deleted", "funding", next(row["id"] for row in before["funding"] if row["document_id"] == document_id)
        ),
        Changed("created", "funding", next(row["id"] for row in after["funding"] if row["document_id"] == document_id)),
    }
    assert Changed("deleted", "person", "pyer-fon-arks") in changed
    assert "pyer-fon-arks" not in str(after["person"] + after["name"] + after["evidence"] + after["claim"])
    # Whom nothing new is said of stays untouched, though its evidence has moved.
    assert ids["person"]["sapar-isakov"] == next(row for row in before["person"] if row["id"] == "sapar-isakov")
    assert ids["organisation"]["osce"] == next(row for row in before["organisation"] if row["id"] == "osce")
    moved_piece = next(
        row for row in after["evidence"] if row["record_id"] == "osce" and row["document_id"] == document_id
    )
    assert text.text[moved_piece["start"] : moved_piece["end"]] == moved_piece["quote"]


def test_what_one_document_no_longer_says_others_still_do(engine: Engine) -> None:
    store_all(engine)
    emptied = source("grant", "Ничего.\n")
    store(engine, emptied, Extraction.model_validate({"document": {"file": "grant.txt", "language": "ru"}}))
    [project] = rows(engine, "project")
    assert (project["id"], project["name"], project["kind"], project["revision"]) == (
        "tunduk",
        "Tunduk",
        "initiative",
        3,
    )
    assert rows(engine, "agreement") == []
    assert {row["organisation_name"] for row in rows(engine, "project_organisation")} == {"OSCE"}


def test_an_order_that_would_clash_for_a_moment_is_written(engine: Engine) -> None:
    """Two parts of a project change places: neither may be updated in place before the other."""
    parts = [{"name": "A", "role": "funding"}, {"name": "B", "role": "funding"}]
    said = {"document": {"file": "note.txt", "language": "en"}, "projects": [{"name": "P", "kind": "project"}]}
    for organisations in (parts, parts[::-1]):
        said["projects"][0]["organisations"] = organisations  # type: ignore[index]
        store(engine, NOTE, Extraction.model_validate(said))
        found = [row["organisation_name"] for row in rows(engine, "project_organisation")]
        assert found == [part["name"] for part in organisations]


def test_one_text_under_two_addresses_is_one_document(engine: Engine) -> None:
    store(engine, NOTE, note())
    assert store(engine, Source("elsewhere/copy.txt", "copy.txt", "text/plain", NOTE.text), note()) == []
    assert [row["address"] for row in rows(engine, "document")] == [NOTE.address]


def test_a_text_that_comes_back_elsewhere_is_a_new_document(engine: Engine) -> None:
    """The first document has changed its text and kept its id, which is made of the text it had."""
    store(engine, NOTE, note())
    store(engine, source("note", GRANT.text), grant())
    store(engine, source("again", NOTE.text), note())
    documents = rows(engine, "document")
    assert len({row["id"] for row in documents}) == 2
    assert {row["file"] for row in documents} == {"note.txt", "again.txt"}
    with engine.connect() as connection:
        found = find(connection, source("again", NOTE.text))
    assert found is not None
    assert found.id == next(row["id"] for row in documents if row["file"] == "again.txt")


def test_changes_have_no_gaps_and_tell_all(engine: Engine) -> None:
    done = store_all(engine)
    done += store(
        engine, source("grant", "Ничего.\n"), Extraction.model_validate({"document": {"file": "g", "language": "ru"}})
    )
    changes = rows(engine, "change")
    assert [row["seq"] for row in changes] == list(range(1, len(done) + 1))
    assert [Changed(row["operation"], row["kind"], row["record_id"]) for row in changes] == done
    revisions: dict[tuple[str, str], int] = {}
    for row in changes:
        key = (row["kind"], row["record_id"])
        assert row["revision"] == (
            1 if row["operation"] == "created" else revisions[key] + (row["operation"] == "updated")
        )
        revisions[key] = row["revision"]
    for kind in KINDS.values():
        for row in rows(engine, kind.name):
            assert revisions[kind.name, row["id"]] == row["revision"]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (
            lambda said: said.funding[0].evidence.append(said.people[0].evidence[0].model_copy(update={"start": 0})),
            "by-hand",
        ),
        (
            lambda said: setattr(said.document.publisher, "name", "x" * 301),
            "300",
        ),
    ],
    ids=["quote that is not there", "name too long"],
)
def test_a_failure_leaves_nothing_behind(engine: Engine, spoil: Any, says: str) -> None:
    store(engine, NOTE, note())
    before = everything(engine)
    extraction = talks()
    spoil(extraction)
    with pytest.raises(ValueError, match=says):
        store(engine, TALKS, extraction)
    assert everything(engine) == before


def test_a_row_that_the_database_refuses_undoes_the_document(engine: Engine) -> None:
    store(engine, NOTE, note())
    before = everything(engine)
    extraction = talks()
    extraction.agreements = grant().agreements
    extraction.agreements[0].evidence = []
    extraction.agreements[0].name = ""  # not checked by the type, but by the database
    with pytest.raises(IntegrityError, match="name_not_empty"):
        store(engine, TALKS, extraction)
    assert everything(engine) == before


def test_two_writers_take_turns(database_url: str, engine: Engine) -> None:
    """Each has its own engine, as two processes would; together they leave what one would have left."""
    done: list[Changed] = []
    failed: list[BaseException] = []

    def work(number: int) -> None:
        own = open_engine(database_url)
        try:
            for turn in range(10):
                said = {"document": {"file": "f", "language": "en"}, "organisations": [{"name": "Shared"}]}
                done.extend(store(own, source(f"{number}-{turn}", f"{number} {turn}"), Extraction.model_validate(said)))
        except BaseException as error:
            failed.append(error)
        finally:
            own.dispose()

    writers = [Thread(target=work, args=(number,)) for number in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    assert [row["seq"] for row in rows(engine, "change")] == list(range(1, 61))
    [shared] = rows(engine, "organisation")
    assert shared["revision"] == 30


def test_writing_is_undone_by_an_exception(engine: Engine) -> None:
    country = METADATA.tables["country"]
    with pytest.raises(ZeroDivisionError), writing(engine) as connection:
        connection.execute(country.delete())
        raise ZeroDivisionError
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(country)) == len(COUNTRY_CODES)
