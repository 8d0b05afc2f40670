"""A meeting as it is put together, and the record that it becomes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.extract.dates import Dated
from app.extract.participants import Participant
from app.extract.reading import Reading
from app.extract.units import Sentence, Unit
from app.records.codes import Basis, Focus, MeetingStatus, MeetingType, Topic
from app.records.evidence import EvidenceFields
from app.records.extraction import MeetingSaid

_MOST_TOPICS = 3


@dataclass
class Event:
    """A meeting as it is put together."""

    meeting_type: MeetingType
    status: MeetingStatus
    focus: Focus
    trigger: Unit
    sentence: Sentence
    rule: str
    participants: list[Participant] = field(default_factory=list)
    date: Dated | None = None
    city: str | None = None
    country: str | None = None
    place: tuple[int, int] | None = None
    host: Participant | None = None
    topics: Counter[Topic] = field(default_factory=Counter)
    # The names of the persons who take part.
    people: set[str] = field(default_factory=set)
    # The participants by their keys, and whom the persons among them act for.
    _known: dict[str, Participant] = field(default_factory=dict)
    _represented: set[tuple[str, str | None]] = field(default_factory=set)

    def add(self, participants: Sequence[Participant]) -> None:
        """Adds those who are not there yet; an organisation that a person already acts for is there."""
        for new in participants:
            known = self._known.get(new.key)
            if known is not None:
                known.spans.update(new.spans)
                continue
            if new.person is None and not self._represented.isdisjoint(new.sides[:1]):
                continue
            self._known[new.key] = new
            self.participants.append(new)
            if new.person is not None:
                self.people.add(new.person.name)
                self._represented.update(new.sides)


def said(reading: Reading, event: Event) -> MeetingSaid:
    reported = event.focus is Focus.REPORTED and event.status is MeetingStatus.HELD
    own = event.date.value if event.date is not None else None
    date = own if event.date is not None else (reading.page.published if reported else None)
    return MeetingSaid(
        meeting_type=event.meeting_type,
        status=event.status,
        focus=event.focus,
        date=date,
        date_text=None if event.date is None else reading.text.quote(event.date.start, event.date.end),
        city=event.city,
        country=event.country,
        participants=[participant.said for participant in event.participants],
        topics=[topic for topic, _ in sorted(event.topics.items(), key=lambda t: (-t[1], t[0]))[:_MOST_TOPICS]],
        evidence=list(_evidence(reading, event, date)),
    )


def _evidence(reading: Reading, event: Event, date: str | None) -> list[EvidenceFields]:
    text, rule, trigger = reading.text, event.rule, event.trigger
    found = [
        text.evidence("record", event.sentence.start, event.sentence.end, rule=rule),
        text.evidence("meeting_type", trigger.start, trigger.end, rule=rule, value=event.meeting_type),
        text.evidence("status", trigger.start, trigger.end, rule=rule, value=event.status, basis=Basis.INFERRED),
        text.evidence(
            "focus", event.sentence.start, event.sentence.end, rule=rule, value=event.focus, basis=Basis.INFERRED
        ),
    ]
    for participant in event.participants:
        said = participant.said
        named = said.person or said.organisation
        who = named.name if named is not None else said.country_name
        for start, end in participant.spans:
            found.append(text.evidence("participants", start, end, rule=rule, value=who))
        if participant.title_span is not None:
            start, end = participant.title_span
            found.append(text.evidence("participants.position", start, end, rule=rule, value=said.position))
    if event.date is not None and date is not None:
        basis = Basis.INFERRED if event.date.inferred else Basis.EXPLICIT
        found.append(
            text.evidence("date", event.date.start, event.date.end, rule=event.date.rule, value=date, basis=basis)
        )
    elif date is not None:
        found += _inherited(reading, "published", "date", date)
    if event.place is not None:
        for name, value in (("city", event.city), ("country", event.country)):
            if value is not None:
                found.append(text.evidence(name, *event.place, rule="meeting.place", value=value))
    elif event.city is not None:
        found += _inherited(reading, "city", "city", event.city) + _inherited(
            reading, "country", "country", event.country
        )
    return found


def _inherited(reading: Reading, source: str, field_name: str, value: str | None) -> list[EvidenceFields]:
    """Returns the page's own evidence for a value that the event takes from the page."""
    return [
        reading.text.evidence(field_name, e.start, e.end, rule=e.rule, value=value, basis=Basis.INFERRED)
        for e in reading.page.evidence
        if e.field == source
    ]
