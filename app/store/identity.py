"""Which ids stand for which: what loads have found to be one thing, and what people have decided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from app.records import KINDS, METADATA
from app.records.extraction import REFERS_TO

SAME_AS, DECISION = METADATA.tables["same_as"], METADATA.tables["decision"]
# Kind and id, with the id of the record that stands for it and the reason.
Same = dict[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True)
class Identities:
    """What ids mean: `apart` is of one document (two people of one name), `canonical` of all."""

    canonical: Mapping[tuple[str, str], str] = field(default_factory=dict)
    apart: Mapping[tuple[str, str, str], str] = field(default_factory=dict)

    def of(self, kind: str, id_: str, document_id: str) -> str:
        """Returns the id of the record that an id of a document's claim means."""
        if not KINDS[kind].merges:
            return id_
        meant = self.apart.get((kind, id_, document_id), id_)
        return self.canonical.get((kind, meant), meant)

    def group(self, kind: str, id_: str) -> str | None:
        """Returns the record that stands for all that tell the same as this one; None where it is alone."""
        return self.canonical.get((kind, id_))

    def settled(self, body: Mapping[str, Any], document_id: str) -> dict[str, Any]:
        """Returns the body of a claim with every reference leading to what it means now."""
        return {name: self._settled(name, value, document_id) for name, value in body.items()}

    def _settled(self, name: str, value: Any, document_id: str) -> Any:
        if isinstance(value, list):
            return [self._settled(name, item, document_id) for item in value]
        if not isinstance(value, dict):
            return value
        told = self.settled(value, document_id)
        if isinstance(told.get("id"), str):
            told["id"] = self.of(REFERS_TO.get(name, "organisation"), told["id"], document_id)
        return told


def read_identities(connection: Connection) -> Identities:
    """Returns what all ids mean that do not mean just themselves."""
    same = connection.execute(select(SAME_AS.c.kind, SAME_AS.c.id, SAME_AS.c.canonical_id))
    return Identities({(kind, id_): canonical for kind, id_, canonical in same}, dict(_apart(connection)))


def _apart(connection: Connection) -> Iterator[tuple[tuple[str, str, str], str]]:
    columns = (DECISION.c.kind, DECISION.c.one, DECISION.c.document_id, DECISION.c.other)
    of_documents = select(*columns).where(DECISION.c.document_id.is_not(None)).order_by(DECISION.c.id)
    for kind, one, document_id, other in connection.execute(of_documents):
        yield (kind, one, document_id), other


def decided(connection: Connection, kind: str) -> dict[tuple[str, str], str]:
    """Returns what people decided of pairs of ids; of two decisions the later one holds."""
    rows = connection.execute(
        select(DECISION.c.one, DECISION.c.other, DECISION.c.verdict)
        .where(DECISION.c.kind == kind)
        .order_by(DECISION.c.id)
    )
    return {(min(one, other), max(one, other)): verdict for one, other, verdict in rows}
