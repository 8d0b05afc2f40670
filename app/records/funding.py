"""Funding: money given, lent, promised or requested as aid. A sum in a sentence is a claim, not a transaction."""

from datetime import date

from pydantic import BaseModel
from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, SQLModel

from app.records.base import (
    EXACT,
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

# The exchange rate is of this year too.
_YEAR = "The year of its date, else of its period, else of its document's publication."


class FundingFields(SQLModel):
    """What a text states about a sum."""

    amount: Amount | None = Field(
        default=None,
        sa_type=Thousandths,
        description="Exact, in full units; null for aid in kind without a sum.",
    )
    currency: CurrencyCode | None = Field(default=None, max_length=3, description="ISO 4217.")
    amount_text: str | None = Field(default=None, sa_type=Text, description="The sum as printed.")
    qualifier: Qualifier = Field(default=Qualifier.EXACT, sa_type=Text, description="How exactly the text states it.")
    kind: FundingKind = Field(
        default=FundingKind.UNSPECIFIED,
        sa_type=Text,
        index=True,
        description="The step of the payment: pledged, committed, disbursed …",
    )
    instrument: Instrument = Field(
        default=Instrument.UNSPECIFIED, sa_type=Text, description="The form of the aid: grant, loan …"
    )
    date: Edtf | None = Field(
        default=None, max_length=32, description="When the step took place: a day, month, year or interval."
    )
    period: Period | None = Field(
        default=None, max_length=9, description="The years that it covers, as stated or computed: YYYY/YYYY."
    )
    countable: bool = Field(default=True, description="Whether totals count it.")
    not_countable: NotCountable | None = Field(default=None, sa_type=Text, description="Why totals do not count it.")


class FundingDerived(SQLModel):
    """What follows from what a text states about a sum, by the rules of docs/money.md."""

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
    """A sum as one document states it."""

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
    """The same money in another currency, or rounded; of a range, its lower end."""

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

    amount: Amount = Field(description="In full dollars: as stated, or by the rate, rounded to cents half to even.")
    rate: str | None = Field(
        description="Units of the currency to the dollar, a decimal string; null where the text states the dollars."
    )
    rate_year: int | None = Field(description="The year of the average rate; null where no rate was used.")
    source: str | None = Field(description="The source of the rate; null where no rate was used.")
    basis: DollarBasis = Field(
        description="Whether the text states the dollars, as the sum or beside it, or a rate gives them."
    )


class FundingOut(FundingFields, FundingDerived, JudgedOut):
    """A sum as served."""

    usd: Dollars | None = Field(description="The sum in US dollars; null, never 0, where `usd_reason` says why.")

    equivalents: list[EquivalentFields] = Field(description="The same money in other words; never a second sum.")
    provider: Party | None = Field(description="Who gives.")
    receiver: Party | None = Field(description="Who receives.")
    project: Ref | None = Field(description="The project it is for.")
    canonical_id: str | None = Field(description="The record that represents this sum, if several texts state it.")
    same_as: list[str] = Field(description="Ids of the records of other texts that state this sum.")
    documents: list[str] = Field(description="Ids of the documents that state it.")


PROVIDER, RECEIVER = (tuple(f"{side}_{part}" for part in ("id", "country")) for side in ("provider", "receiver"))
# A state gives itself, or by a ministry, an agency, an embassy, a state bank.
PROVIDER_STATE, RECEIVER_STATE = ((f"{side}_country", f"{side}.state") for side in ("provider", "receiver"))
KIND = Kind(
    name="funding",
    plural="funding",
    title="Funding",
    description="Money given, lent, promised, allocated or requested as aid; each sum says whether totals count it.",
    table=Funding,
    out=FundingOut,
    links=(Link("equivalents", FundingEquivalent),),
    filters=(
        Filter("amount"),
        Filter("currency"),
        Filter("usd_amount", description="The sum in US dollars."),
        Filter("usd_basis", description="Where the sum in US dollars comes from."),
        Filter("usd_reason"),
        Filter("transaction_type"),
        Filter("finance_type"),
        Filter("flow_type"),
        Filter("kind"),
        Filter("instrument"),
        Filter("qualifier"),
        Filter("countable"),
        Filter("not_countable"),
        Filter("usd_rate_year", description="The year of the exchange rate.", type=Year),
        Filter("usd_source", description="The source of the exchange rate."),
        Filter("equivalent_amount", ("equivalents.amount",), "The same money in another currency."),
        Filter("equivalent_currency", ("equivalents.currency",), "The currency of an equivalent, ISO 4217."),
        Filter("period", operators=EXACT),
        Filter("party", PROVIDER + RECEIVER, "A party that gives or receives: a state by its code, a body by its id."),
        Filter("organisation", (PROVIDER[0], RECEIVER[0]), "The id of an organisation that gives or receives."),
        Filter("provider", PROVIDER, "Who gives: an organisation by its id, a state by its code."),
        Filter("provider_name", description="Who gives, as the text names them."),
        Filter(
            "provider_country",
            PROVIDER_STATE,
            "The code of a state that gives, itself or a public body of it.",
            type=CountryCode,
        ),
        Filter("receiver", RECEIVER, "Who receives: an organisation by its id, a state by its code."),
        Filter("receiver_name", description="Who receives, as the text names them."),
        Filter(
            "receiver_country",
            RECEIVER_STATE,
            "The code of a state that receives, itself or a public body of it.",
            type=CountryCode,
        ),
        Filter("project", ("project_id",), "The id of the project it is for."),
        Filter("project_name", description="The project it is for, as the text names it."),
        Filter("topic", ("project.topic",), "The topic of the project it is for.", type=Topic),
        Filter("date"),
        Filter("year", type=Year),
        Filter("canonical", ("canonical_id",)),
        Filter("document", ("documents.document_id",), "The id of a document that states it."),
    ),
    dimensions=(
        Dimension("year"),
        Dimension("month", ("date",), "The month of its date: YYYY-MM.", part="month"),
        Dimension("provider", PROVIDER, "Who gives: an organisation or a state."),
        Dimension(
            "provider_country",
            PROVIDER_STATE,
            "The state that gives, itself or by a public body.",
            codes=(CountryCode,),
        ),
        Dimension("receiver", RECEIVER, "Who receives: an organisation or a state."),
        Dimension(
            "receiver_country",
            RECEIVER_STATE,
            "The state that receives, itself or by a public body.",
            codes=(CountryCode,),
        ),
        Dimension("project", ("project_id",), "The project it is for."),
        Dimension("topic", ("project.topic",), "The topic of the project it is for.", codes=(Topic,)),
        Dimension("kind"),
        Dimension("instrument"),
        Dimension("currency"),
        Dimension("transaction_type"),
        Dimension("finance_type"),
        Dimension("flow_type"),
        Dimension("countable"),
        Dimension("not_countable"),
        Dimension("usd_basis", description="Where the sum in US dollars comes from."),
        Dimension("usd_reason"),
    ),
    measures=("count", "facts", "sum_usd", "min_usd", "max_usd", "sum_amount"),
    sorts=("amount", "date", "id", "updated_at", "usd_amount", "year"),
    default_sort="-year",
    expands={"provider": "organisation", "receiver": "organisation", "project": "project"},
    counted_fields=("amount", "kind", "instrument", "provider", "receiver", "project", "date", "period"),
)
