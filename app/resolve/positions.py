"""Compares positions by their head nouns: "министр иностранных дел" and "Foreign Minister" agree."""

import csv
import re
from functools import cache, lru_cache
from pathlib import Path

from app.text.fold import fold

FOLDER = Path(__file__).parent
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_LOWER = "deputy"


def agree(one: str | None, other: str | None) -> bool | None:
    """Whether two positions have one head; None where a position is not stated or its head is unknown."""
    if one is None or other is None:
        return None
    if fold(" ".join(one.split())) == fold(" ".join(other.split())):
        return True
    heads, others = _heads(one), _heads(other)
    if not heads or not others:
        return None
    if heads == others:
        return True
    # A deputy minister is not a minister; a premier is a prime minister.
    return (_LOWER in heads) == (_LOWER in others) and bool((heads & others) - {_LOWER})


@lru_cache(maxsize=10_000)
def _heads(position: str) -> frozenset[str]:
    words = _WORD.findall(fold(position))
    return frozenset(head for word in words for begins, head in _known() if word.startswith(begins))


@cache
def _known() -> tuple[tuple[str, str], ...]:
    with (FOLDER / "heads.csv").open(encoding="utf-8", newline="") as lines:
        return tuple((begins, row["head"]) for row in csv.DictReader(lines) for begins in row["begins"].split())
