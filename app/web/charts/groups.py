"""The rows and columns of charts: which are shown, in which order, what each is called and by what it is drawn."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

# Names of more letters are cut in a picture: where there is an acronym, that is drawn.
LONGEST_LABEL = {"wide": 22, "narrow": 12}
# Years without records are shown between others, unless a date far off would make the axis useless.
LONGEST_SPAN = 80


@dataclass(frozen=True)
class Group:
    """A row or column; `code` is null for the records without a value, and for all `rest` together.

    `acronym` is what stands for a long label in a picture.
    """

    code: str | None
    label: str
    rest: bool = False
    acronym: str | None = None

    @property
    def is_long(self) -> bool:
        """Whether its label is cut in some picture."""
        return len(self.label) > min(LONGEST_LABEL.values())

    def drawn(self, width: str) -> str:
        """Returns what stands for it in a picture that is `wide` or `narrow`."""
        return self.label if self.acronym is None or len(self.label) <= LONGEST_LABEL[width] else self.acronym


def groups(
    sizes: Counter[Any], labels: Mapping[str, str], *, most: int, folds: bool, word: Callable[[str], str]
) -> list[Group]:
    """Returns the largest groups by code; `folds` adds all others as one, which comes before what is not told."""
    missing = [Group(None, word("not told"))] if None in sizes else []
    ordered = sorted((code for code in sizes if code is not None), key=lambda code: (-sizes[code], code))
    plainly = {code: plain(labels[code]) for code in ordered}
    often = Counter(plainly.values())
    told = [Group(code, each if often[each] == 1 else f"{each} ({code})") for code, each in plainly.items()]
    if len(told) <= most + folds:  # one more needs no more room than all the others together
        return [*told, *missing]
    return [*told[:most], *([Group(None, word("all others"), rest=True)] if folds else []), *missing]


def shortened(groups: list[Group], acronyms: Mapping[str, str]) -> list[Group]:
    """Returns groups with their acronyms, by code; one that is not alone among them stands for nobody."""
    told = {code: plain(acronym) for code, acronym in acronyms.items()}
    often = Counter([*told.values(), *(group.label for group in groups)])
    alone = {code: acronym for code, acronym in told.items() if often[acronym] == 1}
    return [group if group.code is None else replace(group, acronym=alone.get(group.code)) for group in groups]


def years(known: Iterable[str]) -> list[str]:
    """Returns years in order, and those between them that have no record."""
    ordered = sorted(int(year) for year in known)
    if not ordered or ordered[-1] - ordered[0] > LONGEST_SPAN:
        return [str(year) for year in ordered]
    return [str(year) for year in range(ordered[0], ordered[-1] + 1)]


def plain(text: str) -> str:
    """Returns a text without the characters that XML cannot hold."""
    return "".join(" " if unicodedata.category(each) in ("Cc", "Cs") or ord(each) >= 0xFFFE else each for each in text)
