"""A text as rules see it: lines, sentences and units. A unit is a token or a run of tokens with senses."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from app.extract.confidence import confidence
from app.languages import Lexicon, Sense
from app.records.codes import Basis
from app.records.evidence import EvidenceFields
from app.text.sentences import is_digraph, sentences
from app.text.tokens import Token, tokenise

_DASHES = frozenset("-–—‐‑−")
_OPENING, _CLOSING = frozenset('«“„"‘'), frozenset('»”"’')
_MARKS = {
    ",": "comma",
    ".": "dot",
    "(": "open",
    ")": "close",
    ":": "colon",
    "/": "slash",
    "+": "plus",
    ";": "semicolon",
}


@dataclass(frozen=True)
class Span:
    """A stretch of the text, in code points, half-open."""

    start: int
    end: int


class Unit:
    """A token, or several that the lexicon knows as one; `classes` are what rules match."""

    __slots__ = ("at", "capital", "classes", "end", "in_speech", "quoted", "senses", "start", "text", "tokens")

    def __init__(self, text: str, tokens: Sequence[Token], senses: Sequence[Sense], at: int) -> None:
        self.start, self.end = tokens[0].start, tokens[-1].end
        self.text = text[self.start : self.end]
        self.tokens = tokens
        self.senses = tuple(senses)
        self.at = at
        self.capital = tokens[0].capital
        self.in_speech = False
        # The number of the short quotation around the unit, 0 without one.
        self.quoted = 0
        self.classes = frozenset({sense.cls for sense in senses} | _shape(tokens))

    def has(self, *classes: str) -> bool:
        """Whether the unit is of one of the classes."""
        return not self.classes.isdisjoint(classes)

    def sense(self, *classes: str) -> Sense | None:
        """Returns the first sense of one of the classes."""
        # Most units have none, and rules ask often.
        if self.classes.isdisjoint(classes):
            return None
        return next((sense for sense in self.senses if sense.cls in classes), None)

    def value(self, *classes: str) -> str | None:
        """Returns the value of the first sense of one of the classes."""
        found = self.sense(*classes)
        return None if found is None else found.value

    def features(self, *classes: str) -> set[str]:
        """Returns what the form says in the classes: cases, times."""
        if self.classes.isdisjoint(classes):
            return set()
        return {part for s in self.senses if s.cls in classes for part in s.feature.split(",") if part}

    def __repr__(self) -> str:
        return f"<{self.text} {sorted(self.classes)}>"


def _shape(tokens: Sequence[Token]) -> set[str]:
    """Returns the classes that follow from the characters alone."""
    if len(tokens) > 1:
        return {"word"}
    first = tokens[0]
    found = {first.kind}
    if first.kind == "number":
        digits = first.text
        if digits.isdigit() and len(digits) <= 2 and 1 <= int(digits) <= 31:
            found.add("day")
        if re.fullmatch(r"(?:19|20)\d\d", digits):
            found.add("year_number")
    elif first.kind == "word":
        if first.capital:
            found.add("capital")
        if len(first.text) == 1 and first.capital:
            found.add("initial")
    elif first.text in _DASHES:
        found.add("dash")
    elif first.text in _OPENING or first.text in _CLOSING:
        found.add("quote")
    elif first.text in _MARKS:
        found.add(_MARKS[first.text])
    return found


def how_far(number: int) -> str:
    """Returns a number of units as features write it: "1", "3", "7", "14" or "more"."""
    return next((name for most, name in ((1, "1"), (3, "3"), (7, "7"), (14, "14")) if number <= most), "more")


class Sentence:
    """One sentence: its units, its line, and its number in this line."""

    def __init__(self, units: list[Unit], line: "Line", number: int) -> None:
        self.units = units
        self.line = line
        self.number = number
        self.start, self.end = units[0].start, units[-1].end
        self._places: dict[tuple[str, ...], list[int]] = {}
        self._by_class: dict[str, list[int]] = {}
        for at, unit in enumerate(units):
            for cls in unit.classes:
                self._by_class.setdefault(cls, []).append(at)

    def having(self, *classes: str) -> list[Unit]:
        """Returns the units that are of one of the classes."""
        return [self.units[at] for at in self.places(*classes)]

    def places(self, *classes: str) -> list[int]:
        """Returns the places of these units in the sentence, from left to right."""
        if classes not in self._places:
            listed = [self._by_class[cls] for cls in classes if cls in self._by_class]
            found = listed[0] if len(listed) == 1 else sorted({at for places in listed for at in places})
            self._places[classes] = found
        return self._places[classes]


@dataclass
class Line:
    """One line of the text; `role` is headline, dateline, furniture, signature, or body."""

    number: int
    start: int
    end: int
    text: str
    role: str = "body"
    sentences: list[Sentence] = field(default_factory=list)

    @property
    def is_body(self) -> bool:
        """Whether the line is of the text proper, which states facts."""
        return self.role in ("body", "dateline")

    @property
    def units(self) -> list[Unit]:
        """The units of all its sentences."""
        return [unit for sentence in self.sentences for unit in sentence.units]

    @property
    def stripped(self) -> str:
        """The line's text without the white space around it."""
        return self.text.strip()


class Text:
    """A stored text with its lines, sentences and units, read with the lexicon of its language."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.words = lexicon.words
        self.lines = list(_lines(text))
        for line in self.lines:
            self._read(line)

    @cached_property
    def body(self) -> list[Sentence]:
        """The sentences of all lines that hold facts: neither headline nor furniture."""
        return [s for line in self.lines if line.is_body for s in line.sentences]

    @cached_property
    def all(self) -> list[Sentence]:
        """The sentences of headline and body."""
        roles = ("headline", "body", "dateline")
        return [s for line in self.lines if line.role in roles for s in line.sentences]

    @cached_property
    def signed(self) -> list[Sentence]:
        """The sentences of headline, body, and the lines below it that may name people: contacts, who signed."""
        return self.all + [s for line in self.lines if line.role == "signature" for s in line.sentences]

    @cached_property
    def naming(self) -> list[Sentence]:
        """The sentences of all lines that name who takes part: also the head of a page and the lines below the text."""
        roles = ("headline", "head", "body", "dateline", "signature")
        return [s for line in self.lines if line.role in roles for s in line.sentences]

    def _read(self, line: Line) -> None:
        tokens = list(tokenise(self.text, line.start, line.end))
        units: list[Unit] = []
        at = 0
        while at < len(tokens):
            end, senses = self.lexicon.lookup(tokens, at)
            end = max(end, at + 1)
            units.append(Unit(self.text, tokens[at:end], senses, len(units)))
            at = end
        mark_initials(units)
        mark_quotations(units)
        by_start = {unit.start: unit for unit in units}
        for cut in sentences(tokens, self.words.abbreviations):
            inside = [by_start[token.start] for token in cut if token.start in by_start]
            if inside:
                line.sentences.append(Sentence(inside, line, len(line.sentences)))

    def quote(self, start: int, end: int) -> str:
        """Returns the stretch of the text."""
        return self.text[start:end]

    def evidence(
        self,
        field_name: str,
        start: int,
        end: int,
        *,
        rule: str,
        value: str | None = None,
        basis: Basis = Basis.EXPLICIT,
    ) -> EvidenceFields:
        """Returns the evidence that the stretch of the text gives for a field."""
        return EvidenceFields(
            field=field_name,
            value=value,
            start=start,
            end=end,
            quote=self.text[start:end],
            rule=rule,
            basis=basis,
            confidence=confidence(rule, basis),
        )


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for number, line in enumerate(text.split("\n")):
        yield Line(number, start, start + len(line), line)
        start += len(line) + 1


def mark_initials(units: Sequence[Unit]) -> None:
    """Marks initials of two letters: Sh., Ts., Дж."""
    for unit, after in pairwise(units):
        if after.text == "." and is_digraph(unit.text) and after.start == unit.end and not unit.senses:
            unit.classes |= {"initial"}


# A quotation of more words than this is somebody's speech, not a name.
_LONGEST_NAME = 14
# After these words a quotation is a title, and may be longer.
_TITLED = ("project", "programme", "initiative")
_LONGEST_TITLE = 30
# The most quotations within each other. Deeper ones are noise.
_DEEPEST = 4


def mark_quotations(units: Sequence[Unit]) -> None:
    """Marks the units of a line that are in quotation marks: short quotations as names, long ones as speech.

    Quotations may contain others; two that end together may share one closing mark.
    """
    number, closed = 0, -1
    opened: list[int] = []
    for at, unit in enumerate(units):
        if "quote" not in unit.classes:
            # A known name with its own marks («ОАО «Электрические станции») may end the quotation around it.
            closed = at + 1 if len(unit.tokens) > 1 and unit.tokens[-1].text in _CLOSING else closed
            continue
        if opened and _closes(units, opened[-1], at):
            number, closed = number + 1, at
            first = opened.pop()
            _mark(units[first + 1 : at], number, is_title=first > 0 and units[first - 1].has(*_TITLED))
        elif unit.text in _OPENING and (unit.text != '"' or not opened) and len(opened) < _DEEPEST:
            opened.append(at)
    while opened:
        first = opened.pop()
        number += 1
        _mark(units[first + 1 : closed if closed > first else None], number)


def _closes(units: Sequence[Unit], opened: int, at: int) -> bool:
    """Whether a mark closes the quotation that was opened: „…“ and “…” end in marks that open others."""
    mark, opening = units[at].text, units[opened].text
    if opening == "‘" or mark == "’":
        return opening == "‘" and mark == "’"
    return mark in _CLOSING or (mark == "“" and opening == "„")


def _mark(inside: Sequence[Unit], number: int, *, is_title: bool = False) -> None:
    longest = _LONGEST_TITLE if is_title else _LONGEST_NAME
    is_speech = sum(len(unit.tokens) for unit in inside if unit.has("word")) > longest
    for unit in inside:
        unit.in_speech = unit.in_speech or is_speech
        if not is_speech:
            unit.quoted = number
