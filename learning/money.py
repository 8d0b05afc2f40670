"""What is learned of money: which sums are aid, and what is said of them."""

from collections.abc import Iterator
from typing import Any

from app.extract.aid import Aid, Sum
from app.extract.reading import Reading
from learning.fit import Example
from learning.task import Task

_NEAR_ENOUGH = 0.0005


def meant(gold: dict[str, Any], each: Sum) -> list[dict[str, Any]]:
    """Returns the gold's sums that a sum of the text may be, those of its own currency and amount first."""
    found = []
    for wanted in gold.get("funding") or []:
        same = [wanted, *(wanted.get("equivalents") or [])]
        ranks = [rank for rank, one in enumerate(same) if _is(each, one)]
        if ranks:
            found.append((ranks[0] > 0, len(found), wanted))
    return [wanted for _, _, wanted in sorted(found, key=lambda one: one[:2])]


def _is(each: Sum, wanted: dict[str, Any]) -> bool:
    amount = float(wanted.get("amount") or 0)
    return wanted.get("currency") == each.money.currency and amount > 0 and (
        abs(float(each.money.amount) - amount) <= _NEAR_ENOUGH * amount
    )


def _aid(reading: Reading, gold: dict[str, Any]) -> Iterator[Example]:
    aid = Aid(reading)
    for each in aid.sums:
        wanted = meant(gold, each)
        if wanted and all(one.get("optional") for one in wanted):
            continue
        yield Example(aid.features(each), bool(wanted), gold["id"])


TASKS = (Task("sum.aid", _aid),)
