"""Titles: the words before or after a name that state somebody's position."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.extract.heads import HEADS, OFFICES, cases_of, fits, head_form, is_head, is_several
from app.extract.units import Text, Unit
from app.languages.bending import is_adverbial, is_linked, is_predicate
from app.text.fold import fold

# Words after which a title goes on.
_LINKS = ("preposition", "in_country", "described_by", "and_word", "with_word")

# A title reaches at most this many units from the noun it is built round.
_LONGEST_TITLE = 16
# Cases of nouns that hang on the verb: in languages whose titles end in their head noun, a title does not reach over.
_ADVERBIAL = {"dative", "locative", "ablative", "accusative", "instrumental"}
# A title in brackets or after a dash begins with its head noun, or with as many words that describe it.
_DESCRIBING = 3


@dataclass(frozen=True)
class Title:
    """A title in a sentence: its units, where its head nouns are, and its text in the nominative.

    `several` says that its head noun means several people; `cases` are those of the head noun beside the name.
    """

    first: int
    last: int
    start: int
    end: int
    text: str
    heads: tuple[int, ...]
    several: bool = False
    cases: frozenset[str] = frozenset()


def _is_stop(units: Sequence[Unit], at: int, text: Text) -> bool:
    """Whether a unit is a full stop that ends a sentence, not an abbreviation."""
    if not units[at].has("dot"):
        return False
    short = at > 0 and (units[at - 1].has("initial") or fold(units[at - 1].text) in text.words.abbreviations)
    return not short and not (at > 0 and is_head(units[at - 1]) and "." in units[at - 1].text)


def _ends_title(units: Sequence[Unit], at: int, text: Text) -> bool:
    """Whether a title cannot reach over the unit."""
    unit = units[at]
    if unit.has("dot"):
        return _is_stop(units, at, text)
    if unit.has("semicolon", "colon", "newline", "said", "took_part", "honorific"):
        return True
    if not unit.has("word") or unit.capital or unit.quoted:
        return False
    if unit.has("title_link", "position_modifier", *HEADS, "name_particle", "head_country"):
        return False
    # What follows a noun with an izofat belongs to it.
    belongs = is_linked(unit.text, text.words) or (at > 0 and is_linked(units[at - 1].text, text.words))
    if unit.has("our_country", "office") or belongs:
        return False
    verdict = is_predicate(unit.text, text.words)
    if verdict is not None:
        return verdict
    return text.words.head == "first" and not unit.has("topic", "adjective", "organisation_head", "official", "body")


@dataclass(frozen=True)
class Named:
    """What is known of the name that a title is looked for: its cases, and whether more names follow in a list."""

    cases: frozenset[str] = frozenset()
    several: bool = False
    # The name has more than one word: a comma may be between it and a title before it.
    full: bool = False
    # The likeliest cases of the name; a title in one of them is preferred.
    likely: frozenset[str] = frozenset()


NOBODY = Named()


def title_before(units: Sequence[Unit], at: int, text: Text, *, floor: int = 0, named: Named = NOBODY) -> Title | None:
    """Returns the title right before a place, and not before `floor`."""
    is_last = text.words.head == "last"
    found = _last_head(units, at, text, floor) if is_last else _First(units, at, text, floor, named).title()
    return found if found is not None and _is_held(units, found, named) else None


def _is_held(units: Sequence[Unit], title: Title, named: Named) -> bool:
    """Whether a title is a position: an office always is, an occupation only beside a body or a full name."""
    if named.full or any(units[head].has(*OFFICES) for head in title.heads):
        return True
    return any(
        unit.has("capital", "organisation", "body") and place not in title.heads and place > title.first
        for place, unit in enumerate(units[title.first : title.last], title.first)
    )


class _First:
    """Reads a title that begins with its head noun; further titles may come before it, joined or not."""

    def __init__(self, units: Sequence[Unit], at: int, text: Text, floor: int, named: Named) -> None:
        self.units, self.at, self.text, self.floor, self.named = units, at, text, floor, named

    def title(self) -> Title | None:
        units = self.units
        # No title ends in "of" or "with": what comes next is no name of its holder.
        if self.at > 0 and units[self.at - 1].has(*_LINKS):
            return None
        head = self._agreeing(self.at)
        if head is None:
            return None
        own = cases_of(units[head], self.text)
        cases = own & self.named.cases or own or self.named.cases
        several = is_several(units[head], self.text)
        heads = [head]
        while True:
            place = self._described(heads[0]) - 1
            ways = (self._adjacent(place), self._joined(place, heads[0]), self._stacked(place, heads[0]))
            further = next((found for found in ways if found is not None), None)
            if further is None:
                break
            heads.insert(0, further)
        return _title(units, self._described(heads[0]), self.at, heads, several=several, cases=cases)

    def _described(self, head: int) -> int:
        """Returns where the adjectives before a head noun begin."""
        while head > self.floor and self._describes(head - 1):
            head -= 1
            # "extraordinary and plenipotentiary"
            joined = head > self.floor + 1 and self.units[head - 1].has("and_word") and self._describes(head - 2)
            head -= joined
        return head

    def _describes(self, place: int) -> bool:
        unit = self.units[place]
        if unit.has("dot"):
            return place > self.floor and is_head(self.units[place - 1]) and not _is_stop(self.units, place, self.text)
        # "OSCE Secretary General", "Khatlon governor": a name before the noun, where nouns bend by no dictionary.
        if self.text.words.bends == "suffixes" and unit.capital and unit.has("organisation", "city", "area", "country"):
            before = self.units[place - 1] if place > self.floor else unit
            # "in Bishkek Ambassador X": a place after a preposition is where something is.
            linked = before.has("preposition", "in_country", "with_word") and not before.has("and_word")
            return not before.has("named_body") and (unit.has("organisation") or not linked)
        return unit.has("position_modifier", "adjective")

    def _agreeing(self, below: int) -> int | None:
        """Returns the nearest head noun before a place that agrees with the name in case and number."""
        found = []
        place = self._nearest(below)
        while place is not None:
            unit = self.units[place]
            if fits(unit, self.named.cases, self.text) and (self.named.several or not is_several(unit, self.text)):
                found.append(place)
            place = self._nearest(place)
        return next((at for at in found if fits(self.units[at], self.named.likely, self.text)), next(iter(found), None))

    def _nearest(self, below: int, *, over_marks: bool = True) -> int | None:
        units = self.units
        for place in range(below - 1, max(self.floor - 1, self.at - 1 - _LONGEST_TITLE), -1):
            unit = units[place]
            if is_head(unit):
                return place
            last = place == self.at - 1
            opens = unit.has("quote") and not unit.quoted and not units[place - 1].quoted
            parted = unit.has("comma") and not self.named.full
            if _ends_title(units, place, self.text) or (last and (parted or opens)):
                return None
            if not over_marks and unit.has("comma", "dash", "and_word", "title_link"):
                return None
        return None

    def _adjacent(self, place: int) -> int | None:
        """Returns the head noun right before another: "deputy of the minister"."""
        if place < self.floor or not is_head(self.units[place]):
            return None
        return place if fits(self.units[place], self.named.cases, self.text) else None

    def _joined(self, place: int, head: int) -> int | None:
        """Returns the head noun of a title that a dash or a comma joins: one in the same case."""
        if place < self.floor or not self.units[place].has("dash", "comma", "and_word"):
            return None
        # "Deputy Prime Minister and Minister of X": of two titles joined so, the first is no more than its noun.
        if self.units[place].has("and_word") and not (place > self.floor and is_head(self.units[place - 1])):
            return None
        further = self._nearest(place)
        while further is not None and not self._agree(further, head):
            further = self._nearest(further)
        return further

    def _stacked(self, place: int, head: int) -> int | None:
        """Returns the head noun of a title that comes right before another, in the same case."""
        further = self._nearest(place + 1, over_marks=False) if place >= self.floor else None
        while further is not None and not self._stacks(further, head):
            further = self._nearest(further, over_marks=False)
        return further

    def _stacks(self, further: int, head: int) -> bool:
        known = cases_of(self.units[further], self.text) and cases_of(self.units[head], self.text)
        agree = self._agree(further, head) and fits(self.units[further], self.named.cases, self.text)
        return bool(known) and agree

    def _agree(self, one: int, other: int) -> bool:
        """Whether two head nouns can have one case and number, as joined titles must."""
        units = self.units
        if is_several(units[one], self.text) != is_several(units[other], self.text):
            return False
        return fits(units[one], cases_of(units[other], self.text), self.text)


def _last_head(units: Sequence[Unit], at: int, text: Text, floor: int) -> Title | None:
    """Reads a title that ends with its head noun, right before the name; its genitives come before it."""
    if at == 0 or not is_head(units[at - 1]):
        return None
    first = at - 1
    while first > floor and at - first < _LONGEST_TITLE and _belongs(units[first - 1]):
        before = units[first - 1]
        # What hangs on the verb is no part of a title.
        if _is_other(units, first - 1) or (not before.senses and is_adverbial(before.text, text.words)):
            break
        first -= 1
    while first < at - 1 and not _begins(units[first], text):
        first += 1
    heads = [place for place in range(first, at) if is_head(units[place])]
    return _title(units, first, at, heads, bends=False)


def _is_other(units: Sequence[Unit], at: int) -> bool:
    """Whether a title that ends in its head noun cannot reach over a unit: a dash after no title, another's title.

    A title of small letters in its dictionary form is complete before a capital: "the envoy, the Senate's head".
    """
    unit = units[at]
    if unit.has("dash"):
        return at > 0 and not is_head(units[at - 1])
    alone = is_head(unit) and not unit.capital and fold(unit.text) == fold(head_form(unit))
    after = units[at + 1] if at + 1 < len(units) else None
    return alone and after is not None and after.capital and (not is_head(after) or len(after.tokens) > 1)


def _begins(unit: Unit, text: Text) -> bool:
    """Whether a title that ends in its head noun can begin with the unit: it joins nothing, and hangs on no verb."""
    if not unit.has("word", "quote", "number") or unit.has("and_word", "title_link"):
        return False
    return bool(unit.senses) or unit.quoted > 0 or not is_adverbial(unit.text, text.words)


def _belongs(unit: Unit) -> bool:
    if unit.has("comma", "dot", "semicolon", "colon", "relative", "said", "time", "date", "during", "met", "quote"):
        return unit.quoted > 0
    if unit.has("weekday", "month", "from_giver", "press_service", "postposition"):
        return False
    if unit.has("opener") and not unit.has("and_word", "position_modifier", "title_link", *HEADS):
        return False
    features = {part for sense in unit.senses for part in sense.feature.split(",")}
    if features & {"past", "future"}:
        return False
    return not (features and features <= _ADVERBIAL)


def title_after(units: Sequence[Unit], at: int, text: Text, *, named: Named = NOBODY) -> Title | None:
    """Returns the title in apposition after a name: `NAME, TITLE,`, `NAME (TITLE)`, `NAME - TITLE`."""
    at = _after_brackets(units, at)
    if at >= len(units) - 1 or not units[at].has("comma", "dash", "open"):
        return None
    first = at + 1 + units[at + 1].has("article")
    end = first
    if first >= len(units) or units[first].has("and_word", "clause_opener"):
        return None
    while end < len(units) and end - first < _LONGEST_TITLE:
        unit = units[end]
        if unit.has("comma", "semicolon", "dash", "open", "close") or _ends_title(units, end, text):
            break
        end += 1
    heads = [place for place in range(first, end) if is_head(units[place])]
    describing = 6 if units[at].has("comma") else _DESCRIBING
    if not heads or heads[0] - first > describing or is_several(units[heads[0]], text):
        return None
    if cases_of(units[heads[0]], text) and not _only_describe(units[first : heads[0]]):
        return None
    # A title after a dash is in the nominative.
    cases = {"nomn"} if units[at].has("dash") else named.cases
    title = _title(units, first, end, heads, cases=named.cases, bends=text.words.head == "first")
    return title if fits(units[heads[0]], cases, text) and _is_held(units, title, named) else None


def _after_brackets(units: Sequence[Unit], at: int) -> int:
    """Returns the place after short brackets that hold no title: the name in another script, a state."""
    if at >= len(units) or not units[at].has("open"):
        return at
    for place in range(at + 1, min(at + 7, len(units))):
        if is_head(units[place]):
            return at
        if units[place].has("close"):
            return place + 1
    return at


def _only_describe(units: Sequence[Unit]) -> bool:
    return all(
        unit.has("position_modifier", "adjective") or (unit.has("word") and not unit.has("capital", "title_link"))
        for unit in units
    )


def _title(
    units: Sequence[Unit],
    first: int,
    last: int,
    heads: Sequence[int],
    *,
    several: bool = False,
    cases: frozenset[str] = frozenset(),
    bends: bool = True,
) -> Title:
    """Returns the title with its governing head nouns, and what agrees with them, in the nominative.

    `bends`: they have the case of the name. In languages whose head nouns come last, only the name has an ending.
    """
    while last > first + 1 and units[last - 1].has("comma", "dash", "honorific", "and_word"):
        last -= 1
    pieces: list[str] = []
    governing = bends
    for place in range(first, last):
        unit = units[place]
        joins = unit.has("dash", "comma", "and_word")
        if joins and place + 1 < last and units[place + 1].has(*HEADS, "position_modifier"):
            governing = bends
        form = unit.text
        if governing and is_head(unit):
            features = unit.features(*HEADS)
            is_nominative = not features or ("nomn" in features and "plur" not in features)
            form, governing = unit.text if is_nominative else _like(head_form(unit), unit.text), False
        elif governing and unit.has("position_modifier"):
            sense = unit.sense("position_modifier")
            form = _like(sense.form, unit.text) if sense is not None and sense.form else unit.text
        gap = place > first and units[place - 1].end < unit.start
        pieces.append((" " if gap else "") + form)
    start, end = units[first].start, units[last - 1].end
    kept = tuple(h for h in heads if first <= h < last)
    return Title(first, last, start, end, "".join(pieces).strip(" ,"), kept, several, cases)


def _like(form: str, printed: str) -> str:
    """Returns the form with the first letter in the case of the printed word's."""
    return form[:1].upper() + form[1:] if printed[:1].isupper() else form
