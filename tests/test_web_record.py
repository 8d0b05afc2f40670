"""The page of a record: every field with its sentence, its rule, or told as missing; what leads to and from it."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, insert, update

from app.database.engine import open_engine
from app.records import KINDS, Kind
from app.records.base import table_of
from app.records.evidence import Change, Name
from app.records.identity import SameAs
from app.web.fields import fields_of
from app.web.grounds import _RULES, place_of, rule_of
from app.web.record import SENTENCES, records_router
from app.web.related import FEW, filters_to
from app.web.site import open_site
from app.web.wording import LANGUAGES
from tests.client import Client, client_at
from tests.html import ids, page, words
from tests.rows import START, fill

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
FACTS = [kind for kind in KINDS.values() if kind.name != "document"]
APART = {"documents", "same_as"}
HOSTILE = "<script>alert(1)</script>\"onload=x' &lt;b&gt;\u202eevil {{7*7}}" + "Ы" * 50


def records(client: Client, kind: Kind) -> list[dict[str, Any]]:
    """Returns all records of a kind with their evidence."""
    found: list[dict[str, Any]] = client.json(f"/v1/{kind.plural}?limit=1000&include=evidence")["data"]
    return found


def path_of(record: dict[str, Any]) -> str:
    return str(record["url"]).removeprefix("/v1")


# --- fields and what they rest on -------------------------------------------------------------------------------


@every_kind
def test_pages_answer_in_every_language(client: Client, kind: Kind) -> None:
    for record in records(client, kind)[:2]:
        for language in LANGUAGES:
            tree = page(client, f"{path_of(record)}?lang={language}")
            assert len(tree.xpath("//h1")) == 1
            assert tree.get("lang") == language
            assert len(ids(tree)) == len(set(ids(tree)))


@every_kind
def test_every_field_is_proved_or_explained_or_told_as_missing(seeds_client: Client, kind: Kind) -> None:
    for record in records(seeds_client, kind):
        tree = page(seeds_client, path_of(record))
        proved = {place_of(kind, piece["field"]) for piece in record["evidence"]}
        for field in set(fields_of(kind)) - APART:
            (shown,) = tree.xpath(f"//*[@id='f-{field}']")
            if shown.tag == "span":
                assert record[field] in (None, []), f"{path_of(record)} hides its {field}"
                assert field not in proved
                continue
            assert words(shown.xpath(".//div[@class='value']")[0]) not in ("", "None")
            sentences, rules = shown.xpath(".//details"), shown.xpath(".//p[@class='rule']")
            assert (len(sentences), len(rules)) == ((1, 0) if field in proved else (0, 1)), f"{path_of(record)} {field}"


@every_kind
def test_every_sentence_stands_at_its_field_and_leads_to_its_place(seeds_client: Client, kind: Kind) -> None:
    for record in records(seeds_client, kind):
        tree = page(seeds_client, path_of(record))
        by_field: dict[str, list[dict[str, Any]]] = {}
        for piece in record["evidence"]:
            by_field.setdefault(piece["field"], []).append(piece)
        for field, pieces in by_field.items():
            (there,) = tree.xpath(f"//*[@id='f-{place_of(kind, field)}']")
            told = {
                (quote.get("lang"), quote.xpath(".//mark")[0].text_content(), quote.xpath("./bdi")[0].text_content())
                for quote in there.xpath(".//blockquote")
            }
            for piece in pieces[:SENTENCES]:
                before, after = (f"…{piece['prefix']}", f"{piece['suffix']}…")
                around = (before if len(before) > 1 else "") + piece["quote"] + (after if len(after) > 1 else "")
                assert (piece["language"], piece["quote"], around) in told
            places = {f"/documents/{piece['document_id']}#e-{piece['id']}" for piece in record["evidence"]}
            assert set(there.xpath(".//p[@class='from']/a/@href")) <= places


def test_evidence_tells_how_sure_it_is_and_by_which_rule(seeds_client: Client) -> None:
    (record,) = seeds_client.json("/v1/funding?provider=osce&include=evidence")["data"]
    told = words(page(seeds_client, f"{path_of(record)}?lang=en").xpath("//*[@id='f-amount']//details")[0])
    piece = next(piece for piece in record["evidence"] if piece["field"] == "amount")
    assert f"Such values are correct in {piece['confidence']:.0%} of cases." in told
    assert piece["rule"] in told
    assert "Stated in the text." in told
    assert "Russian" in told
    assert "3 August 2018" in told


def test_a_sum_says_whether_it_may_be_added(seeds_client: Client) -> None:
    (record,) = seeds_client.json("/v1/funding?provider=osce")["data"]
    told = words(page(seeds_client, f"{path_of(record)}?lang=en").xpath("//p[@class='counting']")[0])
    assert told.startswith("Not counted in totals: it is a total over several years")


def test_dollars_that_there_are_not_say_why(client: Client) -> None:
    record = client.json("/v1/funding?usd_reason=no_amount")["data"][0]
    tree = page(client, f"{path_of(record)}?lang=en")
    assert words(tree.xpath("//*[@id='f-usd']//div[@class='value']")[0]) == "No amount is stated"


def test_rules_lead_to_pages_that_there_are(client: Client) -> None:
    rules = {*_RULES.values(), *(rule_of(kind, "no such field") for kind in KINDS.values())}
    for guide in {rule.guide for rule in rules} | {"/guide/confidence", "/guide/same-facts"}:
        path, _, fragment = guide.partition("#")
        there = page(client, path)
        assert not fragment or fragment in ids(there), guide


def test_rules_are_of_fields_that_there_are() -> None:
    fields = {(kind.name, field) for kind in KINDS.values() for field in fields_of(kind)}
    of_any = {("", field) for _, field in fields}
    assert set(_RULES) <= fields | of_any


# --- what leads to and from a record ----------------------------------------------------------------------------


def test_one_list_of_a_kind_leads_to_a_record() -> None:
    for name in KINDS:
        kinds = [kind.name for kind, _ in filters_to(name)]
        assert len(kinds) == len(set(kinds))
    assert [(kind.name, filter_) for kind, filter_ in filters_to("person")] == [("meeting", "person")]
    assert ("funding", "organisation") in [(kind.name, filter_) for kind, filter_ in filters_to("organisation")]


def test_related_records_are_those_of_the_lists(client: Client) -> None:
    tree = page(client, "/organisations/org_07")
    lists = 0
    for kind, filter_ in filters_to("organisation"):
        whole = f"/{kind.plural}?{filter_}=org_07"
        total = client.json(f"/v1{whole}")["page"]["total"]
        sections = tree.xpath(f"//section[@aria-labelledby='by-{kind.plural}-{filter_}']")
        assert len(sections) == (1 if total else 0)
        for section in sections:
            lists += 1
            assert len(section.xpath(".//ul/li")) == min(total, FEW)
            assert words(section.xpath(".//h2/small")[0]) == str(total)
            if total > FEW:
                assert section.xpath(".//p/a/@href") == [whole]
                page(client, whole)
    assert lists >= 4


def test_all_links_of_a_page_lead_somewhere(seeds_client: Client) -> None:
    seen: set[str] = set()
    for kind in KINDS.values():
        for record in records(seeds_client, kind)[:3]:
            tree = page(seeds_client, path_of(record))
            links = tree.xpath("//main//a/@href") + tree.xpath("//link[@rel='alternate' and @type]/@href")
            for href in links:
                path, _, fragment = href.partition("#")
                if path and path not in seen:
                    seen.add(path)
                    assert seeds_client.get(path).status_code == 200, path
                if not path:
                    assert fragment in ids(tree)
    assert {path for path in seen if path.endswith(".xml")}
    assert {path for path in seen if path.endswith("?include=evidence")}


def test_the_citation_names_record_state_and_sources(seeds_client: Client) -> None:
    record = seeds_client.json("/v1/projects/ovop")["data"]
    told = words(page(seeds_client, "/projects/ovop?lang=en").xpath("//pre[@class='cite']")[0])
    assert told.startswith("One Village One Product. Komek, project ovop, revision ")
    assert "http://komek.test/projects/ovop " in told
    for id_ in record["documents"]:
        assert f"http://komek.test/documents/{id_}" in told
    at = seeds_client.json("/v1/changes?limit=1000")["data"][-1]["at"]
    assert at[11:16] in told


def test_history_is_what_the_feed_tells(seeds_client: Client) -> None:
    changes = seeds_client.json("/v1/changes?limit=1000&type=project")["data"]
    for id_ in {change["id"] for change in changes}:
        told = page(seeds_client, f"/projects/{id_}?lang=en").xpath("//ul[@class='history']/li")
        mine = [change for change in changes if change["id"] == id_]
        assert len(told) == len(mine)
        assert "added" in words(told[-1])
        assert f"change {mine[0]['seq']}" in words(told[-1])


def test_names_tell_their_language(client: Client) -> None:
    names = page(client, "/projects/prj_00?lang=en").xpath("//ul[@class='names']/li")
    assert [(each.xpath("./bdi/@lang")[0], words(each)) for each in names] == [
        ("ru", "Тундук Russian"),
        ("en", "OV English, acronym"),
    ]


# --- ids --------------------------------------------------------------------------------------------------------


@pytest.fixture
def merged(database_url: str) -> Iterator[Client]:
    """A client of the app where one person was merged into another one, and two sums are one."""
    engine = open_engine(database_url)
    fill(engine)
    row = {"reason": "same name", "canonical_id": "person_00", "kind": "person", "id": "person ü"}
    change = {"seq": 5000, "operation": "updated", "kind": "person", "record_id": "person_00", "revision": 2,
              "at": START, "fields": '["position"]'}  # fmt: skip
    same = [{**row, "kind": "funding", "id": id_, "canonical_id": "fnd_00"} for id_ in ("fnd_00", "fnd_21")]
    with engine.begin() as connection:
        connection.execute(insert(table_of(SameAs)), [row, *same])
        connection.execute(insert(table_of(Change)), [change])
    engine.dispose()
    with client_at(database_url) as client:
        yield client


def test_a_merged_id_leads_to_the_page_that_stays(merged: Client) -> None:
    answer = merged.get("/people/person%20%C3%BC?lang=ky", headers={"Accept": "text/html"})
    assert answer.status_code == 308
    assert answer.headers["Location"] == "/people/person_00?lang=ky"
    page(merged, answer.headers["Location"])


def test_an_unknown_id_is_told_on_a_page(client: Client) -> None:
    for kind in KINDS.values():
        assert f"No {kind.name} record has the id" in words(page(client, f"/{kind.plural}/nope", status=404))
    assert client.get("/people/a%00b").status_code == 404
    assert client.get("/people/person_00?who=me").status_code == 422


def test_the_same_money_elsewhere(merged: Client) -> None:
    told = page(merged, "/funding/fnd_00?lang=en").xpath("//section[@class='same']")[0]
    assert told.xpath(".//li/a/@href") == ["/funding/fnd_21?lang=en"]
    assert "This is the main record." in words(told)


def test_what_changed_is_told(merged: Client) -> None:
    (last, _) = page(merged, "/people/person_00?lang=en").xpath("//ul[@class='history']/li")
    assert "changed (Position) revision 2" in words(last)


# --- what a text says is never markup ---------------------------------------------------------------------------


def test_hostile_names_are_shown_as_they_are(database_url: str) -> None:
    engine = open_engine(database_url)
    fill(engine)
    with engine.begin() as connection:
        for kind in FACTS:
            table = table_of(kind.table)
            texts = {name: HOSTILE for name in ("name", "city", "position", "amount_text") if name in table.c}
            if texts:
                connection.execute(update(table).values(texts))
        connection.execute(update(table_of(Name)).where(table_of(Name).c.lang == "ru").values(text=HOSTILE))
    engine.dispose()
    with client_at(database_url) as client:
        for kind in FACTS:
            for record in records(client, kind)[:2]:
                tree = page(client, path_of(record))
                assert [each.get("src") for each in tree.iter("script")] == ["/static/explorer.js"]
                assert not [name for each in tree.iter() for name in each.attrib if name.startswith("on")]
                assert HOSTILE in tree.text_content(), path_of(record)
                for each in tree.xpath("//main//*[contains(text(), 'onload=x')]"):
                    assert each.tag == "bdi"


# --- speed ------------------------------------------------------------------------------------------------------


def test_statements_do_not_grow(engine: Engine, queries: list[str]) -> None:
    fill(engine)
    app = FastAPI()
    app.include_router(records_router(open_site(engine)))
    bounds = {"organisation": 16, "person": 9, "project": 9, "funding": 8, "meeting": 8, "agreement": 8}
    with Client(app) as client:
        for name, most in bounds.items():
            for record in ("00", "07", "14"):
                queries.clear()
                prefix = {"organisation": "org", "person": "person", "project": "prj", "funding": "fnd",
                          "meeting": "mtg", "agreement": "agr"}[name]  # fmt: skip
                assert client.get(f"/{KINDS[name].plural}/{prefix}_{record}").status_code == 200
                assert len(queries) <= most, f"{name}: {len(queries)}"
