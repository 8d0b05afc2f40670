"""What is learned of meetings: which actors meet, of which form, when and where."""

from collections.abc import Iterator
from typing import Any

from app.extract.actors import Actor
from app.extract.encounter import Encounter, Scene, groups_of
from app.extract.meeting import features
from app.extract.occasion import days, locations
from app.extract.reading import Reading
from learning.fit import Example
from learning.task import Task
from tests.gold.score import accepted, date_ok, same_participant, says

Facts = dict[str, Any]


def _is_doubtful(meeting: Facts) -> bool:
    """Whether a meeting is one that a text mentions, or that need not be read."""
    return bool(meeting.get("optional")) or meeting["focus"] == "mentioned"


def _is(actor: Actor, participant: Facts) -> bool:
    return bool(same_participant(participant, actor.said.model_dump(mode="json")))


def pairs(reading: Reading, gold: Facts) -> Iterator[Example]:
    """Yields each pair of actors, and whether one reported meeting has both; pairs of doubtful ones are left out."""
    scene = Scene(reading)
    met = [
        (_is_doubtful(meeting), [[q for q in meeting["participants"] if _is(actor, q)] for actor in scene.actors])
        for meeting in gold.get("meetings") or []
    ]
    for one, other in scene.pairs():
        answer: bool | None = False
        for doubtful, parts in met:
            first, second = parts[one], parts[other]
            # One participant that two actors match alike is no pair.
            if not first or not second or (len(first) == 1 and first == second):
                continue
            if not doubtful and not any(q.get("optional") for q in first + second):
                answer = True
            elif answer is False:
                answer = None
        if answer is not None:
            yield Example(scene.features(one, other), answer, gold["id"])


def members(reading: Reading, gold: Facts) -> Iterator[Example]:
    """Yields each actor of the groups that the pairs make, and whether the meeting of most of the group has it."""
    scene = Scene(reading)
    scored = scene.scored()
    for group in groups_of(scene, scored):
        met = [
            [one for one in group if any(_is(scene.actors[one], q) for q in meeting["participants"])]
            for meeting in gold.get("meetings") or []
        ]
        most = max(met, key=len, default=[])
        if len(most) > 1:
            for one in sorted(group):
                yield Example(scene.member(one, sorted(group), scored), one in most, gold["id"])


def _encounters(scene: Scene, gold: Facts) -> Iterator[tuple[Encounter, Facts]]:
    """Yields the meetings of the gold that have two actors in the text, as encounters."""
    for meeting in gold.get("meetings") or []:
        there = tuple(a for a in scene.actors if any(_is(a, q) for q in meeting["participants"]))
        persons = tuple(actor for actor in there if actor.kind == "person")
        members = persons if len(persons) > 1 else there
        if len(members) > 1:
            yield Encounter(members), meeting


def _answers(key: str, field: str) -> Any:
    def examples(reading: Reading, gold: Facts) -> Iterator[Example]:
        scene = Scene(reading)
        for encounter, meeting in _encounters(scene, gold):
            if field == "focus" or meeting["focus"] == "reported":
                yield Example(features(scene, encounter, days(scene, encounter)), str(meeting[key]), gold["id"])

    return examples


def day(reading: Reading, gold: Facts) -> Iterator[Example]:
    """Yields each day that may be a meeting's, and whether the gold gives it."""
    scene = Scene(reading)
    for encounter, meeting in _encounters(scene, gold):
        wanted = accepted(meeting, "date")
        for candidate in days(scene, encounter):
            right = any(date_ok(candidate.value, each) for each in wanted if each)
            if right or None not in wanted or wanted == [None]:
                yield Example(candidate.features, right, gold["id"])


def place(reading: Reading, gold: Facts) -> Iterator[Example]:
    """Yields each place that may be a meeting's, and whether the gold gives it."""
    scene = Scene(reading)
    for encounter, meeting in _encounters(scene, gold):
        cities = [*(meeting.get("city_any") or []), *(meeting.get("city_also_ok") or [])]
        for candidate in locations(scene, encounter):
            if cities:
                right = candidate.city is not None and bool(says(candidate.city, cities))
            else:
                right = candidate.city is None and candidate.country in [c for c in accepted(meeting, "country") if c]
            yield Example(candidate.features, right, gold["id"])


TASKS = (
    Task("meeting.pair", pairs, strength=0.1, threshold=0.2),
    Task("meeting.member", members, strength=0.1, threshold=0.4),
    Task("meeting.type", _answers("kind", "type"), answers=True),
    Task("meeting.status", _answers("status", "status"), answers=True),
    Task("meeting.focus", _answers("focus", "focus"), answers=True),
    Task("meeting.day", day),
    Task("meeting.place", place),
)
