"""A meeting: an encounter of two or more parties, held or planned."""

from datetime import date

from sqlalchemy import CheckConstraint, Column, Computed, Index, String, Text
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
    Record,
    Ref,
    date_range,
    newest_first,
    one_of,
)
from app.records.codes import Focus, MeetingStatus, MeetingType, Topic
from app.records.values import CountryCode, Edtf


class MeetingFields(SQLModel):
    """What a text says of an encounter."""

    meeting_type: MeetingType = Field(sa_type=Text, index=True, description="The form of the encounter.")
    status: MeetingStatus = Field(default=MeetingStatus.HELD, sa_type=Text, description="Held, planned or cancelled.")
    focus: Focus = Field(
        default=Focus.REPORTED, sa_type=Text, description="The text's news, or referred to in passing."
    )
    date: Edtf | None = Field(default=None, max_length=32, description="When it takes place.")
    date_text: str | None = Field(default=None, max_length=120, description="The date as printed.")
    city: str | None = Field(default=None, max_length=120, description="Where, in the document's language.")
    country: CountryCode | None = Field(
        default=None, foreign_key="country.code", index=True, max_length=2, description="In which state."
    )


class Meeting(MeetingFields, Judged, Record, table=True):
    """An encounter told by one document."""

    __table_args__ = (
        one_of("meeting_type", MeetingType),
        one_of("status", MeetingStatus),
        one_of("focus", Focus),
        date_range(),
        newest_first("meeting"),
    )

    document_id: str = Field(foreign_key="document.id", ondelete="CASCADE", index=True, max_length=80)
    canonical_id: str | None = Field(default=None, index=True, max_length=80)
    date_first: date | None = Field(default=None)
    date_last: date | None = Field(default=None)


class MeetingParticipant(SQLModel, table=True):
    """Who takes part: a person, an organisation, a state, or a person for one of these."""

    __tablename__ = "meeting_participant"
    __table_args__ = (
        CheckConstraint(
            "person_name IS NOT NULL OR organisation_name IS NOT NULL OR country IS NOT NULL", name="somebody"
        ),
        # Who meets whom is told by the index alone.
        Index("ix_meeting_participant_meeting_id_party", "meeting_id", "party"),
    )

    meeting_id: str = Field(primary_key=True, foreign_key="meeting.id", ondelete="CASCADE", max_length=80)
    ordinal: int = Field(primary_key=True)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=80)
    person_name: str | None = Field(default=None, max_length=300)
    position: str | None = Field(default=None, sa_type=Text)
    organisation_id: str | None = Field(default=None, foreign_key="organisation.id", index=True, max_length=80)
    organisation_name: str | None = Field(default=None, max_length=300)
    country: str | None = Field(default=None, foreign_key="country.code", index=True, max_length=2)
    country_name: str | None = Field(default=None, max_length=120)
    # Codes of states are capital letters, ids small ones: the two are never alike.
    party: str | None = Field(
        default=None,
        sa_column=Column(String(80), Computed("coalesce(country, organisation_id)", persisted=True), index=True),
    )


class MeetingTopic(SQLModel, table=True):
    """What an encounter was about."""

    __tablename__ = "meeting_topic"
    __table_args__ = (one_of("topic", Topic),)

    meeting_id: str = Field(primary_key=True, foreign_key="meeting.id", ondelete="CASCADE", max_length=80)
    topic: Topic = Field(sa_type=Text, primary_key=True)


class ParticipantOut(SQLModel):
    """A participant as served."""

    person: Ref | None = Field(description="The person, if one is named.")
    position: str | None = Field(description="As printed, nominative.")
    organisation: Ref | None = Field(description="The organisation that takes part or is acted for.")
    country: CountryCode | None = Field(description="The state acted for; null for international bodies.")
    country_name: str | None = Field(description="The state's name, in the document's language.")
    party: str | None = Field(
        description="The state that is acted for, by its code, else the organisation, by its id; null where the text "
        "names neither, or none that is known."
    )


class MeetingOut(MeetingFields, JudgedOut):
    """An encounter as served."""

    participants: list[ParticipantOut] = Field(description="Who takes part.")
    topics: list[Topic] = Field(description="What it is about.")
    canonical_id: str | None = Field(
        description="Of the records of several texts that tell this encounter, the one that stands for all."
    )
    same_as: list[str] = Field(description="Ids of the records in which other texts tell this encounter.")
    documents: list[str] = Field(description="Ids of the documents that tell of it.")


KIND = Kind(
    name="meeting",
    plural="meetings",
    title="Meetings",
    description="Encounters of two or more parties: talks, visits, receptions, conferences, signings, calls.",
    table=Meeting,
    out=MeetingOut,
    links=(
        Link("participants", MeetingParticipant),
        Link("topics", MeetingTopic, order="topic", scalar="topic"),
    ),
    filters=(
        Filter("meeting_type", "meeting_type", MeetingType, "The form of the encounter."),
        Filter("status", "status", MeetingStatus, "Held, planned or cancelled."),
        Filter("focus", "focus", Focus, "The text's news, or referred to in passing."),
        Filter("date", "date", Edtf, "When: day, month, year or interval.", RANGED, is_date=True),
        Filter("country", "country", CountryCode, "The state in which it takes place."),
        Filter("city", "city", str, "The city, as the record spells it.", TEXT),
        Filter("topic", "topics.topic", Topic, "A topic of the encounter."),
        Filter("person", "participants.person_id", str, "Id of a person who takes part."),
        Filter("organisation", "participants.organisation_id", str, "Id of an organisation that takes part."),
        Filter(
            "participant",
            "participants.person_id",
            str,
            "Who takes part, in whatever way: id of a person or organisation, or code of a state.",
            also=("participants.organisation_id", "participants.country"),
        ),
        Filter(
            "party",
            "participants.party",
            str,
            "A party that takes part: the state that is acted for, by its code, else the organisation, by its id.",
        ),
        Filter("person_name", "participants.person_name", str, "A person who takes part, as the text says.", TEXT),
        Filter("position", "participants.position", str, "A participant's position, as the text says.", TEXT),
        Filter(
            "organisation_name",
            "participants.organisation_name",
            str,
            "An organisation that takes part, as the text says.",
            TEXT,
        ),
        Filter("participant_country", "participants.country", CountryCode, "A state that is acted for."),
        Filter("canonical", "canonical_id", str, "Id of the record that stands for all that tell the same."),
        Filter("document", "documents.document_id", str, "Id of a document that tells of it."),
    ),
    dimensions=(
        Dimension("year", ("date",), "The year in which it takes place.", is_year=True),
        Dimension("meeting_type", ("meeting_type",), "The form of the encounter."),
        Dimension("status", ("status",), "Held, planned or cancelled."),
        Dimension("focus", ("focus",), "The text's news, or referred to in passing."),
        Dimension("country", ("country",), "The state in which it takes place.", of="country"),
        Dimension("city", ("city",), "The city, as the record spells it."),
        Dimension("topic", ("topics.topic",), "A topic of the encounter."),
        Dimension("person", ("participants.person_id",), "A person who takes part.", of="person"),
        Dimension("organisation", ("participants.organisation_id",), "A body that takes part.", of="organisation"),
        Dimension(
            "party",
            ("participants.party",),
            "A party that takes part: the state that is acted for, else the organisation.",
            of="organisation",
        ),
        Dimension("participant_country", ("participants.country",), "A state that is acted for.", of="country"),
    ),
    measures=("count", "facts"),
    sorts=("date", "id", "updated_at"),
    default_sort="-date",
    expands={"participants.person": "person", "participants.organisation": "organisation"},
    tells=("date", "city", "country", "participants", "topics"),
)
