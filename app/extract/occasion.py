"""When and where a meeting takes place, as far as its sentence tells."""

from collections.abc import Sequence

from app.extract.dates import WEAK, Dated
from app.extract.event import Event
from app.extract.participants import Participant, participant_of
from app.extract.reading import Party, Reading
from app.extract.units import Sentence, Unit
from app.records.codes import MeetingType

# Dates that are no day of a meeting: a span of years, or a bare number that may be part of a name.
_NO_DAYS = (WEAK - {"date.weekday"}) | {"date.years"}


def day_of(reading: Reading, sentence: Sentence, trigger: Unit) -> Dated | None:
    """Returns the date of the sentence that stands nearest to the word of meeting."""
    dated = [d for d in reading.dates(sentence) if d.rule not in _NO_DAYS]
    dated = [d for d in dated if not reading.is_dateline(d)]
    return min(dated, key=lambda d: (abs(d.start - trigger.start), d.start), default=None)


def locate(reading: Reading, event: Event, parties: Sequence[Party]) -> None:
    """Finds the place in the sentence: a city, or the state that is visited."""
    taken = [(party.first, party.last) for party in parties]
    place = reading.place(event.sentence, taken)
    visited = _visited(reading, event)
    if place is not None and (visited is None or place[1] == visited.said.country):
        event.city, event.country, event.place = place[0], place[1], (place[2].start, place[2].end)
    if visited is not None:
        event.host = visited
        if event.city is None:
            event.country, event.place = visited.said.country, next(iter(visited.spans))


def _visited(reading: Reading, event: Event) -> Participant | None:
    """Returns the state after a word of visiting."""
    if event.meeting_type is not MeetingType.VISIT:
        return None
    states = [
        party
        for party in reading.parties(event.sentence)
        if party.mention is not None and party.mention.kind == "country" and not party.mention.by_adjective
    ]
    goals = [party for party in states if party.start > event.trigger.start or reading.text.words.head == "last"]
    where = [party for party in states if party.mention is not None and party.mention.is_place]
    return participant_of(reading, (goals or where)[0]) if goals or where else None
