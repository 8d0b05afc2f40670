"""Which ids mean the same, what a person has decided about them, and what waits for a decision."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text
from sqlmodel import Field, SQLModel

from app.records.base import Instant, one_of


class Sameness(StrEnum):
    """Whether two ids mean the same."""

    SAME = "same"
    DIFFERENT = "different"


class SameAs(SQLModel, table=True):
    """An id with the id of the record that represents it.

    People, organisations and projects are merged: the old id redirects. Meetings and sums remain as their documents
    state them; the record of `canonical_id` is the one to count.
    """

    __tablename__ = "same_as"
    __table_args__ = (Index("ix_same_as_kind_canonical_id", "kind", "canonical_id"),)

    kind: str = Field(primary_key=True, max_length=32)
    id: str = Field(primary_key=True, max_length=80)
    canonical_id: str = Field(max_length=80)
    reason: str = Field(sa_type=Text)


class Decision(SQLModel, table=True):
    """What a person decided about two ids; no load undoes it.

    With a document, the id means `other` in that document only: two people of the same name.
    """

    __table_args__ = (
        one_of("verdict", Sameness),
        CheckConstraint("one <> other", name="of_two"),
        Index("ix_decision_kind_one", "kind", "one"),
    )

    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True, autoincrement=True))
    kind: str = Field(max_length=32)
    one: str = Field(max_length=80)
    other: str = Field(max_length=80)
    verdict: Sameness = Field(sa_type=Text)
    document_id: str | None = Field(default=None, max_length=80)
    note: str | None = Field(default=None, sa_type=Text)
    at: datetime = Field(sa_type=Instant)


class Candidate(SQLModel, table=True):
    """Two records that may be the same: a person decides."""

    kind: str = Field(primary_key=True, max_length=32)
    one: str = Field(primary_key=True, max_length=80)
    other: str = Field(primary_key=True, max_length=80)
    reason: str = Field(sa_type=Text)


class Conflict(SQLModel, table=True):
    """A field of one fact that two records state differently: both values are kept."""

    kind: str = Field(primary_key=True, max_length=32)
    canonical_id: str = Field(primary_key=True, max_length=80)
    field: str = Field(primary_key=True, max_length=64)
    record_id: str = Field(primary_key=True, max_length=80)
    document_id: str = Field(foreign_key="document.id", ondelete="CASCADE", index=True, max_length=80)
    value: str = Field(sa_type=Text)
