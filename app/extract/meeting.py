"""Reads the meetings of a text: its encounters, each with form, status, focus, day and place."""

from collections import Counter
from collections.abc import Sequence

from app.extract.actors import Actor
from app.extract.encounter import TRIGGERS, Encounter, Scene, bucket, encounters, same_sides, sides
from app.extract.members import steps
from app.extract.occasion import Day, Place, days, locations
from app.extract.reading import Reading
from app.extract.units import Unit
from app.records.codes import Basis, Focus, MeetingStatus, MeetingType, Topic
from app.records.evidence import EvidenceFields
from app.records.extraction import MeetingSaid

_MOST_TOPICS = 3
_LEAD = 2
# Word groups whose time shows whether a meeting was held or is planned.
_TIMED = (*TRIGGERS, "took_place", "took_part", "planned", "cancelled", "hand_over")
_FORMS = (*_TIMED, "earlier", "occasion", "delegation", "guest", "agreement", "memorandum", "joint_statement", "said")


def extract(reading: Reading) -> list[MeetingSaid]:
    """Returns the meetings of a text in its order."""
    scene, found = Scene(reading), []
    for encounter in encounters(scene):
        all_days = days(scene, encounter)
        form_features = features(scene, encounter, all_days)
        if reading.scores.accepts("meeting", form_features | sureness(scene, encounter)):
            found.append(_said(scene, encounter, all_days, form_features))
    return found


def sureness(scene: Scene, encounter: Encounter) -> frozenset[str]:
    """Returns how likely the pairs of an encounter are, and what kinds of actors it has: whether it took place."""
    scored, members = encounter.scored, encounter.actors
    found = steps("best", max(scored)) | steps("mean", sum(scored) / len(scored)) | steps("worst", min(scored))
    persons = [actor.person for actor in members if actor.kind == "person"]
    kinds = sorted(actor.kind for actor in members)
    found |= {f"kinds:{','.join(sorted(set(kinds)))}", f"first:{','.join(kinds[:3])}", f"unnamed:{None in persons}"}
    found |= {f"title:{name}" for name in scene.of_text}
    found.add(f"untitled:{any(person is not None and person.title_span is None for person in persons)}")
    found.add(f"occupation:{any(person is not None and not person.in_office for person in persons)}")
    return frozenset(found)


def features(scene: Scene, encounter: Encounter, all_days: Sequence[Day]) -> frozenset[str]:
    """Returns what the text says about an encounter's form, status and focus; `all_days` are its possible days."""
    reading, members = scene.reading, encounter.actors
    found = {f"actors:{bucket(len(members))}", f"persons:{bucket(sum(a.kind == 'person' for a in members))}"}
    found |= {f"sides:{bucket(sides(members))}", f"same-side:{same_sides(members)}"}
    found |= {f"main-at:{bucket(encounter.main)}", f"sentences:{bucket(len(encounter.places))}"}
    for place in encounter.places:
        found |= _timed(reading, place, "main" if place == encounter.main else "own")
    for place in range(min(_LEAD, len(reading.text.all))):
        found |= {feature for feature in _timed(reading, place, "lead") if feature.count(":") == 1}
    for place in (encounter.main - 1, encounter.main + 1):
        if 0 <= place < len(reading.text.all):
            found |= {feature for feature in _timed(reading, place, "beside") if feature.count(":") == 1}
    trigger = _trigger(scene, encounter)
    found |= (
        {f"nearest:{group}" for group in trigger.classes & set(TRIGGERS)} if trigger is not None else {"nearest:none"}
    )
    dated = [day for day in all_days if "where:main" in day.features]
    ages = {feature for day in dated for feature in day.features if feature.startswith("age:")}
    return frozenset(found | {f"main-{age}" for age in ages} | {f"main-dates:{bucket(len(dated))}"})


def _timed(reading: Reading, place: int, where: str) -> set[str]:
    """Returns the word groups of a sentence, those of verbs with their time."""
    found = set()
    for unit in reading.text.all[place].units:
        if not unit.in_speech and not unit.quoted:
            for group in unit.classes.intersection(_FORMS):
                found.add(f"{where}:{group}")
                times = unit.features(group) & {"past", "future"} or {"none"}
                found |= {f"{where}:{group}:{time}" for time in times}
    return found


def _group(trigger: Unit) -> str:
    """Returns the clearest word group of a word of meeting."""
    return next(group for group in TRIGGERS if trigger.has(group))


def _trigger(scene: Scene, encounter: Encounter) -> Unit | None:
    """Returns the word of meeting of the main sentence that is nearest to the actors; None without such a word."""
    sentence = scene.reading.text.all[encounter.main]
    units = [unit for unit in sentence.having(*TRIGGERS) if not unit.in_speech and not unit.quoted]
    spans = [p for actor in encounter.actors for place, p in actor.phrases if place == encounter.main]
    middle = sum(phrase.start + phrase.end for phrase in spans) // (2 * len(spans)) if spans else sentence.start
    return min(units, key=lambda unit: (abs(unit.start - middle), unit.start), default=None)


def _said(scene: Scene, encounter: Encounter, all_days: Sequence[Day], form_features: frozenset[str]) -> MeetingSaid:
    reading, all_places = scene.reading, locations(scene, encounter)
    answers = {name: reading.scores.answer(f"meeting.{name}", form_features) for name in ("type", "status", "focus")}
    day_at = reading.scores.best("meeting.day", [day.features for day in all_days], [day.value for day in all_days])
    named = [(place.city, place.country) for place in all_places]
    place_at = reading.scores.best("meeting.place", [place.features for place in all_places], named)
    day = None if day_at is None else all_days[day_at]
    place = None if place_at is None else all_places[place_at]
    return MeetingSaid(
        meeting_type=MeetingType(answers["type"]),
        status=MeetingStatus(answers["status"]),
        focus=Focus(answers["focus"]),
        date=None if day is None else day.value,
        date_text=None if day is None or day.of_page else reading.text.quote(day.start, day.end),
        city=None if place is None else place.city,
        country=None if place is None else place.country,
        participants=[actor.said for actor in encounter.actors],
        topics=_topics(reading, encounter),
        evidence=_evidence(scene, encounter, answers, day, place),
    )


def _topics(reading: Reading, encounter: Encounter) -> list[Topic]:
    """Returns the topics that its sentences, and the one after each, name most often."""
    places = {place + step for place in encounter.places for step in (0, 1)}
    sentences = [reading.text.all[place] for place in sorted(places) if place < len(reading.text.all)]
    counts = Counter(Topic(str(unit.value("topic"))) for s in sentences for unit in s.having("topic"))
    return [topic for topic, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST_TOPICS]]


def _evidence(
    scene: Scene, encounter: Encounter, answers: dict[str, str], day: Day | None, place: Place | None
) -> list[EvidenceFields]:
    reading, trigger = scene.reading, _trigger(scene, encounter)
    text, sentence = reading.text, reading.text.all[encounter.main]
    rule = f"meeting.{'joint' if trigger is None else _group(trigger)}"
    source = sentence if trigger is None else trigger
    found = [
        text.evidence("record", sentence.start, sentence.end, rule=rule),
        text.evidence("meeting_type", source.start, source.end, rule=rule, value=answers["type"]),
        text.evidence("status", source.start, source.end, rule=rule, value=answers["status"], basis=Basis.INFERRED),
        text.evidence("focus", sentence.start, sentence.end, rule=rule, value=answers["focus"], basis=Basis.INFERRED),
    ]
    for actor in encounter.actors:
        found += _participant(reading, encounter, actor, rule)
    if day is not None:
        basis = Basis.INFERRED if day.inferred else Basis.EXPLICIT
        found.append(text.evidence("date", day.start, day.end, rule=day.rule, value=day.value, basis=basis))
    if place is not None:
        basis = Basis.INFERRED if place.of_page else Basis.EXPLICIT
        for name, value in (("city", place.city), ("country", place.country)):
            if value is not None:
                span = place.start, place.end
                found.append(text.evidence(name, *span, rule="meeting.place", value=value, basis=basis))
    return found


def _participant(reading: Reading, encounter: Encounter, actor: Actor, rule: str) -> list[EvidenceFields]:
    """Returns where the encounter's sentences name a participant, else where the text does first."""
    spans = [(phrase.start, phrase.end) for place, phrase in actor.phrases if place in encounter.places]
    spans = spans or [(actor.phrases[0][1].start, actor.phrases[0][1].end)]
    found = [reading.text.evidence("participants", *span, rule=rule, value=actor.name) for span in dict.fromkeys(spans)]
    if actor.person is not None and actor.person.title_span is not None:
        span = actor.person.title_span
        found.append(reading.text.evidence("participants.position", *span, rule=rule, value=actor.person.position))
    return found
