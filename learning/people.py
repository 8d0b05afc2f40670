"""What is learned of people: which runs of capitalised words are names."""

from collections.abc import Iterator
from typing import Any

from app.extract.names import QUESTION
from app.extract.namesakes import Person
from app.extract.reading import Reading
from app.extract.settle import ORGANISATION, STATE, open_state, organisation_choices, state_choices
from learning.fit import Example
from learning.task import Task
from tests.gold.score import fold, says


def _is_of(printed: str, gold: dict[str, Any]) -> bool:
    """Whether a printed run, in any case, has the words of one of the gold's names: all but an ending of each."""
    words = fold(printed).split()
    return any(_has(words, fold(name).split()) for name in gold.get("name_any") or [])


def _has(words: list[str], wanted: list[str]) -> bool:
    return all(any(_alike(word, one) for word in words) for one in wanted)


def _alike(word: str, other: str) -> bool:
    kept = max(2, len(other) - 2)
    return word[:kept] == other[:kept] and abs(len(word) - len(other)) <= 3


def names(reading: Reading, gold: dict[str, Any]) -> Iterator[Example]:
    """Yields the runs that may be names; those of optional people are skipped."""
    people = gold.get("people") or []
    for candidate in reading.people.candidates:
        mine = [person for person in people if _is_of(candidate.printed, person)]
        if mine and all(person.get("optional") for person in mine):
            continue
        yield Example(candidate.features, bool(mine), gold["id"])


def _persons(reading: Reading, gold: dict[str, Any]) -> Iterator[tuple[Person, dict[str, Any]]]:
    """Yields the persons that the gold has."""
    for person in reading.people.known:
        mine = next((each for each in gold.get("people") or [] if says(person.name, each.get("name_any") or [])), None)
        if mine is not None and not mine.get("optional"):
            yield person, mine


def organisations(reading: Reading, gold: dict[str, Any]) -> Iterator[Example]:
    """Yields the organisations around those whose title names none."""
    for number, (person, mine) in enumerate(_persons(reading, gold)):
        wanted = list(mine.get("org_any") or []) + list(mine.get("org_also_ok") or [])
        if "org_any" not in mine:
            continue
        for choice in organisation_choices(reading.surroundings, person):
            value = {"name": choice.value.name, "id": choice.value.id}
            yield Example(choice.features, says(value, wanted), gold["id"], choice=number)


def states(reading: Reading, gold: dict[str, Any]) -> Iterator[Example]:
    """Yields the states around those whose title names none."""
    for number, (person, mine) in enumerate(_persons(reading, gold)):
        also = mine.get("country_also_ok") or []
        if not open_state(person, reading.home) or "country" not in mine:
            continue
        for choice in state_choices(reading.surroundings, person):
            if choice.value in (also if isinstance(also, list) else [also]):
                continue
            yield Example(choice.features, choice.value == mine["country"], gold["id"], choice=number)


# Each question needs the answers to the one before: whose organisation is asked of those who are people.
GROUPS: tuple[tuple[Task, ...], ...] = (
    (Task(QUESTION, names),),
    (Task(ORGANISATION, organisations, asks="choice", strength=0.4, threshold=0.35),),
    (Task(STATE, states, asks="choice", strength=0.6, threshold=0.35),),
)
