"""An organisation: a body that takes part. A country alone is not an organisation."""

from sqlalchemy import Column, Computed, String, Text
from sqlmodel import Field, SQLModel

from app.records.base import EXACT, Dimension, Filter, Judged, JudgedOut, Kind, Link, Named, Record, Ref, one_of
from app.records.codes import ORGANISATION_TYPES, PUBLIC_TYPES
from app.records.evidence import NameOut
from app.records.values import CountryCode, OrganisationType

_PUBLIC = ", ".join(f"'{code}'" for code in sorted(PUBLIC_TYPES))
_STATE = f"CASE WHEN organisation_type IN ({_PUBLIC}) THEN country END"


class OrganisationFields(SQLModel):
    """What is known of an organisation."""

    name: str = Field(sa_type=Text, description="The name in the register, else in the first text.")
    acronym: str | None = Field(default=None, max_length=40, description="The acronym, in the language of the name.")
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
        description="The country that it acts for; null for international bodies.",
    )


class Organisation(OrganisationFields, Judged, Record, table=True):
    """An organisation."""

    __table_args__ = (one_of("organisation_type", ORGANISATION_TYPES),)

    parent_id: str | None = Field(default=None, max_length=80)
    parent_name: str | None = Field(default=None, max_length=300)
    # The state whose public body it is; null for companies, NGOs, media and international bodies.
    state: str | None = Field(default=None, sa_column=Column(String(2), Computed(_STATE, persisted=True), index=True))


class OrganisationIdentifier(SQLModel, table=True):
    """An identifier of an organisation, as `XM-DAC-47131`."""

    __tablename__ = "organisation_identifier"
    organisation_id: str = Field(primary_key=True, foreign_key="organisation.id", ondelete="CASCADE", max_length=80)
    ordinal: int = Field(primary_key=True)
    identifier: str = Field(max_length=80, index=True)


class OrganisationOut(OrganisationFields, Named, JudgedOut):
    """An organisation as served."""

    names: list[NameOut] = Field(description="The names and acronyms by language.")
    parent: Ref | None = Field(description="The organisation that it belongs to.")
    identifiers: list[str] = Field(description="Identifiers of org-id.guide, as XM-DAC-47131.")
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
        Filter("name", ("names.text",), "Any of its names, exactly."),
        Filter("acronym"),
        Filter("parent", ("parent_id",), "The id of the organisation that it belongs to."),
        Filter("parent_name", description="The organisation that it belongs to, by name."),
        Filter("organisation_type"),
        Filter("country"),
        Filter("identifier", ("identifiers.identifier",), operators=EXACT),
        Filter("document", ("documents.document_id",), "The id of a document that names it."),
    ),
    dimensions=(
        Dimension("organisation_type"),
        Dimension("country"),
        Dimension("parent", ("parent_id",), "The organisation that it belongs to."),
    ),
    sorts=("name", "id", "updated_at"),
    default_sort="name",
    expands={"parent": "organisation"},
    counted_fields=("acronym", "organisation_type", "country", "identifiers"),
    merges=True,
)
