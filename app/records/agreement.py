"""An agreement: a document that parties sign, adopt, plan or refer to."""

from datetime import date

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
    Named,
    Party,
    Record,
    date_range,
    newest_first,
    one_of,
)
from app.records.codes import AgreementStatus, AgreementType
from app.records.evidence import NameOut
from app.records.values import CountryCode, Edtf


class AgreementFields(SQLModel):
    """What a text says of an agreement."""

    name: str = Field(sa_type=Text, description="The name, nominative, without quotation marks.")
    agreement_type: AgreementType = Field(sa_type=Text, index=True, description="The form of the document.")
    status: AgreementStatus = Field(sa_type=Text, description="Signed (or adopted), planned, or only mentioned.")
    date: Edtf | None = Field(default=None, max_length=32, description="When it was signed or adopted.")


class Agreement(AgreementFields, Judged, Record, table=True):
    """An agreement told by one document."""

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

    organisation: Party = Field(description="Who: an organisation, or a state.")


class AgreementOut(AgreementFields, Named, JudgedOut):
    """An agreement as served."""

    names: list[NameOut] = Field(description="Its names by language.")
    parties: list[AgreementPartyOut] = Field(description="Who agrees.")
    documents: list[str] = Field(description="Ids of the documents that tell of it.")


_PARTY = Dimension(
    "organisation",
    ("parties.organisation_id", "parties.organisation_country"),
    "An organisation, or a state, that is a party.",
    of="organisation",
)
KIND = Kind(
    name="agreement",
    plural="agreements",
    title="Agreements",
    description="Joint statements, memoranda, exchanges of notes, grant and loan agreements, roadmaps, plans, laws.",
    table=Agreement,
    out=AgreementOut,
    links=(Link("parties", AgreementParty),),
    filters=(
        Filter("name", "names.text", str, "One of its names, exactly.", TEXT),
        Filter("agreement_type", "agreement_type", AgreementType, "The form of the document."),
        Filter("status", "status", AgreementStatus, "Signed, planned or mentioned."),
        Filter("date", "date", Edtf, "When signed: day, month, year or interval.", RANGED, is_date=True),
        Filter("organisation", "parties.organisation_id", str, "Id of an organisation that is a party."),
        Filter("party_name", "parties.organisation_name", str, "A party, as the text says.", TEXT),
        Filter("party_country", "parties.organisation_country", CountryCode, "A state that is a party."),
        Filter("document", "documents.document_id", str, "Id of a document that tells of it."),
    ),
    dimensions=(
        Dimension("year", ("date",), "The year in which it was signed.", is_year=True),
        Dimension("agreement_type", ("agreement_type",), "The form of the document."),
        Dimension("status", ("status",), "Signed, planned or mentioned."),
        _PARTY,
        Dimension("party_country", ("parties.organisation_country",), "A state that is a party.", of="country"),
    ),
    sorts=("date", "name", "id", "updated_at"),
    default_sort="-date",
    expands={"parties.organisation": "organisation"},
    tells=("agreement_type", "status", "date", "parties"),
)
