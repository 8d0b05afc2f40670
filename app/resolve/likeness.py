"""Stub until the real one is merged."""

from collections.abc import Callable, Sequence

from app.resolve.groups import Pair
from app.resolve.things import Thing


def nothing(things: Sequence[Thing]) -> tuple[list[Pair], list[Pair]]:
    return [], []


FINDERS: dict[str, Callable[[Sequence[Thing]], tuple[list[Pair], list[Pair]]]] = {
    "project": nothing,
    "organisation": nothing,
    "person": nothing,
}
