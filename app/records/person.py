"""A person: somebody named, with the positions that texts give."""

from datetime import date

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, SQLModel

from app.records.base import TEXT, Dimension, Filter, Judged, JudgedOut, Kind, Link, Named, Record, Ref
from app.records.evidence import NameOut
from app.records.values import CountryCode, Edtf


class PersonFields(SQLModel):
    """What is known of a person in his or her public role."""

    name: str = Field(sa_type=Text, description="Nominative, in the order printed, without titles.")
    position: str | None = Field(default=None, sa_type=Text, description="The latest position told.")
    country: CountryCode | None = Field(
        default=None,
        foreign_key="country.code",
        index=True,
        max_length=2,
        description="The state he or she acts for; null for staff of international bodies.",
    )


class Person(PersonFields, Judged, Record, table=True):
    """A person."""

    organisation_id: str | None = Field(default=None, foreign_key="organisation.id", index=True, max_length=80)
    organisation_name: str | None = Field(default=None, max_length=300)


class PersonPosition(SQLModel, table=True):
    """A position that a document gives a person, with the day it was published."""

    __tablename__ = "person_position"
    __table_args__ = (CheckConstraint("length(title) > 0", name="title_not_empty"),)

    person_id: str = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE", max_length=80)
    ordinal: int = Field(primary_key=True)
    title: str = Field(sa_type=Text)
    organisation_id: str | None = Field(default=None, foreign_key="organisation.id", index=True, max_length=80)
    organisation_name: str | None = Field(default=None, max_length=300)
    country: str | None = Field(default=None, foreign_key="country.code", max_length=2)
    seen: str | None = Field(default=None, max_length=32)
    seen_first: date | None = Field(default=None)
    document_id: str = Field(foreign_key="document.id", ondelete="CASCADE", index=True, max_length=80)


class PositionOut(SQLModel):
    """A position as served."""

    title: str = Field(description="As printed, nominative.")
    organisation: Ref | None = Field(description="Where the position is held.")
    country: CountryCode | None = Field(description="The state acted for.")
    seen: Edtf | None = Field(description="When the document that tells it was published.")
    document_id: str = Field(description="The document that tells it.")


class PersonOut(PersonFields, Named, JudgedOut):
    """A person as served."""

    organisation: Ref | None = Field(description="Where the latest position is held.")
    names: list[NameOut] = Field(description="The name's spellings by language.")
    positions: list[PositionOut] = Field(description="All positions told, the latest first.")
    documents: list[str] = Field(description="Ids of the documents that name the person.")


KIND = Kind(
    name="person",
    plural="people",
    title="People",
    description="Named persons with the positions and organisations that the texts give.",
    table=Person,
    out=PersonOut,
    links=(Link("positions", PersonPosition),),
    filters=(
        Filter("name", "names.text", str, "One of the name's spellings, exactly.", TEXT),
        Filter("position", "position", str, "The latest position told.", TEXT),
        Filter("position_title", "positions.title", str, "Any position told.", TEXT),
        Filter("country", "country", CountryCode, "The state acted for."),
        Filter("position_country", "positions.country", CountryCode, "The state acted for in any position told."),
        Filter(
            "organisation",
            "positions.organisation_id",
            str,
            "Id of an organisation where a position is held.",
        ),
        Filter(
            "organisation_name",
            "organisation_name",
            str,
            "An organisation where a position is held, as the text says.",
            TEXT,
            also=("positions.organisation_name",),
        ),
        Filter("document", "documents.document_id", str, "Id of a document that names the person."),
    ),
    dimensions=(
        Dimension("country", ("country",), "The state acted for.", of="country"),
        Dimension("organisation", ("positions.organisation_id",), "Where a position is held.", of="organisation"),
        Dimension("position", ("position",), "The latest position told."),
    ),
    sorts=("name", "id", "updated_at"),
    default_sort="name",
    expands={"organisation": "organisation"},
    tells=("position", "organisation", "country"),
    merges=True,
)
