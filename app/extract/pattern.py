"""Rules as patterns over the classes of units.

A pattern is a regular expression whose names are classes of units: `NUMBER (MULTIPLIER DOT?)? CURRENCY`. It is
compiled to one letter a class and matched against a string of one letter a unit, at the speed of `re`; a match's
groups are runs of units, so that every part has its exact place in the text (the idea of JAPE and TokensRegex).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.extract.units import Unit

_NAME = re.compile(r"\(\?P<\w+>|[A-Z][A-Z_]+")


@dataclass(frozen=True)
class Match:
    """Where a pattern matched, in places of the units that it was matched against."""

    units: Sequence[Unit]
    found: re.Match[str]

    @property
    def first(self) -> int:
        """The place of the first unit."""
        return self.found.start()

    @property
    def last(self) -> int:
        """One past the place of the last unit."""
        return self.found.end()

    @property
    def start(self) -> int:
        """The first code point."""
        return self.units[self.first].start

    @property
    def end(self) -> int:
        """One past the last code point."""
        return self.units[self.last - 1].end

    def group(self, name: str) -> Sequence[Unit]:
        """Returns the units of a named group, none where it took no part."""
        start, end = self.found.span(name)
        return self.units[start:end] if start >= 0 else ()


def _needed(source: str) -> frozenset[str]:
    """Returns the classes that every match has: all of a sequence, what alternatives share, none of what may lack."""
    # For each open bracket: what all alternatives so far share, and what the sequence being read has.
    shared: list[frozenset[str] | None] = [None]
    sequence: list[frozenset[str]] = [frozenset()]

    def closed() -> frozenset[str]:
        before, last = shared.pop(), sequence.pop()
        return last if before is None else before & last

    for token in re.finditer(r"(\(\?P<\w+>|\(|\)|\||[A-Z][A-Z_]+)([?*])?", source):
        mark, found = token[1], frozenset[str]()
        if mark[0] == "(":
            shared.append(None)
            sequence.append(frozenset())
            continue
        if mark == "|":
            before = shared[-1]
            shared[-1] = sequence[-1] if before is None else before & sequence[-1]
            sequence[-1] = frozenset()
            continue
        found = closed() if mark == ")" else frozenset([mark.lower()])
        if token[2] is None:
            sequence[-1] |= found
    return closed()


class Pattern:
    """A compiled rule. A unit of several of its classes counts as the one that the pattern names first."""

    def __init__(self, source: str) -> None:
        names = [name for name in _NAME.findall(source) if not name.startswith("(?P")]
        self.classes = tuple(dict.fromkeys(name.lower() for name in names))
        letter = {name: chr(ord("A") + at) for at, name in enumerate(self.classes)}

        def compiled(match: re.Match[str]) -> str:
            text = match.group()
            return text if text.startswith("(?P") else letter[text.lower()]

        self._letters = letter
        self._set = frozenset(self.classes)
        # A sentence without these has no match.
        self.needed = _needed(source)
        self._pattern = re.compile(_NAME.sub(compiled, source).replace(" ", ""))

    def string(self, units: Iterable[frozenset[str]]) -> str:
        """Returns one letter a unit, given by its classes: that of its first class in the pattern, or a blank."""
        return "".join(" " if self._set.isdisjoint(classes) else self._letter(classes) for classes in units)

    def _letter(self, classes: frozenset[str]) -> str:
        return next(letter for name, letter in self._letters.items() if name in classes)

    def matches(self, units: Sequence[Unit], classes: Sequence[frozenset[str]] | None = None) -> Iterator[Match]:
        """Yields the matches from left to right, without overlap; `classes`, a set for each unit, replaces its own."""
        if classes is None:
            classes = [unit.classes for unit in units]
        for found in self._pattern.finditer(self.string(classes)):
            if found.end() > found.start():
                yield Match(units, found)
