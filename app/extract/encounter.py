"""What one sentence says of a meeting: whether its word of meeting means one, of which form and standing, with whom."""

from collections.abc import Sequence
from datetime import date

from app.extract.event import Event
from app.extract.namesakes import Person
from app.extract.occasion import day_of, locate
from app.extract.paper import NOUNS as AGREEMENTS
from app.extract.participants import Participant, participant_of, parties_of, person_of, titled
from app.extract.reading import Reading
from app.extract.units import Sentence, Unit
from app.records.codes import Focus, MeetingStatus, MeetingType

# Word groups of meeting with the form of encounter they tell, the most telling first.
TRIGGERS = {
    "called": MeetingType.CALL,
    "signing": MeetingType.SIGNING,
    "sign": MeetingType.SIGNING,
    "received": MeetingType.BILATERAL,
    "met": MeetingType.BILATERAL,
    "gathering": MeetingType.CONFERENCE,
    "conference": MeetingType.CONFERENCE,
    "visited": MeetingType.VISIT,
    "discussed": MeetingType.BILATERAL,
}
GATHERING_WORDS = ("conference", "gathering", "occasion")
GATHERINGS = (MeetingType.CONFERENCE, MeetingType.MULTILATERAL)
# A meeting that lies this many days before the text is not its news.
_NEWS_DAYS = 31


def is_verb(unit: Unit) -> bool:
    return bool(unit.features(*TRIGGERS) & {"past", "future"})


def event_of(reading: Reading, sentence: Sentence, trigger: Unit) -> Event | None:
    """Returns the event that a word of meeting tells of, None if nobody is named who could meet."""
    status = status_of(sentence, trigger)
    parties = parties_of(reading, sentence, trigger)
    meeting_type = type_of(reading, sentence, trigger)
    participants = [participant_of(reading, party) for party in parties]
    if meeting_type is MeetingType.BILATERAL:
        participants += titled(reading, sentence, parties)
    if is_verb(trigger) and not any(p.person is not None for p in participants):
        participants = [*_meant(reading, sentence, trigger), *participants]
    if not _can_be(reading, sentence, trigger, participants):
        return None
    supported = (
        is_verb(trigger)
        or _is_converb(reading, sentence, trigger)
        or any(u.has("took_place", "took_part") and not u.in_speech for u in sentence.units)
    )
    # A gathering may be told first, and who was there in the next sentence.
    if not participants and not (supported and meeting_type in GATHERINGS):
        return None
    event = Event(meeting_type, status, Focus.REPORTED, trigger, sentence, f"meeting.{group_of(trigger)}")
    event.add(participants)
    event.date = day_of(reading, sentence, trigger)
    locate(reading, event, parties)
    if status is not MeetingStatus.HELD or not supported or is_earlier(reading, event):
        event.focus = Focus.MENTIONED
    if event.focus is Focus.REPORTED and len(event.participants) < 2 and _has_other_side(event):
        _complete_sides(reading, event)
    if event.meeting_type is MeetingType.BILATERAL and len(_sides(event)) > 2:
        event.meeting_type = MeetingType.MULTILATERAL
    return event


def _has_other_side(event: Event) -> bool:
    """Whether an event with one party named has another: who visits a school meets nobody that the text names."""
    if event.meeting_type is MeetingType.VISIT:
        return event.host is not None or event.sentence.line.role == "headline"
    return event.meeting_type is not MeetingType.SIGNING


def _can_be(reading: Reading, sentence: Sentence, trigger: Unit, participants: Sequence[Participant]) -> bool:
    """Whether the words of meeting that also mean something else mean a meeting here.

    Who receives receives somebody, not money or a law; who signs at a meeting does not sign alone.
    """
    people = [p for p in participants if p.person is not None]
    if trigger.has("received"):
        guests = [u for u in sentence.units if u.has("guest", "delegation", "side", "official")]
        return len(people) >= 2 or bool(people and guests)
    if trigger.has("sign"):
        documents = [unit for unit in sentence.units if unit.has(*AGREEMENTS)]
        # Who signs a law signs it alone.
        signed = bool(documents) and not any(unit.has("law") for unit in documents)
        if not documents and any(unit.has("document") for unit in sentence.units):
            # "The document was signed by …": a document of two sides, if those who sign are of two.
            return len({p.said.country or p.key for p in participants if p.person is not None}) >= 2
        return signed and bool(people) and len(participants) >= 2
    if trigger.has("discussed"):
        return len(participants) >= 2
    return bool(participants) or trigger.has("gathering", "conference")


def _is_converb(reading: Reading, sentence: Sentence, trigger: Unit) -> bool:
    """Whether the word is a verb whose time the sentence's last verb tells ("having met … he discussed")."""
    if reading.text.words.head != "last" or "other" not in trigger.features(*TRIGGERS):
        return False
    return any(s.feature == "past" for unit in sentence.units for s in unit.senses)


def group_of(trigger: Unit) -> str:
    return next((name for name in TRIGGERS if trigger.has(name)), "gathering")


def type_of(reading: Reading, sentence: Sentence, trigger: Unit) -> MeetingType:
    found = TRIGGERS[group_of(trigger)]
    if found is MeetingType.CONFERENCE:
        at = sentence.units.index(trigger)
        # A gathering of heads and ministers is one of the states themselves.
        of = sentence.units[at : at + 4]
        if reading.text.words.head == "last":
            of = [u for u in sentence.units[max(0, at - 1) : at] if "genitive" in u.features("position", "body_head")]
        if any(unit.has("position", "body_head") for unit in of):
            return MeetingType.MULTILATERAL
    return found


def _sides(event: Event) -> set[str]:
    return {p.said.country or (p.said.organisation.name if p.said.organisation else p.key) for p in event.participants}


def status_of(sentence: Sentence, trigger: Unit) -> MeetingStatus:
    at = sentence.units.index(trigger)
    near = sentence.units[max(0, at - 4) : at + 4]
    if any(unit.has("cancelled") for unit in near):
        return MeetingStatus.CANCELLED
    features = trigger.features(*TRIGGERS)
    if features & {"future"} and not features & {"past"}:
        return MeetingStatus.PLANNED
    if "past" in features:
        return MeetingStatus.HELD
    if any(unit.has("planned") for unit in near):
        return MeetingStatus.PLANNED
    support = [u.features("took_place", "took_part") for u in sentence.units if u.has("took_place", "took_part")]
    if any("future" in found and "past" not in found for found in support):
        return MeetingStatus.PLANNED
    return MeetingStatus.HELD


def is_earlier(reading: Reading, event: Event) -> bool:
    """Whether the sentence tells of something before the text's own news."""
    at = event.sentence.units.index(event.trigger)
    if any(unit.has("earlier") for unit in event.sentence.units[max(0, at - 6) : at + 1]):
        return True
    reference = reading.page.reference
    if event.date is None or event.date.value is None or reference.year is None:
        return False
    value = event.date.value
    if int(value[:4]) != reference.year:
        return True
    if reference.day is None:
        return False
    if len(value) == 7:
        return int(value[5:7]) != reference.day.month
    if len(value) >= 10:
        return (reference.day - date.fromisoformat(value[:10])).days > _NEWS_DAYS
    return False


def _complete_sides(reading: Reading, event: Event) -> None:
    """Gives a one-sided event of the text's news its other side: whoever the text is about."""
    protagonist = _protagonist(reading, event)
    if protagonist is not None and protagonist.name not in event.people:
        event.add([person_of(reading, protagonist, protagonist.spans[0])])


def _meant(reading: Reading, sentence: Sentence, trigger: Unit) -> list[Participant]:
    """Returns whom "he" or "she" before a verb means: the first person of the sentence before."""
    before = sentence.units[: sentence.units.index(trigger)]
    place = reading.places.get(sentence.start, 0)
    if not place or not any(unit.has("pronoun") for unit in before):
        return []
    told = reading.people.in_sentence(reading.text.body[place - 1])
    return [person_of(reading, a.person, (a.start, a.end)) for a in told[:1]]


def _protagonist(reading: Reading, event: Event) -> Person | None:
    """Returns the first person that the text places, if told before the event."""
    for person in reading.people.known:
        if person.spans and person.spans[0][0] < event.sentence.start:
            return person
    return None
