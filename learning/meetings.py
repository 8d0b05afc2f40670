"""What is learned of meetings: which actors meet, of which form, when and where."""

from collections.abc import Callable, Iterator
from typing import Any

from app.extract.actors import Actor
from app.extract.encounter import Encounter, Scene, encounters, groups_of
from app.extract.meeting import features, sureness
from app.extract.occasion import days, locations
from app.extract.reading import Reading
from learning.fit import Example
from learning.task import Task
from tests.gold.score import accepted, date_ok, meeting_match, pair, same_participant, says

Facts = dict[str, Any]


def _is_doubtful(meeting: Facts) -> bool:
    """Whether a meeting is one that a text mentions, or that need not be read."""
    return bool(meeting.get("optional")) or meeting["focus"] == "mentioned"


def _is(actor: Actor, participant: Facts) -> bool:
    return bool(same_participant(participant, actor.said.model_dump(mode="json")))


def _together(scene: Scene, gold: Facts) -> Callable[[int, int], bool | None]:
    """Returns a function that says whether one reported meeting has two actors; None where a doubtful one may."""
    met = [
        (_is_doubtful(meeting), [[q for q in meeting["participants"] if _is(actor, q)] for actor in scene.actors])
        for meeting in gold.get("meetings") or []
    ]

    def answer(one: int, other: int) -> bool | None:
        found: bool | None = False
        for doubtful, parts in met:
            first, second = parts[one], parts[other]
            # One participant that two actors match alike is no pair.
            if not first or not second or (len(first) == 1 and first == second):
                continue
            if not doubtful and not any(q.get("optional") for q in first + second):
                return True
            found = None
        return found

    return answer


def pairs(reading: Reading, gold: Facts) -> Iterator[Example]:
    """Yields each pair of actors, and whether one reported meeting has both; pairs of doubtful ones are left out."""
    scene = Scene(reading)
    together = _together(scene, gold)
    for one, other in scene.pairs():
        answer = together(one, other)
        if answer is not None:
            yield Example(scene.features(one, other), answer, gold["id"])


def thirds(reading: Reading, gold: Facts) -> Iterator[Example]:
    """Yields each pair of which both likely met a third, and whether one reported meeting has the pair."""
    scene = Scene(reading)
    together = _together(scene, gold)
    for two, found in scene.with_thirds(scene.scored_alone()):
        answer = together(*two)
        if answer is not None:
            yield Example(found, answer, gold["id"])


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


def took_place(reading: Reading, gold: Facts) -> Iterator[Example]:
    """Yields each encounter that is read, and whether the gold reports it; those that it may have are left out."""
    scene = Scene(reading)
    found = encounters(scene)
    said = [{"participants": [actor.said.model_dump(mode="json") for actor in each.actors]} for each in found]
    wanted = gold.get("meetings") or []
    golds = [{**meeting, "optional": _is_doubtful(meeting)} for meeting in wanted]
    meant = {at: golds[place] for place, at in pair(meeting_match, golds, said)[0]}
    for at, encounter in enumerate(found):
        if at not in meant or not meant[at]["optional"]:
            known = features(scene, encounter, days(scene, encounter)) | sureness(scene, encounter)
            yield Example(known, at in meant, gold["id"])


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
    for number, (encounter, meeting) in enumerate(_encounters(scene, gold)):
        wanted = accepted(meeting, "date")
        for candidate in days(scene, encounter):
            right = any(date_ok(candidate.value, each) for each in wanted if each)
            if right or None not in wanted or wanted == [None]:
                yield Example(candidate.features, right, gold["id"], choice=number)


def place(reading: Reading, gold: Facts) -> Iterator[Example]:
    """Yields each place that may be a meeting's, and whether the gold gives it."""
    scene = Scene(reading)
    for number, (encounter, meeting) in enumerate(_encounters(scene, gold)):
        cities = [*(meeting.get("city_any") or []), *(meeting.get("city_also_ok") or [])]
        for candidate in locations(scene, encounter):
            if cities:
                right = candidate.city is not None and bool(says(candidate.city, cities))
            else:
                right = candidate.city is None and candidate.country in [c for c in accepted(meeting, "country") if c]
            yield Example(candidate.features, right, gold["id"], choice=number)


TASKS = (
    Task("meeting.pair", pairs, strength=0.1, threshold=0.2),
    Task("meeting.third", thirds, strength=0.2, threshold=0.2),
    Task("meeting.member", members, strength=0.1, threshold=0.4),
    Task("meeting", took_place, strength=0.1, threshold=0.4),
    Task("meeting.type", _answers("kind", "type"), asks="answers"),
    Task("meeting.status", _answers("status", "status"), asks="answers"),
    Task("meeting.focus", _answers("focus", "focus"), asks="answers"),
    Task("meeting.day", day, asks="choice", strength=0.2, threshold=0.35),
    Task("meeting.place", place, asks="choice", strength=0.1, threshold=0.35),
)
