"""The migrations: what they make is what the records declare; up, down and up again works with records there."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.engine import Inspector

from app.database.engine import open_engine
from app.database.migrate import current, downgrade, is_declared, migrate
from app.errors import BadDatabase
from app.records import METADATA
from app.records.codes import COUNTRY_CODES
from app.settings import data_folder
from tests.examples import ALL, dump, store


def shape(engine: Engine) -> dict[str, Any]:
    """Returns all that the database knows of its tables, as text that can be compared."""
    inspector: Inspector = inspect(engine)
    asked = {
        "columns": inspector.get_columns,
        "key": inspector.get_pk_constraint,
        "foreign": inspector.get_foreign_keys,
        "unique": inspector.get_unique_constraints,
        "checks": inspector.get_check_constraints,
        "indexes": inspector.get_indexes,
    }
    shapes: dict[str, Any] = {}
    for table in sorted(set(inspector.get_table_names()) - {"alembic_version"}):
        if table.startswith("search_terms"):  # FTS5 makes several of them, which no metadata declares
            continue
        for what, ask in asked.items():
            found = ask(table)
            shapes[f"{table}.{what}"] = sorted(map(str, found)) if isinstance(found, list) else str(found)
    if engine.dialect.name == "sqlite":  # only the SQL says which columns of an index are descending
        with engine.connect() as connection:
            spelt = connection.execute(text("SELECT sql FROM sqlite_master WHERE sql LIKE 'CREATE INDEX % DESC%'"))
            shapes["falling"] = sorted(spelt.scalars())
    return shapes


def test_head_is_what_the_records_declare(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_server_default": True, "include_object": is_declared}
        )
        assert compare_metadata(context, METADATA) == []


def test_head_is_what_the_tables_themselves_would_make(empty_url: str) -> None:
    """Alembic compares neither checks nor the names of keys: this does, as the database lists them."""
    engine = open_engine(empty_url)
    try:
        METADATA.create_all(engine)
        declared = shape(engine)
        METADATA.drop_all(engine)
        migrate(engine)
        assert shape(engine) == declared
    finally:
        engine.dispose()


def test_the_countries_are_the_codes(engine: Engine) -> None:
    with engine.connect() as connection:
        assert set(connection.scalars(select(METADATA.tables["country"].c.code))) == COUNTRY_CODES


def test_up_down_up_with_records(engine: Engine) -> None:
    for source, say in ALL:
        store(engine, source, say())
    downgrade(engine)
    assert inspect(engine).get_table_names() == ["alembic_version"]
    assert current(engine) is None
    migrate(engine)
    for source, say in ALL:
        assert store(engine, source, say())
    with engine.connect() as connection:
        assert len(dump(connection)["document"]) == len(ALL)


def test_sums_told_before_there_were_dollars_have_them_or_why_not(engine: Engine) -> None:
    for source, say in ALL:
        store(engine, source, say())
    downgrade(engine, to="20261122")
    migrate(engine)
    columns = "currency, usd_amount, usd_rate, usd_basis, usd_reason"
    with engine.connect() as connection:
        rows = connection.execute(text(f"SELECT {columns} FROM funding ORDER BY currency")).all()
        assert connection.scalar(text("SELECT count(*) FROM funding_equivalent")) == 2
    assert rows == [
        ("EUR", None, None, None, "no_rate"),
        ("EUR", None, None, None, "no_rate"),
        ("USD", 120_000_000_000, "1", "told", None),
    ]


def test_sums_stored_before_there_was_a_year_have_the_one_that_a_load_gives(engine: Engine) -> None:
    for source, say in ALL:
        store(engine, source, say())
    # One sum for each way to a year: a date, several years with a period, and only the date of the text.
    dates = [
        "date = '2016-05', date_first = '2016-05-01', date_last = '2016-05-31'",
        "date = '2016/2017', date_first = '2016-01-01', date_last = '2017-12-31', period = '2015/2015'",
        "date = NULL, period = '1998/2018'",
    ]
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        ids = connection.scalars(
            text("SELECT f.id FROM funding f JOIN document d ON d.id = f.document_id ORDER BY d.published, f.id")
        ).all()
        for id_, values in zip(ids, dates, strict=True):
            connection.execute(text(f"UPDATE funding SET {values} WHERE id = '{id_}'"))
    downgrade(engine, to="20261122c")
    migrate(engine)
    with engine.connect() as connection:
        years = dict(connection.execute(text("SELECT id, year FROM funding")).all())
    assert [years[id_] for id_ in ids] == [2016, 2015, 2018]


def test_migrating_again_changes_nothing(engine: Engine, queries: list[str]) -> None:
    migrate(engine)
    assert not [query for query in queries if query.split()[0] not in ("SELECT", "PRAGMA")]


def test_many_may_migrate_at_once(empty_url: str) -> None:
    def run(_: int) -> str | None:
        engine = open_engine(empty_url)
        try:
            migrate(engine)
            return current(engine)
        finally:
            engine.dispose()

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(run, range(4)))) == 1


def test_a_failing_migration_leaves_nothing_behind(empty_url: str) -> None:
    engine = open_engine(empty_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE meeting (id INTEGER)"))
    try:
        with pytest.raises(BadDatabase, match="already exists"):
            migrate(engine)
        assert inspect(engine).get_table_names() == ["meeting"]
    finally:
        engine.dispose()


def test_a_newer_database_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'of2031'"))
    with pytest.raises(BadDatabase, match=r"'of2031'.*newer Komek"):
        migrate(engine)


def test_foreign_keys_are_held_after_migrating(empty_url: str) -> None:
    """SQLite lets them go for the migration, on a connection that others get afterwards."""
    engine = open_engine(empty_url)
    migrate(engine)
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                assert connection.scalar(text("PRAGMA foreign_keys")) == 1
                assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
    finally:
        engine.dispose()


def test_no_migration_imports_the_program() -> None:
    """What a migration does must not change with the code that is there when it runs."""
    for script in (data_folder("migrations") / "versions").glob("*.py"):
        assert set(re.findall(r"^(?:from|import) (\w+)", script.read_text(), re.MULTILINE)) <= {"alembic", "sqlalchemy"}
