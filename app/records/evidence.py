"""Evidence: the span of a document from which one field's value was read; and claims, names, changes, loads."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import CheckConstraint, Column, Index, Integer, Text
from sqlmodel import Field, SQLModel

from app.records.base import Instant, one_of
from app.records.codes import Basis, NameKind


class EvidenceFields(SQLModel):
    """Where a document states a value; offsets count Unicode code points, half-open."""

    field: str = Field(max_length=64, description="The field of the record that the quote supports.")
    value: str | None = Field(
        default=None,
        sa_type=Text,
        description="The value that was read, as text; null for a record as a whole.",
    )
    start: int = Field(ge=0, description="First code point of the quote in the document's text.")
    end: int = Field(description="One past the last code point of the quote.")
    quote: str = Field(sa_type=Text, description="Exactly text[start:end] of the document.")
    rule: str = Field(max_length=80, description="The rule that read the value.")
    basis: Basis = Field(sa_type=Text, description="Whether the quote says the value, implies it, or is ambiguous.")
    confidence: float = Field(ge=0, le=1, description="How often the rule is right, from 0 to 1.")


class Evidence(EvidenceFields, table=True):
    """One span of one document for one field of one record; its id is a hash of just that."""

    __table_args__ = (
        CheckConstraint('"start" >= 0 AND "end" > "start"', name="span_not_empty"),
        CheckConstraint('length(quote) = "end" - "start"', name="quote_fills_span"),
        CheckConstraint("confidence >= 0 AND confidence <= 1", name="confidence_is_a_share"),
        one_of("basis", Basis),
        # The index holds what a page shows of each field: thousands of texts may name an organisation.
        Index("ix_evidence_kind_record_id", "kind", "record_id", "field", "document_id", "start", "end", "id"),
    )

    id: str = Field(primary_key=True, max_length=80)
    document_id: str = Field(foreign_key="document.id", ondelete="CASCADE", index=True, max_length=80)
    kind: str = Field(max_length=32)
    said_id: str = Field(max_length=80, description="The record's id as the document alone gives it.")
    record_id: str = Field(max_length=80, description="The record it belongs to now, also after a merge.")


class TextQuoteSelector(BaseModel):
    """W3C Web Annotation: a quote with the text before and after it."""

    type: Literal["TextQuoteSelector"]
    exact: str
    prefix: str
    suffix: str


class TextPositionSelector(BaseModel):
    """W3C Web Annotation: the code points of a quote, half-open."""

    type: Literal["TextPositionSelector"]
    start: int
    end: int


class EvidenceOut(EvidenceFields):
    """Evidence as served, with its document and the text around the quote."""

    id: str = Field(description="A hash of document, span, record and field.")
    document_id: str = Field(description="The document of the quote.")
    language: str = Field(description="The document's language.")
    prefix: str = Field(description="Up to 60 code points before the quote.")
    suffix: str = Field(description="Up to 60 code points after the quote.")
    selectors: tuple[TextQuoteSelector, TextPositionSelector] = Field(
        description="The same span as W3C Web Annotation selectors."
    )


class Claim(SQLModel, table=True):
    """What one document states about one record, as JSON: a record is made from its claims.

    `said_id` is the id that the document alone gives, `record_id` the record it belongs to now: the two differ where
    records were merged or split. The claim keeps the language of its document.
    """

    # The index holds what lists show of a record's texts: thousands may name an organisation.
    __table_args__ = (Index("ix_claim_kind_record_id", "kind", "record_id", "language", "document_id"),)

    document_id: str = Field(primary_key=True, foreign_key="document.id", ondelete="CASCADE", max_length=80)
    kind: str = Field(primary_key=True, max_length=32)
    said_id: str = Field(primary_key=True, max_length=80)
    record_id: str = Field(max_length=80)
    language: str = Field(max_length=16)
    confidence: float | None = Field(default=None, description="Mean over the fields of their best evidence.")
    body: str = Field(sa_type=Text)


class NameOut(BaseModel):
    """One name of a record in one language."""

    text: str = Field(description="The name, nominative, without quotation marks.")
    lang: str = Field(description="BCP 47; `und` where unsure.")
    kind: NameKind = Field(description="Written out, or an acronym.")


class Name(SQLModel, table=True):
    """A name of a record of any kind in one language."""

    __table_args__ = (
        one_of("name_kind", NameKind),
        CheckConstraint("length(text) > 0", name="text_not_empty"),
        Index("ix_name_text", "text"),
    )

    kind: str = Field(primary_key=True, max_length=32)
    record_id: str = Field(primary_key=True, max_length=80)
    lang: str = Field(primary_key=True, max_length=16)
    text: str = Field(primary_key=True, max_length=500)
    name_kind: NameKind = Field(sa_type=Text)
    ordinal: int


class Country(SQLModel, table=True):
    """The ISO 3166-1 alpha-2 codes that columns of records may hold."""

    code: str = Field(primary_key=True, max_length=2)


class Change(SQLModel, table=True):
    """One change of one record, in order; the highest number is the version of the data."""

    __table_args__ = (
        one_of("operation", ("created", "updated", "merged", "deleted")),
        CheckConstraint("(operation = 'merged') = (into_id IS NOT NULL)", name="merged_into"),
        Index("ix_change_kind_record_id", "kind", "record_id"),
    )

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    operation: str = Field(max_length=16)
    kind: str = Field(max_length=32)
    record_id: str = Field(max_length=80)
    revision: int
    into_id: str | None = Field(default=None, max_length=80)
    fields: str | None = Field(default=None, sa_type=Text, description="Of an update, what changed: a JSON array.")
    at: datetime = Field(sa_type=Instant)


class ChangeOut(BaseModel):
    """One change of one record, as served."""

    seq: int = Field(description="Its number; the numbers have no gaps.")
    operation: Literal["created", "updated", "merged", "deleted"] = Field(description="What happened.")
    type: str = Field(description="The kind of record.")
    id: str = Field(description="The record's id.")
    url: str = Field(description="Where it is served; a merged record leads to the one that remains.")
    revision: int = Field(description="The revision of the record then; the last one of a deleted record.")
    into_id: str | None = Field(description="Of a merged record, the id of the one that remains.")
    fields: list[str] | None = Field(description="Of an update, the changed fields.")
    at: datetime = Field(description="When, UTC.")
    record: dict[str, Any] | None = Field(
        default=None, description="With `include=record`, the record as it is now; null if it was deleted."
    )


class Load(SQLModel, table=True):
    """One run of the loader that changed something."""

    __table_args__ = (
        CheckConstraint("new >= 0 AND changed >= 0 AND same >= 0 AND failed >= 0", name="counts_not_negative"),
    )

    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True, autoincrement=True))
    at: datetime = Field(sa_type=Instant)
    new: int
    changed: int
    same: int
    failed: int
    data_version: int | None = Field(default=None, description="The last change when equal records were last found.")
