"""Reads which ids mean the same thing or fact: found by loads, and decided by people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from app.records import KINDS, METADATA
from app.records.extraction import REFERS_TO

SAME_AS, DECISION = METADATA.tables["same_as"], METADATA.tables["decision"]
# By kind and id: the id of the canonical record and the reason.
Same = dict[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True)
class Identities:
    """What ids mean: `canonical` in all documents, `apart` in one document (two people of one name)."""

    canonical: Mapping[tuple[str, str], str] = field(default_factory=dict)
    apart: Mapping[tuple[str, str, str], str] = field(default_factory=dict)

    def of(self, kind: str, id_: str, document_id: str) -> str:
        """Returns the id of the record that an id in a claim of a document means."""
        if not KINDS[kind].merges:
            return id_
        meant = self.apart.get((kind, id_, document_id), id_)
        return self.canonical.get((kind, meant), meant)

    def group(self, kind: str, id_: str) -> str | None:
        """Returns the id of the canonical record of the same fact; None where no other record states it."""
        return self.canonical.get((kind, id_))

    def settled(self, body: Mapping[str, Any], document_id: str) -> dict[str, Any]:
        """Returns the body of a claim with the current id in every reference."""
        return {name: self._settled(name, value, document_id) for name, value in body.items()}

    def _settled(self, name: str, value: Any, document_id: str) -> Any:
        if isinstance(value, list):
            return [self._settled(name, item, document_id) for item in value]
        if not isinstance(value, dict):
            return value
        reference = self.settled(value, document_id)
        if isinstance(reference.get("id"), str):
            reference["id"] = self.of(REFERS_TO.get(name, "organisation"), reference["id"], document_id)
        return reference


def read_identities(connection: Connection) -> Identities:
    """Returns the meaning of every id that is merged, grouped or split."""
    same = connection.execute(select(SAME_AS.c.kind, SAME_AS.c.id, SAME_AS.c.canonical_id))
    return Identities({(kind, id_): canonical for kind, id_, canonical in same}, dict(_apart(connection)))


def _apart(connection: Connection) -> Iterator[tuple[tuple[str, str, str], str]]:
    columns = (DECISION.c.kind, DECISION.c.one, DECISION.c.document_id, DECISION.c.other)
    of_documents = select(*columns).where(DECISION.c.document_id.is_not(None)).order_by(DECISION.c.id)
    for kind, one, document_id, other in connection.execute(of_documents):
        yield (kind, one, document_id), other


def decided(connection: Connection, kind: str) -> dict[tuple[str, str], str]:
    """Returns the decisions of people by pair of ids; a later decision replaces an earlier one."""
    rows = connection.execute(
        select(DECISION.c.one, DECISION.c.other, DECISION.c.verdict)
        .where(DECISION.c.kind == kind)
        .order_by(DECISION.c.id)
    )
    return {(min(one, other), max(one, other)): verdict for one, other, verdict in rows}
