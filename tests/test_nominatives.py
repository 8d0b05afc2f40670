"""Names in the nominative, out of the cases that their titles stand in: 300 sentences in six languages."""

import csv
from pathlib import Path

import pytest

from app.extract.reading import Reading
from app.extract.scores import Scores
from app.extract.units import Text
from app.languages import lexicon
from app.registry import load_registry

TABLE = Path(__file__).parent / "names" / "nominatives.csv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
# Rows that are known to fail; lower the number with each that passes.
KNOWN_FAILURES = 9


def names(row: dict[str, str]) -> list[str]:
    reading = Reading(Text(row["text"], lexicon(row["lang"])), load_registry(), Scores({}))
    return [person.name for person in reading.people.known]


@pytest.mark.parametrize(
    "row", [row for row in ROWS if not row["fails"]], ids=lambda row: f"{row['name']} {row['case']}"
)
def test_a_name_is_read_in_the_nominative(row: dict[str, str]) -> None:
    assert row["name"] in names(row)


def test_the_table_is_large_and_its_known_failures_are_counted() -> None:
    failing = [row for row in ROWS if row["fails"]]
    assert len(ROWS) >= 300
    assert len(failing) == KNOWN_FAILURES
    assert all(row["name"] not in names(row) for row in failing)
