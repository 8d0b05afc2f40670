"""A text cut where the spans of its evidence begin and end: the pieces are data, which a template prints."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

# Of two equal spans, a name of somebody or something comes before a part of a fact.
_FIRST = ("person", "organisation", "project", "agreement", "funding", "meeting", "document")
# How many lines the tooltip of a piece of text has.
MOST_LINES = 12


@dataclass(frozen=True)
class Mark:
    """A span that became a value: its place, the value in words, the link to where a page shows it."""

    id: str
    kind: str
    field: str
    start: int
    end: int
    description: str
    href: str
    # Whether it is the place of a whole record: a sentence with the places of its parts in it.
    is_whole: bool = False

    @property
    def weight(self) -> tuple[bool, int, int]:
        """The order of marks of one place: a page shows the lightest."""
        return self.is_whole, self.end - self.start, _FIRST.index(self.kind)


class Anchor(NamedTuple):
    """The beginning of a piece of evidence; `length` is in code points."""

    id: str
    length: int


@dataclass(frozen=True)
class Segment:
    """A piece of text without borders of spans: its marks, the lightest first, and the evidence that begins here."""

    text: str
    marks: tuple[Mark, ...]
    anchors: tuple[Anchor, ...]

    @property
    def tooltip(self) -> str:
        """The values that were read from it, one per line."""
        lines = list(dict.fromkeys(mark.description for mark in self.marks))
        return "\n".join([*lines[:MOST_LINES], *(["…"] if len(lines) > MOST_LINES else [])])


def cut(text: str, marks: Sequence[Mark], kinds: Collection[str] | None = None) -> list[Segment]:
    """Returns the pieces of a text in order, with the marks of these kinds only; of all kinds where `kinds` is None."""
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
