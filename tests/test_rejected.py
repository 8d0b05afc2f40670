"""Rejected sums: what is read of money and is no funding is kept with the reason, in nobody's way."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete

from app.extract import extract
from app.extract.reading import Reading
from app.extract.units import Text
from app.languages import LANGUAGES, lexicon
from app.load import load
from app.main import create_app
from app.query.parameters import list_parameters, single_parameters
from app.query.records import get_record, list_records
from app.readers import Source, read
from app.records import KINDS, METADATA
from app.records.codes import Rejection
from app.records.extraction import Extraction, RejectedSaid
from app.records.rejected import RejectedOut
from app.registry import load_registry
from app.settings import Settings, data_folder
from tests.client import Client
from tests.examples import TALKS, dump, store, talks
from tests.rows import TEXT, fill
from tests.test_changes import Follower, standing

GOLD = Path(__file__).parent / "gold"
TEXTS = sorted([*(data_folder("seed") / "texts").glob("*.txt"), *GOLD.glob("*/*.txt")])
NEWS = """\
Japan gives 3 million dollars, 40 million dollars of trade hoped for
Bishkek, 12 March 2019. /Kabar/. Japan gave Kyrgyzstan a grant of 3 million dollars for schools.
The trade turnover reached 1.5 billion soms. The hotel has 20 rooms and takes in 7 million dollars.
USD 87.45 EUR 99.53
"""


def said(text: str) -> Extraction:
    return extract(Source(address="a.txt", file="a.txt", media_type="text/plain", text=text))


def rejected(engine: Engine) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return dump(connection)["rejected"]


def test_each_sum_has_the_reason_that_decided() -> None:
    assert [(each.amount, each.currency, each.reason) for each in said(NEWS).rejected] == [
        (40_000_000, "USD", Rejection.HEADLINE),
        (1_500_000_000, "KGS", Rejection.OTHER_MONEY),
        (7_000_000, "USD", Rejection.NO_WORD_OF_AID),
        (Decimal("87.45"), "USD", Rejection.FURNITURE),
        (Decimal("99.53"), "EUR", Rejection.FURNITURE),
    ]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_sum_that_is_read_is_funding_or_rejected(path: Path) -> None:
    source = read(path, max_bytes=10**6)
    found = extract(source)
    told = {(each.amount, each.currency) for each in found.funding}
    told |= {(same.amount, same.currency) for each in found.funding for same in each.equivalents}
    by_place = {each.start: each for each in found.rejected}
    assert [*by_place] == sorted(by_place)
    assert not told & {(each.amount, each.currency) for each in found.rejected}
    language = found.document.language if found.document.language in LANGUAGES else "ru"
    reading = Reading(Text(source.text, lexicon(language)), load_registry())
    for money in (m for line in reading.text.lines for s in line.sentences for m in reading.money(s)):
        assert (money.start in by_place) != ((money.amount, money.currency) in told)
    for each in found.rejected:
        assert source.text[each.start : each.end] == each.quote


def test_they_are_not_in_the_json_of_an_extraction() -> None:
    found = said(NEWS)
    assert found.rejected
    assert "rejected" not in found.model_dump() and "rejected" not in json.loads(found.model_dump_json())


def test_the_reasons_are_published() -> None:
    page = (data_folder("docs") / "money.md").read_text(encoding="utf-8")
    section = page.partition("## Sums that are no funding")[2]
    assert {line.split("|")[1].strip() for line in section.splitlines() if line[:2] == "| "} - {"reason"} == {
        *Rejection
    }


# --- stored -----------------------------------------------------------------------------------------------------


def with_rejected(*quotes: str, reason: str = "other_money") -> Extraction:
    """Returns what TALKS says, with rejected sums at some words of it."""
    found = talks()
    for quote in quotes:
        start = TALKS.text.index(quote)
        place = {"start": start, "end": start + len(quote), "quote": quote, "rule": "by-hand"}
        row = {"amount": "5", "currency": "USD", "reason": reason, **place}
        found.rejected.append(RejectedSaid.model_validate(row))
    return found


def test_a_reload_writes_just_what_there_is_and_no_record_changes(engine: Engine) -> None:
    follower = Follower(engine)
    store(engine, TALKS, with_rejected("Сапар", "ОБСЕ"))
    assert [row["quote"] for row in rejected(engine)] == ["ОБСЕ", "Сапар"]  # in the headline, below
    follower.follow()
    assert store(engine, TALKS, with_rejected("Сапар", "ОБСЕ")) == []
    changed = store(engine, TALKS, with_rejected("Сапар", reason="headline"), extractor="2")
    # It is another reading, which the document says: caches and copies hear of it.
    assert {(change.operation, change.kind) for change in changed} == {("updated", "document")}
    assert [(row["quote"], row["reason"]) for row in rejected(engine)] == [("Сапар", "headline")]
    assert {each["fields"][0] for each in follower.follow()} == {"extractor"}
    assert follower.records == standing(engine)
    store(engine, TALKS, talks(), extractor="3")
    assert rejected(engine) == []


def test_they_go_with_their_document(engine: Engine) -> None:
    store(engine, TALKS, with_rejected("Сапар"))
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(delete(METADATA.tables["document"]))
    assert rejected(engine) == []


def test_a_quote_that_is_not_there_is_refused(engine: Engine) -> None:
    wrong = with_rejected("Сапар")
    wrong.rejected[0].quote = "Capap"
    with pytest.raises(ValueError, match="a rejected sum, rule 'by-hand': the quote is 'Capap'"):
        store(engine, TALKS, wrong)


def test_they_are_in_no_list_no_sum_and_no_search(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text(NEWS)
    load([tmp_path], engine=engine, max_bytes=10**6)
    assert len(rejected(engine)) == 5
    with Client(create_app(Settings(database_url=engine.url.render_as_string(hide_password=False)))) as client:
        assert [each["amount"] for each in client.json("/v1/funding")["data"]] == ["3000000"]
        assert client.json("/v1/stats/funding?include=uncounted")["data"]["total"]["count"] == 1
        groups = client.json("/v1/search?q=7000000")["data"]
        assert [group for group in groups if group["kind"] == "funding" and group["total"]] == []
        (document,) = client.json("/v1/documents?include=rejected&fields=id")["data"]
        assert [each["quote"] for each in document["rejected"]] == [
            "40 million dollars", "1.5 billion soms", "7 million dollars", "USD 87.45", "EUR 99.53",
        ]  # fmt: skip


# --- served -----------------------------------------------------------------------------------------------------


def test_they_are_served_where_they_are_asked_for(client: Client) -> None:
    plain = client.json("/v1/documents?limit=1000")["data"]
    whole = client.json("/v1/documents?limit=1000&include=rejected,evidence")["data"]
    assert not any("rejected" in record for record in plain)
    assert [{k: v for k, v in r.items() if k not in ("rejected", "evidence")} for r in whole] == plain
    told = {record["id"]: record["rejected"] for record in whole}
    assert [] in told.values()
    for id_, each in told.items():
        one = client.json(f"/v1/documents/{id_}?include=rejected&fields=id")["data"]
        assert one == {"id": id_, "rejected": each}
    (first, second) = told["doc_00"]
    assert RejectedOut.model_validate(first) and RejectedOut.model_validate(second)
    assert second == {
        "amount": "120000000", "currency": "USD", "reason": "other_money", "start": 100, "end": 109,
        "quote": TEXT[100:109], "rule": "by-hand", "prefix": TEXT[40:100], "suffix": TEXT[109:169],
    }  # fmt: skip
    assert (first["amount"], first["start"], first["prefix"]) == ("0.001", 3, TEXT[:3])
    body = {"include": ["rejected"], "limit": 1000, "fields": ["id"]}
    searched = client.request("POST", "/v1/documents/search", json=body)
    assert {record["id"]: record["rejected"] for record in searched.json()["data"]} == told


def test_a_page_with_them_is_one_statement(engine: Engine, queries: list[str]) -> None:
    fill(engine)
    queries.clear()
    kind, include = KINDS["document"], ["rejected", "evidence"]
    list_records(engine, kind, list_parameters("document")(include=include, limit=1000))
    assert len(queries) == 1
    get_record(engine, kind, "doc_00", single_parameters("document")(include=include))
    assert len(queries) == 2


@pytest.mark.parametrize("path", ["/v1/funding", "/v1/funding/fnd_00", "/v1/meetings"])
def test_what_has_none_says_where_they_are(client: Client, path: str) -> None:
    answer = client.get(f"{path}?include=rejected")
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["parameter"], error["allowed"]) == ("include", ["evidence"])
    assert error["message"] == "only /v1/documents can include `rejected`"
    (error,) = client.get(f"{path}?include=evidense").json()["errors"]
    assert (error["allowed"], error["did_you_mean"]) == (["evidence"], "evidence")
