"""Stores what a person decides about two records: the same, or different. No later load undoes a decision."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from app.errors import BadDecision
from app.records import KINDS
from app.records.base import table_of
from app.records.identity import Sameness
from app.store.difference import Changed
from app.store.identity import DECISION, SAME_AS, read_identities
from app.store.relate import relate
from app.store.write import CLAIM, note_related


def decide(
    connection: Connection, kind: str, one: str, other: str, *, verdict: Sameness, note: str | None = None
) -> list[Changed]:
    """Stores that two ids of a kind are the same or different, applies that, and returns the changed records.

    The connection must come from `writing`. Raises BadDecision if an id does not exist, or if both ids are equal.
    """
    for id_ in (one, other):
        _require(connection, kind, id_)
    if one == other:
        raise BadDecision(f"{one!r} was given twice: give two different ids")
    _store(connection, kind, one, other, verdict=verdict, note=note)
    return _related(connection)


def part(
    connection: Connection, kind: str, id_: str, documents: Sequence[str], *, note: str | None = None
) -> tuple[str, list[Changed]]:
    """Stores that in some documents an id means another thing of the same name; returns its new id and the changes.

    The connection must come from `writing`. Raises BadDecision if records of the kind are never merged, if one of the
    documents does not mention the id, or if the documents are all that mention it.
    """
    if not KINDS[kind].merges:
        raise BadDecision(f"a {kind} comes from one document only and cannot be split")
    _require(connection, kind, id_)
    identities = read_identities(connection)
    claims = select(CLAIM.c.document_id, CLAIM.c.said_id).where(CLAIM.c.kind == kind, CLAIM.c.record_id == id_)
    said = dict(connection.execute(claims).all())
    for document in documents:
        if document not in said:
            raise BadDecision(f"the document {document!r} does not mention the {kind} {id_!r}")
    if set(documents) == set(said):
        raise BadDecision(f"only these documents mention the {kind} {id_!r}: leave it at least one of them")
    taken = {other for (of_kind, _, _), other in identities.apart.items() if of_kind == kind}
    new = next(name for number in range(2, len(taken) + 3) if (name := f"{id_[:76]}-{number}") not in taken)
    for document in documents:
        _store(connection, kind, said[document], new, verdict=Sameness.DIFFERENT, note=note, document_id=document)
    if id_ not in said.values():
        _store(connection, kind, id_, new, verdict=Sameness.DIFFERENT, note=note)
    return new, _related(connection)


def _related(connection: Connection) -> list[Changed]:
    changed = relate(connection)
    note_related(connection)
    return changed


def _store(
    connection: Connection,
    kind: str,
    one: str,
    other: str,
    *,
    verdict: Sameness,
    note: str | None,
    document_id: str | None = None,
) -> None:
    decision = {"kind": kind, "one": one, "other": other, "verdict": verdict.value, "document_id": document_id}
    connection.execute(insert(DECISION).values({**decision, "note": note, "at": datetime.now(UTC)}))


def _require(connection: Connection, kind: str, id_: str) -> None:
    """Raises BadDecision if no record has the id or had it before a merge."""
    table = table_of(KINDS[kind].table)
    places = (
        select(table.c.id).where(table.c.id == id_),
        select(SAME_AS.c.id).where(SAME_AS.c.kind == kind, SAME_AS.c.id == id_),
    )
    if all(connection.scalar(place) is None for place in places):
        raise BadDecision(f"no {kind} has the id {id_!r}")
