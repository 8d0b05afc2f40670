"""Makes examples.json: for each kind the record with the most values, and a piece of its evidence.

komek load seed/texts --database-url sqlite:///seeds.db && python -m app.api.examples sqlite:///seeds.db
"""

import json
import sys
from typing import Any

from sqlalchemy import Engine

from app.api.openapi import EXAMPLES
from app.database.engine import open_engine
from app.query.evidence import EvidenceParameters, list_evidence
from app.query.parameters import list_parameters
from app.query.records import list_records
from app.records import KINDS
from app.records.codes import Basis

# Values that differ from one load of the same texts to the next.
WHEN = "2026-11-22T17:00:00Z"
OF_THE_LOAD = {"revision": 1, "created_at": WHEN, "updated_at": WHEN, "extractor": "1"}


def examples(engine: Engine) -> dict[str, dict[str, Any]]:
    """Returns a record and its evidence by kind; the first evidence that states its value explicitly, if any does."""
    found = {}
    for kind in KINDS.values():
        page = list_records(engine, kind, list_parameters(kind.name)(sort=["id"], limit=1000))
        record = max(json.loads(page.data), key=_count_values)
        evidence = json.loads(list_evidence(engine, kind, record["id"], EvidenceParameters()).data)
        found[kind.name] = {
            "record": {name: OF_THE_LOAD.get(name, value) for name, value in record.items()},
            "evidence": max(evidence, key=lambda each: each["basis"] == Basis.EXPLICIT),
        }
    return found


def _count_values(record: dict[str, Any]) -> int:
    """Returns how many values a record has, with those in its lists and references."""
    values: list[Any] = list(record.values())
    count = 0
    while values:
        value = values.pop()
        if isinstance(value, dict | list):
            values.extend(value.values() if isinstance(value, dict) else value)
        else:
            count += value is not None
    return count


def written(found: dict[str, Any]) -> str:
    """Returns the content of the file."""
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    EXAMPLES.write_text(written(examples(open_engine(sys.argv[1]))))
