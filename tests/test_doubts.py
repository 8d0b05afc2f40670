"""What is in doubt: conflicts, pairs that may be one, and what each rule finds of rows made for it."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, update

from app.errors import BadCursor
from app.query.doubts import (
    DoubtParameters,
    SuspiciousParameters,
    list_candidates,
    list_conflicts,
    list_suspicious,
)
from app.query.quality import read_quality_now
from app.query.suspicious import RULES
from app.records import KINDS
from app.records.base import table_of
from app.records.document import Document
from app.records.funding import Funding
from app.records.identity import Candidate, Conflict, SameAs
from app.records.values import days
from tests.client import Client
from tests.rows import START, fill

BASE = {"revision": 1, "created_at": START, "updated_at": START}


def put(engine: Engine, model: Any, *rows: dict[str, Any]) -> None:
    with engine.begin() as connection:
        for row in rows:
            connection.execute(insert(table_of(model)), [row])


def dated(text: str, name: str = "date") -> dict[str, Any]:
    return {name: text, f"{name}_first": days(text)[0], f"{name}_last": days(text)[1]}


def document(id_: str, published: str = "2018-08-03") -> dict[str, Any]:
    text = {"language": "ru", "text": "x", "address": id_, "file": id_, "media_type": "text/plain", "extractor": "1"}
    return {**BASE, "id": id_, **text, "sha256": f"{id_:0>64}", **dated(published, "published")}


def funding(id_: str, amount: str, **other: Any) -> dict[str, Any]:
    told = {"amount": amount, "currency": "USD", "usd_amount": amount, "usd_basis": "told", "countable": True}
    words = {"qualifier": "exact", "kind": "committed", "instrument": "grant", "document_id": "d1"}
    return {**BASE, "id": id_, **told, **words, **other}


@pytest.fixture
def empty(engine: Engine) -> Engine:
    """A database with two documents, a giver, and the codes of states."""
    fill(engine, 0)
    put(engine, KINDS["organisation"].table, {**BASE, "id": "adb", "name": "ADB"})
    put(engine, Document, document("d1"), document("d2", "2018"))
    return engine


def test_the_page_tells_the_rules() -> None:
    page = (Path(__file__).parent.parent / "docs" / "quality-of-records.md").read_text(encoding="utf-8")
    table = page.partition("| rule | what it finds |\n|---|---|\n")[2].partition("\n\n")[0]
    assert table.splitlines() == [f"| {rule} | {reason} |" for rule, reason in RULES.items()]
    for kind in KINDS.values():
        assert not kind.counted_fields or f"| {kind.name} | {', '.join(kind.counted_fields)} |" in page


def suspects(engine: Engine, **query: Any) -> list[tuple[str, str, str, str | None]]:
    page = list_suspicious(engine, SuspiciousParameters.model_validate(query))
    return [(each["rule"], each["id"], each["value"], each["beside"]) for each in json.loads(page.data)]


def test_dates_too_far_ahead(empty: Engine) -> None:
    meeting = {**BASE, "meeting_type": "visit", "focus": "reported"}
    put(
        empty,
        KINDS["meeting"].table,
        {**meeting, "id": "m1", "document_id": "d1", "status": "planned", **dated("2019-08-04")},
        {**meeting, "id": "m2", "document_id": "d1", "status": "planned", **dated("2019-08-03")},
        {**meeting, "id": "m3", "document_id": "d1", "status": "held", **dated("2018-08-04")},
        {**meeting, "id": "m4", "document_id": "d1", "status": "held", **dated("2018-08-03")},
        {**meeting, "id": "m5", "document_id": "d2", "status": "held", **dated("2018-12-31")},
        {**meeting, "id": "m6", "document_id": "d2", "status": "held"},
    )
    agreement = {**BASE, "name": "План", "agreement_type": "plan", "document_id": "d1", **dated("2018-09")}
    put(
        empty,
        KINDS["agreement"].table,
        {**agreement, "id": "a1", "status": "signed"},
        {**agreement, "id": "a2", "status": "planned"},
    )
    put(
        empty,
        Funding,
        funding("f1", "1", kind="disbursed", **dated("2018-09")),
        funding("f2", "1", kind="committed", **dated("2018-09")),
    )
    assert suspects(empty) == [
        ("date_far_ahead", "m1", "2019-08-04", "2018-08-03"),
        ("done_too_early", "a1", "2018-09", "2018-08-03"),
        ("done_too_early", "f1", "2018-09", "2018-08-03"),
        ("done_too_early", "m3", "2018-08-04", "2018-08-03"),
    ]


def test_dates_that_contradict_others(empty: Engine) -> None:
    put(empty, Document, document("d3", "2081"), document("d4", "2026"))
    put(
        empty,
        Funding,
        funding("f1", "1", period="2010/2017", **dated("2018")),
        funding("f2", "1", period="2019/2020", **dated("2018")),
        funding("f3", "1", period="2018/2020", **dated("2017/2018")),
        funding("f4", "1", period="2018/2020"),
    )
    assert suspects(empty) == [
        ("date_outside_period", "f1", "2018", "2010/2017"),
        ("date_outside_period", "f2", "2018", "2019/2020"),
        ("published_after_loading", "d3", "2081", "2026"),
    ]


def test_sums_out_of_line(empty: Engine) -> None:
    adb = {"provider_id": "adb", "provider_name": "ADB"}
    small = [funding(f"s{number}", str(number), **adb) for number in range(1, 5)]
    put(empty, Funding, *small, funding("t", "2000", **adb, document_id="d2"))
    assert suspects(empty) == []  # the median of 1, 2, 3, 4, 2000 is 3
    put(empty, Funding, funding("u", "3000", currency="KGS", **adb), funding("v", "1", provider_country="KG"))
    put(empty, Funding, funding("w", "50000000000.001"), funding("x", "50000000000"))
    assert suspects(empty) == [
        ("sum_out_of_line", "u", "3000 KGS", "3 USD"),
        ("sum_too_large", "w", "50000000000.001 USD", None),
    ]


def test_the_largest_sum_that_a_column_holds_does_not_break_the_rules(empty: Engine) -> None:
    most = [
        funding(f"m{n}", "9223372036854775.807", provider_country="KG", period=f"20{10 + n}/2020") for n in range(6)
    ]
    put(empty, Funding, *most)
    assert {rule for rule, *_ in suspects(empty)} == {"sum_too_large"}


def test_the_same_sum_twice(empty: Engine) -> None:
    adb = {"provider_id": "adb", "provider_name": "ADB"}
    put(
        empty,
        Funding,
        funding("a1", "5", **adb),
        funding("a2", "5", **adb, document_id="d2"),
        funding("b1", "6", **adb, canonical_id="b1"),
        funding("b2", "6", **adb, canonical_id="b1", document_id="d2"),
        funding("c1", "7", **adb),
        funding("c2", "7", **adb),
        funding("d1", "8", **adb),
        funding("d2", "8", **adb, document_id="d2", countable=False, not_countable="duplicate"),
        funding("e1", "9"),
        funding("e2", "9", document_id="d2"),
        funding("f1", "10", **adb),
        funding("f2", "10", **adb, document_id="d2", currency="EUR"),
    )
    assert suspects(empty) == [("told_twice", "a1", "5 USD", "a2"), ("told_twice", "a2", "5 USD", "a1")]


def test_suspects_have_words_pages_and_filters(empty: Engine) -> None:
    put(empty, Funding, *(funding(f"f{number}", "60000000000", **dated("2020")) for number in range(3)))
    put(empty, Document, document("d3", "2081"))
    page = list_suspicious(empty, SuspiciousParameters(limit=1000))
    everything = json.loads(page.data)
    assert page.total == len(everything) == 7
    assert {each["reason"] for each in everything} <= set(RULES.values())
    assert {each["url"] for each in everything} == {"/v1/documents/d3", *(f"/v1/funding/f{n}" for n in range(3))}
    seen, cursor = [], None
    while True:
        page = list_suspicious(empty, SuspiciousParameters(limit=2, cursor=cursor))
        seen += json.loads(page.data)
        if (cursor := page.next_cursor) is None:
            break
    assert seen == everything
    assert {rule for rule, *_ in suspects(empty, rule=["sum_too_large"])} == {"sum_too_large"}
    assert suspects(empty, type=["document"]) == [("published_after_loading", "d3", "2081", "2026")]
    cursor = list_suspicious(empty, SuspiciousParameters(limit=1)).next_cursor
    with pytest.raises(BadCursor, match="filters"):
        list_suspicious(empty, SuspiciousParameters(cursor=cursor, type=["funding"]))
    counted, _ = read_quality_now(empty)
    assert counted.suspicious == dict.fromkeys(RULES, 0) | Counter(each["rule"] for each in everything)


def test_conflicts_are_told_by_field(engine: Engine) -> None:
    fill(engine)
    rows = [
        ("funding", "fnd_00", "amount", "fnd_00", "doc_00", "2 USD"),
        ("funding", "fnd_00", "amount", "fnd_07", "doc_07", "3 USD"),
        ("funding", "fnd_00", "kind", "fnd_00", "doc_00", "pledged"),
        ("funding", "fnd_00", "kind", "fnd_07", "doc_07", "committed"),
        ("meeting", "mtg_00", "country", "mtg_00", "doc_00", "KG"),
        ("meeting", "mtg_00", "country", "mtg_07", "doc_07", "KZ"),
    ]
    names = ("kind", "canonical_id", "field", "record_id", "document_id", "value")
    put(engine, Conflict, *(dict(zip(names, row, strict=True)) for row in rows))
    page = list_conflicts(engine, DoubtParameters(limit=2))
    first, second = json.loads(page.data)
    assert (page.total, first["url"], first["field"], second["field"]) == (3, "/v1/funding/fnd_00", "amount", "kind")
    one, other = first["values"]
    assert one == {
        "record_id": "fnd_00",
        "url": "/v1/funding/fnd_00",
        "value": "2 USD",
        "document_id": "doc_00",
        "document_url": "/v1/documents/doc_00",
    }
    assert (other["record_id"], other["value"]) == ("fnd_07", "3 USD")
    (third,) = json.loads(list_conflicts(engine, DoubtParameters(cursor=page.next_cursor)).data)
    assert (third["type"], third["url"]) == ("meeting", "/v1/meetings/mtg_00")
    assert [each["value"] for each in third["values"]] == ["KG", "KZ"]
    assert list_conflicts(engine, DoubtParameters(type=["meeting"])).total == 1
    assert read_quality_now(engine)[0].conflicts == 3


def test_candidates_have_names(engine: Engine) -> None:
    fill(engine)
    pairs = [("organisation", "org_00", "org_07", "names alike"), ("person", "gone", "person_00", "one name")]
    put(engine, Candidate, *(dict(zip(("kind", "one", "other", "reason"), pair, strict=True)) for pair in pairs))
    one, other = json.loads(list_candidates(engine, DoubtParameters()).data)
    assert one == {
        "type": "organisation",
        "one": {"id": "org_00", "url": "/v1/organisations/org_00", "name": "Тундук", "label": "Тундук"},
        "other": {"id": "org_07", "url": "/v1/organisations/org_07", "name": "OVOP", "label": "OVOP"},
        "reason": "names alike",
    }
    assert (other["one"]["name"], other["other"]["url"]) == (None, "/v1/people/person_00")
    put(engine, SameAs, {"kind": "person", "id": "gone", "canonical_id": "person_07", "reason": "one name"})
    (merged,) = json.loads(list_candidates(engine, DoubtParameters(type=["person"])).data)
    assert merged["one"] == {"id": "gone", "url": "/v1/people/gone", "name": "OVOP", "label": "OVOP"}
    assert read_quality_now(engine)[0].candidates == 2


def test_a_page_is_one_statement(empty: Engine, queries: list[str]) -> None:
    queries.clear()
    list_conflicts(empty, DoubtParameters())
    list_candidates(empty, DoubtParameters())
    list_suspicious(empty, SuspiciousParameters())
    read_quality_now(empty)
    assert len(queries) == 4


def test_over_http(client: Client) -> None:
    counted = client.json("/v1/quality")["data"]
    for name in ("conflicts", "candidates", "suspicious"):
        answer = client.json(f"/v1/quality/{name}?limit=1&type=funding")
        assert answer["meta"]["query"] == {"type": ["funding"]}
        assert answer["links"]["self"] == f"/v1/quality/{name}?type=funding&limit=1"
        whole = client.json(f"/v1/quality/{name}?limit=1000")["page"]["total"]
        assert whole == (sum(counted[name].values()) if name == "suspicious" else counted[name])
    (error,) = client.get("/v1/quality/suspicious?rule=told_twise").json()["errors"]
    assert error["did_you_mean"] == "told_twice"
    if counted["suspicious"]["sum_too_large"]:
        answer = client.json("/v1/quality/suspicious?rule=sum_too_large&limit=1")
        record = client.json(answer["data"][0]["url"])["data"]
        assert answer["data"][0]["value"] == f"{record['amount']} {record['currency']}"


def test_a_record_that_was_corrected_is_no_suspect(empty: Engine) -> None:
    put(empty, Funding, funding("f1", "60000000000"))
    assert len(suspects(empty)) == 1
    table = table_of(Funding)
    with empty.begin() as connection:
        connection.execute(update(table).where(table.c.id == "f1").values(amount="60", usd_amount="60"))
    assert suspects(empty) == []
