"""Loads texts: finds, reads, extracts, resolves and stores documents, one transaction each."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from app.database.engine import named_errors, writing
from app.errors import KomekError, NotReadable
from app.extract import extract, version
from app.readers import Source, find, read
from app.records.extraction import Extraction
from app.resolve import settle
from app.store.difference import Changed, last_change
from app.store.identity import Identities, read_identities
from app.store.index import bring_up_to_date
from app.store.relate import relate
from app.store.write import digest, identify, note_load, related_version, write
from app.store.write import find as find_stored

log = logging.getLogger("komek.load")


class Outcome(StrEnum):
    """The outcome of loading one file."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAILED = "failed"


@dataclass(frozen=True)
class Loaded:
    """One file out of `of`, with its outcome; if it failed, `reason` names the file and says why."""

    path: Path
    outcome: Outcome
    of: int
    reason: str | None = None


@dataclass
class Summary:
    """What a load did: documents by outcome, and by kind how many records were created, updated and deleted."""

    documents: Counter[Outcome] = field(default_factory=Counter)
    records: dict[str, Counter[str]] = field(default_factory=dict)


def load(
    paths: Sequence[Path], *, engine: Engine, max_bytes: int, report: Callable[[Loaded], None] = lambda _: None
) -> Summary:
    """Loads files, and all texts in folders, and reports each; a file that fails does not stop the others.

    At the end records of one thing are merged and records of one fact linked. A load that changes nothing writes
    nothing. Raises BadDatabase if the database fails; the documents loaded before stay loaded.
    """
    files = list(find(paths))
    summary = Summary()
    operations: dict[tuple[str, str], list[str]] = {}

    def note(changed: list[Changed]) -> None:
        for change in changed:
            operations.setdefault((change.kind, change.id), []).append(change.operation)

    with named_errors(engine):
        bring_up_to_date(engine)
        with engine.connect() as connection:
            identities = read_identities(connection)
        for path in files:
            outcome, changed, reason = _load_one(path, engine=engine, max_bytes=max_bytes, identities=identities)
            summary.documents[outcome] += 1
            note(changed)
            report(Loaded(path, outcome, len(files), reason))
        if operations or not _is_related(engine):
            with writing(engine) as connection:
                note(relate(connection))
                note_load(connection, **{outcome.value: summary.documents[outcome] for outcome in Outcome})
    summary.records = _by_kind(operations)
    return summary


def _is_related(engine: Engine) -> bool:
    """Whether records were related since the last change: an earlier load may have been interrupted."""
    with engine.connect() as connection:
        return related_version(connection) == last_change(connection)


def find_and_extract(paths: Sequence[Path], *, max_bytes: int) -> Iterator[tuple[Extraction | None, str]]:
    """Yields the extraction of each file, or None and the reason why the file failed; stores nothing."""
    for path in find(paths):
        try:
            yield extract(read(path, max_bytes=max_bytes)), ""
        except Exception as error:
            yield None, _reason(path, error)


def _load_one(
    path: Path, *, engine: Engine, max_bytes: int, identities: Identities
) -> tuple[Outcome, list[Changed], str | None]:
    try:
        return *_store(read(path, max_bytes=max_bytes), engine, identities), None
    except Exception as error:
        return Outcome.FAILED, [], _reason(path, error)


def _reason(path: Path, error: Exception) -> str:
    """Returns why one file fails; raises the error again where it concerns every file, as a lost database does."""
    if isinstance(error, NotReadable):
        return error.detail
    if isinstance(error, KomekError) or (
        isinstance(error, DBAPIError) and not isinstance(error, IntegrityError | DataError)
    ):
        raise error
    # A bug that this text triggers must not stop the other texts.
    log.debug("%s", path, exc_info=error)
    said = " ".join(str(getattr(error, "orig", error)).split())
    return f"{path}: {type(error).__name__}: {said[:300]}"


def _store(source: Source, engine: Engine, identities: Identities) -> tuple[Outcome, list[Changed]]:
    with engine.connect() as connection:
        stored = find_stored(connection, source)
    if stored is not None and (stored.sha256, stored.extractor) == (digest(source.text), version()):
        return Outcome.SAME, []
    extraction = extract(source)
    with writing(engine) as connection:
        settled = settle(extraction, document_id=identify(connection, source))
        changed = write(connection, source, settled, extractor=version(), identities=identities)
    is_new = any(change.kind == "document" and change.operation == "created" for change in changed)
    return Outcome.NEW if is_new else Outcome.CHANGED if changed else Outcome.SAME, changed


def _by_kind(operations: dict[tuple[str, str], list[str]]) -> dict[str, Counter[str]]:
    """Counts records by kind and net operation: a record that is created and then updated counts as created."""
    counts: dict[str, Counter[str]] = {}
    for (kind, _), steps in operations.items():
        was_there, is_there = steps[0] != "created", steps[-1] not in ("deleted", "merged")
        if was_there or is_there:
            net = "updated" if was_there and is_there else "created" if is_there else "deleted"
            counts.setdefault(kind, Counter())[net] += 1
    return counts
