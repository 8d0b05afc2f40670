"""How sure a value is: the measured precision of its rule, or where too little is measured that of its basis."""

import json
from functools import cache
from pathlib import Path

from app.records.codes import Basis

# `./dev quality` writes it, from the gold texts; docs/confidence.md explains the number.
MEASURED = Path(__file__).with_name("confidence.json")
# What a basis is worth until a rule of it is measured.
CONFIDENCE = {Basis.EXPLICIT: 0.95, Basis.INFERRED: 0.8, Basis.AMBIGUOUS: 0.5}
FEWEST_CASES = 5


def share(right: int, cases: int) -> float:
    """Returns the precision that so many right cases show, by Laplace's rule: five of five are no certainty."""
    return round((right + 1) / (cases + 2), 2)


@cache
def _measured() -> dict[tuple[str, str], float]:
    if not MEASURED.is_file():
        return {}
    rules = json.loads(MEASURED.read_text(encoding="utf-8"))["rules"]
    return {
        (rule, basis): share(right, cases)
        for rule, by_basis in rules.items()
        for basis, (right, cases) in by_basis.items()
        if cases >= FEWEST_CASES
    }


def confidence(rule: str, basis: Basis) -> float:
    """Returns how often values that a rule reads on a basis are right, from 0 to 1."""
    return _measured().get((rule, basis), CONFIDENCE[basis])
