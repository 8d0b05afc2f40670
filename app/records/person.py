"""A person: somebody named, with the positions that texts state."""

from datetime import date

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, SQLModel

from app.records.base import Dimension, Filter, Judged, JudgedOut, Kind, Link, Named, Record, Ref
from app.records.evidence import NameOut
from app.records.values import CountryCode, Edtf


class PersonFields(SQLModel):
    """What is known about a person in a public role."""

    name: str = Field(sa_type=Text, description="The name in the nominative, in the printed order, without titles.")
    position: str | None = Field(default=None, sa_type=Text, description="The latest position.")
    country: CountryCode | None = Field(
        default=None,
        foreign_key="country.code",
        index=True,
        max_length=2,
        description="The country that the person acts for; null for staff of international bodies.",
    )


class Person(PersonFields, Judged, Record, table=True):
    """A person."""

    organisation_id: str | None = Field(default=None, foreign_key="organisation.id", index=True, max_length=80)
    organisation_name: str | None = Field(default=None, max_length=300)
    # For readers of languages in which no text names the person: a name in their script.
    name_latin: str | None = Field(default=None, sa_type=Text)
    name_cyrillic: str | None = Field(default=None, sa_type=Text)


class PersonPosition(SQLModel, table=True):
    """A position that a document states, with the day of its publication."""

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

    title: str = Field(description="The position as printed, in the nominative.")
    organisation: Ref | None = Field(description="The organisation of the position.")
    country: CountryCode | None = Field(description="The country that the person acts for.")
    seen: Edtf | None = Field(description="When the document was published.")
    document_id: str = Field(description="The document that states it.")


class PersonOut(PersonFields, Named, JudgedOut):
    """A person as served."""

    organisation: Ref | None = Field(description="The organisation of the latest position.")
    names: list[NameOut] = Field(description="The spellings of the name by language.")
    positions: list[PositionOut] = Field(description="All positions, the latest first.")
    documents: list[str] = Field(description="Ids of the documents that name the person.")


KIND = Kind(
    name="person",
    plural="people",
    title="People",
    description="Named people with the positions and organisations that the texts state.",
    table=Person,
    out=PersonOut,
    links=(Link("positions", PersonPosition),),
    filters=(
        Filter("name", ("names.text",), "Any spelling of the name, exactly."),
        Filter("position"),
        Filter("position_title", ("positions.title",), "Any position that a text states."),
        Filter("country"),
        Filter("position_country", ("positions.country",), "The country of any position."),
        Filter("organisation", ("positions.organisation_id",), "The id of an organisation of any position."),
        Filter(
            "organisation_name",
            ("organisation_name", "positions.organisation_name"),
            "An organisation of any position, as the text names it.",
        ),
        Filter("document", ("documents.document_id",), "The id of a document that names the person."),
    ),
    dimensions=(
        Dimension("country"),
        Dimension("organisation", ("positions.organisation_id",), "An organisation of any position."),
        Dimension("position"),
    ),
    sorts=("name", "id", "updated_at"),
    default_sort="name",
    expands={"organisation": "organisation"},
    counted_fields=("position", "organisation", "country"),
    merges=True,
)
