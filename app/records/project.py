"""A project: an identifiable undertaking, called a project, programme or initiative."""

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.records.base import Dimension, Filter, Judged, JudgedOut, Kind, Link, Named, Party, Record, one_of
from app.records.codes import ProjectKind, Role, Topic
from app.records.evidence import NameOut
from app.records.values import CountryCode, SectorCode


class ProjectFields(SQLModel):
    """What is known about a project."""

    name: str = Field(sa_type=Text, description="The name in the register, else in the first text.")
    acronym: str | None = Field(default=None, max_length=40, description="The acronym, in the language of the name.")
    kind: ProjectKind = Field(sa_type=Text, description="Whether it calls itself a project, programme or initiative.")
    topic: Topic = Field(default=Topic.OTHER, sa_type=Text, index=True, description="The topic of the project.")


class Project(ProjectFields, Judged, Record, table=True):
    """A project."""

    __table_args__ = (one_of("kind", ProjectKind), one_of("topic", Topic))


class ProjectOrganisation(SQLModel, table=True):
    """The role of an organisation, or a state, in a project."""

    __tablename__ = "project_organisation"
    __table_args__ = (
        one_of("role", Role),
        UniqueConstraint("project_id", "role", "organisation_name"),
        UniqueConstraint("project_id", "role", "organisation_id"),
        CheckConstraint("length(organisation_name) > 0", name="organisation_name_not_empty"),
    )

    project_id: str = Field(primary_key=True, foreign_key="project.id", ondelete="CASCADE", max_length=80)
    ordinal: int = Field(primary_key=True)
    role: Role = Field(sa_type=Text)
    organisation_id: str | None = Field(default=None, foreign_key="organisation.id", index=True, max_length=80)
    organisation_name: str = Field(max_length=300)
    organisation_country: str | None = Field(default=None, foreign_key="country.code", max_length=2)


class ProjectCountry(SQLModel, table=True):
    """A country that a project is for."""

    __tablename__ = "project_country"
    project_id: str = Field(primary_key=True, foreign_key="project.id", ondelete="CASCADE", max_length=80)
    country: str = Field(primary_key=True, foreign_key="country.code", index=True, max_length=2)


class ProjectSector(SQLModel, table=True):
    """A sector of a project: OECD DAC code of 3 or 5 digits."""

    __tablename__ = "project_sector"
    __table_args__ = (CheckConstraint("length(sector) IN (3, 5)", name="sector_is_a_dac_code"),)

    project_id: str = Field(primary_key=True, foreign_key="project.id", ondelete="CASCADE", max_length=80)
    sector: str = Field(primary_key=True, index=True, max_length=5)


class ProjectOrganisationOut(SQLModel):
    """A party of a project as served."""

    role: Role = Field(description="IATI OrganisationRole: funding, accountable, extending, implementing.")
    organisation: Party = Field(description="An organisation or a state.")


class ProjectOut(ProjectFields, Named, JudgedOut):
    """A project as served."""

    names: list[NameOut] = Field(description="The names and acronyms by language.")
    organisations: list[ProjectOrganisationOut] = Field(description="Who takes part, and in which role.")
    countries: list[CountryCode] = Field(description="The countries that it is for.")
    sectors: list[SectorCode] = Field(description="OECD DAC sector codes.")
    documents: list[str] = Field(description="Ids of the documents that mention it.")


PARTY = ("organisations.organisation_id", "organisations.organisation_country")
KIND = Kind(
    name="project",
    plural="projects",
    title="Projects",
    description="Named or specifically described undertakings: projects, programmes, initiatives.",
    table=Project,
    out=ProjectOut,
    links=(
        Link("organisations", ProjectOrganisation),
        Link("countries", ProjectCountry, order="country", scalar="country"),
        Link("sectors", ProjectSector, order="sector", scalar="sector"),
    ),
    filters=(
        Filter("name", ("names.text",), "Any of its names or acronyms, exactly."),
        Filter("acronym"),
        Filter("kind"),
        Filter("topic"),
        Filter("country", ("countries.country",), "A country that it is for."),
        Filter("sector", ("sectors.sector",), "An OECD DAC sector code."),
        Filter("party", PARTY, "A party that takes part: a state by its code, an organisation by its id."),
        Filter("organisation", ("organisations.organisation_id",), "The id of an organisation that takes part."),
        Filter("organisation_name", ("organisations.organisation_name",), "A party that takes part, by name."),
        Filter("organisation_country", ("organisations.organisation_country",), "The code of a state that takes part."),
        Filter("role", ("organisations.role",), "A role that a party has."),
        Filter("document", ("documents.document_id",), "The id of a document that mentions it."),
    ),
    dimensions=(
        Dimension("kind"),
        Dimension("topic"),
        Dimension("country", ("countries.country",), "A country that it is for."),
        Dimension("sector", ("sectors.sector",), "An OECD DAC sector code."),
        Dimension("party", PARTY, "A party that takes part: a state or an organisation."),
        Dimension("organisation", PARTY, "The same as `party`."),
        Dimension("role", ("organisations.role",), "A role that a party has."),
    ),
    sorts=("name", "id", "updated_at"),
    default_sort="name",
    expands={"organisations.organisation": "organisation"},
    counted_fields=("acronym", "organisations", "countries", "topic", "sectors"),
    merges=True,
)
