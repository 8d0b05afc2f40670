"""Funding: money given, lent, promised or asked for as aid. A sum in a sentence is a claim, not a transaction."""

from datetime import date

from pydantic import BaseModel
from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, SQLModel

from app.records.base import (
    RANGED,
    TEXT,
    Dimension,
    Filter,
    Judged,
    JudgedOut,
    Kind,
    Link,
    Party,
    Record,
    Ref,
    date_range,
    newest_first,
    one_of,
)
from app.records.codes import (
    FINANCE_TYPES,
    FLOW_TYPES,
    TRANSACTION_TYPES,
    DollarBasis,
    FundingKind,
    Instrument,
    NoDollars,
    NotCountable,
    Qualifier,
    Topic,
)
from app.records.values import (
    Amount,
    CountryCode,
    CurrencyCode,
    Edtf,
    FinanceType,
    FlowType,
    Period,
    Thousandths,
    TransactionType,
    Year,
)

# It is the year by whose rate a sum is taken, so that a sum stands in the year of its dollars.
_YEAR = "The year of its date, else of its period, else that in which its document was published."


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


class FundingDerived(SQLModel):
    """What follows from what a text says of a sum, by the rules of docs/money.md."""

    year: int | None = Field(default=None, description=_YEAR)
    usd_reason: NoDollars | None = Field(default=None, sa_type=Text, description="Why it has no value in US dollars.")
    transaction_type: TransactionType | None = Field(
        default=None, max_length=2, description="IATI TransactionType code: 2 commitment, 3 disbursement, 12 pledge."
    )
    finance_type: FinanceType | None = Field(
        default=None, max_length=3, description="IATI FinanceType code: 110 grant, 421 loan."
    )
    flow_type: FlowType | None = Field(default=None, max_length=2, description="IATI FlowType code: 10 ODA.")


class Funding(FundingFields, FundingDerived, Judged, Record, table=True):
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
        newest_first("funding"),
        newest_first("funding", "year"),
        one_of("usd_basis", DollarBasis),
        one_of("usd_reason", NoDollars),
        CheckConstraint("usd_amount > 0", name="usd_amount_above_zero"),
        CheckConstraint("(usd_amount IS NULL) = (usd_reason IS NOT NULL)", name="usd_amount_or_why_not"),
        CheckConstraint("(usd_amount IS NULL) = (usd_basis IS NULL)", name="usd_amount_has_basis"),
        CheckConstraint(
            "(usd_basis = 'rate') = (usd_rate_year IS NOT NULL AND usd_source IS NOT NULL)",
            name="usd_rate_has_year_and_source",
        ),
        one_of("transaction_type", TRANSACTION_TYPES),
        one_of("finance_type", FINANCE_TYPES),
        one_of("flow_type", FLOW_TYPES),
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
    date_first: date | None = Field(default=None)
    date_last: date | None = Field(default=None)
    usd_amount: Amount | None = Field(default=None, sa_type=Thousandths, index=True)
    # Exact decimal text: a rate has more digits than an amount, and nothing is computed with it in SQL.
    usd_rate: str | None = Field(default=None, max_length=32)
    usd_rate_year: int | None = Field(default=None)
    usd_source: str | None = Field(default=None, sa_type=Text)
    usd_basis: DollarBasis | None = Field(default=None, sa_type=Text)


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


class Dollars(BaseModel):
    """A sum in US dollars."""

    amount: Amount = Field(description="In full dollars: as told, or by the rate, rounded to cents half to even.")
    rate: str | None = Field(
        description="Units of the sum's currency to the dollar, a decimal string; null where told beside the sum."
    )
    rate_year: int | None = Field(description="The year whose average rate it is; null where no rate was used.")
    source: str | None = Field(description="Whose rate it is; null where no rate was used.")
    basis: DollarBasis = Field(description="Told in dollars, told beside the sum, or by the rate of a year.")


class FundingOut(FundingFields, FundingDerived, JudgedOut):
    """A sum as served."""

    usd: Dollars | None = Field(description="The sum in US dollars; null, never 0, where usd_reason says why.")

    equivalents: list[EquivalentFields] = Field(description="The same money in other words; never a second sum.")
    provider: Party | None = Field(description="Who gives.")
    receiver: Party | None = Field(description="Who receives.")
    project: Ref | None = Field(description="What it is for.")
    canonical_id: str | None = Field(
        description="Of the records of several texts that tell this sum, the one that stands for all."
    )
    same_as: list[str] = Field(description="Ids of the records in which other texts tell this sum.")
    documents: list[str] = Field(description="Ids of the documents that tell of it.")


_PARTIES = (
    Dimension("provider", ("provider_id", "provider_country"), "Who gives: a body, or a state.", of="organisation"),
    Dimension("provider_country", ("provider_country",), "The state that gives.", of="country"),
    Dimension("receiver", ("receiver_id", "receiver_country"), "Who receives: a body, or a state.", of="organisation"),
    Dimension("receiver_country", ("receiver_country",), "The state that receives.", of="country"),
)
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
        Filter("usd_amount", "usd_amount", Amount, "The sum in US dollars.", RANGED),
        Filter("usd_basis", "usd_basis", DollarBasis, "Where the sum in US dollars is from."),
        Filter("usd_reason", "usd_reason", NoDollars, "Why it has no value in US dollars."),
        Filter("transaction_type", "transaction_type", TransactionType, "IATI TransactionType code."),
        Filter("finance_type", "finance_type", FinanceType, "IATI FinanceType code."),
        Filter("flow_type", "flow_type", FlowType, "IATI FlowType code."),
        Filter("kind", "kind", FundingKind, "The step of the payment."),
        Filter("instrument", "instrument", Instrument, "The form in which it is given."),
        Filter("qualifier", "qualifier", Qualifier, "How exactly the sum is told."),
        Filter("countable", "countable", bool, "May it be added to other sums?"),
        Filter("not_countable", "not_countable", NotCountable, "Why it may not be added."),
        Filter("usd_rate_year", "usd_rate_year", Year, "The year whose average rate was used.", RANGED),
        Filter("usd_source", "usd_source", str, "Whose rate was used.", TEXT),
        Filter("equivalent_amount", "equivalents.amount", Amount, "The same money in other words.", RANGED),
        Filter("equivalent_currency", "equivalents.currency", CurrencyCode, "The currency of these, ISO 4217."),
        Filter("period", "period", Period, "The years it covers, exactly: YYYY/YYYY."),
        Filter(
            "organisation", "provider_id", str, "Id of an organisation that gives or receives.", also=("receiver_id",)
        ),
        Filter("provider", "provider_id", str, "Id of the organisation that gives."),
        Filter("provider_name", "provider_name", str, "Who gives, as the text says.", TEXT),
        Filter("provider_country", "provider_country", CountryCode, "The state that gives."),
        Filter("receiver", "receiver_id", str, "Id of the organisation that receives."),
        Filter("receiver_name", "receiver_name", str, "Who receives, as the text says.", TEXT),
        Filter("receiver_country", "receiver_country", CountryCode, "The state that receives."),
        Filter("project", "project_id", str, "Id of the project it is for."),
        Filter("project_name", "project_name", str, "The project it is for, as the text says.", TEXT),
        Filter("topic", "project.topic", Topic, "What the project it is for is about."),
        Filter("date", "date", Edtf, "The day told for it: day, month, year or interval.", RANGED, is_date=True),
        Filter("year", "year", Year, _YEAR, RANGED),
        Filter("canonical", "canonical_id", str, "Id of the record that stands for all that tell the same."),
        Filter("document", "documents.document_id", str, "Id of a document that tells of it."),
    ),
    dimensions=(
        Dimension("year", ("year",), _YEAR),
        *_PARTIES,
        Dimension("project", ("project_id",), "What it is for.", of="project"),
        Dimension("topic", ("project.topic",), "What the project it is for is about."),
        Dimension("kind", ("kind",), "The step of the payment."),
        Dimension("instrument", ("instrument",), "The form in which it is given."),
        Dimension("currency", ("currency",), "The currency that the sum is told in.", of="currency"),
        Dimension("transaction_type", ("transaction_type",), "IATI TransactionType code.", of="transaction_type"),
        Dimension("finance_type", ("finance_type",), "IATI FinanceType code.", of="finance_type"),
        Dimension("flow_type", ("flow_type",), "IATI FlowType code.", of="flow_type"),
        Dimension("countable", ("countable",), "May it be added to other sums?"),
        Dimension("not_countable", ("not_countable",), "Why it may not be added."),
        Dimension("usd_basis", ("usd_basis",), "Where the sum in US dollars is from."),
        Dimension("usd_reason", ("usd_reason",), "Why it has no value in US dollars."),
    ),
    measures=("count", "facts", "sum_usd", "min_usd", "max_usd", "sum_amount"),
    sorts=("amount", "date", "id", "updated_at", "usd_amount", "year"),
    default_sort="-year",
    expands={"provider": "organisation", "receiver": "organisation", "project": "project"},
    tells=("amount", "kind", "instrument", "provider", "receiver", "project", "date", "period"),
)
