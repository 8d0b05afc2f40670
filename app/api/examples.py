"""Makes examples.json: for each kind the record of which most is told, and one piece of evidence.

komek load seed/texts --database-url sqlite:///seeds.db && python -m app.api.examples sqlite:///seeds.db
"""

import json
import sys
from typing import Any

from sqlalchemy import Engine

from app.api.openapi import EXAMPLES
from app.query.evidence import EvidenceParameters, list_evidence
from app.query.parameters import list_parameters
from app.query.records import list_records
from app.records import KINDS
from app.store.engine import open_engine

# What differs from one load of the same texts to the next.
OF_THE_LOAD = {"created_at": "2026-11-22T17:00:00Z", "updated_at": "2026-11-22T17:00:00Z", "extractor": "1"}


def examples(engine: Engine) -> dict[str, Any]:
    """Returns the examples by kind, and `evidence`: that of the first record that has any."""
    found: dict[str, Any] = {}
    for kind in KINDS.values():
        page = list_records(engine, kind, list_parameters(kind.name)(sort=["id"], limit=1000))
        record = max(json.loads(page.data), key=_told)
        found[kind.name] = {name: OF_THE_LOAD.get(name, value) for name, value in record.items()}
        quotes = json.loads(list_evidence(engine, kind, record["id"], EvidenceParameters(limit=1)).data)
        if quotes and kind.name != "document":
            found.setdefault("evidence", quotes[0])
    return found


def _told(record: dict[str, Any]) -> int:
    """Returns how many values a record has, those in its lists and references too."""
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
    """Returns the examples as the file holds them."""
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    EXAMPLES.write_text(written(examples(open_engine(sys.argv[1]))))
