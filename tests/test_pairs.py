"""Who meets whom: counted as plain Python counts it over the served meetings, each pair with the list of its own."""

import json
from collections import Counter
from itertools import combinations
from typing import Any

import pytest
from sqlalchemy import Engine, update

from app.query.encounters import read_encounters
from app.query.parameters import list_parameters
from app.query.records import list_records
from app.records import KINDS
from app.records.base import table_of
from tests.client import Client, client_at
from tests.rows import fill

PATH = "/v1/stats/meetings/pairs"


@pytest.mark.parametrize("query", [{}, {"country": ["KG"]}, {"date__gte": "2018"}, {"country": ["FR"]}])
@pytest.mark.parametrize("most", [1, 2, 50])
def test_encounters_are_those_of_the_meetings(query: dict[str, Any], most: int, read: Engine) -> None:
    asked = list_parameters("meeting").model_validate({"limit": 1000, **query})
    meetings = json.loads(list_records(read, KINDS["meeting"], asked).data)
    pairs: Counter[tuple[str, str]] = Counter()
    met: Counter[str] = Counter()
    shared = 0
    for meeting in meetings:
        told = [each["country"] or (each["organisation"] or {}).get("id") for each in meeting["participants"]]
        parties = sorted({each for each in told if each is not None}, key=str.encode)
        shared += len(parties) > 1
        pairs.update(combinations(parties, 2))
        met.update(parties if len(parties) > 1 else [])
    found = read_encounters(read, asked, most=most)
    largest = sorted(met, key=lambda each: (-met[each], each.encode()))[:most]
    assert list(found.parties.items()) == [(each, met[each]) for each in largest]
    expected = {pair: count for pair, count in pairs.items() if set(pair) <= set(largest)}
    assert list(found.pairs.items()) == sorted(expected.items(), key=lambda each: (-each[1], each[0]))
    assert (found.parties_total, found.meetings_total) == (len(met), shared)


@pytest.fixture
def read(engine: Engine) -> Engine:
    """A database with the rows of tests/rows.py, of which one more organisation meets."""
    fill(engine, number=30)
    with engine.begin() as connection:
        participant = table_of(KINDS["meeting"].links[0].table)
        some = participant.c.meeting_id.in_(["mtg_14", "mtg_28", "mtg_42"]) & (participant.c.ordinal == 0)
        connection.execute(update(participant).where(some).values(organisation_id="org_00"))
    return engine


@pytest.mark.parametrize("query", ["", "&country=KG", "&date__gte=2018", "&party__all=KG"])
def test_every_pair_leads_to_just_its_meetings(query: str, texts_url: str) -> None:
    with client_at(texts_url) as client:
        told = client.json(f"{PATH}?parties=40{query}")["data"]
        assert told["pairs"]
        for pair in told["pairs"]:
            codes = {each["code"] for each in pair["parties"]}
            meetings = client.json(pair["link"])["data"]
            assert len(meetings) == pair["count"], pair
            for meeting in meetings:
                assert codes <= {each["party"] for each in meeting["participants"]}


def test_parties_are_named_and_counted(texts_url: str) -> None:
    with client_at(texts_url) as client:
        answer = client.json(f"{PATH}?parties=3&meeting_type=bilateral")
        assert answer["meta"]["query"] == {"meeting_type": ["bilateral"], "parties": 3}
        data = answer["data"]
        assert len(data["parties"]) == 3 < data["parties_total"]
        assert {pair["parties"][side]["code"] for pair in data["pairs"] for side in (0, 1)} <= {
            each["code"] for each in data["parties"]
        }
        assert [each["label"] for each in data["parties"] if each["code"] == "KG"] == ["Kyrgyzstan"]
        known = client.json("/v1/stats/meetings?group_by=party&meeting_type=bilateral")["data"]["cells"]
        alone = {cell["group"]["party"]["code"]: cell["count"] for cell in known}
        assert all(each["count"] <= alone[each["code"]] for each in data["parties"])


@pytest.mark.parametrize(
    ("query", "parameter", "message"),
    [
        ("parties=1", "parties", "greater than or equal to 2"),
        ("parties=41", "parties", "less than or equal to 40"),
        ("limit=5", "limit", "no such parameter"),
        ("party__all=a,b,c,d,e,f,g,h,i,j,k", "party__all", "11 values are given, more than 10"),
    ],
)
def test_what_cannot_be_asked(query: str, parameter: str, message: str, client: Client) -> None:
    answer = client.get(f"{PATH}?{query}")
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["parameter"] == parameter
    assert message in error["message"]


def test_nobody_meets(engine: Engine) -> None:
    found = read_encounters(engine, list_parameters("meeting")(), most=5)
    assert (found.parties, found.pairs, found.parties_total, found.meetings_total) == ({}, {}, 0, 0)
