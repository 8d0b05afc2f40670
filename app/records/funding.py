"""Funding: money given, lent, promised or asked for as aid. A sum in a sentence is a claim, not a transaction."""

from datetime import date

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, SQLModel

from app.records.base import RANGED, Filter, Judged, JudgedOut, Kind, Link, Party, Record, Ref, date_range, one_of
from app.records.codes import FundingKind, Instrument, NotCountable, Qualifier
from app.records.values import Amount, CountryCode, CurrencyCode, Edtf, Period, Thousandths


class FundingFields(SQLModel):
    """What a text says of a sum."""

    amount: Amount | None = Field(
        default=None,
        sa_type=Thousandths,
        description="Exact, in full units; null for aid in kind without a sum.",
    )
    currency: CurrencyCode | None = Field(default=None, max_length=3, description="ISO 4217.")
    amount_text: str | None = Field(default=None, sa_type=Text, description="The sum as printed.")
    qualifier: Qualifier = Field(default=Qualifier.EXACT, sa_type=Text, description="How exactly it is told.")
    kind: FundingKind = Field(
        default=FundingKind.UNSPECIFIED, sa_type=Text, index=True, description="The step of the payment."
    )
    instrument: Instrument = Field(
        default=Instrument.UNSPECIFIED, sa_type=Text, description="The form in which it is given."
    )
    date: Edtf | None = Field(default=None, max_length=32, description="The day told for it.")
    period: Period | None = Field(default=None, max_length=9, description="The years it covers, as told or computed.")
    countable: bool = Field(default=True, description="May it be added to other sums?")
    not_countable: NotCountable | None = Field(default=None, sa_type=Text, description="Why it may not.")


class Funding(FundingFields, Judged, Record, table=True):
    """A sum told by one document."""

    __table_args__ = (
        one_of("qualifier", Qualifier),
        one_of("kind", FundingKind),
        one_of("instrument", Instrument),
        one_of("not_countable", NotCountable),
        CheckConstraint("amount > 0", name="amount_above_zero"),
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="amount_has_currency"),
        CheckConstraint("countable = (not_countable IS NULL)", name="countable_or_why_not"),
        CheckConstraint("substr(period, 1, 4) <= substr(period, 6, 4)", name="period_not_reversed"),
        date_range(),
    )

    document_id: str = Field(foreign_key="document.id", ondelete="CASCADE", index=True, max_length=80)
    provider_id: str | None = Field(default=None, foreign_key="organisation.id", index=True, max_length=80)
    provider_name: str | None = Field(default=None, max_length=300)
    provider_country: str | None = Field(default=None, foreign_key="country.code", index=True, max_length=2)
    receiver_id: str | None = Field(default=None, foreign_key="organisation.id", index=True, max_length=80)
    receiver_name: str | None = Field(default=None, max_length=300)
    receiver_country: str | None = Field(default=None, foreign_key="country.code", index=True, max_length=2)
    project_id: str | None = Field(default=None, foreign_key="project.id", index=True, max_length=80)
    project_name: str | None = Field(default=None, sa_type=Text)
    canonical_id: str | None = Field(default=None, index=True, max_length=80)
    date_first: date | None = Field(default=None, index=True)
    date_last: date | None = Field(default=None)


class EquivalentFields(SQLModel):
    """The same money told in another currency, or rounded; for a range, its lower end."""

    amount: Amount = Field(sa_type=Thousandths, description="Exact, in full units.")
    currency: CurrencyCode = Field(max_length=3, description="ISO 4217.")


class FundingEquivalent(EquivalentFields, table=True):
    """An equivalent of a sum."""

    __tablename__ = "funding_equivalent"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_above_zero"),)

    funding_id: str = Field(primary_key=True, foreign_key="funding.id", ondelete="CASCADE", max_length=80)
    ordinal: int = Field(primary_key=True)


class FundingOut(FundingFields, JudgedOut):
    """A sum as served."""

    equivalents: list[EquivalentFields] = Field(description="The same money in other words; never a second sum.")
    provider: Party | None = Field(description="Who gives.")
    receiver: Party | None = Field(description="Who receives.")
    project: Ref | None = Field(description="What it is for.")
    canonical_id: str | None = Field(
        description="Of the records of several texts that tell this sum, the one that stands for all."
    )
    same_as: list[str] = Field(description="Ids of the records in which other texts tell this sum.")
    documents: list[str] = Field(description="Ids of the documents that tell of it.")


KIND = Kind(
    name="funding",
    plural="funding",
    title="Funding",
    description="Money given, lent, promised, allocated or asked for, each sum with whether it may be added up.",
    table=Funding,
    out=FundingOut,
    links=(Link("equivalents", FundingEquivalent),),
    filters=(
        Filter("amount", "amount", Amount, "The sum in full units of its currency.", RANGED),
        Filter("currency", "currency", CurrencyCode, "ISO 4217."),
        Filter("kind", "kind", FundingKind, "The step of the payment."),
        Filter("instrument", "instrument", Instrument, "The form in which it is given."),
        Filter("qualifier", "qualifier", Qualifier, "How exactly the sum is told."),
        Filter("countable", "countable", bool, "May it be added to other sums?"),
        Filter("not_countable", "not_countable", NotCountable, "Why it may not be added."),
        Filter("provider", "provider_id", str, "Id of the organisation that gives."),
        Filter("provider_country", "provider_country", CountryCode, "The state that gives."),
        Filter("receiver", "receiver_id", str, "Id of the organisation that receives."),
        Filter("receiver_country", "receiver_country", CountryCode, "The state that receives."),
        Filter("project", "project_id", str, "Id of the project it is for."),
        Filter("date", "date", Edtf, "The day told for it: day, month, year or interval.", RANGED, is_date=True),
        Filter("canonical", "canonical_id", str, "Id of the record that stands for all that tell the same."),
        Filter("document", "documents.document_id", str, "Id of a document that tells of it."),
    ),
    sorts=("amount", "date", "id", "updated_at"),
    default_sort="-date",
    expands={"provider": "organisation", "receiver": "organisation", "project": "project"},
    tells=("amount", "kind", "instrument", "provider", "receiver", "project", "date", "period"),
)
