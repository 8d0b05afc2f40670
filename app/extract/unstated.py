"""Sums that state their currency elsewhere: in lists and tables under a head, after a sum, before one joined to it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

from app.extract.money import MULTIPLIED, SYMBOLS, Money, adds_hundreds, is_amount, number, qualified, value_of
from app.extract.pattern import Pattern
from app.extract.reading import Reading
from app.extract.units import Line, Sentence, Unit

_MULTIPLE = Pattern(f"(?P<sum>NUMBER {MULTIPLIED} NUMBER?)")
_GROUPED = re.compile(r"\d{1,3}(?:[\s.,]\d{3})+(?:[.,]\d{1,2})?")
# Sentences after a sum that may go on in its currency.
_FAR = 4
# A head of a list has no more units than this; a list no more lines.
_LONGEST_HEAD, _LONGEST_ROW, _MOST_ROWS = 30, 40, 60
_BAR = "|"


@dataclass
class _Head:
    """What a list's head states: the currency, the power of ten, and the column of a table; `rows` counts lines."""

    currency: str
    power: int
    column: int
    rows: int = 0


class Unstated:
    """The sums of one text whose currency the text states elsewhere, by their sentence."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._words = reading.text.words
        self._found: dict[int, list[Money]] = {}
        self._head: _Head | None = None
        self._last: tuple[str, int] | None = None
        place = 0
        for line in reading.text.lines:
            self._take_head(line)
            for sentence in line.sentences if line.is_body else ():
                place += 1
                self._read(sentence, place)

    def of(self, sentence: Sentence) -> Sequence[Money]:
        """Returns the sums of a sentence that state no currency, from left to right."""
        return self._found.get(sentence.start, ())

    # --- heads ---------------------------------------------------------------------------------------------------

    def _take_head(self, line: Line) -> None:
        """Opens a list at its head, and closes it after an empty line or at a long one."""
        count = sum(len(sentence.units) for sentence in line.sentences)
        head = self._head
        if head is not None:
            head.rows += count > 0
            if head.rows > _MOST_ROWS or count > _LONGEST_ROW or (not count and head.rows):
                self._head = None
        if 0 < count <= _LONGEST_HEAD:
            self._head = next(self._heads(line), None) or self._head

    def _heads(self, line: Line) -> Iterator[_Head]:
        for sentence in line.sentences:
            units, codes = sentence.units, self._reading.currency_codes
            for at, unit in enumerate(units):
                currency = unit.value("currency") or SYMBOLS.get(unit.text)
                currency = currency or (unit.text if unit.text in codes else None)
                if currency is None:
                    continue
                before = takewhile(lambda near: not near.has("open"), reversed(units[max(0, at - 3) : at]))
                if any(near.has("number", "number_word") for near in before):
                    continue
                if self._is_head(units, at):
                    power = sum(int(near.value("multiplier") or 0) for near in units[max(0, at - 3) : at])
                    column = sum(near.text == _BAR for near in line.units[: unit.at])
                    yield _Head(currency, power, column)

    @staticmethod
    def _is_head(units: Sequence[Unit], at: int) -> bool:
        """Whether a word for money is alone in a table, in brackets or at the end: "(USD)", "Sum, som"."""
        after = units[at + 1 : at + 3]
        if after and after[0].has("number"):
            return False
        bracketed = any(unit.has("open") for unit in units[max(0, at - 4) : at]) and any(u.has("close") for u in after)
        ends = not after or after[-1].has("colon") or after[0].has("colon")
        multiplied = at > 0 and units[at - 1].has("multiplier", "comma", "dot")
        return bracketed or any(unit.text == _BAR for unit in units) or (ends and multiplied)

    # --- sums ----------------------------------------------------------------------------------------------------

    def _read(self, sentence: Sentence, place: int) -> None:
        units, stated = sentence.units, self._reading.money(sentence)
        if self._last is not None and place - self._last[1] > _FAR:
            self._last = None
        found = []
        if sentence.places("number"):
            found = [*self._joined(units, stated), *self._multiples(units, stated)]
            if self._head is not None and self._head.rows:
                found += self._listed(sentence, [*stated, *found], self._head)
        if found:
            self._found[sentence.start] = sorted(found, key=lambda money: money.first)
        if stated or found:
            last = max((*stated, *found), key=lambda money: money.first)
            self._last = last.currency, place

    def _joined(self, units: Sequence[Unit], stated: Sequence[Money]) -> Iterator[Money]:
        """Yields the numbers that share the multiplier of the sum after them: "62 and 40 million"."""
        for money in stated:
            at, number_unit = money.first - 2, units[money.first]
            if at < 0 or not number_unit.has("number") or not units[at + 1].has("and_word", "comma", "or_word"):
                continue
            power = sum(int(unit.value("multiplier") or 0) for unit in units[money.first : money.last])
            few = units[at].has("number") and not units[at].has("year_number")
            if few and power and not (at and units[at - 1].has("month", "symbol")):
                yield from self._made(units, at, at + 1, money.currency, power, "money.joined")

    def _multiples(self, units: Sequence[Unit], stated: Sequence[Money]) -> Iterator[Money]:
        """Yields the numbers of thousands and millions in the currency of the sum before, or of the head."""
        for match in _MULTIPLE.matches(units):
            first, last = match.first, match.last
            if any(money.first < last and first < max(money.last, money.covered) for money in stated):
                continue
            if units[last - 1].has("number") and not adds_hundreds(units[first:last]):
                last -= 1
            before = [money for money in stated if money.last <= first]
            if before:
                currency, rule = before[-1].currency, "money.multiple"
            elif self._head is not None:
                currency, rule = self._head.currency, "money.multiple"
            elif self._last is not None:
                currency, rule = self._last[0], "money.carried"
            elif stated:
                currency, rule = stated[0].currency, "money.carried"
            else:
                continue
            yield from self._made(units, first, last, currency, 0, rule)

    def _listed(self, sentence: Sentence, taken: Sequence[Money], head: _Head) -> Iterator[Money]:
        """Yields the numbers of a row: in a table those of the head's column, else those that are large enough."""
        units = sentence.units
        bars = [unit for unit in sentence.line.units if unit.text == _BAR]
        for at in sentence.places("number"):
            if any(money.first <= at < max(money.last, money.covered) for money in taken):
                continue
            unit, after = units[at], units[at + 1 : at + 2]
            if after and after[0].text == "%":
                continue
            if bars and sum(bar.start < unit.start for bar in bars) != head.column:
                continue
            grouped = _GROUPED.fullmatch(unit.text) is not None
            if grouped or (head.power and not unit.has("year_number")) or (bars and not unit.has("year_number")):
                yield from self._made(units, at, at + 1, head.currency, head.power, "money.listed")

    def _made(
        self, units: Sequence[Unit], first: int, last: int, currency: str, power: int, rule: str
    ) -> Iterator[Money]:
        if power:
            amount: Decimal = number(units[first].text, multiplied=True, decimal=self._words.decimal)[0] * 10**power
        else:
            amount = value_of(units[first:last], self._words.decimal)[0]
        if is_amount(amount) and amount:
            start, end = units[first].start, units[last - 1].end
            money = Money(amount, currency, start, end, first, last, rule, ambiguous=True)
            yield qualified(money, units)
