"""A code has one label and a record one title, whichever way it is served."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from lxml import etree
from sqlalchemy import Connection, Table, insert, select

from app.database.engine import open_engine, writing
from app.labels.codelists import TITLE, codelist_of, codelists
from app.labels.languages import LANGUAGES
from app.query.parameters import countable
from app.records import KINDS, Kind
from app.records.base import Values, table_of
from app.records.codes import DollarBasis, NoDollars, NotCountable
from app.records.evidence import Claim
from app.web.wording import LANGUAGES as PAGE_LANGUAGES
from tests.client import Client, client_at
from tests.html import page, words
from tests.rows import fill

ATOM = "{http://www.w3.org/2005/Atom}"
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())


# --- records with every code --------------------------------------------------------------------------------------


def codes_of(codelist: str) -> list[str]:
    return [code for code in codelists()[codelist] if code not in (TITLE, "null")]


def codelist_at(values: Values) -> str | None:
    return next((name for type_ in values.codes if (name := codelist_of(type_)) is not None), None)


def coded(kind: Kind) -> dict[str, str]:
    """Returns the codelist of each column of codes: `country`, `participants.country`."""
    found = {}
    for values in kind.filters:
        codelist = codelist_at(values)
        if codelist is not None:
            found |= {column: codelist for column in values.columns if not column.endswith("_id")}
    return {column: name for column, name in found.items() if column.rpartition(".")[0] not in kind.expands}


def code_at(codelist: str, number: int) -> Any:
    """Returns a code of a codelist as a column keeps it: the numbers go round."""
    codes = codes_of(codelist)
    code = codes[number % len(codes)]
    return code == "true" if codelist == "boolean" else code


def records_with(kind: Kind) -> int:
    """Returns how many records it takes to have every code of the kind; a sum has dollars or a reason, not both."""
    return 2 * max(len(codes_of(name)) for name in coded(kind).values())


def put_codes(connection: Connection, kind: Kind) -> None:
    """Adds records of a kind that together have every code of each of its columns."""
    table, own = table_of(kind.table), coded(kind)
    base = dict(connection.execute(select(table).order_by(table.c.id).limit(1)).mappings().one())
    computed = {column.name for column in table.c if column.computed is not None}
    base = {name: value for name, value in base.items() if name not in computed}
    rows = []
    for number in range(records_with(kind)):
        codes = {column: code_at(name, number) for column, name in own.items() if column in table.c}
        rows.append(base | {"id": f"code_{kind.name}_{number}", "canonical_id": None} | codes | _bound(kind, number))
    if "canonical_id" not in table.c:
        rows = [{name: value for name, value in row.items() if name != "canonical_id"} for row in rows]
    connection.execute(insert(table), rows)
    for link in kind.links:
        columns = {path.partition(".")[2]: name for path, name in own.items() if path.startswith(f"{link.name}.")}
        _put_links(connection, kind, table_of(link.table), columns)
    if kind.name != "document":
        claims = [
            {"document_id": "doc_00", "kind": kind.name, "said_id": row["id"], "record_id": row["id"],
             "language": code_at("language", number), "body": "{}"}
            for number, row in enumerate(rows)
        ]  # fmt: skip
        connection.execute(insert(table_of(Claim)), claims)


def _bound(kind: Kind, number: int) -> dict[str, Any]:
    """Returns the columns that depend on codes, or must be unique."""
    if kind.name == "document":
        city = code_at("city", number)
        unique = {"address": f"texts/code{number}.txt", "sha256": f"{number + 1000:064x}", "parallel_group": None}
        return unique | {"city_id": city, "city": city}
    if kind.name == "meeting":
        return dict.fromkeys(("city_id", "city"), code_at("city", number))
    if kind.name != "funding":
        return {}
    names = ("usd_amount", "usd_rate", "usd_rate_year", "usd_source", "usd_basis", "usd_reason")
    dollars: dict[str, Any] = dict.fromkeys(names)
    if number % 2:
        dollars |= {"usd_reason": [*NoDollars][number // 2 % len(NoDollars)]}
    else:
        basis = [*DollarBasis][number // 2 % len(DollarBasis)]
        by_rate = {"usd_rate": "2", "usd_rate_year": 2018, "usd_source": "WDI"} if basis == "rate" else {}
        dollars |= {"usd_amount": "1", "usd_basis": basis, "usd_rate": "1"} | by_rate
    reason = None if number % 2 else [*NotCountable][number // 2 % len(NotCountable)]
    parties = {"provider_id": None, "receiver_id": None, "provider_name": "—", "receiver_name": "—"}
    return dollars | parties | {"amount": "1", "countable": reason is None, "not_countable": reason}


def _put_links(connection: Connection, kind: Kind, table: Table, columns: dict[str, str]) -> None:
    """Gives each of the records one row of a link with codes."""
    columns = {name: codelist for name, codelist in columns.items() if table.c[name].computed is None}
    if not columns or not table.primary_key.columns:
        return
    base = dict(connection.execute(select(table).limit(1)).mappings().one())
    base = {name: value for name, value in base.items() if table.c[name].computed is None}
    base |= {name: None for name in base if name in ("organisation_id", "person_id", "person_name")}
    rows = []
    for number in range(records_with(kind)):
        codes = {name: code_at(codelist, number) for name, codelist in columns.items()}
        rows.append(base | {f"{kind.name}_id": f"code_{kind.name}_{number}"} | codes)
    connection.execute(insert(table), rows)


@pytest.fixture(scope="module")
def codes(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of a database in which every code of every codelist is a value."""
    path = tmp_path_factory.mktemp("codes") / "komek.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = open_engine(f"sqlite:///{path}")
    fill(engine)
    with writing(engine) as connection:
        for kind in KINDS.values():
            put_codes(connection, kind)
    engine.dispose()
    with client_at(f"sqlite:///{path}") as client:
        yield client


# --- one label ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def labels(codes: Client) -> dict[str, dict[str, dict[str, str]]]:
    """The labels by language, codelist and code, as the codelists are served."""

    def codes_in(name: str, language: str) -> Any:
        return codes.json(f"/v1/codelists/{name}?lang={language}")["data"]["codes"]

    return {
        language: {
            name: {
                each["code"]: each["label"]
                for each in codes.json(f"/v1/codelists/{name}?lang={language}")["data"]["codes"]
            }
            for name in codelists()
        }
        for language in LANGUAGES
    }


Labels = dict[str, dict[str, dict[str, str]]]


def spelt(code: Any) -> str:
    return str(code).lower() if isinstance(code, bool) else str(code)


@pytest.mark.parametrize("language", LANGUAGES)
@every_kind
def test_facets_and_statistics_label_codes_alike(codes: Client, labels: Labels, kind: Kind, language: str) -> None:
    filters = {each.name: name for each in kind.filters if each.name in countable(kind) if (name := codelist_at(each))}
    asked = {"facets": ",".join(f"{name}:500" for name in filters), "limit": 1, "lang": language}
    facets = codes.json(f"/v1/{kind.plural}?{urlencode(asked)}")["facets"]
    seen: dict[str, set[str]] = {}
    for name, codelist in filters.items():
        of_list = labels[language][codelist]
        for each in facets[name]["values"]:
            code = spelt(each["value"])
            if code in of_list:
                assert each["label"] == of_list[code], (name, code)
                seen.setdefault(codelist, set()).add(code)
    for codelist in coded(kind).values():
        assert set(codes_of(codelist)) <= seen[codelist], codelist
    for dimension in kind.dimensions:
        codelist = codelist_at(dimension)
        if codelist is None:
            continue
        asked = {"group_by": dimension.name, "limit": 1000, "lang": language}
        for cell in codes.json(f"/v1/stats/{kind.plural}?{urlencode(asked)}")["data"]["cells"]:
            group = cell["group"][dimension.name]
            if spelt(group["code"]) in labels[language][codelist]:
                assert group["label"] == labels[language][codelist][spelt(group["code"])], (dimension.name, group)


@pytest.mark.parametrize("language", LANGUAGES)
@every_kind
def test_exports_label_codes_alike(codes: Client, labels: Labels, kind: Kind, language: str) -> None:
    """The column `…_label` beside a code is what the codelists say of it."""
    every = {code: of for of in labels[language] for code in labels[language][of]}
    answer = codes.get(f"/v1/{kind.plural}.csv?lang={language}").text
    rows = list(csv.DictReader(io.StringIO(answer)))
    by_code: dict[tuple[str, str], str] = {}
    for row in rows:
        for column, label in row.items():
            code = row.get(column.removesuffix("_label")) or ""
            if column.endswith("_label") and code in every and ";" not in code:
                assert by_code.setdefault((column, code), label) == label
    fields = {column.replace("city_key", "city_id"): name for column, name in coded(kind).items()}
    for column, codelist in fields.items():
        printed = [
            name for name in (f"{column}_label", f"{column.replace('_country', '.country')}_label") if name in rows[0]
        ]
        for name in printed:
            found = {code: label for (of, code), label in by_code.items() if of == name}
            assert found == {code: labels[language][codelist][code] for code in found}, name
            assert found or codelist == "boolean", name


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
@every_kind
def test_pages_label_codes_alike(codes: Client, labels: Labels, kind: Kind, language: str) -> None:
    """The page of a record shows the label of each of its codes; each code is looked at once."""
    seen: set[tuple[str, str]] = set()
    own = {column: name for column, name in coded(kind).items() if "." not in column and name != "boolean"}
    table = table_of(kind.table)
    for number in range(records_with(kind)):
        shown = {(name, code_at(name, number)) for column, name in own.items() if column in table.c}
        shown -= {(name, code) for name, code in shown if name in ("usd_basis", "usd_reason", "not_countable")}
        if shown <= seen:
            continue
        seen |= shown
        text = words(page(codes, f"/{kind.plural}/code_{kind.name}_{number}?lang={language}"))
        for codelist, code in shown:
            assert labels[language][codelist][code] in text, (number, codelist, code)


# --- one title ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
@every_kind
def test_titles_are_alike(seeds_client: Client, kind: Kind, language: str) -> None:
    """The list, the record, the search, the completion, exports, the feed, linked data and the pages agree."""
    in_language = {"lang": language, "limit": 1000}
    listed = seeds_client.json(f"/v1/{kind.plural}?{urlencode(in_language)}")["data"]
    titles = {record["id"]: record["label"] for record in listed}
    assert titles and all(titles.values())
    asked = urlencode({"lang": language})
    rows = csv.DictReader(io.StringIO(seeds_client.get(f"/v1/{kind.plural}.csv?{asked}").text))
    assert {row["id"]: row["label"] for row in rows} == titles
    feed = etree.fromstring(seeds_client.get(f"/v1/{kind.plural}.atom?{asked}").content)
    entries = [each.find(f"{ATOM}title").text for each in feed.iter(f"{ATOM}entry")]
    assert sorted(entries) == sorted(titles.values())
    linked = json.loads(seeds_client.get(f"/v1/{kind.plural}.jsonld?{asked}").text)["@graph"]
    assert {each["id"]: each["label"] for each in linked if each.get("type") == kind.name} == titles
    changes = seeds_client.json(f"/v1/changes?include=record&limit=1000&type={kind.name}&{asked}")["data"]
    assert {each["id"]: each["record"]["label"] for each in changes} == titles
    _follow(seeds_client, kind, titles, language)


def _follow(client: Client, kind: Kind, titles: dict[str, str], language: str) -> None:
    """Looks at the first records of a kind one by one, and at what the search finds of the kind."""
    for id_, title in [*titles.items()][:5]:
        path = f"{kind.plural}/{quote(id_, safe='')}"
        assert client.json(f"/v1/{path}?lang={language}")["data"]["label"] == title
        assert words(page(client, f"/{path}?lang={language}").find(".//h1")) == " ".join(title.split())
    hits = []
    for q in ("банк", "Kyrgyzstan", "Japan", *(" ".join(title.split()[:3]) for title in [*titles.values()][:5])):
        asked = urlencode({"q": q, "lang": language, "type": kind.name, "limit": 50})
        groups = client.json(f"/v1/search?{asked}")["data"]
        hits += [hit for group in groups for hit in group["results"]] + client.json(f"/v1/autocomplete?{asked}")["data"]
    assert hits
    assert [hit["label"] for hit in hits] == [titles[hit["id"]] for hit in hits]
