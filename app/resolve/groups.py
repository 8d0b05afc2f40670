"""Joins pairs of ids into sets of the same thing or fact; decisions of people override rules."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Pair:
    """Two ids, in order, and the reason why they are the same."""

    one: str
    other: str
    reason: str = ""

    @classmethod
    def of(cls, one: str, other: str, reason: str = "") -> "Pair":
        """Returns the pair of two ids, in order."""
        return cls(min(one, other), max(one, other), reason)

    @property
    def key(self) -> tuple[str, str]:
        """The two ids."""
        return self.one, self.other


def group(
    pairs: Iterable[Pair], *, apart: Collection[tuple[str, str]] = (), owners: Mapping[str, str] | None = None
) -> list[dict[str, str]]:
    """Returns the sets that the pairs make, each id with the reason that joined it.

    Pairs are joined in the order of their ids, so the order of the input makes no difference. Two ids in `apart`, or
    two of one owner (two sums of one document), never come into one set: a pair that would join them is skipped.
    """
    sets: dict[str, dict[str, str]] = {}
    parted = _partners(apart)
    for pair in sorted(pairs):
        one, other = (sets.get(id_, {id_: pair.reason}) for id_ in pair.key)
        if one is other or any(not parted.get(id_, _NOBODY).isdisjoint(other) for id_ in one):
            continue
        if owners is not None and not {owners[id_] for id_ in one}.isdisjoint(owners[id_] for id_ in other):
            continue
        joined = {**one, **other}
        for id_ in joined:
            sets[id_] = joined
    return [dict(sorted(members.items())) for first, members in sorted(sets.items()) if first == min(members)]


_NOBODY: frozenset[str] = frozenset()


def _partners(pairs: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    partners: dict[str, set[str]] = {}
    for one, other in pairs:
        partners.setdefault(one, set()).add(other)
        partners.setdefault(other, set()).add(one)
    return partners
