"""The extraction against the gold facts in tests/gold: floors that a change must not fall below."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from app.extract import extract
from app.readers import read
from learning.gold import FOLDERS
from tests.gold.score import score

GOLD = Path(__file__).parent / "gold"
TEXTS = {"seeds": Path(__file__).parent.parent / "seed" / "texts"}
KINDS = ("meetings", "funding", "projects", "agreements", "people")


@cache
def scored(name: str) -> tuple[Any, Any]:
    """Returns the counts by language and kind, and the fields that are right, of a folder of gold."""
    folder = TEXTS.get(name, GOLD / name)
    lines = [extract(read(path, max_bytes=10**6)).model_dump(mode="json") for path in sorted(folder.glob("*.txt"))]
    counts, fields, _ = score(GOLD / name, lines)
    return counts, fields


def f1(name: str, kind: str) -> float:
    """Returns the F1 of a kind over all languages."""
    counts, _ = scored(name)
    right, wanted, found = (sum(column) for column in zip(*(by_kind[kind] for by_kind in counts.values()), strict=True))
    return 2 * right / (wanted + found) if wanted + found else 1.0


def share(name: str, kind: str) -> float:
    """Returns the share of gold fields that are right, of records of a kind that were found."""
    _, fields = scored(name)
    return float(sum(fields[kind].right.values()) / sum(fields[kind].total.values()))


def test_the_seeds_come_out_whole() -> None:
    assert sum(f1("seeds", kind) for kind in KINDS) / len(KINDS) > 0.96
    assert f1("seeds", "funding") == f1("seeds", "people") == 1.0
    assert share("seeds", "document") > 0.9
    assert share("seeds", "meetings") >= 0.85
    assert share("seeds", "people") >= 0.9


def test_the_development_texts_do_not_fall_back() -> None:
    assert sum(f1("dev", kind) for kind in KINDS) / len(KINDS) >= 0.9
    assert share("dev", "funding") >= 0.84


def test_texts_that_no_rule_was_made_from_do_not_fall_back() -> None:
    assert sum(f1("apart", kind) for kind in KINDS) / len(KINDS) >= 0.94
    assert share("apart", "funding") >= 0.82
    assert share("apart", "meetings") >= 0.92


def test_turkmen_is_read_with_words_alone() -> None:
    assert all(f1("tk", kind) == 1.0 for kind in KINDS)
    assert share("tk", "document") == share("tk", "people") == 1.0
    assert share("tk", "funding") >= 0.8


def test_a_rate_ticker_gives_no_record() -> None:
    extraction = extract(read(TEXTS["seeds"] / "004_8383f2068441034e.txt", max_bytes=10**6))
    ticker_ends = extraction.document.evidence[0].start
    records = [
        *extraction.meetings, *extraction.funding, *extraction.projects,
        *extraction.agreements, *extraction.people, *extraction.organisations,
    ]  # fmt: skip
    assert [str(f.amount) for f in extraction.funding] == ["120000000"]
    assert all(e.start >= ticker_ends for record in records for e in record.evidence)


def test_every_text_has_its_gold() -> None:
    for path in GOLD.glob("*/*.txt"):
        gold = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))
        assert gold["id"] == path.stem
        assert path.read_text(encoding="utf-8").strip()
    assert {path.parent.name for path in GOLD.glob("*/*.txt")} == set(FOLDERS) - {"seeds"}
