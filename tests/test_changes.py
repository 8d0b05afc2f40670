"""The change feed: who follows it has the same records, whatever was loaded, merged, taken apart and taken away."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from app.database.engine import writing
from app.load import load
from app.main import create_app
from app.query.changes import ChangeParameters, list_changes
from app.query.parameters import list_parameters
from app.query.records import get_record, list_records
from app.records import KINDS
from app.records.identity import Sameness
from app.settings import Settings
from app.store.decide import decide
from tests.client import Client
from tests.test_relate import DOLLARS, LATER, RELEASE, put, rows


class Follower:
    """Keeps a copy of all records by nothing but the feed."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.since = 0
        self.records: dict[tuple[str, str], dict[str, Any]] = {}

    def follow(self, limit: int = 7) -> list[dict[str, Any]]:
        """Reads on to the end; returns what came."""
        seen = []
        while True:
            page = list_changes(self.engine, ChangeParameters(since=self.since, limit=limit, include=["record"]))
            for change in json.loads(page.data):
                seen.append(change)
                self._apply(change)
            self.since = page.next_since
            if not page.more:
                return seen

    def _apply(self, change: dict[str, Any]) -> None:
        key = (change["type"], change["id"])
        if change["record"] is None:
            self.records.pop(key, None)
        else:
            self.records[key] = change["record"]


def standing(engine: Engine) -> dict[tuple[str, str], dict[str, Any]]:
    """Returns all records as their own endpoints serve them."""
    found = {}
    for kind in KINDS.values():
        page = list_records(engine, kind, list_parameters(kind.name)(sort=["id"], limit=1000))
        for record in json.loads(page.data):
            whole = get_record(engine, kind, record["id"], list_parameters(kind.name)())
            found[kind.name, record["id"]] = json.loads(whole.data)
    return found


def test_who_follows_has_the_same(engine: Engine, tmp_path: Path) -> None:
    follower = Follower(engine)
    paths = put(tmp_path, **RELEASE)
    load(paths, engine=engine, max_bytes=1_000_000)
    follower.follow()
    assert follower.records == standing(engine)
    load(put(tmp_path, dollars=DOLLARS, later=LATER), engine=engine, max_bytes=1_000_000)
    load(put(tmp_path, ru=RELEASE["ru"].replace("1 млрд 87 млн", "2 млрд")), engine=engine, max_bytes=1_000_000)
    operations = {change["operation"] for change in follower.follow()}
    assert {"created", "updated", "deleted"} <= operations
    assert follower.records == standing(engine)
    (merged,) = (row for row in rows(engine, "same_as") if row["id"] == "kosmosbek-cholponbayev")
    with writing(engine) as connection:
        decide(connection, "person", merged["id"], merged["canonical_id"], verdict=Sameness.DIFFERENT)
    follower.follow()
    assert follower.records == standing(engine)
    with writing(engine) as connection:
        decide(connection, "person", merged["id"], merged["canonical_id"], verdict=Sameness.SAME)
    (gone,) = (c for c in follower.follow() if c["operation"] == "merged")
    assert (gone["id"], gone["into_id"], gone["record"]) == (merged["id"], merged["canonical_id"], None)
    assert follower.records == standing(engine)


def test_there_are_no_gaps_and_an_end(engine: Engine, tmp_path: Path) -> None:
    load(put(tmp_path, **RELEASE), engine=engine, max_bytes=1_000_000)
    changes = Follower(engine).follow()
    assert [change["seq"] for change in changes] == list(range(1, len(changes) + 1))
    end = list_changes(engine, ChangeParameters(since=len(changes)))
    assert (end.data, end.next_since, end.more) == ("[]", len(changes), False)


def test_a_kind_alone_goes_on_from_the_end(engine: Engine, tmp_path: Path) -> None:
    """Where nothing more of the kind is there, the next call begins after all that has been looked through."""
    load(put(tmp_path, **RELEASE), engine=engine, max_bytes=1_000_000)
    page = list_changes(engine, ChangeParameters(type=["funding"]))
    changes = json.loads(page.data)
    assert changes and {change["type"] for change in changes} == {"funding"}
    assert page.next_since == page.version


def test_an_update_says_which_fields(engine: Engine, tmp_path: Path) -> None:
    load(put(tmp_path, **RELEASE), engine=engine, max_bytes=1_000_000)
    before = Follower(engine)
    before.follow()
    load(put(tmp_path, ru=RELEASE["ru"].replace("выделит", "выделила")), engine=engine, max_bytes=1_000_000)
    told = [c["fields"] for c in before.follow() if c["type"] == "funding" and c["operation"] == "updated"]
    assert any("kind" in fields for fields in told)
    assert {name for fields in told for name in fields} <= set(KINDS["funding"].out.model_fields)


def test_revisions_go_on_after_a_record_comes_back(engine: Engine, tmp_path: Path) -> None:
    load(put(tmp_path, **RELEASE), engine=engine, max_bytes=1_000_000)
    (merged,) = (row for row in rows(engine, "same_as") if row["id"] == "kosmosbek-cholponbayev")
    for verdict in (Sameness.DIFFERENT, Sameness.SAME, Sameness.DIFFERENT):
        with writing(engine) as connection:
            decide(connection, "person", merged["id"], merged["canonical_id"], verdict=verdict)
    told = [row for row in rows(engine, "change") if row["record_id"] == merged["id"]]
    made = sorted((row["seq"], row["revision"]) for row in told if row["operation"] == "created")
    assert [revision for _, revision in made] == sorted({revision for _, revision in made})


@pytest.mark.parametrize(("since", "status"), [(-1, 422), ("x", 422), (10**9, 409), (10**12, 422)])
def test_a_number_that_cannot_be(client: Client, since: object, status: int) -> None:
    answer = client.get(f"/v1/changes?since={since}")
    assert answer.status_code == status
    assert answer.json()["errors"][0]["parameter"] == "since"


def test_the_feed_over_http(client: Client) -> None:
    answer = client.get("/v1/changes?limit=2&type=person").json()
    assert [change["type"] for change in answer["data"]] == ["person", "person"]
    assert answer["page"]["more"] is True
    following = client.get(answer["links"]["next"]).json()
    assert following["data"][0]["seq"] > answer["data"][-1]["seq"]
    everything = client.get("/v1/changes?limit=1000").json()
    assert client.get(everything["links"]["next"]).json()["data"] == []


def test_what_was_merged_leads_on(engine: Engine, tmp_path: Path) -> None:
    load(put(tmp_path, **RELEASE), engine=engine, max_bytes=1_000_000)
    (merged,) = (row for row in rows(engine, "same_as") if row["id"] == "kosmosbek-cholponbayev")
    url = engine.url.render_as_string(hide_password=False)
    with Client(create_app(Settings(database_url=url))) as client:
        for rest in ("", "/evidence?limit=3"):
            answer = client.get(f"/v1/people/{merged['id']}{rest}")
            assert answer.status_code == 308
            assert answer.headers["location"] == f"/v1/people/{merged['canonical_id']}{rest}"
            assert answer.json()["code"] == "merged"
            assert client.get(answer.headers["location"]).status_code == 200
