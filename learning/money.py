"""What is learned of money: which sums are aid, and what is said of them."""

import json
from collections.abc import Iterator
from typing import Any

from app.extract import project
from app.extract.aid import Aid, Sum
from app.extract.funding import FundingReader
from app.extract.reading import Reading
from app.extract.roles import Contender, Used
from app.records.codes import FundingKind
from learning.fit import Example
from learning.task import Examples, Task
from tests.gold.score import accepted, fold

_NEAR_ENOUGH = 0.0005


def meant(gold: dict[str, Any], each: Sum) -> list[dict[str, Any]]:
    """Returns the gold's sums that a sum of the text may be, those of its own currency and amount first."""
    found: list[tuple[bool, int, dict[str, Any]]] = []
    for wanted in gold.get("funding") or []:
        same = [wanted, *(wanted.get("equivalents") or [])]
        ranks = [rank for rank, one in enumerate(same) if _is(each, one)]
        if ranks:
            found.append((ranks[0] > 0, len(found), wanted))
    return [wanted for _, _, wanted in sorted(found, key=lambda one: one[:2])]


def _is(each: Sum, wanted: dict[str, Any]) -> bool:
    amount = float(wanted.get("amount") or 0)
    return (
        wanted.get("currency") == each.money.currency
        and amount > 0
        and (abs(float(each.money.amount) - amount) <= _NEAR_ENOUGH * amount)
    )


def _aid(reading: Reading, gold: dict[str, Any]) -> Iterator[Example]:
    aid = Aid(reading)
    for each in aid.sums:
        wanted = meant(gold, each)
        if wanted and all(one.get("optional") for one in wanted):
            continue
        yield Example(aid.features(each), bool(wanted), gold["id"])


def _matched(reading: Reading, gold: dict[str, Any]) -> Iterator[tuple[FundingReader, Sum, dict[str, Any]]]:
    """Yields the sums of a text that the gold has, each with the gold's own; those of two meanings teach nothing."""
    reader = FundingReader(reading, project.extract(reading))
    for each in reader.aid.sums:
        wanted = [one for one in meant(gold, each) if not one.get("optional")]
        if len(wanted) == 1:
            yield reader, each, wanted[0]


def _answers(name: str) -> Examples:
    def examples(reading: Reading, gold: dict[str, Any]) -> Iterator[Example]:
        for reader, each, wanted in _matched(reading, gold):
            if wanted.get(name):
                right = wanted.get("provider_any") or []
                giver = next((one for one in reader.roles.parties.candidates.values() if _is_party(one, right)), None)
                also = frozenset(one for one in accepted(wanted, name) if one)
                features = reader.kind_features if name == "kind" else reader.instrument_features
                yield Example(features(each, giver), str(wanted[name]), gold["id"], also)
            reader.kind = each, FundingKind(wanted["kind"])

    return examples


def _says(value: Any, wanted: list[str]) -> bool:
    text = fold(json.dumps(value, ensure_ascii=False))
    return any(fold(one).strip() in text for one in wanted)


def _is_party(candidate: Contender, wanted: list[str]) -> bool:
    return _says(candidate.party.model_dump(mode="json"), wanted)


def _party(name: str) -> Examples:
    def examples(reading: Reading, gold: dict[str, Any]) -> Iterator[Example]:
        for number, (reader, each, wanted) in enumerate(_matched(reading, gold)):
            if f"{name}_any" not in wanted:
                continue
            right = [*(wanted[f"{name}_any"] or []), *(wanted.get(f"{name}_also_ok") or [])]
            giver = [*(wanted.get("provider_any") or [])]
            if name == "provider":
                candidates = reader.givers(each)
            else:
                given = next(
                    (one.country for one in reader.roles.parties.candidates.values() if _is_party(one, giver)), None
                )
                candidates = reader.receivers(each, given)
            hits = [candidate for candidate, _ in candidates if _is_party(candidate, right)]
            for candidate, features in candidates:
                yield Example(features, candidate in hits, gold["id"], choice=number)
            used = Used(each, hits[0].key if hits else None)
            if name == "provider":
                reader.gave = used
            else:
                reader.received = used

    return examples


def _project(reading: Reading, gold: dict[str, Any]) -> Iterator[Example]:
    for number, (reader, each, wanted) in enumerate(_matched(reading, gold)):
        if "project_any" not in wanted:
            continue
        right = [*(wanted["project_any"] or []), *(wanted.get("project_also_ok") or [])]
        rated = reader.rated_projects(each)
        hits = [one for one, _ in rated if _says({"name": one.name, "id": one.id}, right)]
        for one, features in rated:
            yield Example(features, one in hits, gold["id"], choice=number)
        reader.paid = hits[0] if hits else None


def _date(reading: Reading, gold: dict[str, Any]) -> Iterator[Example]:
    for number, (reader, each, wanted) in enumerate(_matched(reading, gold)):
        kind = FundingKind(wanted["kind"])
        if "date" not in wanted or kind == FundingKind.CUMULATIVE:
            continue
        right = {wanted["date"], *(wanted.get("date_also_ok") or [])}
        for day in reader.days.of(each, kind):
            if day.value == wanted["date"] or day.value not in right:
                yield Example(day.features, day.value == wanted["date"], gold["id"], choice=number)


TASKS = (
    Task("sum.aid", _aid, strength=1.0),
    Task("sum.provider", _party("provider"), asks="choice", strength=0.2, threshold=0.35),
    Task("sum.receiver", _party("receiver"), asks="choice", strength=0.2, threshold=0.35),
    Task("sum.kind", _answers("kind"), asks="answers", strength=0.2),
    Task("sum.instrument", _answers("instrument"), asks="answers", strength=1.0),
    Task("sum.project", _project, asks="choice", strength=0.4, threshold=0.35),
    Task("sum.date", _date, asks="choice", strength=0.4, threshold=0.3),
)
