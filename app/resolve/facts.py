"""Finds sums, meetings and texts of several documents that are the same, by the rules of docs/same-facts.md."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import TypeVar

from app.records.codes import FundingKind, Instrument
from app.resolve.groups import Pair

# The most days between two sums that are one: if only the amounts are equal, if the project is the same too, and if
# the sums are in two currencies or rounded, so that they agree only roughly.
SAME_SUM, SAME_PROJECT, SAME_WORTH = 60, 800, 14
# The most days between two dates of one step: newspapers date a signing by their own day.
SAME_STEP = 7
# The relative difference that is allowed between "about 12 million" and 11.96 million.
ROUNDED = Decimal("0.05")
# The relative difference in dollars that is allowed: newspapers use other rates than the average of the year.
WORTH = Decimal("0.03")
# Versions of one text share at least this part of all that they mention, and at least this many things.
SHARED, LEAST_SHARED = 0.5, 3
# The most days between the publication of two versions of one text.
VERSIONS_APART = 1

Money = tuple[Decimal, str]


@dataclass(frozen=True)
class Text:
    """A document; `anchors` are the same in every language: ids of people and organisations, amounts, states."""

    id: str
    language: str
    published: date | None
    publisher: str | None
    anchors: frozenset[str]
    group: str | None = None


@dataclass(frozen=True)
class Sum:
    """A sum in a text; `provider` is the state of an organisation, or its topmost parent if it belongs to no state.

    `first` and `last` are the days between which its step took place.
    """

    id: str
    text: Text
    money: frozenset[Money]
    dollars: Decimal | None
    kind: str
    instrument: str
    period: str | None
    provider: str | None
    receiver: str | None
    project: str | None
    first: date | None = None
    last: date | None = None
    is_rounded: bool = False


@dataclass(frozen=True)
class Encounter:
    """A meeting in a text; `people` are ids of people and organisations, `states` the codes of the states present."""

    id: str
    text: Text
    meeting_type: str
    first: date | None
    last: date | None
    people: frozenset[str]
    states: frozenset[str]


T = TypeVar("T", Text, Sum, Encounter)


def _together(items: Iterable[T], keys: Callable[[T], Iterable[Hashable]]) -> Iterator[tuple[T, T]]:
    """Yields each pair of items that share a key, once."""
    blocks: dict[Hashable, list[T]] = defaultdict(list)
    for item in items:
        for key in dict.fromkeys(keys(item)):
            blocks[key].append(item)
    seen: set[tuple[str, str]] = set()
    for block in blocks.values():
        for one, other in combinations(block, 2):
            key = (min(one.id, other.id), max(one.id, other.id))
            if key not in seen:
                seen.add(key)
                yield one, other


def _apart(one: date | None, other: date | None) -> int | None:
    """Returns the number of days between two dates; None where one is unknown."""
    return None if one is None or other is None else abs((one - other).days)


def _within(one: Text, other: Text, days: int) -> bool:
    apart = _apart(one.published, other.published)
    return apart is not None and apart <= days


# --- texts ---------------------------------------------------------------------------------------------------


def versions(texts: Iterable[Text]) -> Iterator[Pair]:
    """Yields the pairs of texts that are versions of one press release in two languages."""

    def days(text: Text) -> Iterable[int]:
        return () if text.published is None else (text.published.toordinal(), text.published.toordinal() + 1)

    for one, other in _together(texts, days):
        publishers = {one.publisher, other.publisher} - {None}
        if one.language == other.language or len(publishers) > 1 or not _within(one, other, VERSIONS_APART):
            continue
        both = one.anchors & other.anchors
        if len(both) >= max(LEAST_SHARED, SHARED * len(one.anchors | other.anchors)):
            yield Pair.of(
                one.id, other.id, f"two languages, {len(both)} people, organisations, states and amounts in common"
            )


def _are_versions(one: Text, other: Text) -> bool:
    return one.group is not None and one.group == other.group


# --- sums ----------------------------------------------------------------------------------------------------

# Letters of the code of a state.
_CODE = 2
_GIVEN = (FundingKind.PLEDGED, FundingKind.COMMITTED, FundingKind.DISBURSED, FundingKind.UNSPECIFIED)


def same_sums(sums: Sequence[Sum]) -> Iterator[Pair]:
    """Yields the pairs of sums in two texts that are the same."""
    for one, other in _together(sums, _sum_keys):
        if one.text.id == other.text.id or not _agree(one, other):
            continue
        by_project = one.project is not None and one.project == other.project
        versions_of_one = _are_versions(one.text, other.text)
        is_exact = not one.money.isdisjoint(other.money)
        how = "the same amount" if is_exact else _roughly(one, other)
        if how is None:
            continue
        near = _near(one, other, SAME_PROJECT if by_project else SAME_SUM if is_exact else SAME_WORTH)
        if versions_of_one or (near and (_same_provider(one, other) or (is_exact and by_project))):
            yield Pair.of(one.id, other.id, f"{how}, provider, receiver and time")


def only_sums_of_versions(sums: Sequence[Sum], paired: Iterable[Pair]) -> Iterator[Pair]:
    """Yields pairs of sums with different amounts, each the only unpaired one of its version of a text."""
    done = {id_ for pair in paired for id_ in pair.key}
    left: dict[tuple[object, ...], list[Sum]] = defaultdict(list)
    for each in sums:
        if each.id not in done and each.text.group is not None and each.provider is not None:
            currency = min(currency for _, currency in each.money) if each.money else None
            left[each.text.group, each.provider, currency].append(each)
    for several in left.values():
        if len({each.text.id for each in several}) == len(several):
            for one, other in combinations(several, 2):
                if _agree(one, other):
                    yield Pair.of(one.id, other.id, "the only such sum of each version of one text")


def _sum_keys(each: Sum) -> Iterable[Hashable]:
    yield from each.money
    if each.text.group is not None:
        yield "group", each.text.group
    if each.provider is not None:
        if each.project is not None:
            yield each.provider, each.project
        if each.text.published is not None:
            window = each.text.published.toordinal() // SAME_WORTH
            yield from ((each.provider, window + step) for step in (0, 1))


def _agree(one: Sum, other: Sum) -> bool:
    """Whether no fields of two sums contradict each other."""
    pairs = [(one.period, other.period), (one.provider, other.provider)]
    one_language = one.text.language == other.text.language
    # Names are compared only in one language: a project has another name in another language. Codes have no language.
    if one_language or (_is_state(one.receiver) and _is_state(other.receiver)):
        pairs.append((one.receiver, other.receiver))
    if one_language:
        pairs.append((one.project, other.project))
    if any(first != second for first, second in pairs if first is not None and second is not None):
        return False
    if {one.instrument, other.instrument} >= {Instrument.LOAN, Instrument.GRANT}:
        return False
    if _are_versions(one.text, other.text):
        return True
    if one.kind == other.kind:
        # Two signings on two days are two, of the same size or not.
        apart = _days_apart(one, other)
        return apart is None or apart <= SAME_STEP
    # A promise, its signing and its payment are steps of one sum.
    return one.kind in _GIVEN and other.kind in _GIVEN


def _is_state(party: str | None) -> bool:
    """Whether a party is the code of a state: "KG"."""
    return party is not None and len(party) == _CODE and party.isupper()


def _days_apart(one: Sum, other: Sum) -> int | None:
    """Returns the days between the dates of two sums, 0 where they overlap; None where one has no date."""
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return None
    return max(0, (other.first - one.last).days, (one.first - other.last).days)


def _near(one: Sum, other: Sum, days: int) -> bool:
    """Whether two sums are so many days apart at most, by their dates, else by the publication of their texts."""
    apart = _days_apart(one, other)
    return apart <= days if apart is not None else _within(one.text, other.text, days)


def _roughly(one: Sum, other: Sum) -> str | None:
    """Returns how two unequal amounts may be one; None where they may not."""
    if _same_worth(one, other):
        return "the same value in two currencies"
    return "the same amount, rounded" if _same_rounded(one, other) else None


def _same_rounded(one: Sum, other: Sum) -> bool:
    """Whether one amount may be the other, rounded: about 12 million dollars and 11.96 million."""
    if not (one.is_rounded or other.is_rounded):
        return False
    return any(
        currency == same and abs(amount - value) <= ROUNDED * max(amount, value)
        for amount, currency in one.money
        for value, same in other.money
    )


def _same_provider(one: Sum, other: Sum) -> bool:
    return one.provider is not None and one.provider == other.provider


def _same_worth(one: Sum, other: Sum) -> bool:
    currencies = {currency for _, currency in one.money} & {currency for _, currency in other.money}
    if currencies or one.dollars is None or other.dollars is None:
        return False
    return abs(one.dollars - other.dollars) <= WORTH * max(one.dollars, other.dollars)


# --- encounters ----------------------------------------------------------------------------------------------


def same_encounters(encounters: Sequence[Encounter]) -> Iterator[Pair]:
    """Yields the pairs of meetings in two texts that are the same: on one day, with the same people or states."""

    def keys(each: Encounter) -> Iterable[Hashable]:
        return [] if each.first is None else ((person, each.first.year) for person in (*each.people, *each.states))

    for one, other in _together(encounters, keys):
        if one.text.id == other.text.id or not _overlap(one, other):
            continue
        people, states = one.people & other.people, one.states & other.states
        if len(people) >= 2 or (people and (len(states) >= 2 or _are_versions(one.text, other.text))):
            yield Pair.of(one.id, other.id, "on the same day, with the same people")
            continue
        of_states = len(states) >= 2 and one.states == other.states and one.meeting_type == other.meeting_type
        if of_states and (not one.people or not other.people or _are_versions(one.text, other.text)):
            yield Pair.of(one.id, other.id, "on the same day, of the same states, in the same form")


def _overlap(one: Encounter, other: Encounter) -> bool:
    """Whether two meetings may be on one day; a date of 28 days or more is too vague."""
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return False
    if max((one.last - one.first).days, (other.last - other.first).days) > 27:
        return False
    return one.first <= other.last and other.first <= one.last


# --- the canonical record ------------------------------------------------------------------------------------


def pick_canonical(ids: Iterable[str], rank: Mapping[str, tuple[object, ...]]) -> str:
    """Returns the canonical id of a set: the one with the lowest rank, then the first in order."""
    return min(ids, key=lambda id_: (rank[id_], id_))
