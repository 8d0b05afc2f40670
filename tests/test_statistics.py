"""Statistics and coverage: each figure compared with the same counted in Python over the records as lists serve them,
of the rows of tests/rows.py and of the seed and development texts; and a small table that was computed by hand."""

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from typing import Any

import httpx
import openpyxl
import pytest
from sqlalchemy import Engine, insert

from app.database.engine import open_engine
from app.errors import BadQuery
from app.exports import FORMATS
from app.query.coverage import CoverageParameters, read_coverage
from app.query.parameters import list_parameters
from app.query.records import list_records
from app.query.statistics import Statistics, read_statistics, statistics_parameters
from app.records import KINDS, Kind
from app.records.base import Dimension, table_of
from app.records.document import Document
from app.records.funding import Funding
from app.records.values import days, print_amount
from tests.client import Client
from tests.rows import START, fill
from tests.test_query import cell

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
Records = list[dict[str, Any]]


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """A database with twelve records of each kind."""
    fill(engine)
    return engine


@pytest.fixture
def read(texts_url: str) -> Iterator[Engine]:
    """A database with the seed and development texts."""
    engine = open_engine(texts_url)
    yield engine
    engine.dispose()


def ask(engine: Engine, name: str, /, **query: Any) -> Statistics:
    model = statistics_parameters(name)
    asked = {key: [value] if isinstance(value, str) and "__" not in key else value for key, value in query.items()}
    return read_statistics(engine, KINDS[name], model.model_validate(asked), link=lambda path, q: json.dumps(q))


def listed(engine: Engine, name: str, /, **query: Any) -> Records:
    page = list_records(engine, KINDS[name], list_parameters(name).model_validate({"limit": 1000, **query}))
    records: Records = json.loads(page.data)
    return records


def without_ids(figures: Any) -> Any:
    """Returns figures without the ids in them."""
    if isinstance(figures, dict):
        return {name: without_ids(each) for name, each in figures.items() if name not in ("ids", "summed_ids")}
    return [without_ids(each) for each in figures] if isinstance(figures, list) else figures


@every_kind
def test_figures_are_the_same_without_ids(read: Engine, kind: Kind) -> None:
    for dimension in [None, *kind.dimensions]:
        by = [] if dimension is None else [dimension.name]
        query = statistics_parameters(kind.name)(group_by=by)
        whole, bare = (
            read_statistics(read, kind, query, link=lambda path, q: json.dumps(q), ids=ids).data
            for ids in (True, False)
        )
        assert "ids" in whole["total"] and "ids" not in bare["total"]
        assert bare == without_ids(whole)


# --- the same in Python -----------------------------------------------------------------------------------------


def groups(record: dict[str, Any], dimensions: list[Dimension]) -> set[Any]:
    """Returns the groups that a record is in; dimensions of one list are told by one row of it."""
    whole = record | record.get("quality", {})
    by_link: dict[str, list[int]] = defaultdict(list)
    for place, dimension in enumerate(dimensions):
        by_link[dimension.columns[0].partition(".")[0] if "." in dimension.columns[0] else str(place)].append(place)
    ways = []
    for link, places in by_link.items():
        if link.isdigit():
            ways.append([{places[0]: first(whole, dimensions[places[0]])}])
            continue
        linked = whole[link] if isinstance(whole[link], list) else [whole[link] or {}]
        rows = [{place: first(row, dimensions[place]) for place in places} for row in linked]
        told = [row for row in rows if any(value is not None for value in row.values())]
        ways.append(told or [dict.fromkeys(places)])
    joined: Iterator[dict[int, Any]] = ({k: v for part in way for k, v in part.items()} for way in product(*ways))
    return {tuple(way[place] for place in range(len(dimensions))) for way in joined}


def holder(row: Any, column: str) -> Any:
    """Returns what has a column: the record that a reference of the row leads to, else the row."""
    reference, dot, _ = column.partition(".")
    return row[reference] if dot and isinstance(row, dict) and reference in row else row


def first(row: Any, dimension: Dimension) -> str | None:
    if dimension.part is not None:
        return part(dimension.part, row[dimension.columns[0]])
    values = (cell(holder(row, column), column.rpartition(".")[2]) for column in dimension.columns)
    value = next((each for each in values if each is not None), None)
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def year(*dates: str | None) -> str | None:
    """Returns the single year of the first date that has one."""
    return next((found for date in dates if (found := part("year", date)) is not None), None)


def part(name: str, date: str | None) -> str | None:
    """Returns the single year, or the single month, in which a date lies."""
    if date is None:
        return None
    first, last = (f"{day:%Y}" if name == "year" else f"{day:%Y-%m}" for day in days(date))
    return first if first == last else None


def dollars(records: Records) -> str | None:
    """Returns the sum of the countable figures in dollars, by decimals."""
    known = [Decimal(each["usd"]["amount"]) for each in records if each["countable"] and each["usd"] is not None]
    return print_amount(sum(known, Decimal(0))) if known else None


def compare(engine: Engine, kind: Kind, dimensions: list[Dimension]) -> None:
    """Compares all figures by some dimensions with those counted in Python, and the lists that cells lead to."""
    # The column of a dimension may be one of the record that a reference leads to.
    paths = {column.rpartition(".")[0] for dimension in dimensions for column in dimension.columns}
    records = listed(engine, kind.name, expand=sorted(paths & kind.expands.keys()))
    expected = defaultdict(list)
    for record in records:
        for group in groups(record, dimensions):
            expected[group].append(record)
    names = [dimension.name for dimension in dimensions]
    found = ask(engine, kind.name, group_by=names, limit=1000).data
    assert found["total"]["count"] == len(records)
    cells = {tuple(each["group"][name]["code"] for name in names): each for each in found["cells"]}
    assert len(cells) == len(found["cells"]) == found["cells_total"]
    assert set(cells) == set(expected)
    for group, each in cells.items():
        own = expected[group]
        ids = sorted(record["id"] for record in own)
        assert (each["count"], each["ids_total"], each["ids"]) == (len(ids), len(ids), ids[:100])
        if kind.name == "funding":
            assert each["sum_usd"] == dollars(own)
            assert each["summed_ids"] == [r["id"] for r in sorted(own, key=id_of) if r["countable"] and r["usd"]]
        if each["link"] is not None:
            query = link_of(each)
            assert {record["id"] for record in listed(engine, kind.name, **query)} == set(ids), (group, query)
    if kind.name == "funding":
        assert found["total"]["sum_usd"] == dollars(records)


def id_of(record: dict[str, Any]) -> str:
    return str(record["id"])


def link_of(each: dict[str, Any]) -> dict[str, Any]:
    """Returns the query of a link, which `ask` has put there, as the parameters of a list take it."""
    told: dict[str, Any] = json.loads(each["link"])
    return {name: [spelt(one) for one in value] if isinstance(value, list) else value for name, value in told.items()}


def spelt(value: Any) -> Any:
    return value.replace(",", "\\,") if isinstance(value, str) else value


@every_kind
def test_every_dimension(filled: Engine, kind: Kind) -> None:
    for dimension in kind.dimensions:
        compare(filled, kind, [dimension])


@every_kind
def test_two_dimensions(filled: Engine, kind: Kind) -> None:
    dimensions = kind.dimensions
    for one, other in zip(dimensions, [*dimensions[1:], dimensions[0]], strict=True):
        compare(filled, kind, [one, other])


def test_the_texts_in_every_dimension(read: Engine) -> None:
    for kind in KINDS.values():
        for dimension in kind.dimensions:
            compare(read, kind, [dimension])
    for name, one, other in (
        ("funding", "provider", "year"),
        ("project", "organisation", "role"),
        ("meeting", "participant_country", "topic"),
    ):
        by_name = {dimension.name: dimension for dimension in KINDS[name].dimensions}
        compare(read, KINDS[name], [by_name[one], by_name[other]])


def test_the_year_of_a_sum_is_that_of_its_date_its_period_or_its_text(read: Engine) -> None:
    published = {each["id"]: each["published"] for each in listed(read, "document")}
    told_by = Counter[str]()
    for record in listed(read, "funding"):
        dates = {"date": record["date"], "period": record["period"], "text": published[record["documents"][0]]}
        told_by[next((name for name, date in dates.items() if year(date) is not None), "nothing")] += 1
        assert record["year"] == (None if (of := year(*dates.values())) is None else int(of)), record["id"]
    assert {"text", "nothing"} <= told_by.keys()
    cells = ask(read, "funding", group_by="year").data["cells"]
    assert len(cells) > 5
    assert all(each["link"] is not None for each in cells)


def test_what_the_texts_exclude(read: Engine) -> None:
    data = ask(read, "funding", group_by="provider").data
    reasons: dict[str, Records] = defaultdict(list)
    for record in listed(read, "funding"):
        if not record["countable"] or record["usd"] is None:
            reasons[record["not_countable"] or record["usd_reason"]].append(record)
    assert len(reasons) >= 4
    assert [each["reason"] for each in data["excluded"]] == sorted(reasons)
    for each in data["excluded"]:
        left = reasons[each["reason"]]
        known = [Decimal(record["usd"]["amount"]) for record in left if record["usd"] is not None]
        assert each["ids"] == sorted(map(id_of, left))
        assert each["count"] == len(left)
        assert each["sum_usd"] == (print_amount(sum(known, Decimal(0))) if known else None)
    assert data["total"]["summed"] + sum(each["count"] for each in data["excluded"]) == data["total"]["count"]


# --- a table computed by hand -----------------------------------------------------------------------------------

# Of each sum: giver, state that gives, amount, currency, dollars, why not to count, year, group.
SUMS = [
    ("adb", None, "100", "USD", "100", None, 2018, None),
    ("adb", None, "0.005", "USD", "0.005", None, 2018, None),
    ("adb", None, "7", "USD", "7", "pledged", 2018, None),
    ("wfp", None, "900", "KGS", "13.1", None, 2021, "fnd_3"),
    ("wfp", None, "900", "KGS", "13.1", "duplicate", 2021, "fnd_3"),
    ("wfp", None, "50", "KGS", None, None, 2021, None),
    (None, "JP", None, None, None, None, 2019, None),
    (None, None, "1", "EUR", "1.2", "range", None, None),
]


@pytest.fixture
def by_hand(engine: Engine) -> Engine:
    """A database with SUMS."""
    fill(engine, 0)
    parties = [
        {"id": id_, "revision": 1, "created_at": START, "updated_at": START, "name": name}
        for id_, name in (("adb", "ADB"), ("wfp", "WFP"))
    ]
    document = {
        "id": "doc", "revision": 1, "created_at": START, "updated_at": START, "language": "ru", "text": "x",
        "address": "a", "file": "a", "media_type": "text/plain", "sha256": "0" * 64, "extractor": "1",
    }  # fmt: skip
    rows = []
    for number, (giver, state, amount, currency, usd, why_not, year, group) in enumerate(SUMS):
        rows.append({
            "id": f"fnd_{number}", "revision": 1, "created_at": START, "updated_at": START, "document_id": "doc",
            "provider_id": giver, "provider_name": giver or state, "provider_country": state, "amount": amount,
            "currency": currency, "usd_amount": usd, "usd_basis": None if usd is None else "told",
            "usd_reason": None if usd else "no_amount" if amount is None else "no_rate",
            "countable": why_not is None, "not_countable": why_not, "year": year,
            "canonical_id": group, "qualifier": "exact", "kind": "committed", "instrument": "grant",
        })  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(table_of(KINDS["organisation"].table)), parties)
        connection.execute(insert(table_of(Document)), [document])
        connection.execute(insert(table_of(Funding)), rows)
    return engine


def short(data: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Returns of each cell its codes, and count, facts, summed, sum_usd, min_usd, max_usd."""
    names = ("count", "facts", "summed", "sum_usd", "min_usd", "max_usd")
    return [
        (*(group["code"] for group in each.get("group", {}).values()), *(each.get(name) for name in names))
        for each in [*data["cells"], data["total"]]
    ]


MEASURES = ["count,facts,sum_usd,min_usd,max_usd"]


def test_the_table(by_hand: Engine) -> None:
    data = ask(by_hand, "funding", group_by="provider", measure=MEASURES, sort="provider").data
    assert short(data) == [
        ("JP", 1, 1, 0, None, None, None),
        ("adb", 3, 3, 2, "100.005", "0.005", "100"),
        ("wfp", 3, 2, 1, "13.1", "13.1", "13.1"),
        (None, 1, 1, 0, None, None, None),
        (8, 7, 3, "113.105", "0.005", "100"),
    ]
    labels = [each["group"]["provider"]["label"] for each in data["cells"]]
    assert labels == ["Japan", "ADB", "WFP", "Not stated"]
    assert [(each["reason"], each["count"], each["sum_usd"], each["ids"]) for each in data["excluded"]] == [
        ("duplicate", 1, "13.1", ["fnd_4"]),
        ("no_amount", 1, None, ["fnd_6"]),
        ("no_rate", 1, None, ["fnd_5"]),
        ("pledged", 1, "7", ["fnd_2"]),
        ("range", 1, "1.2", ["fnd_7"]),
    ]
    assert data["cells"][1]["summed_ids"] == ["fnd_0", "fnd_1"]


def test_the_years_of_the_table(by_hand: Engine) -> None:
    data = ask(by_hand, "funding", group_by="year", measure=MEASURES, sort="-year").data
    assert short(data)[:-1] == [
        ("2021", 3, 2, 1, "13.1", "13.1", "13.1"),
        ("2019", 1, 1, 0, None, None, None),
        ("2018", 3, 3, 2, "100.005", "0.005", "100"),
        (None, 1, 1, 0, None, None, None),
    ]
    assert [link_of(each) for each in data["cells"]] == [
        {"year": ["2021"]}, {"year": ["2019"]}, {"year": ["2018"]}, {"year__isnull": True},
    ]  # fmt: skip
    narrowed = ask(by_hand, "funding", group_by="year", year__gte="2019", countable="true", sort="year").data["cells"]
    assert [link_of(each) for each in narrowed] == [
        {"year__gte": 2019, "countable": [True], "year": [year]} for year in ("2019", "2021")
    ]


def test_the_table_with_what_is_not_counted(by_hand: Engine) -> None:
    data = ask(by_hand, "funding", group_by="provider", sort="-sum_usd", include="uncounted").data
    assert [(each["group"]["provider"]["code"], each["sum_usd"]) for each in data["cells"]] == [
        ("adb", "107.005"),
        ("wfp", "26.2"),
        (None, "1.2"),
        ("JP", None),
    ]
    assert data["total"]["sum_usd"] == "134.405"
    assert [(each["reason"], each["sum_usd"]) for each in data["excluded"]] == [("no_amount", None), ("no_rate", None)]


def test_sums_of_one_currency(by_hand: Engine) -> None:
    found = ask(by_hand, "funding", group_by="currency", measure="sum_amount", sort="currency")
    cells = [(each["group"]["currency"]["code"], each["summed"], each["sum_amount"]) for each in found.data["cells"]]
    assert cells == [("EUR", 0, None), ("KGS", 2, "950"), ("USD", 2, "100.005"), (None, 0, None)]
    assert found.data["total"]["sum_amount"] is None
    assert {each["reason"] for each in found.data["excluded"]} == {"duplicate", "no_amount", "pledged", "range"}
    of_soms = ask(by_hand, "funding", measure="sum_amount", currency="KGS").data
    assert (of_soms["cells"], of_soms["total"]["sum_amount"]) == ([], "950")
    for query in ({}, {"currency": ["KGS,USD"]}, {"group_by": "provider"}):
        with pytest.raises(BadQuery, match="currenc"):
            ask(by_hand, "funding", measure="sum_amount", **query)


def test_filters_narrow_what_is_counted(by_hand: Engine) -> None:
    data = ask(by_hand, "funding", group_by="provider", provider=["adb,wfp"], amount__gte="50").data
    assert [(each["group"]["provider"]["code"], each["count"]) for each in data["cells"]] == [("wfp", 3), ("adb", 1)]
    assert data["total"]["count"] == 4
    assert link_of(data["cells"][0]) == {"amount__gte": "50", "provider": ["wfp"]}


def test_sums_beyond_64_bits_are_exact(by_hand: Engine) -> None:
    most, rows = "9223372036854775.807", []
    for number in range(30):
        rows.append({
            "id": f"big_{number:02d}", "revision": 1, "created_at": START, "updated_at": START, "document_id": "doc",
            "provider_id": "wfp", "provider_name": "WFP", "amount": most, "currency": "USD", "usd_amount": most,
            "usd_basis": "told", "countable": True, "qualifier": "exact", "kind": "committed", "instrument": "loan",
        })  # fmt: skip
    with by_hand.begin() as connection:
        connection.execute(insert(table_of(Funding)), rows)
    asked = {"measure": ["sum_usd,max_usd,sum_amount"], "currency": "USD", "sort": "-sum_usd"}
    data = ask(by_hand, "funding", group_by="provider", **asked).data
    expected = print_amount(30 * Decimal(most))
    assert expected == "276701161105643274.21"
    assert [each["sum_usd"] for each in data["cells"]] == [expected, "100.005"]
    assert data["cells"][0]["sum_amount"] == expected
    assert data["cells"][0]["max_usd"] == most
    assert data["total"]["sum_usd"] == "276701161105643374.215"


def test_many_ids_are_cut_and_counted(by_hand: Engine) -> None:
    row = {
        "revision": 1, "created_at": START, "updated_at": START, "document_id": "doc", "countable": False,
        "not_countable": "pledged", "amount": "1", "currency": "USD", "usd_amount": "1", "usd_basis": "told",
        "qualifier": "exact", "kind": "pledged", "instrument": "loan",
    }  # fmt: skip
    with by_hand.begin() as connection:
        connection.execute(insert(table_of(Funding)), [{**row, "id": f"more_{n:03d}"} for n in range(120)])
    data = ask(by_hand, "funding", group_by="instrument", instrument="loan").data
    for told in (data["cells"][0], data["total"], data["excluded"][0]):
        assert told["ids"] == [f"more_{number:03d}" for number in range(100)]
        assert told["ids_total"] == 120


# --- order, limit, mistakes -------------------------------------------------------------------------------------


def test_order_and_limit(filled: Engine) -> None:
    cells = ask(filled, "project", group_by="topic", sort="-topic").data["cells"]
    codes = [each["group"]["topic"]["code"] for each in cells]
    assert codes == sorted(codes, reverse=True)
    counts = [each["count"] for each in ask(filled, "funding", group_by="provider").data["cells"]]
    assert counts == sorted(counts, reverse=True)
    cut = ask(filled, "meeting", group_by="city,year".split(","), limit=2).data
    assert len(cut["cells"]) == 2 < cut["cells_total"]
    assert cut["total"]["count"] == 12
    with pytest.raises(BadQuery, match="neither measured nor grouped"):
        ask(filled, "meeting", group_by="year", sort="city")


def test_nothing_is_no_zero(engine: Engine) -> None:
    for name in KINDS:
        data = ask(engine, name, group_by=KINDS[name].dimensions[0].name).data
        assert (data["cells"], data["cells_total"], data["excluded"]) == ([], 0, [])
        assert (data["total"]["count"], data["total"]["ids"]) == (0, [])
    assert ask(engine, "funding").data["total"]["sum_usd"] is None


def test_two_statements_whatever_is_asked(filled: Engine, queries: list[str]) -> None:
    queries.clear()
    ask(filled, "funding", group_by=["provider,year"], measure=[",".join(KINDS["funding"].measures)], currency="USD")
    assert len(queries) == 2  # the figures, and the names of the groups
    read_coverage(filled, CoverageParameters())
    assert len(queries) == 3


def test_over_http(client: Client) -> None:
    answer = client.json("/v1/stats/meetings?group_by=participant_country,year&limit=3")
    assert answer["meta"]["query"]["group_by"] == ["participant_country", "year"]
    assert "counts once" in answer["meta"]["notes"][0]
    assert answer["data"]["total"]["link"] == "/v1/meetings"
    for each in answer["data"]["cells"]:
        if each["link"] is not None:
            assert client.json(each["link"])["page"]["total"] == each["count"]
    answer = client.json(answer["links"]["self"])
    assert len(answer["data"]["cells"]) == 3


@pytest.mark.parametrize(
    ("query", "parameter", "meant"),
    [
        ("group_by=provder", "group_by", "provider"),
        ("measure=sum_us", "measure", "sum_usd"),
        ("group_by=year&sort=-yeer", "sort", "-year"),
        ("group_by=year,provider,kind", "group_by", None),
        ("groupby=year", "groupby", "group_by"),
        ("providr=x", "providr", "provider"),
        ("measure=sum_amount", "measure", None),
        ("include=everything", "include", None),
        ("limit=0", "limit", None),
    ],
)
def test_mistakes(client: Client, query: str, parameter: str, meant: str | None) -> None:
    answer = client.get(f"/v1/stats/funding?{query}")
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["parameter"], error.get("did_you_mean")) == (parameter, meant)


def test_money_is_of_funding_only(client: Client) -> None:
    assert client.get("/v1/stats/meetings?measure=sum_usd").status_code == 422
    assert client.get("/v1/stats/meetings?include=uncounted").status_code == 422


# --- coverage ---------------------------------------------------------------------------------------------------


def lacking(record: dict[str, Any], field: str) -> str | None:
    """Returns why a record lacks a field, as docs/statistics.md says."""
    value = record[field]
    if field == "countable":
        return record["not_countable"]  # type: ignore[no-any-return]
    if value in ("unspecified", "other"):
        return "unspecified"
    if value is not None and value != []:
        return None
    if field == "usd":
        return record["usd_reason"]  # type: ignore[no-any-return]
    if field == "year":
        return "no_year"
    if field in ("transaction_type", "finance_type", "flow_type"):
        return "does_not_follow"
    return "told_once" if field in ("canonical_id", "same_as", "parallel_group") else "not_told"


COMPUTED = {"usd_reason", "not_countable", "label", "labels", "city_label"}


def test_coverage(filled: Engine) -> None:
    compare_coverage(filled)


def test_coverage_of_the_texts(read: Engine) -> None:
    compare_coverage(read)


def compare_coverage(engine: Engine) -> None:
    """Compares what is told of each field with the same counted in Python."""
    coverage, _ = read_coverage(engine, CoverageParameters())
    assert [each.type for each in coverage] == list(KINDS)
    for each in coverage:
        records = listed(engine, each.type)
        assert each.records == len(records)
        own = set(records[0]) - {"id", "type", "url", "revision", "created_at", "updated_at", "quality"}
        assert {field.field for field in each.fields} - {"text"} == own - COMPUTED
        for field in each.fields:
            if field.field == "text":
                assert field.lacking == 0
                continue
            reasons = Counter(reason for r in records if (reason := lacking(r, field.field)) is not None)
            assert field.reasons == reasons, (each.type, field.field)
            assert (field.told, field.lacking) == (len(records) - reasons.total(), reasons.total())


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_figures_as_a_table(client: Client, name: str) -> None:
    query = "group_by=provider,kind&measure=count,sum_usd,facts"
    whole = client.json(f"/v1/stats/funding?{query}")["data"]["cells"]
    answer = client.get(f"/v1/stats/funding.{name}?{query}")
    rows = table_rows(answer, name)
    assert list(rows[0]) == [
        "provider", "provider_label", "kind", "kind_label", "count", "facts", "summed", "sum_usd", "link"
    ]  # fmt: skip
    for one, row in zip(whole, rows, strict=True):
        assert row["provider"] == (one["group"]["provider"]["code"] or "")
        assert (row["provider_label"], row["kind_label"]) == tuple(each["label"] for each in one["group"].values())
        assert int(row["count"]) == one["count"]
        assert row["link"] == ("" if one["link"] is None else "http://komek.test" + one["link"])
    by_header = client.get(f"/v1/stats/funding?{query}", headers={"Accept": FORMATS[name].media_type})
    assert table_rows(by_header, name) == rows
    assert by_header.headers["Content-Location"] == f"/v1/stats/funding.{name}?{query}"


def table_rows(answer: httpx.Response, name: str) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == FORMATS[name].media_type
    assert f'.{name}"' in answer.headers["Content-Disposition"]
    if name == "csv":
        return list(csv.DictReader(io.StringIO(answer.text, newline=""), strict=True))
    header, *rows = openpyxl.load_workbook(io.BytesIO(answer.content)).active.values
    return [{key: "" if cell is None else str(cell) for key, cell in zip(header, row, strict=True)} for row in rows]


def test_a_total_as_a_table(client: Client) -> None:
    (row,) = table_rows(client.get("/v1/stats/meetings.csv"), "csv")
    total = client.json("/v1/stats/meetings")["data"]["total"]
    assert row == {"count": str(total["count"]), "link": "http://komek.test/v1/meetings"}
    assert client.json("/v1/stats/meetings.json") == client.json("/v1/stats/meetings")


def test_pairs_as_a_table(client: Client) -> None:
    pairs = client.json("/v1/stats/meetings/pairs?parties=6")["data"]["pairs"]
    rows = table_rows(client.get("/v1/stats/meetings/pairs.csv?parties=6"), "csv")
    assert [[row["party"], row["other_party"], int(row["count"])] for row in rows] == [
        [*(party["code"] for party in pair["parties"]), pair["count"]] for pair in pairs
    ]


def test_figures_have_three_formats(client: Client) -> None:
    answer = client.get("/v1/stats/meetings", headers={"Accept": "application/x-ndjson"})
    assert (answer.status_code, answer.json()["errors"][0]["allowed"]) == (406, ["json", "csv", "xlsx"])
    assert client.get("/v1/stats/meetings.ndjson").status_code == 406


def test_coverage_of_one_kind(client: Client) -> None:
    (only,) = client.json("/v1/coverage?type=person")["data"]
    assert only["type"] == "person"
    assert client.get("/v1/coverage?type=persn").json()["errors"][0]["did_you_mean"] == "person"
