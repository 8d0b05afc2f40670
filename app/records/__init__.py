"""What a record is: the registry of the kinds, each after those that it refers to."""

from sqlmodel import SQLModel

from app.records import (
    agreement,
    document,
    evidence,
    funding,
    identity,
    meeting,
    organisation,
    person,
    project,
    rejected,
    search,
)
from app.records.base import Kind
from app.records.declare import declared

KINDS: dict[str, Kind] = {
    kind.name: declared(kind)
    for kind in (
        document.KIND,
        meeting.KIND,
        project.KIND,
        funding.KIND,
        agreement.KIND,
        organisation.KIND,
        person.KIND,
    )
}
# By the name in addresses.
BY_PLURAL = {kind.plural: kind for kind in KINDS.values()}
METADATA = SQLModel.metadata

__all__ = ["BY_PLURAL", "KINDS", "METADATA", "Kind", "evidence", "identity", "rejected", "search"]
