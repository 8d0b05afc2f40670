"""What is learned of pages: who publishes a text."""

from collections.abc import Iterator
from typing import Any

from app.extract import page, publisher
from app.extract.reading import Reading
from app.registry import load_registry
from learning.fit import Example
from learning.task import Task
from tests.gold.score import says


def publishers(reading: Reading, gold: dict[str, Any]) -> Iterator[Example]:
    """Yields each candidate, and whether the gold names it; where gold allows none, its own is left out."""
    wanted = gold.get("publisher_any") or []
    body = page.first_paragraph(reading.text)
    for candidate in publisher.candidates(reading.text, body, load_registry()):
        right = bool(says({"name": candidate.name, "id": candidate.id}, wanted)) if wanted else False
        yield Example(candidate.features, right, gold["id"])


TASKS = (Task("page.publisher", publishers, asks="choice", threshold=0.35),)
