"""An agreement: a document that parties sign, adopt, plan or refer to."""

from datetime import date

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, SQLModel

from app.records.base import (
    Dimension,
    Filter,
    Judged,
    JudgedOut,
    Kind,
    Link,
    Named,
    Party,
    Record,
    date_range,
    newest_first,
    one_of,
)
from app.records.codes import AgreementStatus, AgreementType
from app.records.evidence import NameOut
from app.records.values import Edtf


class AgreementFields(SQLModel):
    """What a text says of an agreement."""

    name: str = Field(sa_type=Text, description="The name in the nominative, without quotation marks.")
    agreement_type: AgreementType = Field(sa_type=Text, index=True, description="The form of the document.")
    status: AgreementStatus = Field(sa_type=Text, description="Signed (or adopted), planned, or only mentioned.")
    date: Edtf | None = Field(
        default=None, max_length=32, description="When it was signed or adopted: a day, month, year or interval."
    )


class Agreement(AgreementFields, Judged, Record, table=True):
    """An agreement as one document states it."""

    __table_args__ = (
        one_of("agreement_type", AgreementType),
        one_of("status", AgreementStatus),
        CheckConstraint("length(name) > 0", name="name_not_empty"),
        date_range(),
        newest_first("agreement"),
    )

    document_id: str = Field(foreign_key="document.id", ondelete="CASCADE", index=True, max_length=80)
    date_first: date | None = Field(default=None)
    date_last: date | None = Field(default=None)


class AgreementParty(SQLModel, table=True):
    """A party of an agreement: an organisation or a state."""

    __tablename__ = "agreement_party"
    __table_args__ = (CheckConstraint("length(organisation_name) > 0", name="organisation_name_not_empty"),)

    agreement_id: str = Field(primary_key=True, foreign_key="agreement.id", ondelete="CASCADE", max_length=80)
    ordinal: int = Field(primary_key=True)
    organisation_id: str | None = Field(default=None, foreign_key="organisation.id", index=True, max_length=80)
    organisation_name: str = Field(max_length=300)
    organisation_country: str | None = Field(default=None, foreign_key="country.code", index=True, max_length=2)


class AgreementPartyOut(SQLModel):
    """A party as served."""

    organisation: Party = Field(description="An organisation or a state.")


class AgreementOut(AgreementFields, Named, JudgedOut):
    """An agreement as served."""

    names: list[NameOut] = Field(description="The names by language.")
    parties: list[AgreementPartyOut] = Field(description="The parties of the agreement.")
    documents: list[str] = Field(description="Ids of the documents that mention it.")


PARTY = ("parties.organisation_id", "parties.organisation_country")
KIND = Kind(
    name="agreement",
    plural="agreements",
    title="Agreements",
    description="Joint statements, memoranda, exchanges of notes, grant and loan agreements, roadmaps, plans, laws.",
    table=Agreement,
    out=AgreementOut,
    links=(Link("parties", AgreementParty),),
    filters=(
        Filter("name", ("names.text",), "Any of its names, exactly."),
        Filter("agreement_type"),
        Filter("status"),
        Filter("date"),
        Filter("party", PARTY, "A party: a state by its code, an organisation by its id."),
        Filter("organisation", ("parties.organisation_id",), "The id of an organisation that is a party."),
        Filter("party_name", ("parties.organisation_name",), "A party, as the text names it."),
        Filter("party_country", ("parties.organisation_country",), "The code of a state that is a party."),
        Filter("document", ("documents.document_id",), "The id of a document that mentions it."),
    ),
    dimensions=(
        Dimension("year", ("date",), "The year of signing.", part="year"),
        Dimension("month", ("date",), "The month of signing: YYYY-MM.", part="month"),
        Dimension("agreement_type"),
        Dimension("status"),
        Dimension("party", PARTY, "A party: a state or an organisation."),
        Dimension("organisation", PARTY, "The same as `party`."),
        Dimension("party_country", ("parties.organisation_country",), "A state that is a party."),
    ),
    sorts=("date", "name", "id", "updated_at"),
    default_sort="-date",
    expands={"parties.organisation": "organisation"},
    counted_fields=("agreement_type", "status", "date", "parties"),
)
