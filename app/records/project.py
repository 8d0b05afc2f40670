"""A project: an identifiable undertaking, be it called project, programme or initiative."""

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.records.base import TEXT, Dimension, Filter, Judged, JudgedOut, Kind, Link, Named, Party, Record, one_of
from app.records.codes import ProjectKind, Role, Topic
from app.records.evidence import NameOut
from app.records.values import CountryCode, SectorCode


class ProjectFields(SQLModel):
    """What is known of a project."""

    name: str = Field(sa_type=Text, description="The name, as the register or else the first text gives it.")
    acronym: str | None = Field(default=None, max_length=40, description="The acronym, in the name's language.")
    kind: ProjectKind = Field(sa_type=Text, description="What it is called.")
    topic: Topic = Field(default=Topic.OTHER, sa_type=Text, index=True, description="What it is about.")


class Project(ProjectFields, Judged, Record, table=True):
    """A project."""

    __table_args__ = (one_of("kind", ProjectKind), one_of("topic", Topic))


class ProjectOrganisation(SQLModel, table=True):
    """An organisation's, or a state's, part in a project."""

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
    """A state that a project is for."""

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
    """A part in a project as served."""

    role: Role = Field(description="IATI OrganisationRole: funding, accountable, extending, implementing.")
    organisation: Party = Field(description="Who: an organisation, or a state.")


class ProjectOut(ProjectFields, Named, JudgedOut):
    """A project as served."""

    names: list[NameOut] = Field(description="Its names and acronyms by language.")
    organisations: list[ProjectOrganisationOut] = Field(description="Who takes part, and how.")
    countries: list[CountryCode] = Field(description="The states that it is for.")
    sectors: list[SectorCode] = Field(description="OECD DAC sector codes.")
    documents: list[str] = Field(description="Ids of the documents that tell of it.")


_PART = Dimension(
    "organisation",
    ("organisations.organisation_id", "organisations.organisation_country"),
    "An organisation, or a state, that takes part.",
    of="organisation",
)
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
        Filter("name", "names.text", str, "One of its names or acronyms, exactly.", TEXT),
        Filter("acronym", "acronym", str, "The acronym, in the name's language.", TEXT),
        Filter("kind", "kind", ProjectKind, "What it is called."),
        Filter("topic", "topic", Topic, "What it is about."),
        Filter("country", "countries.country", CountryCode, "A state that it is for."),
        Filter("sector", "sectors.sector", SectorCode, "OECD DAC sector code."),
        Filter("organisation", "organisations.organisation_id", str, "Id of an organisation that takes part."),
        Filter("organisation_name", "organisations.organisation_name", str, "Who takes part, by name.", TEXT),
        Filter("organisation_country", "organisations.organisation_country", CountryCode, "A state that takes part."),
        Filter("role", "organisations.role", Role, "A part that somebody takes."),
        Filter("document", "documents.document_id", str, "Id of a document that tells of it."),
    ),
    dimensions=(
        Dimension("kind", ("kind",), "What it is called."),
        Dimension("topic", ("topic",), "What it is about."),
        Dimension("country", ("countries.country",), "A state that it is for.", of="country"),
        Dimension("sector", ("sectors.sector",), "OECD DAC sector code.", of="sector"),
        _PART,
        Dimension("role", ("organisations.role",), "A part that somebody takes."),
    ),
    sorts=("name", "id", "updated_at"),
    default_sort="name",
    expands={"organisations.organisation": "organisation"},
    tells=("acronym", "organisations", "countries", "topic", "sectors"),
    merges=True,
)
