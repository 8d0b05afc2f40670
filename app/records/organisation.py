"""An organisation: a body that takes part. A country alone is none."""

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from app.records.base import TEXT, Dimension, Filter, Judged, JudgedOut, Kind, Link, Named, Record, Ref, one_of
from app.records.codes import ORGANISATION_TYPES
from app.records.evidence import NameOut
from app.records.values import CountryCode, OrganisationType


class OrganisationFields(SQLModel):
    """What is known of an organisation."""

    name: str = Field(sa_type=Text, description="The name, as the register or else the first text gives it.")
    acronym: str | None = Field(default=None, max_length=40, description="The acronym, in the name's language.")
    organisation_type: OrganisationType | None = Field(
        default=None,
        max_length=2,
        description="IATI OrganisationType code: 10 government, 40 multilateral, …",
    )
    country: CountryCode | None = Field(
        default=None,
        foreign_key="country.code",
        index=True,
        max_length=2,
        description="The state it acts for; null for international bodies.",
    )


class Organisation(OrganisationFields, Judged, Record, table=True):
    """An organisation."""

    __table_args__ = (one_of("organisation_type", ORGANISATION_TYPES),)

    parent_id: str | None = Field(default=None, max_length=80)
    parent_name: str | None = Field(default=None, max_length=300)


class OrganisationIdentifier(SQLModel, table=True):
    """An identifier of an organisation in somebody's scheme, as `XM-DAC-47131`."""

    __tablename__ = "organisation_identifier"
    organisation_id: str = Field(primary_key=True, foreign_key="organisation.id", ondelete="CASCADE", max_length=80)
    ordinal: int = Field(primary_key=True)
    identifier: str = Field(max_length=80, index=True)


class OrganisationOut(OrganisationFields, Named, JudgedOut):
    """An organisation as served."""

    names: list[NameOut] = Field(description="Its names and acronyms by language.")
    parent: Ref | None = Field(description="The body that it belongs to.")
    identifiers: list[str] = Field(description="org-id.guide identifiers, as XM-DAC-47131.")
    documents: list[str] = Field(description="Ids of the documents that name it.")


KIND = Kind(
    name="organisation",
    plural="organisations",
    title="Organisations",
    description="Bodies that take part: ministries, agencies, UN bodies, banks, embassies, centres.",
    table=Organisation,
    out=OrganisationOut,
    links=(Link("identifiers", OrganisationIdentifier, scalar="identifier"),),
    filters=(
        Filter("name", "names.text", str, "One of its names, exactly.", TEXT),
        Filter("acronym", "acronym", str, "The acronym, in the name's language.", TEXT),
        Filter("parent", "parent_id", str, "Id of the body that it belongs to."),
        Filter("parent_name", "parent_name", str, "The body that it belongs to.", TEXT),
        Filter("organisation_type", "organisation_type", OrganisationType, "IATI OrganisationType code."),
        Filter("country", "country", CountryCode, "The state it acts for."),
        Filter("identifier", "identifiers.identifier", str, "An org-id.guide identifier, as XM-DAC-47131."),
        Filter("document", "documents.document_id", str, "Id of a document that names it."),
    ),
    dimensions=(
        Dimension("organisation_type", ("organisation_type",), "IATI OrganisationType code.", of="organisation_type"),
        Dimension("country", ("country",), "The state it acts for.", of="country"),
        Dimension("parent", ("parent_id",), "The body that it belongs to.", of="organisation"),
    ),
    sorts=("name", "id", "updated_at"),
    default_sort="name",
    expands={"parent": "organisation"},
    tells=("acronym", "organisation_type", "country", "identifiers"),
    merges=True,
)
