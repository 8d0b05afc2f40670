"""A text cut where what was read from it begins and ends: the pieces are data, which a template prints."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

# Where two spans are equal, the text is first of all the name of somebody or something, then a part in a fact.
_FIRST = ("person", "organisation", "project", "agreement", "funding", "meeting", "document")
# So many lines are told of a piece of text that the pointer rests on.
MOST_LINES = 12


@dataclass(frozen=True)
class Mark:
    """A span that became a value: where it stands, what it says in words, where the value is shown."""

    id: str
    kind: str
    field: str
    start: int
    end: int
    told: str
    href: str
    # Whether it is the place of a record as a whole: a sentence, which has the places of parts in it.
    is_whole: bool = False

    @property
    def weight(self) -> tuple[bool, int, int]:
        """What decides between marks of one place: the lightest does."""
        return self.is_whole, self.end - self.start, _FIRST.index(self.kind)


class Anchor(NamedTuple):
    """Where a piece of evidence begins, and over how many code points it goes."""

    id: str
    length: int


@dataclass(frozen=True)
class Segment:
    """A piece of text in which nothing begins or ends: its marks, the lightest first; the evidence that begins here."""

    text: str
    marks: tuple[Mark, ...]
    anchors: tuple[Anchor, ...]

    @property
    def told(self) -> str:
        """What it became, a line each."""
        lines = list(dict.fromkeys(mark.told for mark in self.marks))
        return "\n".join([*lines[:MOST_LINES], *(["…"] if len(lines) > MOST_LINES else [])])


def cut(text: str, marks: Sequence[Mark], kinds: Collection[str] | None = None) -> list[Segment]:
    """Returns the pieces of a text, which together are the text; only marks of these kinds are shown, else all."""
    borders = sorted({0, len(text), *(mark.start for mark in marks), *(mark.end for mark in marks)})
    beginning: dict[int, list[Mark]] = {}
    for mark in marks:
        beginning.setdefault(mark.start, []).append(mark)
    segments, running = [], list[Mark]()
    for start, end in pairwise(borders):
        begun = beginning.get(start, [])
        running = [mark for mark in running if mark.end > start]
        if begun:
            shown = (mark for mark in begun if kinds is None or mark.kind in kinds)
            running = sorted([*running, *shown], key=lambda mark: mark.weight)
        anchors = tuple(Anchor(mark.id, mark.end - mark.start) for mark in begun)
        segments.append(Segment(text[start:end], tuple(running), anchors))
    return segments
