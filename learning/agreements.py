"""What is learned of agreements."""

from collections.abc import Iterator
from typing import Any

from app.extract.agreement import dates_of, drafts, parties_of, status_of
from app.extract.paper import Draft
from app.extract.reading import Reading
from learning.fit import Example
from learning.task import Task
from tests.gold.score import agreement_match, date_ok, pair, says


def _paired(reading: Reading, gold: dict[str, Any]) -> Iterator[tuple[Draft, dict[str, Any] | None]]:
    """Yields each document that the text names, with the agreement of the gold that it is."""
    found, wanted = drafts(reading), gold.get("agreements") or []
    shown = [{"name": draft.name, "agreement_type": draft.agreement_type} for draft in found]
    pairs, _, _ = pair(agreement_match, wanted, shown)
    meant = {at: wanted[place] for place, at in pairs}
    for at, draft in enumerate(found):
        yield draft, meant.get(at)


def _documents(reading: Reading, gold: dict[str, Any]) -> Iterator[Example]:
    for draft, meant in _paired(reading, gold):
        if meant is None or not meant.get("optional"):
            yield Example(frozenset(draft.features), meant is not None, gold["id"])


def _status(reading: Reading, gold: dict[str, Any]) -> Iterator[Example]:
    for draft, meant in _paired(reading, gold):
        if meant is not None:
            yield Example(frozenset(draft.features), str(meant["status"]), gold["id"])


def _with_status(reading: Reading, gold: dict[str, Any]) -> Iterator[tuple[Draft, dict[str, Any]]]:
    """Yields the documents of the gold with the status that the reader gives them."""
    for draft, meant in _paired(reading, gold):
        if meant is not None:
            draft.status = status_of(reading, draft)
            yield draft, meant


def _parties(reading: Reading, gold: dict[str, Any]) -> Iterator[Example]:
    for draft, meant in _with_status(reading, gold):
        for side, features in parties_of(reading, draft):
            said = side.said.model_dump(mode="json")
            answer = any(says(said, wanted) for wanted in meant.get("parties_any") or [])
            yield Example(features, answer, gold["id"])


def _dates(reading: Reading, gold: dict[str, Any]) -> Iterator[Example]:
    for number, (draft, meant) in enumerate(_with_status(reading, gold)):
        also = meant.get("date_also_ok") or []
        wanted = [meant.get("date"), *(also if isinstance(also, list) else [also])]
        for dated, _, features in dates_of(reading, draft):
            value = reading.page.published if dated is None else dated.value
            yield Example(features, any(date_ok(value, each) for each in wanted if each), gold["id"], choice=number)


TASKS: tuple[Task, ...] = (
    Task("agreement", _documents, strength=0.2),
    Task("agreement.status", _status, asks="answers", strength=0.5),
    Task("agreement.party", _parties, strength=0.2, threshold=0.25),
    Task("agreement.date", _dates, asks="choice", strength=0.2, threshold=0.35),
)
