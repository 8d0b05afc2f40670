"""Exports: each format is read back by a reader of its own and tells the same records as the list."""

import csv
import io
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from lxml import etree
from openpyxl.utils.escape import unescape
from sqlalchemy import Engine, insert, make_url, text, update

from app.api.exports import AT_ONCE, _places, preferred
from app.database.engine import open_engine
from app.exports import FORMATS, formats_of
from app.exports.csv import FORMULA
from app.exports.table import columns
from app.exports.xlsx import CUT, LONGEST
from app.main import create_app
from app.query.parameters import export_parameters
from app.query.stream import BATCH, open_records
from app.records import KINDS, Kind
from app.records.base import table_of
from app.records.identity import SameAs
from app.records.project import Project
from app.records.values import print_amount
from app.registry import load_registry
from app.registry.cities import find_city, load_coordinates, locate
from app.settings import Settings
from tests.client import Client, client_at, served
from tests.rows import START, fill
from tests.test_cli import komek

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = Path(os.environ.get("IATI_SCHEMAS", ROOT.parent / "shared" / "reference" / "iati-2.03"))
BASE = "http://komek.test"
ATOM, XML = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/XML/1998/namespace}"
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
every_format = pytest.mark.parametrize("name", FORMATS)

# What breaks naive writers: formulas, separators, quotes, line ends, controls, markup, directions, other planes.
NASTY = [
    '=HYPERLINK("http://x";"y")', "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "a;b; c\\;d", 'say "x", ok', "two\nlines",
    "a\r\nb", "bell \x07 and \x1f", "]]> <b>&amp;</b> <!-- --", "שלום \u202eمرحبا\u202c", "🇰🇬 \U0001f4a9", "\u2028",
    "_x0041_", "  spaces  ", "'quoted", "{=1}", "NULL", "\ufffe\uffff", "x" * 40_000,
]  # fmt: skip


def want(name: str) -> None:
    """Skips a test of a format whose module is not installed here."""
    if not FORMATS[name].installed:
        pytest.skip(f"{name} takes {FORMATS[name].module}, which is not installed (the extra {FORMATS[name].extra})")


def cells(answer: httpx.Response) -> list[dict[str, str]]:
    """Returns the rows of a CSV by its header."""
    return list(csv.DictReader(io.StringIO(answer.content.decode(), newline=""), strict=True))


def sheet(answer: httpx.Response) -> list[dict[str, Any]]:
    """Returns the rows of an XLSX by its header."""
    header, *rows = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True).worksheets[0].values
    read = [[unescape(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    return [dict(zip(map(str, header), row, strict=True)) for row in read]


def table(answer: httpx.Response) -> list[dict[str, Any]]:
    """Returns the rows of a Parquet file as JSON has them, but for `source_url`."""
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = parquet.read_table(io.BytesIO(answer.content)).to_pylist()
    return [{name: plain(value) for name, value in row.items() if name != "source_url"} for row in rows]


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, Decimal):
        return print_amount(value)
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if hasattr(value, "tzinfo") else value


def xml(answer: httpx.Response) -> Any:
    return etree.fromstring(answer.content)


def ids_in(name: str, answer: httpx.Response) -> list[str]:
    """Returns the ids of the records in an answer of a format, by a reader of it."""
    match name:
        case "json":
            return [record["id"] for record in answer.json()["data"]]
        case "ndjson":
            return [json.loads(line)["id"] for line in answer.content.splitlines()]
        case "csv":
            return [row["id"] for row in cells(answer)]
        case "xlsx":
            return [row["id"] for row in sheet(answer)]
        case "parquet":
            return [row["id"] for row in table(answer)]
        case "geojson":
            return [feature["id"] for feature in answer.json()["features"]]
        case "xml":
            return [each.text.removeprefix("KOMEK-") for each in xml(answer).iter("iati-identifier")]
        case "jsonld":
            return [node["id"] for node in answer.json()["@graph"]]
        case "atom":
            return [each.find(f"{ATOM}id").text.rpartition("/")[2] for each in xml(answer).iter(f"{ATOM}entry")]
    raise AssertionError(f"no reader of {name} here")


# --- the same records as the list -------------------------------------------------------------------------------


@every_format
@every_kind
def test_all_records_in_the_order_of_the_list(client: Client, kind: Kind, name: str) -> None:
    if FORMATS[name] not in formats_of(kind):
        assert client.get(f"/v1/{kind.plural}.{name}").status_code == 406
        return
    want(name)
    for query in ("", "?sort=-updated_at", "?sort=id&limit=5"):
        default = FORMATS[name].default_sort
        own = "?limit=1000" if default is None else f"?limit=1000&sort={default}"
        listed = client.json(f"/v1/{kind.plural}{query or own}")["data"]
        answer = client.get(f"/v1/{kind.plural}.{name}{query}")
        assert answer.headers["Content-Type"] == FORMATS[name].media_type
        if name == "geojson":
            listed = [record for record in listed if locate(record["city_id"])]
        assert ids_in(name, answer) == [record["id"] for record in listed]


@every_kind
def test_ndjson_is_the_list(client: Client, kind: Kind) -> None:
    expand = ",".join(kind.expands)
    listed = client.json(f"/v1/{kind.plural}?limit=1000&expand={expand}")["data"]
    lines = client.get(f"/v1/{kind.plural}.ndjson?expand={expand}").content.splitlines()
    assert [json.loads(line) for line in lines] == listed


@every_kind
def test_cells_are_the_values_of_the_list(client: Client, kind: Kind) -> None:
    records = client.json(f"/v1/{kind.plural}?limit=1000")["data"]
    rows, sheet_rows = (
        read(client.get(f"/v1/{kind.plural}.{name}")) for name, read in (("csv", cells), ("xlsx", sheet))
    )
    for record, row, sheet_row in zip(records, rows, sheet_rows, strict=True):
        assert list(row) == list(sheet_row)
        assert row["url"] == BASE + record["url"]
        flat = dict(flattened({**record, "url": BASE + record["url"]}))
        assert {name: value for name, value in row.items() if value and name in flat} == {
            name: shown(value) for name, value in flat.items() if name in row and shown(value)
        }
        assert set(row) - set(flat) >= {"source_url"}
        for name, value in sheet_row.items():
            number = isinstance(value, int | float) and not isinstance(value, bool)
            same = Decimal(str(value)) == Decimal(row[name]) if number else shown(value) == row[name]
            assert same, (name, value, row[name])


def flattened(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yields the cells of a record by another way than the export's: from the value, not from the model."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from flattened(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        parts = [dict(flattened(each)) for each in value]
        for name in dict.fromkeys(name for part in parts for name in part):
            yield f"{path}.{name}", [part.get(name) for part in parts]
    else:
        yield path, value


def shown(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(shown(each) for each in value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def test_codes_have_labels(client: Client) -> None:
    row = next(row for row in cells(client.get("/v1/funding.csv")) if row["id"] == "fnd_00")
    assert (row["currency"], row["currency_label"], row["finance_type_label"]) == ("USD", "US dollar", "Standard grant")
    row = next(row for row in cells(client.get("/v1/projects.csv")) if row["countries"])
    assert (row["countries"], row["countries_label"]) == ("KG; KZ", "Kyrgyzstan; Kazakhstan")
    assert row["organisations.organisation.country_label"] == "; Kyrgyzstan"


def test_source_url_leads_to_the_first_document(client: Client) -> None:
    (row,) = cells(client.get("/v1/meetings/mtg_00.csv"))
    assert row["documents"] == "doc_00; doc_07"
    assert row["source_url"] == f"{BASE}/v1/documents/doc_00"
    (row,) = cells(client.get("/v1/documents/doc_00.csv"))
    assert row["source_url"] == f"{BASE}/v1/documents/doc_00"
    (row,) = cells(client.get("/v1/documents/doc_07.csv"))
    assert row["source_url"] == row["original_url"] == "https://news.example/1?a=1,2&b"


def test_sums_are_numbers_in_a_sheet_as_far_as_excel_can_count(client: Client) -> None:
    amounts = {row["id"]: row["amount"] for row in sheet(client.get("/v1/funding.xlsx"))}
    told = {record["id"]: record["amount"] for record in client.json("/v1/funding?limit=1000")["data"]}
    assert {id_ for id_, amount in amounts.items() if isinstance(amount, str)} == {
        id_ for id_, amount in told.items() if amount == "9223372036854775.807"
    }
    assert all(amount is None or Decimal(str(amount)) == Decimal(told[id_]) for id_, amount in amounts.items())


@every_kind
def test_parquet_is_the_list_with_types(client: Client, kind: Kind) -> None:
    want("parquet")
    listed = client.json(f"/v1/{kind.plural}?limit=1000")["data"]
    found = table(client.get(f"/v1/{kind.plural}.parquet"))
    for row in found:
        if "labels" in row:  # a map, which is read as pairs
            row["labels"] = dict(row["labels"])
    assert found == [{**record, "url": BASE + record["url"]} for record in listed]


def test_located_records(client: Client) -> None:
    answer = client.json("/v1/meetings.geojson")
    assert answer["omitted"] == len(client.json("/v1/meetings?city=Атлантида&limit=100")["data"]) > 0
    assert len(answer["features"]) + answer["omitted"] == 12
    feature = answer["features"][0]
    assert feature["geometry"] == {"type": "Point", "coordinates": [74.59, 42.87]}
    assert feature["properties"]["place"] == "bishkek"


def test_linked_data_carry_evidence_for_one_record(client: Client) -> None:
    answer = client.json("/v1/meetings/mtg_00.jsonld")
    record, *annotations = answer["@graph"]
    assert record["@type"] == "schema:Event"
    assert answer["@context"]["date"] == "schema:startDate"
    assert client.json("/v1/meetings/mtg_00")["data"].items() <= {**record, "url": "/v1/meetings/mtg_00"}.items()
    evidence = client.json("/v1/meetings/mtg_00/evidence")["data"]
    assert [each["target"]["selector"] for each in annotations] == [each["selectors"] for each in evidence]
    assert {each["target"]["source"] for each in annotations} == {f"{BASE}/v1/documents/doc_0{n}" for n in (0, 7)}


def test_feed(client: Client) -> None:
    feed = xml(client.get("/v1/funding.atom?kind=cumulative&limit=2"))
    assert feed.find(f"{ATOM}updated").text == "2026-11-22T17:00:00Z"
    assert feed.find(f"{ATOM}link").get("href") == f"{BASE}/v1/funding.atom?kind=cumulative&sort=-updated_at&limit=2"
    for entry in feed.iter(f"{ATOM}entry"):
        content = json.loads(entry.find(f"{ATOM}content").text)
        assert entry.find(f"{ATOM}id").text == BASE + content["url"]
        assert entry.find(f"{ATOM}updated").text == content["updated_at"]


def test_activities(client: Client) -> None:
    activities = xml(client.get("/v1/projects.xml"))
    assert (activities.get("version"), len(activities)) == ("2.03", 12)
    funding = client.json("/v1/funding?limit=1000&project=prj_00")["data"]
    counted = {record["id"] for record in funding if record["countable"] and record["transaction_type"]}
    (activity,) = (each for each in activities if each.find("iati-identifier").text == "KOMEK-prj_00")
    assert activity.find("reporting-org").get("secondary-reporter") == "1"
    assert [each.get("ref") for each in activity.iter("transaction")] == sorted(counted)
    assert [each.get("percentage") for each in activity.iter("recipient-country")] == ["50.00", "50.00"]


def test_sums_of_a_project_are_transactions(engine: Engine, database_url: str) -> None:
    fill(engine)
    with engine.begin() as connection:
        of_all = (
            "UPDATE funding SET project_id = 'prj_00', project_name = 'x', countable = true, not_countable = NULL, "
        )
        connection.execute(text(of_all + "canonical_id = NULL, transaction_type = '2', amount_text = '5 ]]> млн'"))
    with client_at(database_url) as client:
        activities = xml(client.get("/v1/projects.xml"))
        sums = {each["id"]: each for each in client.json("/v1/funding?limit=1000")["data"] if each["amount"]}
    found = list(activities.iter("transaction"))
    assert {each.get("ref") for each in found} == set(sums)
    for each in found:
        told = sums[each.get("ref")]
        assert (each.find("value").text, each.find("value").get("currency")) == (told["amount"], told["currency"])
        assert each.find("description/narrative").text == "5 ]]> млн"
    valid(activities)


def test_activities_are_valid(client: Client) -> None:
    valid(xml(client.get("/v1/projects.xml")))


def valid(activities: Any) -> None:
    if not SCHEMAS.is_dir():
        pytest.skip("the schemas of IATI 2.03 are not here (IATI_SCHEMAS may name their folder)")
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "iati-activities-schema.xsd"))
    schema.assertValid(activities)


# --- nothing, and nasty things ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def nothing(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of an app on a database without records."""
    path = tmp_path_factory.mktemp("nothing") / "komek.db"
    path.write_bytes(sqlite_template.read_bytes())
    with client_at(f"sqlite:///{path}") as client:
        yield client


@every_format
@every_kind
def test_no_records(nothing: Client, kind: Kind, name: str) -> None:
    if FORMATS[name] not in formats_of(kind):
        return
    want(name)
    answer = nothing.get(f"/v1/{kind.plural}.{name}")
    assert answer.status_code == 200
    assert ids_in(name, answer) == []
    header = [column.name for column in columns(kind.name, single=False)] + ["source_url"]
    if name == "csv":
        assert answer.text == ",".join(header) + "\r\n"
    if name == "xlsx":
        assert [cell.value for cell in openpyxl.load_workbook(io.BytesIO(answer.content)).active[1]] == header
    if name == "xml":
        assert len(xml(answer)) == 0


@pytest.fixture
def nasty(engine: Engine, database_url: str) -> Iterator[Client]:
    """A client of an app whose projects have names that break things."""
    fill(engine)
    rows = [
        {
            "id": f"nasty_{n:02d}",
            "revision": 1,
            "created_at": START,
            "updated_at": START,
            "name": name,
            "kind": "project",
        }
        for n, name in enumerate(NASTY)
    ]
    with engine.begin() as connection:
        connection.execute(insert(table_of(Project)), [{**row, "topic": "other"} for row in rows])
        same = {"kind": "project", "id": "old", "canonical_id": "prj_00", "reason": "by hand"}
        connection.execute(insert(table_of(SameAs)), [same])
    with client_at(database_url) as client:
        yield client


@every_format
def test_nasty_texts(nasty: Client, name: str) -> None:
    want(name)
    if name == "geojson":
        return
    answer = nasty.get(f"/v1/projects.{name}?sort=id&limit={len(NASTY)}")
    match name:
        case "json":
            found = [record["name"] for record in answer.json()["data"]]
        case "ndjson":
            found = [json.loads(line)["name"] for line in answer.content.split(b"\n")[:-1]]
        case "csv":
            found = [
                row["name"].removeprefix("'") if row["name"][1:].startswith(FORMULA) else row["name"]
                for row in cells(answer)
            ]
        case "xlsx":
            found = [row["name"] for row in sheet(answer)]
        case "parquet":
            found = [row["name"] for row in table(answer)]
        case "xml":
            found = [title.findtext("narrative") for title in xml(answer).iterfind("iati-activity/title")]
        case "jsonld":
            found = [node["name"] for node in answer.json()["@graph"]]
        case "atom":
            found = [json.loads(each.text)["name"] for each in xml(answer).iter(f"{ATOM}content")]
    assert found == [expected(name, text) for text in NASTY]


def expected(name: str, text: str) -> str:
    """Returns a text as a format can hold it."""
    if name == "xlsx" and len(text) > LONGEST:
        return text[: LONGEST - len(CUT)] + CUT
    if name == "xml":
        return "".join("\ufffd" if each in "\x07\x1f\ufffe\uffff" else each for each in text)
    if name == "atom":  # the JSON inside has escaped the controls
        return "".join("\ufffd" if each in "\ufffe\uffff" else each for each in text)
    return text


def test_no_cell_begins_a_formula(nasty: Client) -> None:
    for row in cells(nasty.get("/v1/projects.csv")):
        assert not any(part.startswith(FORMULA) for cell in row.values() for part in cell.split("; "))
    book = openpyxl.load_workbook(io.BytesIO(nasty.get("/v1/projects.xlsx").content))
    assert not any(cell.data_type == "f" for row in book.active for cell in row)


def test_spreadsheets_guess_the_csv_right(client: Client) -> None:
    answer = client.get("/v1/meetings.csv?bom=1")
    assert answer.content.startswith("\ufeffid,type,".encode())
    assert csv.Sniffer().sniff(answer.content.decode("utf-8-sig")).delimiter == ","
    assert not client.get("/v1/meetings.csv").content.startswith("\ufeff".encode())


# --- what is asked for ------------------------------------------------------------------------------------------


def test_filters_hold(client: Client) -> None:
    query = "country=KG&date__gte=2018&sort=-date"
    listed = [record["id"] for record in client.json(f"/v1/meetings?{query}&limit=1000")["data"]]
    assert 0 < len(listed) < 12
    assert ids_in("csv", client.get(f"/v1/meetings.csv?{query}")) == listed


def test_json_by_suffix_is_the_list_itself(client: Client) -> None:
    assert client.json("/v1/meetings.json?limit=2&sort=id") == client.json("/v1/meetings?limit=2&sort=id")
    assert client.json("/v1/meetings/mtg_00.json") == client.json("/v1/meetings/mtg_00")


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "json"), ("*/*", "json"), ("application/*", "json"), ("text/csv", "csv"), ("text/*", "csv"),
        ("TEXT/CSV; header=present", "csv"), ("text/csv;q=0.5, application/x-ndjson", "ndjson"),
        ("application/json;q=0, */*", "ndjson"), ("text/csv;q=0", None), ("image/png", None), ("nonsense", "json"),
        ("image/png, */*;q=0.1", "json"), ("application/xml", "xml"), ("application/atom+xml", "atom"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "json"), ("text/csv;q=x", "json"),
        ("application/ld+json, text/csv", "csv"), ("text/csv;q=nan, */*;q=0.1", "json"), ("application/geo+json", None),
    ],
)  # fmt: skip
def test_accept(sqlite_client: Client, accept: str, name: str | None) -> None:
    chosen = preferred(accept, formats_of(KINDS["project"]))
    assert (None if chosen is None else chosen.name) == name
    answer = sqlite_client.get("/v1/projects?sort=id", headers={"Accept": accept})
    assert "Accept" in answer.headers["Vary"].split(", ")
    if name is None:
        assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")
        assert answer.json()["errors"][0]["allowed"] == [each.name for each in formats_of(KINDS["project"])]
    elif name != "json":
        assert answer.headers["Content-Location"] == f"/v1/projects.{name}?sort=id"
        assert answer.content == sqlite_client.get(f"/v1/projects.{name}?sort=id").content


def test_one_record(client: Client) -> None:
    assert ids_in("csv", client.get("/v1/documents/doc_00", headers={"Accept": "text/csv"})) == ["doc_00"]
    (row,) = cells(client.get("/v1/documents/doc_00.csv"))
    assert row["text"] == client.json("/v1/documents/doc_00")["data"]["text"]
    assert client.get("/v1/documents/none.csv").status_code == 404
    disposition = client.get("/v1/documents/doc_00.csv").headers["Content-Disposition"]
    assert 'filename="komek-doc_00.csv"' in disposition


@pytest.mark.parametrize(
    ("path", "status", "parameter"),
    [
        ("/v1/meetings.pdf", 406, "format"), ("/v1/meetings/mtg_00.cvs", 406, "format"),
        ("/v1/funding.geojson", 406, "format"), ("/v1/meetings/mtg_00.csv?limit=1", 422, "limit"),
        ("/v1/meetings.csv?cursor=x", 422, "cursor"), ("/v1/meetings.csv?limit=0", 422, "limit"),
        ("/v1/meetings.csv?contry=KG", 422, "contry"), ("/v1/meetings.ndjson?bom=1", 422, "bom"),
        ("/v1/meetings.xlsx?expand=participants.person", 422, "expand"),
        ("/v1/meetings.csv?limit=99999999999999999999", 422, "limit"),
    ],
)  # fmt: skip
def test_what_cannot_be(client: Client, path: str, status: int, parameter: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["parameter"] == parameter


@pytest.mark.parametrize("name", ["csv", "ndjson", "json"])
def test_an_unknown_id_is_an_error_before_the_first_byte(client: Client, name: str) -> None:
    answer = client.get(f"/v1/funding.{name}?provider=nobody_of_this_name")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "provider")


def test_a_merged_record_keeps_its_format(nasty: Client) -> None:
    answer = nasty.get("/v1/projects/old.csv?bom=1")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/v1/projects/prj_00.csv?bom=1")


def test_a_format_that_is_not_installed(sqlite_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, "parquet", replace(FORMATS["parquet"], module="not_there"))
    answer = sqlite_client.get("/v1/funding.parquet?limit=11")
    assert (answer.status_code, answer.json()["code"]) == (406, "not_installed")
    assert "komek[parquet]" in answer.json()["detail"]


def test_head_reads_nothing(client: Client) -> None:
    path = "/v1/funding.csv?sort=-id&limit=9"
    answer = client.request("HEAD", path)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert len(ids_in("csv", client.get(path))) == 9


def test_addresses_are_those_of_the_server_that_was_asked(client: Client) -> None:
    for host in ("one.test", "other.test"):
        (row,) = cells(client.get("/v1/funding/fnd_00.csv", headers={"Host": host}))
        assert row["url"] == f"http://{host}/v1/funding/fnd_00"


def test_only_so_many_at_once(sqlite_client: Client) -> None:
    for _ in range(AT_ONCE):
        assert _places.acquire(blocking=False)
    try:
        answer = sqlite_client.get("/v1/funding.csv?limit=8")
    finally:
        for _ in range(AT_ONCE):
            _places.release()
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    for number in range(AT_ONCE + 1):
        assert sqlite_client.get(f"/v1/funding.csv?limit={number + 1}").status_code == 200


def test_a_database_without_tables(empty_url: str) -> None:
    with client_at(empty_url) as client:
        for path in ("/v1/funding.csv", "/v1/funding.xlsx", "/v1/funding/x.csv"):
            assert client.get(path).json()["code"] == "bad_database"


# --- some of the fields, and evidence -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ndjson", "json", "parquet", "geojson"])
def test_fields_of_nested_formats(client: Client, name: str) -> None:
    want(name)
    fields = "id,city,participants.person.name,quality.languages"
    listed = client.json(f"/v1/meetings?limit=1000&fields={fields}")["data"]
    answer = client.get(f"/v1/meetings.{name}?fields={fields}")
    if name == "ndjson":
        found = [json.loads(line) for line in answer.content.splitlines()]
    elif name == "json":
        found, listed = answer.json()["data"], client.json(f"/v1/meetings?fields={fields}")["data"]
    elif name == "parquet":
        found = table(answer)
    else:
        found = [feature["properties"] for feature in answer.json()["features"]]
        listed = [each for each in listed if each["id"] in {feature["id"] for feature in found}]
    assert found == listed


@pytest.mark.parametrize(("name", "read"), [("csv", cells), ("xlsx", sheet)])
def test_fields_of_tables(client: Client, name: str, read: Any) -> None:
    whole = read(client.get(f"/v1/funding.{name}"))
    rows = read(client.get(f"/v1/funding.{name}?fields=id,amount,provider"))
    columns = ["id", "amount", *(column for column in whole[0] if column.startswith("provider."))]
    assert rows == [{column: row[column] for column in whole[0] if column in columns} for row in whole]


def test_evidence_of_nested_formats(client: Client) -> None:
    listed = client.json("/v1/meetings?limit=1000&include=evidence")["data"]
    lines = client.get("/v1/meetings.ndjson?include=evidence").content.splitlines()
    assert [json.loads(line) for line in lines] == listed
    nodes = client.get("/v1/meetings.jsonld?include=evidence").json()["@graph"]
    annotations = [node for node in nodes if node.get("type") == "Annotation"]
    assert len(annotations) == sum(len(record["evidence"]) for record in listed) > 0
    (line,) = client.get("/v1/meetings/mtg_00.ndjson?include=evidence&fields=url").content.splitlines()
    assert json.loads(line) == client.json("/v1/meetings/mtg_00?include=evidence&fields=url")["data"]


def test_evidence_in_parquet(client: Client) -> None:
    want("parquet")
    listed = client.json("/v1/meetings?limit=1000&include=evidence&fields=id")["data"]
    for record in listed:
        for evidence in record["evidence"]:
            del evidence["selectors"]
    assert table(client.get("/v1/meetings.parquet?include=evidence&fields=id")) == listed


@pytest.mark.parametrize(
    ("path", "parameter", "possible"),
    [
        ("/v1/meetings.csv?include=evidence", "include", "json, ndjson, parquet, jsonld"),
        ("/v1/documents.jsonld?include=rejected", "include", "json, ndjson, parquet"),
        ("/v1/projects.xml?fields=id", "fields", "json, ndjson, csv, xlsx, parquet"),
        ("/v1/projects.atom?fields=id", "fields", "json, ndjson, csv, xlsx, parquet"),
    ],
)
def test_what_a_format_cannot_hold(client: Client, path: str, parameter: str, possible: str) -> None:
    (error,) = client.get(path).json()["errors"]
    assert error["parameter"] == parameter
    assert error["message"].endswith(f"only in {possible}")


def test_fields_below_a_reference_need_it_expanded(client: Client) -> None:
    assert "expand=provider" in client.get("/v1/funding.ndjson?fields=provider.names").json()["detail"]
    lines = client.get("/v1/funding.ndjson?fields=provider.names&expand=provider").content.splitlines()
    found = [json.loads(line) for line in lines]
    assert all(record.keys() == {"provider"} for record in found)
    # A state as provider has no record and so no names.
    providers = [record["provider"] for record in found if record["provider"]]
    assert providers and all(provider.keys() == {"names"} for provider in providers)


def test_a_feed_has_the_latest_changes_first(client: Client) -> None:
    answer = client.get("/v1/meetings.atom?limit=3")
    newest = client.json("/v1/meetings?sort=-updated_at&limit=3")["data"]
    assert ids_in("atom", answer) == [record["id"] for record in newest]
    oldest = client.json("/v1/meetings?sort=date&limit=3")["data"]
    assert ids_in("atom", client.get("/v1/meetings.atom?limit=3&sort=date")) == [record["id"] for record in oldest]


# --- streams ----------------------------------------------------------------------------------------------------


def test_an_export_takes_few_statements(engine: Engine, queries: list[str]) -> None:
    fill(engine)
    queries.clear()
    with open_records(engine, KINDS["meeting"], export_parameters("meeting")(), language="en") as records:
        assert len(list(records)) == 12
    assert len([each for each in queries if not each.startswith("SET")]) == 3


def test_what_is_loaded_meanwhile_is_not_seen(engine: Engine) -> None:
    many(engine, 2 * BATCH)
    with open_records(engine, KINDS["project"], export_parameters("project")(sort=["id"]), language="en") as records:
        seen = iter(records)
        names = [next(seen).data["name"]]
        with engine.begin() as connection:
            connection.execute(update(table_of(Project)).values(name="changed"))
            connection.execute(text("DELETE FROM project WHERE id > 'prj_00300'"))
        names += [row.data["name"] for row in seen]
    assert len(names) == 2 * BATCH
    assert "changed" not in names


def many(engine: Engine, number: int, length: int = 10) -> None:
    """Puts projects into a database."""
    shared = {"revision": 1, "created_at": START, "updated_at": START, "kind": "project", "topic": "other"}
    rows = [{"id": f"prj_{n:05d}", "name": f"{n} " + "я" * length, **shared} for n in range(number)]
    with engine.begin() as connection:
        connection.execute(insert(table_of(Project)), rows)


@pytest.mark.parametrize("name", ["csv", "ndjson", "jsonld", "atom", "xml"])
def test_what_breaks_off_is_not_taken_for_whole(engine: Engine, database_url: str, name: str) -> None:
    many(engine, 6_000, length=2_000)  # more than the buffers between server and client hold
    engine.dispose()
    plain = {"Accept-Encoding": "identity"}
    begun = b""
    with served(create_app(Settings(database_url=database_url))) as port:
        url = f"http://127.0.0.1:{port}/v1/projects.{name}?sort=id"
        with httpx.stream("GET", url, headers=plain, timeout=30) as answer:
            assert answer.status_code == 200
            pieces = answer.iter_raw()
            begun += next(pieces)
            destroy(database_url)
            with pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
                for piece in pieces:
                    begun += piece
    assert len(begun) < 20_000_000
    if name == "ndjson":
        assert json.loads(begun.splitlines()[-1])["error"]["code"] == "broken_off"
    assert _places._value == AT_ONCE  # type: ignore[attr-defined]


def destroy(database_url: str) -> None:
    """Takes the rest of a database away while it is being read."""
    if database_url.startswith("sqlite"):
        os.truncate(make_url(database_url).database or "", 8 * 4096)
        return
    engine = open_engine(database_url)
    with engine.connect() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
        connection.execute(text(others + "pg_backend_pid()"))
    engine.dispose()


# --- where cities lie -------------------------------------------------------------------------------------------


def test_coordinates_are_of_cities_and_say_where_they_are_from() -> None:
    with (ROOT / "seed" / "coordinates.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    places = load_registry().places
    assert [row["city"] for row in rows] == sorted({row["city"] for row in rows})
    assert all(places[row["city"]].is_city and row["source"].startswith("GeoNames ") for row in rows)
    capitals = {id_ for id_, place in places.items() if place.is_capital}
    assert capitals <= load_coordinates().keys()


def test_cities_are_found_in_any_language() -> None:
    for country in ("KG", None):
        assert {find_city(name, country) for name in ("Бишкек", "Bishkek", "бишкек")} == {"bishkek"}
    assert find_city("Бишкек", "KZ") is find_city(None, "KG") is find_city("Нигде", "KG") is None
    assert locate("bishkek") is not None
    assert locate(None) is None


# --- at the terminal --------------------------------------------------------------------------------------------


def test_at_the_terminal(engine: Engine, database_url: str, tmp_path: Path) -> None:
    fill(engine)
    with client_at(database_url) as client:
        query = "country=KG&sort=-date"
        expected_ids = ids_in("csv", client.get(f"/v1/meetings.csv?{query}"))
    asked = ("--filter", "country=KG", "--filter", "sort=-date", "--database-url", database_url)
    printed = komek("export", "meetings", *asked, cwd=tmp_path)
    assert (printed.returncode, printed.stderr) == (0, "")
    assert [row["id"] for row in csv.DictReader(io.StringIO(printed.stdout))] == expected_ids
    written = komek("export", "meetings", "--format", "json", "-o", "out.json", *asked, cwd=tmp_path)
    assert (written.returncode, written.stdout) == (0, "")
    assert [each["id"] for each in json.loads((tmp_path / "out.json").read_bytes())["data"]] == expected_ids
    assert [path.name for path in tmp_path.glob("out*")] == ["out.json"]
    few = komek("export", "meetings", "--filter", "fields=id,date", *asked, cwd=tmp_path)
    assert few.stdout.startswith("id,date\n") and few.stderr == ""
    some = komek("export", "meetings", "--format", "ndjson", "--filter", "include=evidence", *asked, cwd=tmp_path)
    assert all(json.loads(line)["evidence"] for line in some.stdout.splitlines()), some.stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("meeting", "--format", "pdf"), "write one of json, ndjson"),
        (("things",), "write one of documents, meetings"),
        (("meetings", "--filter", "country"), "PARAMETER=VALUE"),
        (("meetings", "--filter", "contry=KG"), "contry"),
        (("meetings", "-o", "no/such/folder/x.csv"), "cannot write"),
    ],
)
def test_mistakes_at_the_terminal(tmp_path: Path, arguments: tuple[str, ...], reason: str) -> None:
    done = komek("export", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1


def test_no_more_records_than_a_database_can_count(client: Client) -> None:
    assert client.get(f"/v1/documents.csv?limit={2**31 - 1}").status_code == 200
    assert client.get(f"/v1/documents.csv?limit={2**31}").status_code == 422
