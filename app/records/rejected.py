"""Rejected sums: money in a text that is not funding, with the reason; never a record, and in no total."""

from pydantic import BaseModel
from sqlalchemy import CheckConstraint, PrimaryKeyConstraint, Text
from sqlmodel import Field, SQLModel

from app.records.base import one_of
from app.records.codes import Rejection
from app.records.values import Amount, CurrencyCode, Thousandths


class RejectedFields(SQLModel):
    """A sum of a text, and why it is not funding; offsets count Unicode code points, half-open."""

    amount: Amount = Field(sa_type=Thousandths, description="Exact, in full units.")
    currency: CurrencyCode = Field(max_length=3, description="ISO 4217.")
    reason: Rejection = Field(sa_type=Text, description="Why it is not funding.")
    start: int = Field(ge=0, description="First code point of the sum in the document's text.")
    end: int = Field(description="One past the last code point of the sum.")
    quote: str = Field(sa_type=Text, description="The sum as printed: exactly text[start:end] of the document.")
    rule: str = Field(max_length=80, description="The rule that read the sum.")


class Rejected(RejectedFields, table=True):
    """A rejected sum of a document."""

    __table_args__ = (
        PrimaryKeyConstraint("document_id", "start"),
        CheckConstraint("amount > 0", name="amount_above_zero"),
        CheckConstraint('"start" >= 0 AND "end" > "start"', name="span_not_empty"),
        CheckConstraint('length(quote) = "end" - "start"', name="quote_fills_span"),
        one_of("reason", Rejection),
    )

    document_id: str = Field(foreign_key="document.id", ondelete="CASCADE", max_length=80)


class RejectedOut(RejectedFields, BaseModel):
    """A rejected sum as served, with the text around it."""

    prefix: str = Field(description="Up to 60 code points before the sum.")
    suffix: str = Field(description="Up to 60 code points after the sum.")
