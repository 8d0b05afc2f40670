"""Filters, orders, pages: each compared with the same question answered in Python over all records."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter
from sqlalchemy import Engine, delete, event, insert, select

from app.database.engine import open_engine
from app.errors import BadCursor, NotFound
from app.query.evidence import EvidenceParameters, list_evidence
from app.query.links import SHARED
from app.query.pages import Page, write_cursor
from app.query.parameters import MOST_TOGETHER, ShapedParameters, list_parameters, parameter_name, single_parameters
from app.query.records import get_record, list_records, normalised
from app.query.status import read_status
from app.records import KINDS, Kind
from app.records.base import Filter, Operator, table_of
from app.records.evidence import EvidenceOut
from app.records.values import Amount, Moment, Year, days, moment
from app.text.fold import fold
from tests.client import Client
from tests.rows import TEXT, fill

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """A database with twelve records of each kind."""
    fill(engine)
    return engine


def ask(engine: Engine, kind: Kind, /, **query: Any) -> Page:
    return list_records(engine, kind, list_parameters(kind.name).model_validate(query))


def found(engine: Engine, kind: Kind, /, **query: Any) -> list[dict[str, Any]]:
    page = ask(engine, kind, **{"limit": 1000, **query})
    records: list[dict[str, Any]] = json.loads(page.data)
    assert page.total in (None, len(records))
    return records


def ids(records: list[dict[str, Any]]) -> set[str]:
    return {record["id"] for record in records}


# --- the same questions in Python -------------------------------------------------------------------------------


def values_of(record: dict[str, Any], filter_: Filter) -> list[Any]:
    """Returns all that a record has where a filter looks, without nulls."""
    cells = []
    for path in filter_.columns:
        link, _, column = path.rpartition(".")
        whole = {**record, **record.get("quality", {})}
        rows = whole.get(f"whole {link}", whole.get(link)) if link else whole
        cells += [cell(row, column) for row in (rows if isinstance(rows, list) else [rows]) if row is not None]
    read = {Amount: Decimal, Moment: moment}.get(filter_.type, lambda value: value)
    return [read(each) for each in cells if each is not None]


def cell(row: Any, column: str) -> Any:
    if not isinstance(row, dict):
        return row
    column = column.removeprefix("quality_")
    if column == "city_key":
        return row["city_id"] or row["city"]
    if column in row:
        return row[column]
    if column == "state" and "organisation_type" in row:
        return row["country"] if row["organisation_type"] in ("10", "11", "15") else None
    # Of a reference that leads to no record, nothing more than the reference is known.
    name = next((name for name in row if column.startswith(f"{name}_")), None)
    if name is None or row[name] is None:
        return None
    # The country of an organisation is its own; a party that is a country has no type.
    if column == f"{name}_country" and "organisation_type" in row[name]:
        return None
    return row[name][column.removeprefix(f"{name}_")]


def meets(values: list[Any], operator: Operator, asked: list[Any], filter_: Filter) -> bool:
    if operator is Operator.ISNULL:
        return not values if asked == ["true"] else bool(values)
    if operator is Operator.NOT:
        return not meets(values, Operator.EQ, asked, filter_)
    if operator is Operator.CONTAINS:
        return any(fold(asked[0]) in fold(value) for value in values)
    if operator is Operator.ALL:
        return all(plain(one, filter_) in values for one in asked)
    compare = DATES if filter_.is_date else PLAIN
    return any(compare[operator](value, plain(one, filter_)) for value in values for one in asked)


def plain(asked: str, filter_: Filter) -> Any:
    if filter_.type is bool:
        return asked == "true"
    if filter_.columns[0].startswith("quality_"):
        return TypeAdapter(filter_.type).validate_strings(asked)
    if filter_.type is Moment:
        return moment(asked)
    if filter_.type is Year:
        return int(asked)
    return Decimal(asked) if filter_.type is Amount else asked


PLAIN: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQ: lambda value, asked: bool(value == asked),
    Operator.GTE: lambda value, asked: bool(value >= asked),
    Operator.GT: lambda value, asked: bool(value > asked),
    Operator.LTE: lambda value, asked: bool(value <= asked),
    Operator.LT: lambda value, asked: bool(value < asked),
}
DATES: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQ: lambda value, asked: days(asked)[0] <= days(value)[0] and days(value)[1] <= days(asked)[1],
    Operator.GTE: lambda value, asked: days(value)[1] >= days(asked)[0],
    Operator.GT: lambda value, asked: days(value)[0] > days(asked)[1],
    Operator.LTE: lambda value, asked: days(value)[0] <= days(asked)[1],
    Operator.LT: lambda value, asked: days(value)[1] < days(asked)[0],
}


def questions(filter_: Filter, operator: Operator, records: list[dict[str, Any]]) -> list[list[str]]:
    """Returns lists of values to ask for: those that the records have, one, two, all; and some that none has."""
    there = sorted({spelt(value) for record in records for value in values_of(record, filter_)})
    if filter_.is_date:
        return [
            ["2018"],
            ["2018-08"],
            ["2018-08-03"],
            ["2017/2018"],
            ["2018-08-01/2018-08-15"],
            ["1999"],
            ["2017", "2019"],
        ]
    if filter_.type is Amount:
        return [[each] for each in there] + [["0.002"], there]
    if filter_.type is Moment:
        return [["2026-11-22T17:02:00Z"], ["2026-11-22T23:00:00+06:00"], ["2030-01-01T00:00:00Z"]]
    if operator is Operator.CONTAINS:
        return [[f(each[1:4] or each)] for each in there for f in (str.upper, str.lower)] + [["%"], ["*"], ["."], ["["]]
    asked = [[each] for each in there[:3]] + [there[:2], there]
    return asked + ([["none-such"]] if filter_.type is str and not filter_.kinds else [])


def spelt(value: Any) -> str:
    if isinstance(value, bool | int | float):
        return str(value).lower()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


# --- what can be asked -------------------------------------------------------------------------------------------

# What is served and not filtered by, with the reason.
NOT_ASKED = {
    "type": "it is the list's own",
    "url": "it follows from the id",
    "revision": "a count without a meaning of its own; updated_since asks what changed",
    "text": "too long to compare: /v1/search finds words in it",
    "date_text": "as printed: the date asks",
    "amount_text": "as printed: the amount asks",
    "country_name": "as printed: the country's code asks",
    "usd.rate": "a figure of the source's, not of the text's: year and source ask",
    "same_as": "the canonical id asks for all of them",
    "city_id": "the city asks for it",
    "city_label": "a label",
    "lead": "the beginning of the text: /v1/search finds words in it",
    "label": "one of the names, which are asked for",
    "labels": "some of the names, which are asked for",
    "organisation.id": "the first of a person's positions, which are asked for",
    "names.lang": "names are asked for whatever their language",
    "names.kind": "names and acronyms are asked for together",
    "positions.document_id": "the document asks, of all that it tells of a person",
    "positions.seen": "the date of the document that tells it: the document asks",
}


def leaves(model: type[BaseModel]) -> Iterator[str]:
    """Yields the paths of all scalars and codes that a model serves."""
    for name, info in model.model_fields.items():
        models = [each for each in parts(info.annotation) if isinstance(each, type) and issubclass(each, BaseModel)]
        if models:
            yield from (f"{name}.{path}" for path in leaves(models[0]))
        else:
            yield name


def parts(annotation: Any) -> Iterator[Any]:
    """Yields a type and all types that it is made of."""
    yield annotation
    for each in get_args(annotation):
        yield from parts(each)


@every_kind
def test_all_that_is_served_can_be_filtered_by(kind: Kind) -> None:
    scalars = {link.name: f"{link.name}.{link.scalar}" for link in (*SHARED.values(), *kind.links) if link.scalar}
    asked = {path.replace("_", ".") for filter_ in kind.filters for path in filter_.columns}
    asked |= {"quality.languages"} if "languages.language" in asked else set()
    asked |= {"name"} if "names.text" in asked else set()  # of the names it is the first
    for path in leaves(kind.out):
        if NOT_ASKED.keys() & {path, path.split(".")[0], path.split(".")[-1]}:
            continue
        assert scalars.get(path, path).replace("_", ".") in asked, f"{kind.name}: no filter asks for {path}"


def test_words_in_a_text(filled: Engine) -> None:
    def names(kind: str, text: str) -> set[str]:
        return {record["name"] for record in found(filled, KINDS[kind], name__contains=text)}

    assert names("organisation", "ЕЛК") == names("organisation", "ёлк") == {"Ёлка"}
    assert names("organisation", "E\u0301COLE") == {"École"}  # not composed, as some keyboards write
    assert names("organisation", "A\u2011B") == {"a-b"}
    assert names("project", "көмек, Қ") == {"көмек, қолдау"}
    assert names("project", "none such") == set()
    for sign in "%_*?[]^\\.+(){}|-!\"'":
        assert names("project", sign) == ({"a-b"} if sign == "-" else set()), sign
        assert names("project", f"{sign}*") == set()


def test_a_moment_needs_its_time_zone(client: Client) -> None:
    for wrong, says in (
        ("2026-11-22T17:00:00", "has no time zone"),
        ("2026-11-22", "has no time zone"),
        ("2026-11-22T23:00:00 06:00", "is not a moment"),
        ("yesterday", "is not a moment"),
        ("0001-01-01T00:00:00%2B06:00", "is not a moment"),
    ):
        answer = client.get(f"/v1/meetings?updated_since={wrong}")
        assert answer.status_code == 422
        (error,) = answer.json()["errors"]
        assert says in error["message"]
        assert "write 2026-11-22T17:00:00Z" in error["message"]
    page = client.json("/v1/meetings?updated_since=2026-11-22T23:02:00%2B06:00&limit=1")
    assert page["meta"]["query"]["updated_since"] == "2026-11-22T17:02:00Z"
    assert 0 < page["page"]["total"] < 12
    after = client.json(page["links"]["next"])
    assert after["data"] and after["data"] != page["data"]


# --- filters ----------------------------------------------------------------------------------------------------


@every_kind
def test_every_filter_and_operator(filled: Engine, kind: Kind) -> None:
    followed = {path.split(".")[0] for filter_ in kind.filters for path in filter_.columns} & kind.expands.keys()
    records = found(filled, kind)
    assert len(records) == 12
    for record, expanded in zip(records, found(filled, kind, expand=sorted(followed)), strict=True):
        record |= {f"whole {name}": expanded[name] for name in followed}
    for filter_ in kind.filters:
        answers = set()
        for operator in sorted(filter_.operators):
            single = operator not in (Operator.EQ, Operator.NOT, Operator.ALL)
            asking = [["true"], ["false"]] if operator is Operator.ISNULL else questions(filter_, operator, records)
            for asked in asking:
                if not asked or (single and len(asked) > 1):
                    continue
                if operator is Operator.ALL:
                    asked = asked[:MOST_TOGETHER]
                value = asked[0] if single else [each.replace(",", "\\,") for each in asked]
                name = parameter_name(filter_, operator)
                expected = {r["id"] for r in records if meets(values_of(r, filter_), operator, asked, filter_)}
                assert ids(found(filled, kind, **{name: value})) == expected, (name, asked)
                answers.add(frozenset(expected))
        assert len(answers) > 1, f"the rows tell nothing about {filter_.name}"


@every_kind
def test_a_value_or_not_is_everything(filled: Engine, kind: Kind) -> None:
    everything = ids(found(filled, kind))
    for filter_ in kind.filters:
        if Operator.NOT not in filter_.operators:
            continue
        for asked in filter(None, questions(filter_, Operator.EQ, found(filled, kind))[:2]):
            asked = [each.replace(",", "\\,") for each in asked]
            yes, no = (ids(found(filled, kind, **{f"{filter_.name}{op}": asked})) for op in ("", "__not"))
            assert yes | no == everything
            assert not yes & no


def test_commas_are_or_and_fields_are_and(filled: Engine) -> None:
    kind = KINDS["meeting"]
    both = ids(found(filled, kind, country=["KG,KZ"]))
    assert both == ids(found(filled, kind, country=["KG", "KZ"]))
    assert both == ids(found(filled, kind, country=["KG"])) | ids(found(filled, kind, country=["KZ"]))
    of_both = ids(found(filled, kind, country=["KG"], meeting_type=["visit"]))
    assert of_both == ids(found(filled, kind, country=["KG"])) & ids(found(filled, kind, meeting_type=["visit"]))
    assert of_both


def test_a_comma_inside_a_value(filled: Engine) -> None:
    (record,) = found(filled, KINDS["project"], name=["көмек\\, қолдау"])
    assert record["name"] == "көмек, қолдау"


def test_dates_are_ranges_of_days(filled: Engine) -> None:
    def dates(**query: Any) -> set[str]:
        return {record["date"] for record in found(filled, KINDS["meeting"], **query)}

    assert dates(date=["2018"]) == {"2018-08-03", "2018-08", "2018"}
    assert dates(date=["2018-08"]) == {"2018-08-03", "2018-08"}
    assert dates(date__gte="2018-08-03") == {"2018-08-03", "2018-08", "2018", "2019-01-01"}
    assert dates(date__gt="2018-08-03") == {"2019-01-01"}
    assert dates(date__lte="2018-08-03") == {"2018-08-03", "2018-08", "2018", "2017-09-10/2017-09-11"}
    assert dates(date__lt="2018-08-03") == {"2017-09-10/2017-09-11"}
    assert dates(date__not=["2018"]) == {"2019-01-01", "2017-09-10/2017-09-11", None}


def test_the_same_question_has_one_spelling(filled: Engine) -> None:
    kind = KINDS["funding"]
    ask_ = list_parameters("funding").model_validate
    one = normalised(kind, ask_({"currency": ["USD", "EUR,USD"], "amount__gte": "1.50", "countable": ["1"]}))
    two = normalised(kind, ask_({"countable": ["true"], "amount__gte": "1.5", "currency": ["EUR", "USD"]}))
    assert one == two
    assert one == {"amount__gte": "1.5", "countable": [True], "currency": ["EUR", "USD"], "sort": ["-year"]}


# --- orders and pages -------------------------------------------------------------------------------------------


def sort_key(record: dict[str, Any], name: str) -> Any:
    value = cell(record | record.get("quality", {}), name)
    if value is None:
        return None
    if name in ("date", "published"):
        return days(value)[0]
    if isinstance(value, int | float):
        return value
    return Decimal(value) if name in ("amount", "usd_amount") else value.encode()


def in_order(records: list[dict[str, Any]], sort: str) -> list[str]:
    """Returns the ids in the order asked for: nulls last, ties by id."""
    ordered = sorted(records, key=lambda record: record["id"])
    for part in reversed(sort.split(",")):
        name = part.removeprefix("-")
        there = [record for record in ordered if sort_key(record, name) is not None]
        there.sort(key=lambda record: sort_key(record, name), reverse=part.startswith("-"))
        ordered = there + [record for record in ordered if sort_key(record, name) is None]
    return [record["id"] for record in ordered]


@every_kind
def test_pages_visit_each_record_once_in_every_order(filled: Engine, kind: Kind) -> None:
    records = found(filled, kind)
    sorts = [f"{sign}{name}" for name in kind.sorts for sign in ("", "-")]
    for sort in [*sorts, "-updated_at," + sorts[0], sorts[1] + ",-id"]:
        expected = in_order(records, sort)
        for limit in (1, 4, 12, 13):
            seen: list[str] = []
            cursor = None
            for _ in range(13):
                page = ask(filled, kind, sort=[sort], limit=limit, cursor=cursor)
                assert page.total == 12
                seen += [record["id"] for record in json.loads(page.data)]
                if (cursor := page.next_cursor) is None:
                    break
            assert seen == expected, (sort, limit)


def test_a_reader_between_writes_sees_what_stays_once(filled: Engine) -> None:
    kind = KINDS["meeting"]
    expected = [record["id"] for record in found(filled, kind, sort=["date"])]
    first = ask(filled, kind, sort=["date"], limit=4)
    seen = [record["id"] for record in json.loads(first.data)]
    table = table_of(kind.table)
    with filled.begin() as connection:
        row = dict(connection.execute(select(table).where(table.c.id == seen[0])).mappings().one())
        connection.execute(insert(table), [{**row, "id": "mtg_a_new_one"}])
        connection.execute(delete(table).where(table.c.id == seen[-1]))
    rest = ask(filled, kind, sort=["date"], cursor=first.next_cursor, limit=1000)
    seen += [record["id"] for record in json.loads(rest.data)]
    assert [id_ for id_ in seen if id_ != "mtg_a_new_one"] == expected


@pytest.mark.parametrize(
    ("name", "query", "complaint"),
    [
        ("meeting", {"sort": ["-date"]}, "order"),
        ("meeting", {"country": ["KG"]}, "filters"),
        ("project", {}, "list"),
    ],
)
def test_a_cursor_of_another_query(filled: Engine, name: str, query: dict[str, Any], complaint: str) -> None:
    cursor = ask(filled, KINDS["meeting"], sort=["id"], limit=1).next_cursor
    with pytest.raises(BadCursor, match=f"another query.*{complaint}"):
        ask(filled, KINDS[name], **{"sort": ["id"], **query, "cursor": cursor})


def test_other_expansions_and_limits_go_on_with_a_cursor(filled: Engine) -> None:
    cursor = ask(filled, KINDS["meeting"], limit=1).next_cursor
    assert json.loads(ask(filled, KINDS["meeting"], limit=3, cursor=cursor, expand=["participants.person"]).data)


def test_damaged_cursors(filled: Engine) -> None:
    kind = KINDS["meeting"]
    good = ask(filled, kind, limit=1).next_cursor
    assert good is not None
    forged = [
        write_cursor(["meetings", "-date", "44136fa355b3"], last)
        for last in ([], [None], ["2018-08-03"], ["x", "y"], [1, "y"], ["2018-08-03", None], ["2018-08-03", "\0"],
                     ["2018-08-03", "a", "b"], [None, 10**18], ["0000-01-01", "a"], [True, []])
    ]  # fmt: skip
    for cursor in ["", "x", "é", "=", "\0", good[:-1], good + "A", "A" + good[1:], good.swapcase(), "W10", *forged]:
        with pytest.raises(BadCursor, match="damaged"):
            ask(filled, kind, cursor=cursor)


def test_no_count_where_none_is_wanted(filled: Engine) -> None:
    assert ask(filled, KINDS["meeting"], count="none").total is None


# --- what is served ---------------------------------------------------------------------------------------------


@every_kind
def test_records_have_the_shape_that_is_documented(filled: Engine, kind: Kind) -> None:
    for record in found(filled, kind):
        kind.out.model_validate(record, strict=False)
        assert set(record) == set(kind.out.model_fields) - set(kind.only_single)
        one = get_record(filled, kind, record["id"], ShapedParameters())
        whole = json.loads(one.data)
        assert set(whole) == set(kind.out.model_fields)
        assert {name: value for name, value in whole.items() if name not in kind.only_single} == record


def test_values_are_spelt_as_documented(filled: Engine) -> None:
    funding = next(r for r in found(filled, KINDS["funding"], amount=["120000000"]) if r["id"] == "fnd_00")
    assert funding["amount"] == "120000000"
    assert funding["countable"] is True
    assert funding["created_at"] == "2026-11-22T17:00:00Z"
    assert funding["provider"] == {"id": None, "name": "Япония", "label": "Kyrgyzstan", "country": "KG"}
    assert funding["project"] is None
    told = {"amount": "120000000", "rate": "1", "rate_year": None, "source": None, "basis": "told"}
    assert (funding["usd"], funding["usd_reason"]) == (told, None)
    assert funding["equivalents"] == [{"amount": "0.001", "currency": "KGS"}, {"amount": "2.5", "currency": "EUR"}]
    assert funding["documents"] == ["doc_00", "doc_07"]
    by_rate = {"amount": "1743164.98", "rate": "68.8403", "rate_year": 2018, "source": "WDI", "basis": "rate"}
    assert by_rate in [record["usd"] for record in found(filled, KINDS["funding"])]
    [without] = found(filled, KINDS["funding"], usd_reason=["no_amount"])[:1]
    assert (without["usd"], without["usd_reason"]) == (None, "no_amount")
    amounts = {record["amount"] for record in found(filled, KINDS["funding"])}
    assert amounts == {"120000000", "0.001", None, "0.5", "9223372036854775.807", "1.23", "2000.1"}


@every_kind
def test_references_are_expanded(filled: Engine, kind: Kind) -> None:
    for path, leads_to in kind.expands.items():
        plain, whole = found(filled, kind), found(filled, kind, expand=[path])
        target = {record["id"]: record for record in found(filled, KINDS[leads_to])}
        pairs = [pair for one, two in zip(plain, whole, strict=True) for pair in zip(*at(path, one, two), strict=True)]
        for reference, expanded in pairs:
            known = reference is not None and reference["id"] in target
            assert expanded == (target[reference["id"]] if known else reference)
        assert any(reference != expanded for reference, expanded in pairs), path
        one = get_record(filled, kind, whole[0]["id"], single_parameters(kind.name).model_validate({"expand": [path]}))
        assert at(path, json.loads(one.data)) == at(path, whole[0])


def at(path: str, *records: dict[str, Any]) -> list[list[Any]]:
    link, _, name = path.rpartition(".")
    return [[row[name] for row in (record[link] if link else [record])] for record in records]


def test_evidence_quotes_its_document(filled: Engine) -> None:
    kind = KINDS["meeting"]
    page = list_evidence(filled, kind, "mtg_00", EvidenceParameters())
    evidence = json.loads(page.data)
    assert page.total == len(evidence) == 8
    assert evidence == sorted(evidence, key=lambda e: (e["document_id"], e["start"], e["end"], e["field"]))
    for each in evidence:
        EvidenceOut.model_validate(each)
        start, end = each["start"], each["end"]
        assert each["quote"] == TEXT[start:end]
        assert each["prefix"] == TEXT[max(0, start - 60) : start]
        assert each["suffix"] == TEXT[end : end + 60]
        around = {"exact": each["quote"], "prefix": each["prefix"], "suffix": each["suffix"]}
        position = {"type": "TextPositionSelector", "start": start, "end": end}
        assert each["selectors"] == [{"type": "TextQuoteSelector", **around}, position]


def test_evidence_has_pages_and_a_filter(filled: Engine) -> None:
    kind = KINDS["meeting"]
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        page = list_evidence(
            filled, kind, "mtg_00", EvidenceParameters(field=["date", "names"], limit=2, cursor=cursor)
        )
        seen += [each["id"] for each in json.loads(page.data)]
        cursor = page.next_cursor
    assert cursor is None
    assert len(set(seen)) == len(seen) == 6
    with pytest.raises(BadCursor, match="list"):
        first = list_evidence(filled, kind, "mtg_00", EvidenceParameters(limit=2)).next_cursor
        list_evidence(filled, kind, "mtg_07", EvidenceParameters(cursor=first))


@every_kind
def test_what_is_not_there_is_not_found(filled: Engine, kind: Kind) -> None:
    for id_ in ("none", "\0", "x" * 10_000, "a/b", "'", "%"):
        with pytest.raises(NotFound, match=f"No {kind.name}"):
            get_record(filled, kind, id_, ShapedParameters())
        with pytest.raises(NotFound):
            list_evidence(filled, kind, id_, EvidenceParameters())


def test_status(filled: Engine) -> None:
    status = read_status(filled)
    assert status.data_version == 12 * len(KINDS)
    assert status.counts == {kind.plural: 12 for kind in KINDS.values()}
    assert status.last_load is not None
    assert (status.last_load.new, status.last_load.failed) == (12, 1)
    assert status.engine == filled.dialect.name


def test_an_empty_database(engine: Engine) -> None:
    for kind in KINDS.values():
        page = ask(engine, kind)
        assert page == Page(data="[]", next_cursor=None, total=0, version=0)
    assert read_status(engine).last_load is None


def test_both_engines_answer_the_same(
    tmp_path: Any, sqlite_template: Any, postgres: Any, postgres_template: str
) -> None:
    path = tmp_path / "komek.db"
    path.write_bytes(sqlite_template.read_bytes())
    postgres.create("komek_same", template=postgres_template)
    one, two = open_engine(f"sqlite:///{path}"), open_engine(postgres.url("komek_same"))
    try:
        for each in (one, two):
            fill(each)
        for kind in KINDS.values():
            for sort in kind.sorts:
                assert found(one, kind, sort=[sort]) == found(two, kind, sort=[sort])
            for record in found(one, kind):
                pages = (list_evidence(each, kind, record["id"], EvidenceParameters()) for each in (one, two))
                first, second = (json.loads(page.data) for page in pages)
                assert first == second
    finally:
        two.dispose()
        one.dispose()
        postgres.drop("komek_same")


def test_the_time_zone_of_the_server_makes_no_difference(engine: Engine) -> None:
    def elsewhere(connection: Any, _: object) -> None:
        if engine.dialect.name == "postgresql":
            connection.execute("SET TIME ZONE 'Asia/Bishkek'")
            connection.commit()

    event.listen(engine, "connect", elsewhere)
    fill(engine)
    records = found(engine, KINDS["meeting"], sort=["updated_at"])
    assert {record["created_at"] for record in records} == {"2026-11-22T17:00:00Z"}
    cursor = ask(engine, KINDS["meeting"], sort=["updated_at"], limit=5).next_cursor
    rest = json.loads(ask(engine, KINDS["meeting"], sort=["updated_at"], cursor=cursor).data)
    assert rest == records[5:]


def test_the_collation_of_the_server_makes_no_difference(filled: Engine, queries: list[str]) -> None:
    # The Postgres of the tests may be built without any other collation, so this looks at the statement.
    first = ask(filled, KINDS["project"], sort=["name"], limit=5)
    ask(filled, KINDS["project"], sort=["name"], cursor=first.next_cursor)
    bytewise = ' COLLATE "C"' if filled.dialect.name == "postgresql" else ""
    for statement in queries:
        assert f"ORDER BY project.name{bytewise} ASC, project.id{bytewise} ASC" in statement
    assert f"project.name{bytewise} > " in queries[-1]
    assert f"project.id{bytewise} > " in queries[-1]


def test_lists_are_in_one_order(filled: Engine) -> None:
    assert {tuple(record["topics"]) for record in found(filled, KINDS["meeting"])} == {("other", "private_sector"), ()}
    assert {tuple(record["sectors"]) for record in found(filled, KINDS["project"])} == {("151", "15110"), ()}
    identifiers = {tuple(record["identifiers"]) for record in found(filled, KINDS["organisation"])}
    assert identifiers == {("XM-DAC-47131", "AB-1"), ()}  # as they were put in
