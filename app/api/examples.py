"""The examples of records: makes examples.json, and finds a value for each filter in it.

For each kind it has the record with the most values, and a piece of its evidence.

komek load seed/texts --database-url sqlite:///seeds.db && python -m app.api.examples sqlite:///seeds.db
"""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine

from app.database.engine import open_engine
from app.query.evidence import EvidenceParameters, list_evidence
from app.query.parameters import list_parameters, parameter_name
from app.query.records import list_records
from app.records import KINDS, Kind
from app.records.base import Filter, Operator
from app.records.codes import Basis

# A record of each kind as the seed texts give it, with a piece of its evidence; made by `python -m app.api.examples`.
EXAMPLES = Path(__file__).with_name("examples.json")
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


def filter_examples(kind: Kind, examples: dict[str, Any]) -> dict[str, Any]:
    """Returns a value for each filter: one of the example record, if it has any."""
    values = {}
    for filter_ in kind.filters:
        value = _value(kind, filter_, examples)
        for operator in filter_.operators:
            values[parameter_name(filter_, operator)] = False if operator is Operator.ISNULL else value
    return values


def _value(kind: Kind, filter_: Filter, examples: dict[str, Any]) -> Any:
    record = examples[kind.name]["record"]
    for path in filter_.columns:
        link_name, _, column = path.rpartition(".")
        found = ((record | record.get("quality", {}))[link_name]) if link_name else [record]
        if link_name in kind.expands:  # a column of the record that a reference leads to
            found = [examples[kind.expands[link_name]]["record"]]
        for row in found:
            if (value := _cell(row, column)) is not None:
                return value
    if filter_.kinds:
        return examples[filter_.kinds[0]]["record"]["id"]
    schema = TypeAdapter(filter_.type).json_schema()
    known = schema.get("examples", schema.get("enum", [record["label"]]))
    return known[0]


def _cell(row: Any, column: str) -> Any:
    """Returns the value of a column: of a scalar row, of a record, or of one of its references."""
    if not isinstance(row, dict):
        return row
    if column in row:
        return row[column]
    if column == "city_key":
        return row.get("city_id")
    name = next((name for name in row if column.startswith(f"{name}_")), None)
    return None if name is None or row[name] is None else row[name][column.removeprefix(f"{name}_")]


if __name__ == "__main__":
    EXAMPLES.write_text(written(examples(open_engine(sys.argv[1]))))
