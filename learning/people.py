"""What is learned of people: which runs of capitalised words are names."""

from collections.abc import Iterator
from typing import Any

from app.extract.names import QUESTION
from app.extract.reading import Reading
from learning.fit import Example
from learning.task import Task
from tests.gold.score import fold


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


TASKS: tuple[Task, ...] = (Task(QUESTION, names),)
