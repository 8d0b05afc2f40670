"""How long the server takes for each page of the explorer, as a ratio to a page of the JSON list of the same database.

    python -m benchmarks.pages DATABASE_URL [RECORDS]

An empty database is filled with RECORDS records (100,000 if not given): those of the seed texts and of the texts of
tests/gold/dev, again and again under new ids; organisations stay the same, so that a few have thousands of records.
One that is not empty is only asked. Nothing is answered from what is kept, and each round asks for other records. The
time is that of the whole app without a socket; the bar is 50 ms. What was measured stands in docs/explorer.md.
"""

import argparse
import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from sqlalchemy import Connection, Engine, func, insert, select

from app.api import cache
from app.database.engine import open_engine, writing
from app.database.migrate import migrate
from app.load import load
from app.main import create_app
from app.records import KINDS, METADATA
from app.records.base import table_of
from app.settings import Settings, data_folder
from app.store.difference import given_columns
from app.store.index import entries_of, put

ROUNDS = 15
MOST = 50  # ms
PICTURE = "a picture of a chart"  # of which a page has the address only
# What is of the whole database, made from the rest, or shared by the copies.
NOT_COPIED = {"country", "load", "search", "candidate", "organisation", "organisation_identifier"}
COPIED_KINDS = [kind for kind in KINDS.values() if kind.name != "organisation"]


def main() -> None:
    """Fills if need be, asks, and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database_url")
    parser.add_argument("records", type=int, nargs="?", default=100_000)
    given = parser.parse_args()
    engine = open_engine(given.database_url)
    migrate(engine)
    if _number(engine) == 0:
        began = time.perf_counter()
        fill(engine, given.records)
        print(f"filled in {time.perf_counter() - began:.0f} s")
    print(f"{_number(engine):,} records on {engine.dialect.name}")
    asyncio.run(measure(engine, given.database_url))


def _number(engine: Engine) -> int:
    with engine.connect() as connection:
        tables = [table_of(kind.table) for kind in KINDS.values()]
        return sum(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)


# --- records ---------------------------------------------------------------------------------------------------


def fill(engine: Engine, number: int) -> None:
    """Loads the texts that there are, and copies what they gave until there are so many records."""
    texts = [data_folder("seed") / "texts", *sorted(Path("tests/gold/dev").glob("*.txt"))]
    load(texts, engine=engine, max_bytes=1_000_000)
    with engine.connect() as connection:
        rows = {
            table.name: [dict(row) for row in connection.execute(select(*given_columns(table))).mappings()]
            for table in METADATA.sorted_tables
            if table.name not in NOT_COPIED
        }
        ids = {kind.name: [row["id"] for row in rows[kind.name]] for kind in COPIED_KINDS}
        entries = [each for kind in COPIED_KINDS for each in entries_of(connection, kind, ids[kind.name])]
    once = {id_ for some in ids.values() for id_ in some}
    for copy in range(1, round(number / len(once))):
        with writing(engine) as connection:
            _copy(connection, rows, once, copy)
            put(connection, (replace(each, id=f"{each.id}-{copy}") for each in entries))


def _copy(connection: Connection, rows: dict[str, list[dict[str, Any]]], once: set[str], copy: int) -> None:
    """Puts all rows in again; the ids of what is copied get the number of the copy."""
    for table in METADATA.sorted_tables:
        if rows.get(table.name):
            copies = [
                {name: _copied(name, value, once, copy) for name, value in row.items()} for row in rows[table.name]
            ]
            # What is the same after all is of an organisation.
            new = [new for new, old in zip(copies, rows[table.name], strict=True) if new != old]
            connection.execute(insert(table), new)


def _copied(name: str, value: Any, once: set[str], copy: int) -> Any:
    if name == "seq":
        return value + 100_000 * copy
    if name == "sha256":
        return f"{copy:08x}{value[8:]}"
    if value in once or name in ("address", "file") or (name == "id" and isinstance(value, str)):
        return f"{value}-{copy}"
    return value


# --- questions -------------------------------------------------------------------------------------------------


def pages(engine: Engine) -> dict[str, Callable[[int], str]]:
    """Returns the pages by name, each as the path of a round."""
    ids = {kind.name: _ids(engine, kind.name) for kind in KINDS.values()}
    asked: dict[str, Callable[[int], str]] = {"first page": lambda _: "/"}
    for kind in KINDS.values():
        asked[f"list of {kind.plural}"] = lambda _, kind=kind: f"/{kind.plural}"  # type: ignore[misc]
    asked["list, narrowed"] = lambda n: f"/funding?provider_country=JP,KZ&date__gte={2000 + n}&sort=-usd_amount"
    for kind in KINDS.values():
        asked[f"one of {kind.plural}"] = lambda n, kind=kind: f"/{kind.plural}/{ids[kind.name][n]}"  # type: ignore[misc]
    asked["all charts"] = lambda _: "/charts"
    asked["a chart"] = lambda n: f"/charts/funding-by-year?year__gte={2000 + n}"
    asked[PICTURE] = lambda n: f"/charts/funding-by-year.svg?year__gte={2000 + n}"
    asked["who meets whom"] = lambda n: f"/charts/who-meets-whom?date__gte={2000 + n}"
    asked["compared"] = lambda n: f"/compare?by=provider&a={ids['organisation'][n]}&b={ids['organisation'][n - 1]}"
    asked["search"] = lambda n: f"/search?q={SOUGHT[n % len(SOUGHT)]}"
    asked["problem"] = lambda n: f"/projects/none-{n}"
    return asked


SOUGHT = ["Бишкек", "Абдрахманов", "JICA", "OVOP", "помощь развитию", "Japan", "вода", "министр"]


def _ids(engine: Engine, name: str) -> list[str]:
    """Returns ids from all over the database; of organisations, those with most records first."""
    if name == "organisation":
        provider = table_of(KINDS["funding"].table).c.provider_id
        most = select(provider).where(provider.is_not(None)).group_by(provider).order_by(func.count().desc())
        with engine.connect() as connection:
            return list(islice(_again(connection.execute(most.limit(ROUNDS)).scalars().all()), ROUNDS + 1))
    id_ = table_of(KINDS[name].table).c.id
    with engine.connect() as connection:
        found = connection.execute(select(id_).order_by(id_)).scalars().all()
    return list(found[:: max(1, len(found) // (ROUNDS + 1))])


def _again(values: Any) -> Iterator[str]:
    while True:
        yield from values


# --- time ------------------------------------------------------------------------------------------------------


async def measure(engine: Engine, database_url: str) -> None:
    """Prints for each page the median of its time, that of the JSON list asked beside it, and the ratio."""
    cache.LARGEST = -1  # nothing is kept
    app = create_app(Settings(database_url=database_url, rate_limit=""))
    transport = httpx.ASGITransport(app)
    print(f"{'page':<24} {'ms':>8} {'kB':>7} {'the JSON list, ms':>18} {'ratio':>7}")
    async with httpx.AsyncClient(transport=transport, base_url="http://komek.test") as client:
        for name, path in pages(engine).items():
            taken: list[float] = []
            beside: list[float] = []
            length = 0
            for number in range(ROUNDS + 1):
                spent, length = await _timed(client, path(number), "text/html")
                taken.append(spent)
                beside.append((await _timed(client, "/v1/funding?limit=25", "application/json"))[0])
            # The first round makes statements and templates, which are then kept.
            page, json_list = median(taken[1:]), median(beside[1:])
            mark = "" if page <= MOST or name == PICTURE else "  too slow"
            print(f"{name:<24} {page:>8.1f} {length / 1000:>7.1f} {json_list:>18.1f} {page / json_list:>7.1f}{mark}")


async def _timed(client: httpx.AsyncClient, path: str, accept: str) -> tuple[float, int]:
    began = time.perf_counter()
    answer = await client.get(path, headers={"Accept": accept})
    spent = 1000 * (time.perf_counter() - began)
    assert answer.status_code < 400 or "/none-" in path, (path, answer.text)
    return spent, len(answer.content)


if __name__ == "__main__":
    main()
