"""The guide as pages, and what of docs/ is made from the program: the fields, the description of the API."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from typer.testing import CliRunner

from app.api.fields import lines, reference
from app.cli import app as cli
from app.main import create_app
from app.records import KINDS, Kind
from app.records.evidence import ChangeOut, EvidenceOut
from app.settings import Settings
from app.web import guide
from app.web.wording import LANGUAGES, translations
from tests.client import Client, client_at

DOCS = Path(__file__).parent.parent / "docs"
PAGES = [guide.address(name) for name in guide.names()]


@pytest.fixture(scope="module")
def client(sqlite_template: Path) -> Iterator[Client]:
    """A client of an app on a database without records, which is only read."""
    with client_at(f"sqlite:///{sqlite_template}") as client:
        yield client


class Read(HTMLParser):
    """What a page has: its elements, what it refers to, the names to which links may lead, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.references: list[str] = []
        self.ids: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in ("href", "src"):
                self.references.append(value or "")
            if name == "id":
                self.ids.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


# --- the pages --------------------------------------------------------------------------------------------


def test_there_is_a_page_for_each_markdown_file() -> None:
    assert {"/guide", "/guide/cookbook", "/guide/fields", "/guide/search", "/guide/decisions/identity"} <= set(PAGES)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_text_with_our_styles_and_nothing_else(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    page = Read(answer.text)
    assert not {"script", "img", "iframe", "style", "form"} & set(page.elements)
    assert not {"style", "onclick"} & page.attributes
    assert page.elements.count("h1") == 1
    assert len(page.ids) == len(set(page.ids))
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert policy[:2] == ["default-src 'none'", "style-src 'self'"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", PAGES)
def test_every_link_leads_somewhere(client: Client, address: str) -> None:
    for reference_ in Read(client.get(address).text).references:
        if reference_.startswith("https://"):
            continue
        path, _, fragment = reference_.partition("#")
        assert path.startswith("/") or not path, reference_
        answer = client.get(path or address)
        assert answer.status_code == 200, reference_
        assert not fragment or fragment in Read(answer.text).ids, reference_


def test_the_style_is_small_and_asks_for_nothing(client: Client) -> None:
    answer = client.get("/static/guide.css")
    assert answer.headers["Content-Type"].startswith("text/css")
    assert len(answer.content) < 4000
    assert not re.search(r"url\(|@import|//", answer.text)


def test_tables_headings_and_code_are_rendered(client: Client) -> None:
    page = Read(client.get("/guide").text)
    assert {"h2", "table", "pre", "code", "nav", "main"} <= set(page.elements)
    assert {"the-first-call", "the-change-feed"} <= set(page.ids)
    assert "curl -s 'localhost:8000/v1/meetings?country=KG&date=2018-08'" in page.text
    assert "/guide/cookbook" in page.references


@pytest.mark.parametrize("language", LANGUAGES)
def test_navigation_and_headings_are_in_the_language_of_the_page(client: Client, language: str) -> None:
    answer = client.get("/guide", headers={"Accept-Language": language})
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]
    page, word = Read(answer.text), translations(language).gettext
    for heading in guide.headings():
        assert word(heading) in page.text
        assert (word(heading) == heading) == (language == "en")
    assert word("Cookbook") in page.text
    assert (word("The text of this page is in English.") in page.text) == (language != "en")
    # The fragments of headings are the same in all languages.
    assert {"the-first-call", "the-change-feed"} <= set(page.ids)


def test_links_of_the_guide_keep_the_chosen_language(client: Client) -> None:
    page = Read(client.get("/guide?lang=ky").text)
    assert {"/?lang=ky", "/guide/cookbook?lang=ky", "/guide/fields?lang=ky", "/docs"} <= set(page.references)
    assert not [each for each in page.references if each.startswith("/guide") and "lang=ky" not in each]


@pytest.mark.parametrize("name", ["none", "../README", "guide.md", "", "%2e%2e/README", "x" * 5000, "%00", "<b>"])
def test_there_is_no_other_page(client: Client, name: str) -> None:
    answer = client.get(f"/guide/{name}")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_html_is_shown_and_not_obeyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# A <b> & c\n\n<script>alert(1)</script> [x](javascript:alert(1)) [y](gone.md) [z](sub/there.md#a-b-c)\n"
    (tmp_path / "odd.md").write_text(text)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "there.md").write_text("# There\n\n[back](../odd.md)\n")
    monkeypatch.setattr(guide, "data_folder", lambda name: tmp_path)
    for kept in (guide._sources, guide._rendered):
        kept.cache_clear()
    try:
        page, there = Read(guide.page("odd")), Read(guide.page("sub/there"))
    finally:
        for kept in (guide._sources, guide._rendered):
            kept.cache_clear()
    assert "script" not in page.elements and "b" not in page.elements
    assert "<script>alert(1)</script>" in page.text and "A <b> & c – Komek" in page.text
    ours = {"/", "/static/guide.css", "/guide", "/guide/cookbook", "/guide/fields", "/docs"}
    assert set(page.references) - ours == {"/guide/sub/there#a-b-c"}
    assert set(there.references) - ours == {"/guide/odd"}


# --- the reference of fields ------------------------------------------------------------------------------


def test_the_fields_are_those_of_the_program() -> None:
    written = (DOCS / "fields.md").read_text(encoding="utf-8")
    assert written == reference(), "make docs/fields.md anew: python -m app.api.fields"


@pytest.mark.parametrize("model", [*(kind.out for kind in KINDS.values()), EvidenceOut, ChangeOut])
def test_every_field_is_told_of(model: Any) -> None:
    fields = lines(model)
    assert set(model.model_fields) <= {line.path for line in fields}
    assert [line.path for line in fields if not line.description or line.type == "any"] == []


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_filter_sort_and_code_is_told(kind: Kind) -> None:
    (section,) = re.findall(rf"^## {kind.title}\n(?s:.*?)(?=^## )", reference(), re.MULTILINE)
    rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| `")]
    asked = " ".join(row[3] for row in rows) + " ".join(re.findall(r"^Also asked by (.*?):", section, re.MULTILINE))
    assert {filter_.name for filter_ in kind.filters} <= set(re.findall(r"`(\w+)`", asked))
    assert sum("✓" in row[4] for row in rows) == len(kind.sorts)


# --- the description of the API ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """The description as it is served."""
    with client_at("sqlite:///unused.db") as client:
        served: dict[str, Any] = client.json("/openapi.json")
    return served


def test_the_description_is_openapi(described: dict[str, Any]) -> None:
    errors = [error.message for error in OpenAPIV31SpecValidator(described).iter_errors()]
    assert errors == []


def test_a_false_description_is_none(described: dict[str, Any]) -> None:
    false = json.loads(json.dumps(described))
    del false["paths"]["/v1/status"]["get"]["responses"]["200"]["description"]
    assert [*OpenAPIV31SpecValidator(false).iter_errors()]


def test_the_written_description_is_the_served_one(described: dict[str, Any]) -> None:
    written = json.loads((DOCS / "openapi.json").read_text(encoding="utf-8"))
    assert written == described, "make docs/openapi.json anew: komek openapi >docs/openapi.json"


def test_the_command_prints_the_description() -> None:
    done = CliRunner().invoke(cli, ["openapi"])
    assert done.exit_code == 0
    assert json.loads(done.stdout) == create_app(Settings(database_url="sqlite:///unused.db")).openapi()
    assert done.stdout == (DOCS / "openapi.json").read_text(encoding="utf-8")
