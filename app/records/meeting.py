"""A meeting: an encounter of two or more parties, held or planned."""

from datetime import date

from sqlalchemy import CheckConstraint, Column, Computed, Index, String, Text
from sqlmodel import Field, SQLModel

from app.records.base import (
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
from app.records.values import CityKey, CountryCode, Edtf


class MeetingFields(SQLModel):
    """What a text states about a meeting."""

    meeting_type: MeetingType = Field(sa_type=Text, index=True, description="The form of the meeting.")
    status: MeetingStatus = Field(default=MeetingStatus.HELD, sa_type=Text, description="Held, planned or cancelled.")
    focus: Focus = Field(
        default=Focus.REPORTED,
        sa_type=Text,
        description="Whether the text reports the meeting as its news or mentions it in passing.",
    )
    date: Edtf | None = Field(
        default=None, max_length=32, description="When it takes place: a day, month, year or interval."
    )
    date_text: str | None = Field(default=None, max_length=120, description="The date as printed.")
    city: str | None = Field(default=None, max_length=120, description="The city, as printed.")
    country: CountryCode | None = Field(
        default=None,
        foreign_key="country.code",
        index=True,
        max_length=2,
        description="The country where it takes place.",
    )


class Meeting(MeetingFields, Judged, Record, table=True):
    """A meeting as one document states it."""

    __table_args__ = (
        one_of("meeting_type", MeetingType),
        one_of("status", MeetingStatus),
        one_of("focus", Focus),
        date_range(),
        newest_first("meeting"),
    )

    document_id: str = Field(foreign_key="document.id", ondelete="CASCADE", index=True, max_length=80)
    city_id: str | None = Field(default=None, max_length=80)
    city_latin: str | None = Field(default=None, max_length=120)
    city_key: str | None = Field(default=None, index=True, max_length=120)
    canonical_id: str | None = Field(default=None, index=True, max_length=80)
    date_first: date | None = Field(default=None)
    date_last: date | None = Field(default=None)


class MeetingParticipant(SQLModel, table=True):
    """A participant: a person, an organisation, a country, or a person who acts for one of these."""

    __tablename__ = "meeting_participant"
    __table_args__ = (
        CheckConstraint(
            "person_name IS NOT NULL OR organisation_name IS NOT NULL OR country IS NOT NULL", name="somebody"
        ),
        # The statistics of pairs read the index alone.
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
    # Codes of countries are capital letters, ids small ones: they are never equal.
    party: str | None = Field(
        default=None,
        sa_column=Column(String(80), Computed("coalesce(country, organisation_id)", persisted=True), index=True),
    )


class MeetingTopic(SQLModel, table=True):
    """A topic of a meeting."""

    __tablename__ = "meeting_topic"
    __table_args__ = (one_of("topic", Topic),)

    meeting_id: str = Field(primary_key=True, foreign_key="meeting.id", ondelete="CASCADE", max_length=80)
    topic: Topic = Field(sa_type=Text, primary_key=True)


class ParticipantOut(SQLModel):
    """A participant as served."""

    person: Ref | None = Field(description="The person, if the text names one.")
    position: str | None = Field(description="The position as printed, in the nominative.")
    organisation: Ref | None = Field(description="The organisation that takes part, or that the person acts for.")
    country: CountryCode | None = Field(
        description="The country that the participant acts for; null for international bodies."
    )
    country_name: str | None = Field(description="The name of the country, as printed.")
    party: str | None = Field(
        description="The party: the country that the participant acts for, by its code, else the organisation, by its "
        "id; null where neither is known."
    )


class MeetingOut(MeetingFields, JudgedOut):
    """A meeting as served."""

    city_id: str | None = Field(description="The city in the register; null for a city outside it.")
    city_label: str | None = Field(description="The city in the requested language.")
    participants: list[ParticipantOut] = Field(description="Who takes part.")
    topics: list[Topic] = Field(description="The topics of the meeting.")
    canonical_id: str | None = Field(description="The record that represents this meeting, if several texts state it.")
    same_as: list[str] = Field(description="Ids of the records of other texts that state this meeting.")
    documents: list[str] = Field(description="Ids of the documents that mention it.")


PARTY = ("participants.party",)
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
        Filter("meeting_type"),
        Filter("status"),
        Filter("focus"),
        Filter("date"),
        Filter("country"),
        Filter("city", ("city_key",), "The city: its id, or any spelling of its name.", type=CityKey),
        Filter("city_name", ("city",)),
        Filter("topic", ("topics.topic",), "A topic of the meeting."),
        Filter("person", ("participants.person_id",), "The id of a person who takes part."),
        Filter("organisation", ("participants.organisation_id",), "The id of an organisation that takes part."),
        Filter(
            "participant",
            ("participants.person_id", "participants.organisation_id", "participants.country"),
            "A participant: the id of a person or an organisation, or the code of a country.",
        ),
        Filter("party", PARTY),
        Filter("person_name", ("participants.person_name",), "A person who takes part, as the text names them."),
        Filter("position", ("participants.position",), "The position of a participant, as the text gives it."),
        Filter(
            "organisation_name",
            ("participants.organisation_name",),
            "An organisation that takes part, as the text names it.",
        ),
        Filter("participant_country", ("participants.country",), "The code of a country that a participant acts for."),
        Filter("canonical", ("canonical_id",)),
        Filter("document", ("documents.document_id",), "The id of a document that mentions it."),
    ),
    dimensions=(
        Dimension("year", ("date",), "The year of the meeting.", part="year"),
        Dimension("month", ("date",), "The month of the meeting: YYYY-MM.", part="month"),
        Dimension("meeting_type"),
        Dimension("status"),
        Dimension("focus"),
        Dimension("country"),
        Dimension("city", ("city_key",), "The city.", codes=(CityKey,)),
        Dimension("topic", ("topics.topic",), "A topic of the meeting."),
        Dimension("person", ("participants.person_id",), "A person who takes part."),
        Dimension("organisation", ("participants.organisation_id",), "An organisation that takes part."),
        Dimension("party", PARTY),
        Dimension("participant_country", ("participants.country",), "A country that a participant acts for."),
    ),
    measures=("count", "facts"),
    sorts=("date", "id", "updated_at"),
    default_sort="-date",
    expands={"participants.person": "person", "participants.organisation": "organisation"},
    counted_fields=("date", "city", "country", "participants", "topics"),
)
