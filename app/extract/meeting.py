"""How the meetings of a text are recognised: what its sentences tell, one encounter joined from all that tell it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.extract.encounter import (
    GATHERING_WORDS,
    GATHERINGS,
    TRIGGERS,
    event_of,
    group_of,
    is_earlier,
    is_verb,
    status_of,
    type_of,
)
from app.extract.event import Event, said
from app.extract.occasion import day_of, locate
from app.extract.participants import joining, participant_of, person_of
from app.extract.reading import Reading
from app.extract.units import Sentence, Unit
from app.records.codes import Focus, MeetingStatus, MeetingType, Topic
from app.records.extraction import MeetingSaid

# How many units before a noun of meeting a word like "during" may stand.
_BEFORE = 4
# Whom a meeting is with stands within this many units of its noun, and of "with".
_NEAR_NOUN = 8


@dataclass
class _Told:
    """The events of a text as far as it is read; `current` is the last one that is its news.

    `waiting` holds the last event whose parties a later sentence may name: "A deal was signed. At the ceremony …".
    """

    events: list[Event] = field(default_factory=list)
    current: Event | None = None
    waiting: list[Event] = field(default_factory=list)

    def append(self, event: Event) -> None:
        self.events.append(event)
        if event.focus is Focus.REPORTED:
            self.current = event

    def forget_empty(self) -> None:
        """Drops gatherings of which no sentence told who was there."""
        self.events = [event for event in self.events if event.participants]
        self.current = next((event for event in reversed(self.events) if event.focus is Focus.REPORTED), None)


def extract(reading: Reading) -> list[MeetingSaid]:
    """Returns the meetings of a text in its order."""
    told = _Told()
    for sentence in reading.text.body:
        _read_sentence(reading, sentence, told)
    told.forget_empty()
    if told.current is None:
        _read_headline(reading, told)
    events = told.events
    _add_speakers(reading, events)
    _complete(reading, events)
    return [said(reading, event) for event in events if _is_told(event)]


def _is_told(event: Event) -> bool:
    """Whether enough is said of an event: two parties, or of one in passing somebody or some day."""
    if event.focus is Focus.MENTIONED:
        return bool(event.people) or event.date is not None
    return len(event.participants) >= 2


# --- one sentence ------------------------------------------------------------------------------------------------


def _read_sentence(reading: Reading, sentence: Sentence, events: _Told) -> None:
    """Adds the event of a sentence, or what the sentence adds to the event told before."""
    current, waiting = events.current, events.waiting
    topics = _topics(sentence)
    triggers = [unit for unit in sentence.units if unit.has(*TRIGGERS) and not unit.in_speech and not unit.quoted]
    before = current is not None or bool(waiting)
    back = [
        unit
        for unit in triggers
        if _refers_back(reading, sentence, unit, current) or (before and _opens(reading, sentence, unit))
    ]
    told = [unit for unit in triggers if unit not in back]
    back += sentence.having("occasion") if before else ()
    again = back[0] if back else None
    if again is not None and current is not None:
        current.topics += topics
    for trigger in _by_weight(told):
        event = event_of(reading, sentence, trigger)
        # What was also discussed at a meeting told before is no other meeting, whatever bodies it is about.
        if event is None or (current is not None and trigger.has("discussed") and not _names_anyone(reading, event)):
            continue
        _take_over(event, waiting)
        _settle(event, current, again, events)
        event.topics += topics
        return
    joins = again is not None and any(unit.has("took_part") for unit in sentence.units)
    if current is not None and current.meeting_type is not MeetingType.CALL:
        leads = _follows(current, sentence) and any(unit.has("delegation") for unit in sentence.units)
        leads = leads and current.meeting_type in (*GATHERINGS, MeetingType.VISIT, MeetingType.SIGNING)
        if joins or leads:
            current.add([participant_of(reading, p) for p in joining(reading, sentence)])
    elif current is None and joins and waiting:
        waiting[0].add([participant_of(reading, p) for p in joining(reading, sentence) if p.is_person])
        if len(waiting[0].people) >= 2:
            events.append(waiting.pop())
            return
    if told or again is not None:
        _wait(reading, sentence, told[0] if told else again, events)


def _opens(reading: Reading, sentence: Sentence, unit: Unit) -> bool:
    """Whether a sentence begins with the meeting told before, after a preposition: "At the ceremony … took part"."""
    at = sentence.units.index(unit)
    if reading.text.words.head == "last" or is_verb(unit) or not 0 < at <= 2:
        return False
    after = sentence.units[at + 1 : at + 2]
    return (
        sentence.units[at - 1].has("in_country")
        and any(u.has("took_part") for u in sentence.units)
        and not any(u.has("city", "country", "quote", "capital") for u in after)
    )


def _wait(reading: Reading, sentence: Sentence, trigger: Unit | None, events: _Told) -> None:
    """Keeps the event of a sentence that names too few parties, for later sentences to name them.

    One whose parties are told with the first word of it ("At the opening took part …") is an event at once.
    """
    if trigger is None or not trigger.has("sign", "signing", *GATHERING_WORDS):
        return
    happened = is_verb(trigger) or any(unit.has("took_place", "took_part") for unit in sentence.units)
    if not happened or status_of(sentence, trigger) is not MeetingStatus.HELD:
        return
    kind, rule = type_of(reading, sentence, trigger), f"meeting.{group_of(trigger)}"
    event = Event(kind, MeetingStatus.HELD, Focus.REPORTED, trigger, sentence, rule)
    event.add([participant_of(reading, p) for p in reading.parties(sentence) if p.is_person])
    event.date = day_of(reading, sentence, trigger)
    locate(reading, event, [])
    if is_earlier(reading, event):
        return
    if len(event.people) >= 2 and any(unit.has("took_part") for unit in sentence.units):
        if events.current is None:
            events.append(event)
    else:
        events.waiting[:] = [event]


def _take_over(event: Event, waiting: list[Event]) -> None:
    """Gives a signing the day and place of the sentence before, which told that something was signed, not by whom."""
    if not waiting or event.meeting_type is not MeetingType.SIGNING or not event.trigger.has("sign"):
        return
    earlier = waiting.pop()
    if earlier.meeting_type is MeetingType.SIGNING and _follows(earlier, event.sentence):
        event.date = event.date or earlier.date
        if event.place is None:
            event.city, event.country, event.place = earlier.city, earlier.country, earlier.place


def _names_anyone(reading: Reading, event: Event) -> bool:
    """Whether a sentence of discussion names a person, or a body before the word of discussing."""
    before = [m for m in reading.mentions(event.sentence) if m.start < event.trigger.start and not m.by_adjective]
    return bool(before or reading.people.in_sentence(event.sentence))


def _follows(event: Event, sentence: Sentence) -> bool:
    """Whether the sentence comes right after the event's in the same line."""
    return sentence.line is event.sentence.line and sentence.number == event.sentence.number + 1


def _settle(event: Event, current: Event | None, again: Unit | None, events: _Told) -> None:
    """Appends the event, or joins it to the one it belongs to: talks inside a visit, the same encounter told again."""
    if current is None or event.focus is Focus.MENTIONED:
        _append(event, current, events)
        return
    new_people = event.people - current.people
    inside = again is not None and current.meeting_type in (MeetingType.VISIT, *GATHERINGS) and not new_people
    same_visit = event.meeting_type is current.meeting_type is MeetingType.VISIT and not new_people
    told_again = bool(event.people) and event.people <= current.people and len(event.people) >= 2
    if same_visit:
        return
    if _follows(current, event.sentence) and not is_verb(event.trigger) and not new_people:
        _tell_more(current, event)
        return
    if inside or (told_again and _same_day(event, current)) or _is_attended(event, current):
        current.add(event.participants)
        return
    _append(event, current, events)


def _is_attended(event: Event, current: Event) -> bool:
    """Whether a sentence only tells who was at the gathering told before: "The ceremony was attended by …"."""
    if current.meeting_type not in GATHERINGS or event.meeting_type not in GATHERINGS:
        return False
    attended = any(unit.has("took_part") and not unit.in_speech for unit in event.sentence.units)
    return attended and event.date is None and event.place is None


def _tell_more(current: Event, event: Event) -> None:
    """Gives a meeting the day and place that the next sentence tells of it: "The meeting took place in …"."""
    if current.place is None and event.place is not None:
        current.city, current.country, current.place = event.city, event.country, event.place
    if current.date is None:
        current.date = event.date


def _append(event: Event, current: Event | None, events: _Told) -> None:
    if event.city is None and event.country is None and current is not None and event.focus is Focus.REPORTED:
        event.city, event.country, event.place = current.city, current.country, current.place
        if event.date is None and current.meeting_type is MeetingType.VISIT:
            event.date = current.date
    events.append(event)


def _same_day(one: Event, other: Event) -> bool:
    return one.date is None or other.date is None or one.date.value == other.date.value


def _by_weight(triggers: Sequence[Unit]) -> list[Unit]:
    """Returns the triggers with verbs of meeting first, then by place: what a text puts first, it means."""
    return sorted(triggers, key=lambda unit: (not is_verb(unit), unit.start))


def _refers_back(reading: Reading, sentence: Sentence, unit: Unit, current: Event | None) -> bool:
    """Whether a noun of meeting means one told before: "during the talks", with nobody and no day of its own."""
    if is_verb(unit):
        return False
    units = sentence.units
    at = units.index(unit)
    near = units[at + 1 : at + 2]
    if reading.text.words.head == "first":
        first = max((place + 1 for place in range(at) if units[place].has(*TRIGGERS)), default=0)
        near = units[max(first, at - _BEFORE) : at]
    locative = bool(unit.features(*TRIGGERS) & {"locative", "dative"}) and reading.text.words.head == "last"
    if not locative and not any(u.has("during") for u in near):
        return False
    if locative:
        return True
    people = reading.people.in_sentence(sentence)
    if any(at < a.first <= at + 2 for a in people) and at + 1 < len(units):
        return False
    # "at the ceremony X and Y were present", "after the meeting of deputies with X", where no meeting is told before.
    if current is None and unit.has("conference", "gathering") and any(u.has("took_part") for u in units):
        return False
    known = current.people if current is not None else set()
    clause = units[at + 1 : at + 1 + _NEAR_NOUN]
    joined = next((at + 1 + place for place, u in enumerate(clause) if u.has("with_word")), None)
    if joined is None or any(u.has("comma", "semicolon") for u in units[at + 1 : joined]):
        return True
    return not any(joined < a.first <= joined + _NEAR_NOUN and a.person.name not in known for a in people)


# --- the whole text ------------------------------------------------------------------------------------------------


def _add_speakers(reading: Reading, events: Sequence[Event]) -> None:
    """Counts those whom a text about one gathering quotes among its participants."""
    reported = [event for event in events if event.focus is Focus.REPORTED]
    if len(reported) != 1 or reported[0].meeting_type not in GATHERINGS:
        return
    for sentence in reading.text.body:
        if any(unit.has("said") for unit in sentence.units):
            for appearance in reading.people.in_sentence(sentence):
                person = person_of(reading, appearance.person, (appearance.start, appearance.end))
                reported[0].add([person])


def _read_headline(reading: Reading, events: _Told) -> None:
    """Reads the headline where the body tells of no meeting."""
    events.waiting = []
    for line in reading.text.lines:
        if line.role == "headline":
            for sentence in line.sentences:
                _read_sentence(reading, sentence, events)


def _topics(sentence: Sentence) -> Counter[Topic]:
    return Counter(Topic(str(unit.value("topic"))) for unit in sentence.having("topic"))


def _complete(reading: Reading, events: Sequence[Event]) -> None:
    """Gives events the day and place of the text where their sentences tell none, and visits their hosts."""
    for event in events:
        if event.host is not None and len(event.participants) < 2:
            event.add([event.host])
        if event.focus is Focus.REPORTED and event.city is None:
            same = event.country is None or event.country == reading.page.country
            if same and reading.page.city is not None:
                event.city, event.country = reading.page.city, reading.page.country
            elif event.country is None:
                event.country = reading.home
