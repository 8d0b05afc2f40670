"""The search: what is found by words in any alphabet, form and spelling, in what order, the same on both engines."""

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from app.api.search import AutocompleteEnvelope, SearchEnvelope
from app.errors import BadQuery
from app.load import load
from app.query.question import MOST_WORDS, read_question
from app.records import KINDS
from app.settings import data_folder
from app.store.engine import open_engine, writing
from app.store.index import SEARCH, bring_up_to_date, is_indexed, reindex
from app.store.terms import MOST_BYTES, MOST_PLACES, MOST_REPEATS, Terms, delete_terms, write_terms
from app.text.terms import near, plain, sounds, stems, words
from tests.client import Client, client_at
from tests.examples import ALL, dump, store

HERE = Path(__file__).parent
QUERIES = tomllib.loads((HERE / "search" / "queries.toml").read_text(encoding="utf-8"))["query"]
TEXTS = [data_folder("seed") / "texts", *sorted((HERE / "gold" / "dev").glob("*.txt"))]


@pytest.fixture(scope="module")
def loaded(
    sqlite_template: Path, postgres: Any, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Client]]:
    """Clients of the app on both engines with the seed texts and those of the gold facts."""
    path = tmp_path_factory.mktemp("search") / "komek.db"
    shutil.copy(sqlite_template, path)
    postgres.create("komek_search", template=postgres_template)
    urls = {"sqlite": f"sqlite:///{path}", "postgresql": postgres.url("komek_search")}
    for url in urls.values():
        engine = open_engine(url)
        load(TEXTS, engine=engine, max_bytes=1_000_000)
        engine.dispose()
    with client_at(urls["sqlite"]) as sqlite, client_at(urls["postgresql"]) as other:
        yield {"sqlite": sqlite, "postgresql": other}
    postgres.drop("komek_search")


def found(client: Client, path: str, **asked: Any) -> Any:
    return client.json(path, params=asked)["data"]


def ask(loaded: dict[str, Client], path: str, **asked: Any) -> Any:
    """Returns what both engines answer, which is the same."""
    one, other = (found(client, path, **asked) for client in loaded.values())
    assert one == other
    return one


# --- what is found ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", QUERIES, ids=map(str, range(len(QUERIES))))
def test_query(loaded: dict[str, Client], case: dict[str, Any]) -> None:
    """`first` are the labels that a kind begins with, `not` what is nowhere among its results."""
    path = case.get("path", "/v1/search")
    asked = {"q": case["q"], "limit": 50, **case.get("with", {})}
    data = ask(loaded, path, **asked)
    if path == "/v1/autocomplete":
        labels = {"name": [each["label"] for each in data]}
    else:
        SearchEnvelope.model_validate({"data": data, "meta": {"data_version": 1, "query": {}}, "links": {"self": ""}})
        labels = {group["kind"]: [hit["label"] for hit in group["results"]] for group in data}
    for kind, first in case.get("first", {}).items():
        assert labels.get(kind, [])[: len(first)] == first, labels.get(kind)
    for kind, among in case.get("among", {}).items():
        assert set(among) <= set(labels.get(kind, [])), labels.get(kind)
    for kind, absent in case.get("not", {}).items():
        assert not set(absent) & set(labels.get(kind, [])), labels.get(kind)
    if case.get("nothing"):
        assert data == []


def test_there_are_enough_queries_in_all_languages() -> None:
    assert len(QUERIES) >= 60
    assert {case["lang"] for case in QUERIES} >= {"en", "ru", "kk", "ky", "uz", "tg"}
