"""The rows and columns of charts: which are shown, in which order, what each is called and by what it is drawn."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Engine

from app.query.names import read_acronyms

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


def shortened(engine: Engine, groups: list[Group], language: str) -> list[Group]:
    """Returns groups with the acronyms of the organisations among them whose names are long; no two have the same."""
    long = {group.code for group in groups if group.code is not None and len(group.label) > LONGEST_LABEL["narrow"]}
    acronyms = {id_: plain(told) for id_, told in read_acronyms(engine, "organisation", long, language).items()}
    often = Counter([*acronyms.values(), *(group.label for group in groups)])
    alone = {id_: told for id_, told in acronyms.items() if often[told] == 1}
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
