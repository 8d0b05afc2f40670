"""What a record is: the registry of the kinds, in the order in which one may refer to another."""

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
from app.records.base import Kind, asked_of_every, judged

KINDS: dict[str, Kind] = {
    kind.name: asked_of_every(judged(kind))
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
# By the name that stands in addresses.
BY_PLURAL = {kind.plural: kind for kind in KINDS.values()}
METADATA = SQLModel.metadata

__all__ = ["BY_PLURAL", "KINDS", "METADATA", "Kind", "evidence", "identity", "rejected", "search"]
