"""How much memory and time the exports take: each format writes generated records, in a process of its own.

    python -m benchmarks.exports [--records 200000] [--database-url postgresql://USER:PASSWORD@HOST/EMPTY] [FORMAT...]

Growth is that of the peak of resident memory, beyond what ten records take: it should not depend on how many there are.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, select

from app.database.engine import open_engine
from app.database.migrate import migrate
from app.exports import FORMATS, Export, formats_of
from app.query.parameters import export_parameters
from app.query.stream import batches, open_records
from app.records import KINDS
from app.records.base import table_of
from app.records.document import Document
from app.records.evidence import Claim
from app.records.funding import Funding
from app.records.meeting import Meeting, MeetingParticipant
from app.records.project import Project

AT = datetime(2026, 11, 22, tzinfo=UTC)
SHARED = {"revision": 1, "created_at": AT, "updated_at": AT}
DOCUMENTS = 1_000


def main() -> None:
    """Generates the records, and runs each format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--database-url")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("formats", nargs="*", default=[name for name, each in FORMATS.items() if each.installed])
    given = parser.parse_args()
    if given.one:
        return measure(open_engine(given.database_url), given.one)
    with tempfile.TemporaryDirectory() as folder:
        address = given.database_url or f"sqlite:///{Path(folder) / 'komek.db'}"
        engine = open_engine(address)
        migrate(engine)
        fill(engine, given.records)
        engine.dispose()
        print(f"{given.records} records on {engine.dialect.name}")
        print(
            f"{'format':<8}  {'kind':<8}  {'MB':>7}  {'records/s':>9}  {'first byte, s':>13}  {'peak growth, MB':>15}"
        )
        for name in given.formats:
            command = [sys.executable, "-m", "benchmarks.exports", "--database-url", address, "--one", name]
            subprocess.run(command, check=True)


def measure(engine: Engine, name: str) -> None:
    """Prints what one format takes."""
    kind = KINDS["project"] if name == "xml" else KINDS["meeting"]
    assert FORMATS[name] in formats_of(kind)

    def write(limit: int | None) -> Iterator[bytes]:
        with open_records(engine, kind, export_parameters(kind.name)(limit=limit)) as records:
            yield from FORMATS[name].write(Export(records, "http://127.0.0.1:8000", f"/v1/{kind.plural}.{name}"))

    for _ in write(10):
        pass
    before, began, first, length = peak(), time.perf_counter(), None, 0
    for piece in write(None):
        first = time.perf_counter() - began if first is None and piece else first
        length += len(piece)
    took, growth = time.perf_counter() - began, peak() - before
    with engine.connect() as connection:
        number = len(connection.execute(select(table_of(kind.table).c.id)).all())
    print(f"{name:<8}  {kind.name:<8}  {length / 1e6:>7.1f}  {number / took:>9.0f}  {first:>13.2f}  {growth:>15.1f}")


def peak() -> float:
    """Returns the most resident memory that this process has had, in MB (Linux)."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def fill(engine: Engine, number: int) -> None:
    """Puts documents, meetings with participants, and projects with a sum each into an empty database."""
    put(engine, Document, (document(n) for n in range(DOCUMENTS)))
    put(engine, Meeting, (meeting(n) for n in range(number)))
    put(engine, MeetingParticipant, (row for n in range(number) for row in participants(n)))
    put(engine, Project, (project(n) for n in range(number)))
    put(engine, Funding, (funding(n) for n in range(number)))
    put(engine, Claim, (claim(kind, n) for kind in ("meeting", "project") for n in range(number)))


def put(engine: Engine, model: Any, rows: Iterator[dict[str, Any]]) -> None:
    """Inserts the rows of a table."""
    with engine.begin() as connection:
        for batch in batches(rows, 5_000):
            connection.execute(insert(table_of(model)), batch)


def day(n: int) -> dict[str, Any]:
    """Returns a date with its first and last day."""
    told = date.fromordinal(date(1998, 1, 1).toordinal() + n % 10_000)
    return {"date": told.isoformat(), "date_first": told, "date_last": told}


def document(n: int) -> dict[str, Any]:
    """Returns a row."""
    about = {
        "title": f"Новость {n}",
        "language": "ru",
        "address": f"texts/{n}.txt",
        "file": f"{n}.txt",
        "text": "Текст.",
    }
    told = {"media_type": "text/plain", "sha256": f"{n:064x}", "extractor": "1"}
    return {"id": f"doc_{n:07d}", **SHARED, **about, **told}


def meeting(n: int) -> dict[str, Any]:
    """Returns a row."""
    place = {"city": "Бишкек" if n % 3 else "Нигде", "country": "KG", "date_text": None}
    told = {
        "meeting_type": "bilateral",
        "status": "held",
        "focus": "reported",
        "document_id": f"doc_{n % DOCUMENTS:07d}",
    }
    return {"id": f"mee_{n:07d}", **SHARED, **day(n), **place, **told}


def participants(n: int) -> Iterator[dict[str, Any]]:
    """Yields the rows of a meeting."""
    for ordinal, name in enumerate(("Мухаммедкалый Абылгазиев", "Пьер фон Аркс")):
        position = f"Премьер-министр, глава делегации {n}"
        who = {"person_name": name, "position": position, "country": "KG", "country_name": "Кыргызстан"}
        yield {"meeting_id": f"mee_{n:07d}", "ordinal": ordinal, "organisation_name": "ОБСЕ", **who}


def project(n: int) -> dict[str, Any]:
    """Returns a row."""
    return {"id": f"pro_{n:07d}", **SHARED, "name": f"Проект «Тундук» {n}", "kind": "project", "topic": "ict"}


def funding(n: int) -> dict[str, Any]:
    """Returns a row."""
    told = {
        "kind": "committed",
        "qualifier": "exact",
        "instrument": "grant",
        "countable": True,
        "transaction_type": "2",
    }
    sum_ = {"amount": f"{n + 1}.5", "currency": "USD", "usd_amount": f"{n + 1}.5", "usd_basis": "told"}
    of = {"project_id": f"pro_{n:07d}", "project_name": "Тундук", "document_id": f"doc_{n % DOCUMENTS:07d}"}
    return {"id": f"fnd_{n:07d}", **SHARED, **day(n), **told, **sum_, **of, "provider_name": "ОБСЕ"}


def claim(kind: str, n: int) -> dict[str, Any]:
    """Returns a row."""
    id_ = f"{kind[:3]}_{n:07d}"
    of = {"document_id": f"doc_{n % DOCUMENTS:07d}", "kind": kind, "said_id": id_, "record_id": id_}
    return {**of, "language": "ru", "body": "{}"}


if __name__ == "__main__":
    main()
