"""How often each rule is right on the gold texts, by the basis of what it read."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.gold.score import FIELDS, KINDS, MATCH, Fields, pair

# What the gold calls a field, and what a record does; what is not here, the gold does not tell.
FIELD_NAMES = {
    "meetings": {
        "status": "status",
        "kind": "meeting_type",
        "date": "date",
        "city": "city",
        "country": "country",
        "participant": "participants",
        "position": "participants.position",
    },
    "funding": {name: name for name in ("kind", "instrument", "provider", "receiver", "project", "date", "period")},
    "projects": {
        "kind": "kind",
        "funder": "organisations",
        "implementer": "organisations",
        "sector": "topic",
        "country": "countries",
    },
    "agreements": {"kind": "agreement_type", "status": "status", "date": "date", "party": "parties"},
    "people": {"position": "position", "org": "organisation", "country": "country"},
}
# Fields by which a record is the gold's at all: right where the record is.
IDENTITY = {"name", "amount", "currency"}
Case = tuple[str, str, bool]


def cases(gold: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Case]:
    """Yields (rule, basis, right) for each field that a rule read in a text, where the gold can tell."""
    yield from _of_document(gold, found["document"])
    for kind in KINDS[:5]:
        golds, founds = gold.get(kind) or [], list(found.get(kind) or [])
        pairs, _, _ = pair(MATCH[kind], golds, founds)
        matched = {j: golds[i] for i, j in pairs}
        for j, record in enumerate(founds):
            if j in matched:
                yield from _of_matched(kind, matched[j], record)
            elif not _is_welcome(kind, record):
                measured = IDENTITY.union(FIELD_NAMES[kind].values())
                yield from ((rule, basis, False) for rule, basis, field in _read(record) if field in measured)


def _is_welcome(kind: str, record: Mapping[str, Any]) -> bool:
    """Whether a record that the gold has not is neither right nor wrong, as in score.py."""
    if kind == "meetings":
        return bool(record["focus"] != "reported")
    return kind == "funding" and record["amount"] is None


def _read(record: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Returns what each rule read, once for each field."""
    return list(dict.fromkeys((e["rule"], e["basis"], e["field"]) for e in record["evidence"]))


def _of_matched(kind: str, gold: Mapping[str, Any], record: Mapping[str, Any]) -> Iterator[Case]:
    fields = Fields()
    FIELDS[kind](fields, gold, record)
    right: dict[str, bool] = {}
    for name, total in fields.total.items():
        ours = FIELD_NAMES[kind].get(name)
        if ours is not None and total:
            right[ours] = right.get(ours, True) and fields.right[name] == total
    for rule, basis, field in _read(record):
        if field in IDENTITY:
            yield rule, basis, True
        elif field in right:
            yield rule, basis, right[field]


def _of_document(gold: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[Case]:
    fields = Fields()
    fields.exact("published", gold, document["published"])
    fields.any_of("publisher", gold, document["publisher"])
    for rule, basis, field in _read(document):
        if fields.total.get(field):
            yield rule, basis, fields.right[field] == fields.total[field]


def precision(lines: list[dict[str, Any]], gold_of: Mapping[str, Any]) -> dict[str, Any]:
    """Returns {rule: {basis: [right, cases]}} over the lines whose text has gold."""
    rules: dict[str, dict[str, list[int]]] = {}
    for line in lines:
        gold = gold_of.get(Path(line["document"]["file"]).stem)
        if gold is None:
            continue
        for rule, basis, right in cases(gold, line):
            tally = rules.setdefault(rule, {}).setdefault(basis, [0, 0])
            tally[0] += right
            tally[1] += 1
    return {rule: dict(sorted(rules[rule].items())) for rule in sorted(rules)}
