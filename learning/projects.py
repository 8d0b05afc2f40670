"""What is learned of projects."""

from collections.abc import Iterator
from typing import Any

from app.extract.backing import Weighing
from app.extract.candidates import candidates, sentences_of
from app.extract.project import known_names, names_of, role_said, undertakings
from app.extract.reading import Reading
from app.extract.traits import SORTS, CandidateFeatures
from app.extract.undertaking import Undertaking
from app.records.codes import Role
from learning.fit import Example
from learning.task import Examples, Task
from tests.gold.score import MATCH, pair, says


def _names(reading: Reading, gold: dict[str, Any]) -> Iterator[Example]:
    """Yields whether each candidate names a project of the gold; what names only an optional one is left out."""
    asked = [project for project in gold.get("projects") or [] if not project.get("optional")]
    welcome = [project for project in gold.get("projects") or [] if project.get("optional")]
    found = [candidate for sentence in sentences_of(reading) for candidate in candidates(reading, sentence)]
    all_features = CandidateFeatures(reading, found)
    for candidate in found:
        names = names_of(reading, candidate)
        answer = any(says(names, project["name_any"]) for project in asked)
        if answer or not any(says(names, project["name_any"]) for project in welcome):
            features, sort = all_features.of(candidate), SORTS[candidate.form]
            yield Example(features.union(f"{sort}:{feature}" for feature in features), answer, gold["id"])


def _matched(reading: Reading, gold: dict[str, Any]) -> Iterator[tuple[Undertaking, dict[str, Any], bool]]:
    """Yields the projects that the reader finds and the gold has, and whether each is alone in its text."""
    drafts = undertakings(reading)
    names = [{"name": draft.name, "names": known_names(draft)} for draft in drafts]
    wanted = gold.get("projects") or []
    for place, at in pair(MATCH["projects"], wanted, names)[0]:
        yield drafts[at], wanted[place], len(drafts) == 1


def _role(role: Role, key: str) -> Examples:
    def examples(reading: Reading, gold: dict[str, Any]) -> Iterator[Example]:
        for draft, project, alone in _matched(reading, gold):
            for backer, features in Weighing(reading).backers_of(draft, alone=alone):
                said = role_said(backer, role).model_dump(mode="json")
                yield Example(features, says(said, project.get(key) or []), gold["id"])

    return examples


TASKS: tuple[Task, ...] = (
    Task("project", _names, strength=0.2, threshold=0.5),
    Task("project.funder", _role(Role.FUNDING, "funder_any"), strength=0.1, threshold=0.45),
    Task("project.implementer", _role(Role.IMPLEMENTING, "implementer_any"), strength=0.1, threshold=0.45),
)
