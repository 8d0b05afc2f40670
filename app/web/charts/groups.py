"""The rows and columns of charts: which are shown, in which order, with which labels."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

# A picture shows an acronym for a longer name, or cuts it.
LONGEST_LABEL = {"wide": 22, "narrow": 12}
# Years without records are shown between others, unless a distant year would make the axis too long.
LONGEST_SPAN = 80


@dataclass(frozen=True)
class Group:
    """A row or column; `code` is None for the records without a value, and for all others together (`rest`).

    A picture shows `acronym` instead of a long label.
    """

    code: str | None
    label: str
    rest: bool = False
    acronym: str | None = None

    @property
    def is_long(self) -> bool:
        """Whether some picture cuts its label."""
        return len(self.label) > min(LONGEST_LABEL.values())

    def drawn(self, width: str) -> str:
        """Returns its label in a `wide` or `narrow` picture."""
        return self.label if self.acronym is None or len(self.label) <= LONGEST_LABEL[width] else self.acronym


def groups(
    sizes: Mapping[Any, Decimal | int], labels: Mapping[str, str], *, most: int, folds: bool, word: Callable[[str], str]
) -> list[Group]:
    """Returns the largest groups, then all others as one with `folds`, then the records without a value."""
    missing = [Group(None, word("not stated"))] if None in sizes else []
    ordered = sorted((code for code in sizes if code is not None), key=lambda code: (-sizes[code], code))
    plainly = {code: plain(labels[code]) for code in ordered}
    often = Counter(plainly.values())
    stated = [Group(code, each if often[each] == 1 else f"{each} ({code})") for code, each in plainly.items()]
    if len(stated) <= most + folds:  # a single other group needs no more room than "all others"
        return [*stated, *missing]
    return [*stated[:most], *([Group(None, word("all others"), rest=True)] if folds else []), *missing]


def shortened(groups: list[Group], acronyms: Mapping[str, str]) -> list[Group]:
    """Returns groups with their acronyms by code, without acronyms that two of them share."""
    plainly = {code: plain(acronym) for code, acronym in acronyms.items()}
    often = Counter([*plainly.values(), *(group.label for group in groups)])
    alone = {code: acronym for code, acronym in plainly.items() if often[acronym] == 1}
    return [group if group.code is None else replace(group, acronym=alone.get(group.code)) for group in groups]


def years(known: Iterable[str]) -> list[str]:
    """Returns years in order, with the years between them."""
    ordered = sorted(int(year) for year in known)
    if not ordered or ordered[-1] - ordered[0] > LONGEST_SPAN:
        return [str(year) for year in ordered]
    return [str(year) for year in range(ordered[0], ordered[-1] + 1)]


def plain(text: str) -> str:
    """Returns a text without the characters that XML does not allow."""
    return "".join(" " if unicodedata.category(each) in ("Cc", "Cs") or ord(each) >= 0xFFFE else each for each in text)
