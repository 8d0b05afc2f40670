"""Finds the fields in which records of one fact contradict each other."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from app.records import KINDS
from app.records.base import table_of
from app.records.values import days, print_amount
from app.store.fold import Row

# The fields that are compared, by kind.
COMPARED = {"meeting": ("date", "country", "status"), "funding": ("amount", "kind", "instrument", "date")}


def find_conflicts(connection: Connection) -> Iterator[Row]:
    """Yields a row for each record of a fact and each field in which the records of that fact disagree."""
    for kind, fields in COMPARED.items():
        table = table_of(KINDS[kind].table)
        sets: dict[str, list[Row]] = defaultdict(list)
        for record in connection.execute(select(table).where(table.c.canonical_id.is_not(None))).mappings():
            sets[record["canonical_id"]].append(dict(record))
        for canonical_id, rows in sorted(sets.items()):
            for field in fields:
                stated = [(row, value) for row in rows if (value := _value(row, field)) is not None]
                if _differ(field, [value for _, value in stated]):
                    for row, value in stated:
                        owner = {"kind": kind, "canonical_id": canonical_id, "record_id": row["id"]}
                        yield {**owner, "field": field, "document_id": row["document_id"], "value": value}


def _value(row: Row, field: str) -> str | None:
    value = row[field]
    if value is None or value == "unspecified":
        return None
    return f"{print_amount(value)} {row['currency']}" if field == "amount" else str(value)


def _differ(field: str, values: Sequence[str]) -> bool:
    """Whether values contradict each other: two sums of one currency, dates without a common day, two other values."""
    if field == "amount":
        by_currency: dict[str, set[str]] = defaultdict(set)
        for value in values:
            by_currency[value[-3:]].add(value)
        return any(len(sums) > 1 for sums in by_currency.values())
    if field == "date":
        spans = [days(value) for value in values]
        return bool(spans) and max(first for first, _ in spans) > min(last for _, last in spans)
    return len(set(values)) > 1
