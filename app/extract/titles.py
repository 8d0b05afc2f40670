"""Titles: the words before or after a name that tell somebody's position."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.extract.units import Text, Unit
from app.languages.bending import is_predicate
from app.text.fold import fold

# A title reaches at most this many units from the noun it is built round.
_LONGEST_TITLE = 16
# The classes of the nouns that a title is built round.
HEADS = ("position", "body_head", "state_position")
# Cases of nouns that hang on the verb: in languages whose titles end in their head noun, a title does not reach over.
_ADVERBIAL = {"dative", "locative", "ablative", "accusative", "instrumental"}


@dataclass(frozen=True)
class Title:
    """A title in a sentence: its units, where its head nouns are, and its text in the nominative."""

    first: int
    last: int
    start: int
    end: int
    text: str
    heads: tuple[int, ...]


def head_form(unit: Unit) -> str:
    sense = unit.sense(*HEADS)
    return sense.form if sense is not None and sense.form else unit.text


def is_state(unit: Unit, text: Text) -> bool:
    states = {fold(word) for word in text.words.group("state_position")}
    return fold(head_form(unit)) in states


def _ends_title(unit: Unit, text: Text) -> bool:
    """Whether a title cannot reach over the unit."""
    if unit.has("dot", "semicolon", "colon", "newline", "said", "took_part", "honorific"):
        return True
    if not unit.has("word") or unit.capital or unit.quoted:
        return False
    if unit.has("title_link", "position_modifier", *HEADS, "name_particle"):
        return False
    verdict = is_predicate(unit.text, text.words)
    if verdict is not None:
        return verdict
    return text.words.head == "first" and not unit.has("topic", "adjective", "organisation_head", "official", "body")


def title_before(units: Sequence[Unit], at: int, text: Text, *, floor: int = 0) -> Title | None:
    """Returns the title that stands right before a place, and not before `floor`."""
    return _last_head(units, at, text, floor) if text.words.head == "last" else _first_head(units, at, text)


def _first_head(units: Sequence[Unit], at: int, text: Text) -> Title | None:
    """Reads a title that begins with its head noun; further titles may be joined before it by a dash or a comma."""
    head = _nearest_head(units, at, text)
    if head is None:
        return None
    heads = [head]
    while True:
        place = heads[0] - 1
        while place >= 0 and units[place].has("position_modifier", "adjective"):
            place -= 1
        if place >= 0 and units[place].has(*HEADS):
            heads.insert(0, place)
            continue
        further = _joined_head(units, place, heads[0], text)
        if further is None:
            break
        heads.insert(0, further)
    first = heads[0]
    while first > 0 and units[first - 1].has("position_modifier", "adjective"):
        first -= 1
    return _title(units, first, at, heads)


def _joined_head(units: Sequence[Unit], place: int, head: int, text: Text) -> int | None:
    """Returns the head noun of a title that a dash or a comma joins to the one at `head`: one in the same case."""
    if place < 0 or not units[place].has("dash", "comma"):
        return None
    further = _nearest_head(units, place, text)
    while further is not None and not _agree(units[further], units[head]):
        further = _nearest_head(units, further, text)
    return further


def _agree(one: Unit, other: Unit) -> bool:
    """Whether two head nouns can stand in one case, as joined titles must."""
    cases, others = one.features(*HEADS), other.features(*HEADS)
    return not cases or not others or bool(cases & others)


def _nearest_head(units: Sequence[Unit], at: int, text: Text) -> int | None:
    for place in range(at - 1, max(-1, at - 1 - _LONGEST_TITLE), -1):
        unit = units[place]
        if unit.has(*HEADS):
            return place
        if (
            _ends_title(unit, text)
            or (unit.has("comma") and place == at - 1)
            or (unit.has("quote") and not unit.quoted and place == at - 1)
        ):
            return None
    return None


def _last_head(units: Sequence[Unit], at: int, text: Text, floor: int) -> Title | None:
    """Reads a title that ends with its head noun, right before the name; its genitives stand before it."""
    if at == 0 or not units[at - 1].has(*HEADS):
        return None
    first = at - 1
    while first > floor and at - first < _LONGEST_TITLE and _belongs(units[first - 1], text):
        first -= 1
    while first < at - 1 and not units[first].has("word", "quote", "number"):
        first += 1
    heads = [place for place in range(first, at) if units[place].has(*HEADS)]
    return _title(units, first, at, heads)


def _belongs(unit: Unit, text: Text) -> bool:
    if unit.has("comma", "dot", "semicolon", "colon", "relative", "said", "time", "date", "during", "met", "quote"):
        return unit.quoted > 0
    features = {part for sense in unit.senses for part in sense.feature.split(",")}
    if features & {"past", "future"}:
        return False
    return not (features and features <= _ADVERBIAL)


def title_after(units: Sequence[Unit], at: int, text: Text) -> Title | None:
    """Returns the title in apposition after a name: `NAME, TITLE,`."""
    if at >= len(units) or not units[at].has("comma"):
        return None
    first = at + 1
    end = first
    while end < len(units) and end - first < _LONGEST_TITLE:
        unit = units[end]
        if unit.has("comma", "dot", "semicolon", "dash", "open") or _ends_title(unit, text):
            break
        end += 1
    heads = [place for place in range(first, end) if units[place].has(*HEADS)]
    if not heads or heads[0] - first > 6:
        return None
    return _title(units, first, end, heads)


def _title(units: Sequence[Unit], first: int, last: int, heads: Sequence[int]) -> Title:
    """Returns the title with its governing head nouns, and what agrees with them, in the nominative."""
    while last > first + 1 and units[last - 1].has("comma", "dash", "honorific"):
        last -= 1
    pieces: list[str] = []
    governing = True
    for place in range(first, last):
        unit = units[place]
        if unit.has("dash", "comma") and place + 1 < last and units[place + 1].has(*HEADS, "position_modifier"):
            governing = True
        form = unit.text
        if governing and unit.has(*HEADS):
            cases = unit.features(*HEADS)
            is_nominative = not cases or "nomn" in cases
            form, governing = unit.text if is_nominative else _like(head_form(unit), unit.text), False
        elif governing and unit.has("position_modifier"):
            sense = unit.sense("position_modifier")
            form = _like(sense.form, unit.text) if sense is not None and sense.form else unit.text
        gap = place > first and units[place - 1].end < unit.start
        pieces.append((" " if gap else "") + form)
    start, end = units[first].start, units[last - 1].end
    return Title(first, last, start, end, "".join(pieces).strip(" ,"), tuple(h for h in heads if first <= h < last))


def _like(form: str, printed: str) -> str:
    """Returns the form with the first letter in the case of the printed word's."""
    return form[:1].upper() + form[1:] if printed[:1].isupper() else form
