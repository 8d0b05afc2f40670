"""The page of a document: the text exactly, each piece of evidence where it stands, and nothing of it ever markup."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, bindparam, update

from app.database.engine import open_engine
from app.records import KINDS
from app.records.base import table_of
from app.records.document import Document
from app.records.evidence import Evidence
from app.web.document import documents_router
from app.web.segments import MOST_LINES, Mark, Segment, cut
from app.web.site import open_site
from tests.client import Client, client_at
from tests.html import ids, page, text_and_places, words
from tests.rows import TEXT, fill

HOSTILE = "<script>alert(1)</script> \"onload=x' &lt;b&gt; \u202eevil {{ 7*7 }} <!-- " + "Ы" * 500 + "\n\n  x\ty \n"
NAMES = sorted(KINDS)


def documents(client: Client) -> Iterator[dict[str, Any]]:
    for each in client.json("/v1/documents?limit=1000")["data"]:
        yield client.json(f"{each['url']}")["data"]


def evidence_of(client: Client, document: str) -> list[dict[str, Any]]:
    """Returns all evidence that stands in a document, of whatever record, each with its kind and the record's id."""
    found = []
    for kind in KINDS.values():
        asked = f"id={document}" if kind.name == "document" else f"document={document}"
        for record in client.json(f"/v1/{kind.plural}?{asked}&limit=1000&include=evidence")["data"]:
            for piece in record["evidence"]:
                if piece["document_id"] == document:
                    found.append(piece | {"kind": kind.name, "record": record["id"], "path": record["url"][3:]})
    return found


# --- the text ---------------------------------------------------------------------------------------------------


def test_every_quote_begins_at_its_anchor(seeds_client: Client) -> None:
    for document in documents(seeds_client):
        tree = page(seeds_client, f"/documents/{document['id']}")
        (article,) = tree.xpath("//article")
        text, places = text_and_places(article)
        assert text == document["text"]
        found = {piece["id"]: piece for piece in evidence_of(seeds_client, document["id"])}
        assert {f"e-{id_}" for id_ in found} == {id_ for id_ in places if id_.startswith("e-")}
        for id_, piece in found.items():
            assert text.startswith(piece["quote"], places[f"e-{id_}"])
            assert places[f"e-{id_}"] == piece["start"]
        assert len(ids(tree)) == len(set(ids(tree)))


def test_every_quote_is_marked_to_its_end_and_leads_to_its_value(seeds_client: Client) -> None:
    for document in documents(seeds_client):
        here = f"/documents/{document['id']}"
        found = evidence_of(seeds_client, document["id"])
        for kind in {piece["kind"] for piece in found}:
            article = page(seeds_client, f"{here}?show={kind}").xpath("//article")[0]
            marked: set[int] = set()
            at = 0
            for child in article:
                at += len(child.text_content())
                if child.tag == "a":
                    marked |= set(range(at - len(child.text_content()), at))
                at += len(child.tail or "")
            offset = len(article.text or "")
            marked = {place + offset for place in marked}
            wanted = {at for piece in found if piece["kind"] == kind for at in range(piece["start"], piece["end"])}
            assert marked == wanted


def test_every_mark_leads_to_where_the_value_is_shown(seeds_client: Client) -> None:
    targets: dict[str, set[str]] = {}
    for document in documents(seeds_client):
        for href in page(seeds_client, f"/documents/{document['id']}").xpath("//article//a/@href"):
            path, _, fragment = href.partition("#")
            targets.setdefault(path, set()).add(fragment)
    assert len(targets) > 30
    for path, fragments in targets.items():
        there = ids(page(seeds_client, path))
        for fragment in fragments:
            assert there.count(fragment) == 1, f"{path}#{fragment}"


def test_hovering_tells_kind_field_and_value(seeds_client: Client) -> None:
    (funding,) = seeds_client.json("/v1/funding?provider=osce")["data"]
    document = funding["documents"][0]
    told = "\n".join(page(seeds_client, f"/documents/{document}?lang=en").xpath("//article//a/@title"))
    assert "Funding · Amount: 120,000,000" in told
    assert "Funding · Stage: Total over years or projects" in told
    assert "Meeting · Date: 3 August 2018" in told


@settings(deadline=None)
@given(st.data())
def test_segments_are_the_text_whatever_the_spans(data: st.DataObject) -> None:
    text = data.draw(st.text(min_size=1, max_size=60))
    marks = []
    for number in range(data.draw(st.integers(0, 25))):
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        kind = data.draw(st.sampled_from(NAMES))
        marks.append(Mark(str(number), kind, "name", start, end, "", "", data.draw(st.booleans())))
    kinds = data.draw(st.none() | st.sets(st.sampled_from(NAMES)))
    segments = cut(text, marks, kinds)
    assert "".join(segment.text for segment in segments) == text
    assert sorted(anchor.id for segment in segments for anchor in segment.anchors) == sorted(mark.id for mark in marks)
    at = 0
    for segment in segments:
        assert segment.text
        assert all(mark.start == at for mark in marks if (mark.id, mark.end - mark.start) in segment.anchors)
        here = {mark.id for mark in marks if mark.start <= at and mark.end >= at + len(segment.text)}
        shown = {mark.id for mark in marks if kinds is None or mark.kind in kinds}
        assert {mark.id for mark in segment.marks} == here & shown
        at += len(segment.text)


def test_the_smallest_span_decides() -> None:
    sentence = Mark("a", "meeting", "record", 0, 20, "", "", is_whole=True)
    position = Mark("b", "person", "position", 2, 18, "", "")
    name = Mark("c", "organisation", "name", 4, 8, "", "")
    part = Mark("d", "funding", "provider", 4, 8, "", "")
    segments = cut("x" * 20, [sentence, position, part, name])
    assert [[mark.id for mark in segment.marks] for segment in segments] == [
        ["a"], ["b", "a"], ["c", "d", "b", "a"], ["b", "a"], ["a"],
    ]  # fmt: skip


def test_no_more_is_told_than_can_be_read() -> None:
    marks = tuple(Mark(str(n), "person", "name", 0, 1, f"line {n}", "") for n in range(MOST_LINES + 5))
    lines = Segment("x", marks, ()).tooltip.split("\n")
    assert len(lines) == MOST_LINES + 1
    assert lines[-1] == "…"


# --- what a text says is never markup ---------------------------------------------------------------------------


@pytest.fixture
def hostile(database_url: str) -> Iterator[Client]:
    """A client of the app with records whose texts try to be markup."""
    engine = open_engine(database_url)
    fill(engine)
    text = HOSTILE + TEXT
    evidence = table_of(Evidence)
    spans = ((0, 6), (8, 28), (len(TEXT) - 7, len(TEXT) - 2), (70, 80))
    of_span = (evidence.c.start == bindparam("at"), evidence.c.end == bindparam("till"))
    with engine.begin() as connection:
        connection.execute(
            update(table_of(Document)).values(text=text, title=HOSTILE, label=HOSTILE, file=HOSTILE[:200])
        )
        quoted = update(evidence).where(*of_span).values(quote=bindparam("told"), value=bindparam("told"))
        connection.execute(quoted, [{"at": at, "till": till, "told": text[at:till]} for at, till in spans])
    engine.dispose()
    with client_at(database_url) as client:
        yield client


def test_a_hostile_text_is_shown_as_it_is(hostile: Client) -> None:
    tree = page(hostile, "/documents/doc_00")
    (article,) = tree.xpath("//article")
    text, places = text_and_places(article)
    assert text == HOSTILE + TEXT
    assert len(places) == 1 + 12 * len(KINDS) * 4
    assert {each.tag for each in article.iter()} == {"article", "a", "span"}
    assert [each.get("src") for each in tree.iter("script")] == ["/static/explorer.js"]
    assert not [name for each in tree.iter() for name in each.attrib if name.startswith("on")]
    (heading,) = tree.xpath("//h1")
    assert words(heading) == " ".join(HOSTILE.split())
    assert [child.tag for child in heading] == ["bdi"]


# --- the page ---------------------------------------------------------------------------------------------------


def test_only_what_is_asked_for_is_marked(client: Client) -> None:
    whole = page(client, "/documents/doc_00")
    assert len(set(whole.xpath("//article//a/@class"))) >= 1
    tree = page(client, "/documents/doc_00?show=funding,meeting&lang=ru")
    hrefs = tree.xpath("//article//a/@href")
    assert hrefs
    assert {href.split("/")[1] for href in hrefs} <= {"funding", "meetings"}
    assert all("?lang=ru#f-" in href for href in hrefs)
    legend = tree.xpath("//nav[@class='legend']//a")
    assert [words(each) for each in legend if each.get("aria-current")] != []
    # All anchors stay: links from elsewhere must find them.
    assert len(tree.xpath("//article//span[@id]")) == len(whole.xpath("//article//span[@id]"))
    for choice in legend:
        page(client, choice.get("href"))


@pytest.mark.parametrize("query", ["show=funds", "show=", "shew=funding"])
def test_what_cannot_be_meant_is_refused(client: Client, query: str) -> None:
    status = 303 if query == "show=" else 422
    answer = client.get(f"/documents/doc_00?{query}", headers={"Accept": "text/html"})
    assert answer.status_code == status


def test_no_document_has_the_id(client: Client) -> None:
    assert "No document record has the id" in words(page(client, "/documents/nope", status=404))


def test_versions_lead_to_each_other(client: Client) -> None:
    """Every third document of tests/rows.py is a version of doc_00."""
    versions = page(client, "/documents/doc_00").xpath("//p[@class='lead']//a/@href")
    of_group = client.json("/v1/documents?parallel_group=doc_00")["data"]
    assert {f"/documents/{each['id']}" for each in of_group if each["id"] != "doc_00"} == set(versions)
    assert versions


def test_records_stand_beside_the_text_and_lead_to_it(seeds_client: Client) -> None:
    for document in documents(seeds_client):
        tree = page(seeds_client, f"/documents/{document['id']}")
        beside = tree.xpath("//section[@class='beside']")[0]
        paths = [href for href in beside.xpath(".//a/@href") if not href.startswith("#")]
        assert sorted(paths) == sorted(
            {piece["path"] for piece in evidence_of(seeds_client, document["id"]) if piece["kind"] != "document"}
        )
        for href in beside.xpath(".//a[@class='there']/@href"):
            assert href[1:] in ids(tree)


def test_statements_do_not_grow(engine: Engine, queries: list[str]) -> None:
    app = FastAPI()
    app.include_router(documents_router(open_site(engine)))
    numbers = []
    fill(engine)
    with Client(app) as client:
        for path in ("/documents/doc_00", "/documents/doc_07"):
            queries.clear()
            assert client.get(path).status_code == 200
            numbers.append(len(queries))
    assert max(numbers) <= 10
