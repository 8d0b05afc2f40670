"""Writes what one document says, in one transaction: only what differs from what stands is written.

A record is what its claims say together (see fold.py), so neither the order of the documents nor a second load
makes a difference. Everything is computed first, as the rows that should stand; then these are compared with the rows
that do.
"""

import hashlib
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, and_, insert, select, true

from app.records import KINDS, METADATA
from app.records.base import make_id
from app.records.evidence import EvidenceFields
from app.records.extraction import Extraction
from app.store.difference import Changed, Keyed, Plan, RecordKey, apply, keyed, standing_rows
from app.store.fold import NAME, SAID, Row, Told, body, claims_of, columns, fitted, fold, table_of

if TYPE_CHECKING:
    from app.readers import Source

DOCUMENT, CLAIM, EVIDENCE, LOAD = (METADATA.tables[name] for name in ("document", "claim", "evidence", "load"))


class Standing(NamedTuple):
    """A document that is stored: its id, and what of it tells whether a source must be read again."""

    id: str
    sha256: str
    extractor: str


def digest(text: str) -> str:
    """Returns the sha256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def find(connection: Connection, source: "Source") -> Standing | None:
    """Returns the stored document that a source is: the one with its text, else the one with its address."""
    wanted = select(DOCUMENT.c.id, DOCUMENT.c.sha256, DOCUMENT.c.extractor)
    for condition in (DOCUMENT.c.sha256 == digest(source.text), DOCUMENT.c.address == source.address):
        found = connection.execute(wanted.where(condition)).one_or_none()
        if found is not None:
            return Standing(*found)
    return None


def identify(connection: Connection, source: "Source") -> str:
    """Returns the id of the document that a source is, or, where it is new, that it shall have: made of its text."""
    standing = find(connection, source)
    if standing is not None:
        return standing.id
    # A document that had this text once may have kept the id when its text changed.
    parts = [digest(source.text)]
    while connection.scalar(select(DOCUMENT.c.id).where(DOCUMENT.c.id == make_id("doc", *parts))) is not None:
        parts.append("again")
    return make_id("doc", *parts)


def write(connection: Connection, source: "Source", extraction: Extraction, *, extractor: str) -> list[Changed]:
    """Stores a document with all that it says (settled: with ids) and returns what that changed.

    The connection must be one of `writing`. Raises ValueError, naming rule and field, for evidence that is not what
    the text has there, and for a text too long for its column.
    """
    document_id = extraction.document.id or ""
    plan = Plan()
    key = ("document", document_id)
    before, after = plan.before[key], plan.after[key]
    before[DOCUMENT] = standing_rows(connection, DOCUMENT, DOCUMENT.c.id == document_id)
    for table in (CLAIM, EVIDENCE):
        before[table] = standing_rows(connection, table, table.c.document_id == document_id)
    after[DOCUMENT] = keyed(
        DOCUMENT, [_document(source, extraction, next(iter(before[DOCUMENT].values()), {}), extractor)]
    )
    after[CLAIM] = keyed(CLAIM, _claims(extraction, document_id))
    after[EVIDENCE] = keyed(EVIDENCE, _evidence(source.text, extraction, document_id))
    _plan_records(connection, plan, document_id)
    return apply(connection, plan)


def note_load(connection: Connection, *, new: int, changed: int, same: int, failed: int) -> None:
    """Stores that a load has changed something."""
    connection.execute(insert(LOAD).values(at=datetime.now(UTC), new=new, changed=changed, same=same, failed=failed))


# --- the rows that one document gives -------------------------------------------------------------------------


def _document(source: "Source", extraction: Extraction, standing: Row, extractor: str) -> Row:
    said = extraction.document
    sha256 = digest(source.text)
    origin = {"address": source.address, "file": source.file, "media_type": source.media_type}
    if standing.get("sha256") == sha256:
        # The same text under another address is not news: it stays where it was found first.
        origin = {name: standing[name] for name in origin}
    place = columns(said.place) if said.place is not None else {}
    text = {"sha256": sha256, "extractor": extractor, "text": source.text}
    return fitted(DOCUMENT, {**columns(said), **place, **origin, **text})


def _claims(extraction: Extraction, document_id: str) -> list[Row]:
    return [
        {"document_id": document_id, "kind": kind, "record_id": record_id, "body": body(together)}
        for kind, record_id, together in claims_of(extraction)
    ]


def _evidence(text: str, extraction: Extraction, document_id: str) -> list[Row]:
    rows = [
        _evidence_row(text, piece, document_id, ("document", document_id)) for piece in extraction.document.evidence
    ]
    for kind, record_id, together in claims_of(extraction):
        rows += [
            _evidence_row(text, piece, document_id, (kind, record_id)) for said in together for piece in said.evidence
        ]
    return rows


def _evidence_row(text: str, piece: EvidenceFields, document_id: str, key: RecordKey) -> Row:
    if text[piece.start : piece.end] != piece.quote:
        raise ValueError(
            f"rule {piece.rule!r} quotes {piece.quote!r} for {key[0]}.{piece.field}, "
            f"but text[{piece.start}:{piece.end}] is {text[piece.start : piece.end]!r}"
        )
    span = (piece.value or "", str(piece.start), str(piece.end))
    evidence_id = make_id("evd", document_id, *key, piece.field, *span)
    owner = {"id": evidence_id, "document_id": document_id, "kind": key[0], "record_id": key[1]}
    return fitted(EVIDENCE, {**piece.model_dump(mode="json"), **owner})


# --- the rows of the records that it tells of -----------------------------------------------------------------


def _plan_records(connection: Connection, plan: Plan, document_id: str) -> None:
    """Plans the records whose claims this document adds, changes or takes away."""
    before, after = plan.before["document", document_id], plan.after["document", document_id]
    old, new = _bodies(before[CLAIM]), _bodies(after[CLAIM])
    published = _of(after[DOCUMENT], "published")
    # The date of publishing puts the claims in order, and stands beside a person's positions. A new version of what
    # reads the texts may have new rates, and new rules for what follows from a claim.
    of_all = ("published", "extractor")
    anew = any(_of(before[DOCUMENT], column) != _of(after[DOCUMENT], column) for column in of_all)
    plan.retold = set(old) ^ set(new)
    touched = {key for key in set(old) | set(new) if anew or old.get(key) != new.get(key)}
    for kind_name in SAID:
        ids = sorted(record_id for kind, record_id in touched if kind == kind_name)
        if not ids:
            continue
        claims = _others_claims(connection, kind_name, ids, document_id)
        for record_id in ids:
            if (kind_name, record_id) in new:
                claims[record_id].append(Told(document_id, published, new[kind_name, record_id]))
            rows = fold(KINDS[kind_name], record_id, claims[record_id]) if claims[record_id] else {}
            for table, found in rows.items():
                plan.after[kind_name, record_id][table] = keyed(table, found)
        _addstanding_rows(connection, plan, kind_name, ids)


def _bodies(claims: Keyed) -> dict[RecordKey, str]:
    return {(row["kind"], row["record_id"]): row["body"] for row in claims.values()}


def _of(documents: Keyed, column: str) -> str | None:
    """Returns a column of the document, None where it is new."""
    return next((row[column] for row in documents.values()), None)


def _others_claims(connection: Connection, kind: str, ids: list[str], document_id: str) -> dict[str, list[Told]]:
    statement = (
        select(CLAIM.c.record_id, CLAIM.c.document_id, DOCUMENT.c.published, CLAIM.c.body)
        .join(DOCUMENT, DOCUMENT.c.id == CLAIM.c.document_id)
        .where(CLAIM.c.kind == kind, CLAIM.c.record_id.in_(ids), CLAIM.c.document_id != document_id)
    )
    claims: dict[str, list[Told]] = defaultdict(list)
    for record_id, *told in connection.execute(statement):
        claims[record_id].append(Told(*told))
    return claims


def _addstanding_rows(connection: Connection, plan: Plan, kind_name: str, ids: list[str]) -> None:
    kind = KINDS[kind_name]
    owners = [(table_of(kind.table), "id"), *((table_of(link.table), f"{kind_name}_id") for link in kind.links)]
    for table, owner in [*owners, (NAME, "record_id")]:
        condition = and_(table.c[owner].in_(ids), NAME.c.kind == kind_name if table is NAME else true())
        for primary_key, row in standing_rows(connection, table, condition).items():
            plan.before[kind_name, row[owner]][table][primary_key] = row
