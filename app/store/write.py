"""Writes one document and its claims in one transaction, and only the rows that differ from the stored ones.

A record is folded from all its claims (see fold.py), so neither the order of the documents nor loading one twice makes
a difference. First all wanted rows are computed; then they are compared with the stored rows.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, and_, func, insert, select, true, update

from app.derive import city_columns
from app.records import KINDS, METADATA
from app.records.base import make_id, table_of
from app.records.evidence import EvidenceFields
from app.records.extraction import Extraction
from app.records.rejected import RejectedFields
from app.store.difference import Changed, Keyed, Plan, RecordKey, apply, batches, keyed, last_change, stored_rows
from app.store.fold import NAME, SAID, DatedClaim, Row, Source, body, claims_of, columns, confidence, fitted, fold
from app.store.identity import SAME_AS, Identities, read_identities
from app.text.lead import headline

if TYPE_CHECKING:
    from app.readers import Source as Read

DOCUMENT, CLAIM, EVIDENCE, REJECTED, LOAD = (
    METADATA.tables[name] for name in ("document", "claim", "evidence", "rejected", "load")
)


class StoredDocument(NamedTuple):
    """A stored document: its id, and the two values that decide whether its source must be extracted again."""

    id: str
    sha256: str
    extractor: str


def digest(text: str) -> str:
    """Returns the sha256 of a text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def find(connection: Connection, source: "Read") -> StoredDocument | None:
    """Returns the stored document with the text of the source, else the one with its address, else None."""
    wanted = select(DOCUMENT.c.id, DOCUMENT.c.sha256, DOCUMENT.c.extractor)
    for condition in (DOCUMENT.c.sha256 == digest(source.text), DOCUMENT.c.address == source.address):
        found = connection.execute(wanted.where(condition)).one_or_none()
        if found is not None:
            return StoredDocument(*found)
    return None


def identify(connection: Connection, source: "Read") -> str:
    """Returns the id of the stored document, or a new id made from the text where the source is new."""
    stored = find(connection, source)
    if stored is not None:
        return stored.id
    # A document whose text has changed keeps the id made from its old text, so that id may be taken.
    parts = [digest(source.text)]
    while connection.scalar(select(DOCUMENT.c.id).where(DOCUMENT.c.id == make_id("doc", *parts))) is not None:
        parts.append("again")
    return make_id("doc", *parts)


def write(
    connection: Connection,
    source: "Read",
    extraction: Extraction,
    *,
    extractor: str,
    identities: Identities | None = None,
) -> list[Changed]:
    """Stores a document and its settled claims (names resolved to ids) and returns the changed records.

    The connection must come from `writing`; `identities` are read where they are not given. Raises ValueError for
    evidence whose quote is not the text at its offsets, and for a text that is too long for its column.
    """
    document_id = extraction.document.id or ""
    known = read_identities(connection) if identities is None else identities
    plan = Plan()
    key = ("document", document_id)
    before, after = plan.before[key], plan.after[key]
    before[DOCUMENT] = stored_rows(connection, DOCUMENT, DOCUMENT.c.id == document_id)
    for table in (CLAIM, EVIDENCE, REJECTED):
        before[table] = stored_rows(connection, table, table.c.document_id == document_id)
    row = _document(source, extraction, next(iter(before[DOCUMENT].values()), {}), extractor)
    after[DOCUMENT] = keyed(DOCUMENT, [document_row(row, known)])
    after[CLAIM] = keyed(CLAIM, _claims(extraction, known))
    after[EVIDENCE] = keyed(EVIDENCE, _evidence(source.text, extraction, known))
    after[REJECTED] = keyed(REJECTED, _rejected(source.text, extraction))
    _plan_records(connection, plan, document_id, known)
    return apply(connection, plan)


def note_load(connection: Connection, *, new: int, changed: int, same: int, failed: int) -> None:
    """Stores the counts of a load that changed something, and the data version up to which records were related."""
    version = last_change(connection)
    counts = {"new": new, "changed": changed, "same": same, "failed": failed}
    connection.execute(insert(LOAD).values(at=datetime.now(UTC), data_version=version, **counts))


def note_related(connection: Connection) -> None:
    """Stores that records were related up to the last change, outside a load."""
    last = select(func.max(LOAD.c.id)).scalar_subquery()
    connection.execute(update(LOAD).where(LOAD.c.id == last).values(data_version=last_change(connection)))


def related_version(connection: Connection) -> int:
    """Returns the data version up to which records were related; 0 before the first load."""
    return connection.scalar(select(LOAD.c.data_version).order_by(LOAD.c.id.desc()).limit(1)) or 0


# --- the rows of one document ---------------------------------------------------------------------------------


def _document(source: "Read", extraction: Extraction, stored: Row, extractor: str) -> Row:
    said = extraction.document
    sha256 = digest(source.text)
    origin = {
        "address": source.address,
        "file": source.file,
        "media_type": source.media_type,
        "original_url": source.url,
    }
    if stored.get("sha256") == sha256:
        # The same text at another address keeps the address where it was found first.
        origin = {name: value if stored[name] is None else stored[name] for name, value in origin.items()}
    place = columns(said.place) if said.place is not None else {}
    place |= city_columns(place.get("city"), place.get("country"))
    text = {"sha256": sha256, "extractor": extractor, "text": source.text, "lead": source.text[:200]}
    text["label"] = headline(said.title, source.text)
    return fitted(DOCUMENT, {**columns(said), **place, **origin, **text})


def document_row(row: Row, identities: Identities) -> Row:
    """Returns the row of a document with the publisher and group that its ids mean now."""
    publisher = row["publisher_id"]
    meant = None if publisher is None else identities.of("organisation", publisher, row["id"])
    return {**row, "publisher_id": meant, "parallel_group": identities.group("document", row["id"])}


def _claims(extraction: Extraction, identities: Identities) -> list[Row]:
    document_id = extraction.document.id or ""
    return [
        {
            "document_id": document_id,
            "kind": kind,
            "said_id": said_id,
            "record_id": identities.of(kind, said_id, document_id),
            "language": extraction.document.language,
            "confidence": confidence(together),
            "body": body(together),
        }
        for kind, said_id, together in claims_of(extraction)
    ]


def _evidence(text: str, extraction: Extraction, identities: Identities) -> list[Row]:
    document_id = extraction.document.id or ""
    rows = [
        _evidence_row(text, piece, document_id, ("document", document_id)) for piece in extraction.document.evidence
    ]
    for kind, said_id, together in claims_of(extraction):
        now = identities.of(kind, said_id, document_id)
        rows += [
            {**_evidence_row(text, piece, document_id, (kind, said_id)), "record_id": now}
            for said in together
            for piece in said.evidence
        ]
    return rows


def _evidence_row(text: str, piece: EvidenceFields, document_id: str, key: RecordKey) -> Row:
    _check_quote(text, piece, f"{key[0]}.{piece.field}")
    span = (piece.value or "", str(piece.start), str(piece.end))
    evidence_id = make_id("evd", document_id, *key, piece.field, *span)
    owner = {"id": evidence_id, "document_id": document_id, "kind": key[0], "said_id": key[1], "record_id": key[1]}
    return fitted(EVIDENCE, {**piece.model_dump(mode="json"), **owner})


def _rejected(text: str, extraction: Extraction) -> list[Row]:
    rows = []
    for said in extraction.rejected:
        _check_quote(text, said, "a rejected sum")
        rows.append(fitted(REJECTED, {**columns(said), "document_id": extraction.document.id}))
    return rows


def _check_quote(text: str, piece: EvidenceFields | RejectedFields, of: str) -> None:
    if text[piece.start : piece.end] != piece.quote:
        raise ValueError(
            f"{of}, rule {piece.rule!r}: the quote is {piece.quote!r}, "
            f"but text[{piece.start}:{piece.end}] is {text[piece.start : piece.end]!r}"
        )


# --- the rows of the records that it mentions -----------------------------------------------------------------


def _plan_records(connection: Connection, plan: Plan, document_id: str, identities: Identities) -> None:
    """Plans the records whose claims this document adds, changes or removes."""
    before, after = plan.before["document", document_id], plan.after["document", document_id]
    old, new = _by_record(before[CLAIM]), _by_record(after[CLAIM])
    (document,) = after[DOCUMENT].values()
    # Records depend on some columns of the document too: its date orders claims, its publisher counts as a source.
    recast = any(_of_record(row) != _of_record(document) for row in before[DOCUMENT].values())
    plan.relisted = set(old) ^ set(new)
    touched = {key for key in set(old) | set(new) if recast or old.get(key) != new.get(key)}
    for kind in SAID:
        ids = sorted(record_id for of_kind, record_id in touched if of_kind == kind)
        claims = read_claims(connection, kind, ids, identities=identities, without=document_id)
        for record_id in ids:
            claims[record_id] += [_dated_claim(document, claim, identities) for claim in new.get((kind, record_id), [])]
        plan_records(connection, plan, kind, claims, identities=identities)


def _by_record(claims: Keyed) -> dict[RecordKey, list[Row]]:
    found: dict[RecordKey, list[Row]] = defaultdict(list)
    for row in claims.values():
        found[row["kind"], row["record_id"]].append(row)
    return found


def _of_record(document: Row) -> list[Any]:
    return [document[name] for name in ("published", "official", "parallel_group", "language", "extractor")]


def _dated_claim(document: Row, claim: Row, identities: Identities) -> DatedClaim:
    return DatedClaim(
        document["id"],
        document["published"],
        identities.settled(json.loads(claim["body"]), document["id"]),
        Source(identities.group("document", document["id"]) or document["id"], document["official"] is True),
        claim["confidence"],
    )


def read_claims(
    connection: Connection, kind: str, ids: Collection[str], *, identities: Identities, without: str | None = None
) -> dict[str, list[DatedClaim]]:
    """Returns the claims of all documents but one about records, by record id."""
    claims: dict[str, list[DatedClaim]] = {id_: [] for id_ in ids}
    documents = [DOCUMENT.c[name].label(f"document_{name}") for name in ("published", "official")]
    statement = (
        select(CLAIM, *documents).join(DOCUMENT, DOCUMENT.c.id == CLAIM.c.document_id).where(CLAIM.c.kind == kind)
    )
    for some in batches(ids):
        for row in connection.execute(statement.where(CLAIM.c.record_id.in_(some))).mappings():
            if row["document_id"] == without:
                continue
            document = {name.removeprefix("document_"): value for name, value in row.items()}
            claims[row["record_id"]].append(_dated_claim(document, dict(row), identities))
    return claims


def plan_records(
    connection: Connection, plan: Plan, kind: str, claims: Mapping[str, list[DatedClaim]], *, identities: Identities
) -> None:
    """Plans the rows of records from their claims; a record without claims is deleted."""
    others = _other_sources(connection, kind, claims, identities)
    for record_id, about in sorted(claims.items()):
        group = identities.group(kind, record_id) if not KINDS[kind].merges else None
        rows = fold(KINDS[kind], record_id, about, group=group, others=others.get(record_id, ())) if about else {}
        for table, found in rows.items():
            plan.after[kind, record_id][table] = keyed(table, found)
    for some in batches(claims):
        _add_stored_rows(connection, plan, kind, some)


def _other_sources(
    connection: Connection, kind: str, ids: Collection[str], identities: Identities
) -> dict[str, list[Source]]:
    """Returns the sources of all records of a fact, by the id of its canonical record."""
    if KINDS[kind].merges:
        return {}
    canonical = [id_ for id_ in ids if identities.group(kind, id_) == id_]
    found: dict[str, list[Source]] = defaultdict(list)
    statement = (
        select(SAME_AS.c.canonical_id, DOCUMENT.c.id, DOCUMENT.c.official)
        .join(CLAIM, and_(CLAIM.c.kind == SAME_AS.c.kind, CLAIM.c.record_id == SAME_AS.c.id))
        .join(DOCUMENT, DOCUMENT.c.id == CLAIM.c.document_id)
        .where(SAME_AS.c.kind == kind)
    )
    for some in batches(canonical):
        for canonical_id, id_, official in connection.execute(statement.where(SAME_AS.c.canonical_id.in_(some))):
            found[canonical_id].append(Source(identities.group("document", id_) or id_, official is True))
    return found


def _add_stored_rows(connection: Connection, plan: Plan, kind_name: str, ids: list[str]) -> None:
    kind = KINDS[kind_name]
    owners = [(table_of(kind.table), "id"), *((table_of(link.table), f"{kind_name}_id") for link in kind.links)]
    for table, owner in [*owners, (NAME, "record_id")]:
        condition = and_(table.c[owner].in_(ids), NAME.c.kind == kind_name if table is NAME else true())
        for primary_key, row in stored_rows(connection, table, condition).items():
            plan.before[kind_name, row[owner]][table][primary_key] = row
