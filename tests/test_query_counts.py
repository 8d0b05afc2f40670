"""How many statements an answer takes: the same for one record as for many."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from app.database.engine import open_engine
from app.query.evidence import EvidenceParameters, list_evidence
from app.query.filters import conditions, shape
from app.query.parameters import list_parameters, single_parameters
from app.query.records import _list_statement, get_record, list_records
from app.query.status import read_status
from app.records import KINDS, Kind
from app.records.base import table_of
from tests.rows import fill

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@every_kind
def test_a_list_is_one_statement(engine: Engine, queries: list[str], kind: Kind) -> None:
    for number in (2, 12):
        if number > 2:
            _empty(engine)
        fill(engine, number)
        queries.clear()
        query = list_parameters(kind.name)(expand=list(kind.expands), limit=1000)
        assert list_records(engine, kind, query).total == number
        assert len(queries) == 1


@every_kind
def test_one_record_and_its_evidence(engine: Engine, queries: list[str], kind: Kind) -> None:
    fill(engine)
    (id_,) = (f"{prefix}_00" for prefix in [PREFIXES[kind.name]])
    queries.clear()
    get_record(engine, kind, id_, single_parameters(kind.name)(expand=list(kind.expands)))
    assert len(queries) == 1
    list_evidence(engine, kind, id_, EvidenceParameters())
    assert len(queries) == 3


def test_the_status_is_two_statements(engine: Engine, queries: list[str]) -> None:
    read_status(engine)
    assert len(queries) == 2


def test_other_values_take_the_statement_that_is_there(engine: Engine) -> None:
    kind = KINDS["meeting"]
    ask = list_parameters("meeting").model_validate
    list_records(engine, kind, ask({"country": ["KG"], "date__gte": "2018"}))
    built = _list_statement.cache_info().misses
    list_records(engine, kind, ask({"country": ["KZ,JP,KG"], "date__gte": "2017-01", "limit": 3}))
    assert _list_statement.cache_info().misses == built


@pytest.mark.parametrize(
    ("kind", "filter_"), [("meeting", "person"), ("project", "organisation"), ("person", "document")]
)
def test_who_holds_an_id_is_found_by_an_index(kind: str, filter_: str, sqlite_template: Path) -> None:
    """SQLite runs EXISTS for each of 100,000 records; a list, and the page of a body, would take a second."""
    used = shape(KINDS[kind], {filter_: ["x"]})
    wanted = select(table_of(KINDS[kind].table).c.id).where(*conditions(KINDS[kind], used))
    engine = open_engine(f"sqlite:///{sqlite_template}")
    with engine.connect() as connection:
        sql = wanted.params({filter_: ["x"]}).compile(engine, compile_kwargs={"literal_binds": True})
        plan = "; ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}"))
    engine.dispose()
    assert "CORRELATED" not in plan
    assert "LIST SUBQUERY" in plan


PREFIXES = {
    "document": "doc", "meeting": "mtg", "project": "prj", "funding": "fnd", "agreement": "agr",
    "organisation": "org", "person": "person",
}  # fmt: skip


def _empty(engine: Engine) -> None:
    from app.records import METADATA

    with engine.begin() as connection:
        for table in reversed(METADATA.sorted_tables):
            if table.name != "country":
                connection.execute(table.delete())
