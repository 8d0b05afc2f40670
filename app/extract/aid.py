"""Whether a sum is aid: the words around it, as features that a learned score weighs."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from app.extract.money import Money
from app.extract.not_aid import why_no_aid
from app.extract.reading import Reading
from app.extract.units import Line, Sentence, Unit
from app.extract.unstated import Unstated
from app.records.codes import Rejection
from app.text.fold import fold

# Classes that say nothing about money, and those that all words have.
_PLAIN = frozenset((
    "word", "mark", "capital", "number", "day", "topic", "initial", "quote", "title_link", "preposition", "and_word",
    "comma", "dot", "position_modifier", "name_particle", "with_word", "auxiliary",
))  # fmt: skip
# Verbs whose time says whether money was given.
STEPS = ("give", "hand_over", "receive", "approve", "promise", "ask", "sign", "planned", "implement", "cost", "intend")
_STEPS = frozenset(STEPS)
# Words for instruments that a text may say of all its sums.
INSTRUMENTS = (
    "grant",
    "grant_agreement",
    "loan",
    "loan_agreement",
    "gift",
    "technical_assistance",
    "in_kind",
    "investment",
)
# Units before and after a sum that say most about it; letters of their stems.
_NEAR, _WORDS, _STEM = 5, 4, 5
# Lines after "Among the donors:" that may be its list.
_LIST = 12
_ROUNDED = Decimal("0.05")
# The part of a sentence around a sum has at most this many units before or after it.
_PART = 60
_ENDS = ("semicolon", "colon", "comma")
_HARD = ("USD", "EUR", "JPY", "GBP", "CHF", "KRW", "CNY", "XDR", "SEK", "NOK", "CAD", "AUD")


@dataclass(eq=False)
class Sum:
    """A sum that may be aid, with its sentence; `stated` is false where the text states its currency elsewhere."""

    sentence: Sentence
    money: Money
    stated: bool = True

    @cached_property
    def part(self) -> Sequence[Unit]:
        """The part of the sentence around the sum, between commas, colons and semicolons."""
        units, money = self.sentence.units, self.money
        first, last = money.first, money.last
        while first > 0 and money.first - first < _PART and not units[first - 1].has(*_ENDS):
            first -= 1
        while last < len(units) and last - money.last < _PART and not units[last].has(*_ENDS):
            last += 1
        return units[first:last]

    @property
    def in_headline(self) -> bool:
        """Whether the sum is in a headline."""
        return self.sentence.line.role == "headline"


class Aid:
    """The sums of one text that may be aid; what each sentence says is collected once."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._unstated = Unstated(reading)
        self._said: dict[int, frozenset[str]] = {}
        self._heads_of: dict[int, Line | None] = {}
        self._years: dict[int, frozenset[str]] = {}
        self._sums: dict[int, list[Sum]] = {}
        self._rules: dict[Sum, Rejection | None] = {}
        self._about: dict[Sum, frozenset[str]] = {}
        self._field_features: dict[Sum, frozenset[str]] = {}
        self._beside: dict[int, frozenset[str]] = {}

    @cached_property
    def sums(self) -> list[Sum]:
        """The sums of the body in its order, then those that only headlines state."""
        lines = self.reading.text.lines
        body = [each for line in lines if line.is_body for s in line.sentences for each in self.of(s)]
        return body + [each for each in self._heads if not any(_rounds(each.money, one.money) for one in body)]

    @cached_property
    def _heads(self) -> list[Sum]:
        lines = (line for line in self.reading.text.lines if line.role == "headline")
        return [each for line in lines for sentence in line.sentences for each in self.of(sentence)]

    def of(self, sentence: Sentence) -> list[Sum]:
        """Returns the sums of a sentence, also of one that is not of the body."""
        if sentence.start not in self._sums:
            found = [Sum(sentence, money) for money in self.reading.money(sentence)]
            found += [Sum(sentence, money, stated=False) for money in self._unstated.of(sentence)]
            self._sums[sentence.start] = sorted(found, key=lambda each: each.money.first)
        return self._sums[sentence.start]

    @cached_property
    def _at(self) -> dict[Sum, int]:
        return {each: at for at, each in enumerate(self.sums)}

    @cached_property
    def _often(self) -> Counter[tuple[Decimal, str]]:
        return Counter((each.money.amount, each.money.currency) for each in self.sums)

    @cached_property
    def _in_headline(self) -> set[tuple[Decimal, str]]:
        return {(each.money.amount, each.money.currency) for each in self._heads}

    def accepts(self, each: Sum) -> bool:
        """Whether a sum is aid."""
        return self.reading.scores.accepts("sum.aid", self.features(each))

    # --- features ------------------------------------------------------------------------------------------------

    def features(self, each: Sum) -> frozenset[str]:
        """Returns the features of a sum: groups of words, stems, its place, and what the rule says."""
        rule = self._rule(each)
        at = self._at[each]
        near = [self._rule(other) is None for other in (*self.sums[max(0, at - 1) : at], *self.sums[at + 1 : at + 2])]
        found = {f"beside:{ok}" for ok in near}
        found |= {f"rule:{'ok' if rule is None else rule.value}", f"rule:{rule is None}+stated:{each.stated}"}
        return self.about(each) | found

    def _rule(self, each: Sum) -> Rejection | None:
        if each not in self._rules:
            self._rules[each] = why_no_aid(self.reading, each.sentence, each.money)
        return self._rules[each]

    def about(self, each: Sum) -> frozenset[str]:
        """Returns the features of a sum that questions about its fields ask as well."""
        if each not in self._about:
            self._about[each] = frozenset(self._around(each))
        return self._about[each]

    def _around(self, each: Sum) -> Iterator[str]:
        sentence, money = each.sentence, each.money
        yield from self._beside_of(sentence)
        yield from self._near(each)
        if not each.stated:
            last = sentence.units[money.last : money.last + 1]
            plain = not last or not last[0].classes - _PLAIN
            yield f"unstated:{last[0].text[:1] if last and not last[0].has('word') else plain}"
        yield from self._kind_of_sum(each)
        yield from self._place(each)

    def _beside_of(self, sentence: Sentence) -> frozenset[str]:
        """Returns what a sentence and those beside it say, the same for all of its sums."""
        if sentence.start not in self._beside:
            before, after = self.beside(sentence)
            named = (("in", sentence), ("before", before), ("after", after))
            found = frozenset(f"{where}:{name}" for where, one in named for name in self._classes(one))
            self._beside[sentence.start] = found
        return self._beside[sentence.start]

    def beside(self, sentence: Sentence) -> tuple[Sentence | None, Sentence | None]:
        """Returns the sentences before and after a sentence, of the body."""
        before, after = self.reading.around(sentence, 1, 0), self.reading.around(sentence, 0, 1)
        return (before[0] if before else None), (after[0] if after else None)

    def field_features(self, each: Sum) -> frozenset[str]:
        """Returns the features of a sum that questions about its fields ask: its own, of its year, of the headline."""
        if each not in self._field_features:
            self._field_features[each] = self.about(each).union(self._of_text, self._ends(each), self._of_years(each))
        return self._field_features[each]

    def _of_years(self, each: Sum) -> Iterator[str]:
        yield from (f"part:{age}" for age in self._ages(each.part))
        if each.sentence.start not in self._years:
            self._years[each.sentence.start] = frozenset(self._ages(each.sentence.having("year_number")))
        yield from (f"in:{age}" for age in self._years[each.sentence.start])

    @cached_property
    def _of_text(self) -> frozenset[str]:
        """What the headline says, and which instruments the text names."""
        title = {f"title:{name}" for name in self._title}
        return frozenset(title.union(f"text:{name}" for name in INSTRUMENTS if self.reading.having(name)))

    def _ages(self, units: Iterable[Unit]) -> Iterator[str]:
        """Yields whether the years among some units are over, the document's own, or ahead."""
        year = self.reading.page.reference.year
        for unit in units:
            if year is not None and unit.has("year_number"):
                stated = int(unit.text)
                yield f"year:{'past' if stated < year else 'now' if stated == year else 'ahead'}"

    def _ends(self, each: Sum) -> Iterator[str]:
        """Yields the last words of a sum's part and of its sentence: many languages put the verb there."""
        language = self.reading.text.words.code
        for where, units in (("part", each.part), ("in", each.sentence.units)):
            last = next((unit for unit in reversed(units) if unit.has("word")), None)
            for unit in () if last is None else (last,):
                yield from (
                    f"end:{where}:{language}:{fold(unit.text)[:_STEM]}",
                    f"end:{where}:{language}-{fold(unit.text)[-3:]}",
                )
                yield from (f"end:{where}:{name}" for name in unit.classes - _PLAIN)
        head = self.head(each.sentence)
        if head is not None:
            for sentence in head.sentences:
                yield from (f"list:{name}" for name in self._classes(sentence))

    def head(self, sentence: Sentence) -> Line | None:
        """Returns the nearest line above a sentence's that ends in a colon, as the head of its list."""
        number = sentence.line.number
        if number not in self._heads_of:
            above = self.reading.text.lines[max(0, number - _LIST) : number]
            heads = (line for line in reversed(above) if line.stripped.endswith(":"))
            self._heads_of[number] = next(heads, None)
        return self._heads_of[number]

    @cached_property
    def _title(self) -> frozenset[str]:
        """What the headline says, else the first sentence of the body."""
        heads = [s for line in self.reading.text.lines if line.role == "headline" for s in line.sentences]
        found = [*heads, *self.reading.text.body[:1]][:1]
        return frozenset().union(*(self._classes(s) for s in found))

    def _classes(self, sentence: Sentence | None) -> frozenset[str]:
        if sentence is None:
            return frozenset(["none"])
        if sentence.start not in self._said:
            found = {name for unit in sentence.units for name in unit.classes}
            self._said[sentence.start] = frozenset(found - _PLAIN) | frozenset(times(sentence.units))
        return self._said[sentence.start]

    def _near(self, each: Sum) -> Iterator[str]:
        units, money = each.sentence.units, each.money
        language = self.reading.text.words.code
        left, right = units[max(0, money.first - _NEAR) : money.first][::-1], units[money.last : money.last + _NEAR]
        for side, near in (("left", left), ("right", right)):
            for at, unit in enumerate(near):
                groups = unit.classes - _PLAIN
                yield from [f"{side}:{name}" for name in groups]
                if at == 0:
                    yield from [f"{side}1:{name}" for name in groups]
                if at < _WORDS and unit.has("word"):
                    yield f"stem:{language}:{fold(unit.text)[:_STEM]}"
                    if at == 0:
                        yield f"{side}:{language}:{fold(unit.text)[:_STEM]}"
            if not near:
                yield f"{side}1:none"
            elif not near[0].classes - _PLAIN:
                yield f"{side}1:{'word' if near[0].has('word') else near[0].text[:1]}"
        said = frozenset().union(*(unit.classes for unit in each.part))
        yield from [f"part:{name}" for name in said - _PLAIN]
        yield from (f"part:{name}" for name in times(each.part))
        yield from _nearest(each.sentence, money)

    def _kind_of_sum(self, each: Sum) -> Iterator[str]:
        money = each.money
        issuers = self.reading.registry.issuers.get(money.currency, ())
        kind = "hard" if money.currency in _HARD else "home" if self.reading.home in issuers else "other"
        size = len(str(int(money.amount)))
        yield from (f"money:{kind}", f"size:{size}", f"money:{kind}:{size}", money.rule, f"stated:{each.stated}")
        yield f"qualifier:{money.qualifier.value}"
        if money.equivalents:
            yield "equivalents"

    def _place(self, each: Sum) -> Iterator[str]:
        sentence, reading = each.sentence, self.reading
        key = each.money.amount, each.money.currency
        place = reading.places.get(sentence.start)
        yield f"place:{'head' if place is None else min(place, 3)}"
        if self._often[key] > 1:
            yield "repeated"
        if key in self._in_headline:
            yield "in_headline"
        sums = len(self.of(sentence))
        yield f"sums:{min(sums, 4)}"
        units = sentence.units
        if not units[0].has("word", "number", "quote"):
            yield f"opens:{units[0].text[:1]}"
        if units[0].has("number") or units[-1].has("semicolon"):
            yield "listed"
        if len(units) < 12:
            yield "short"
        if each.in_headline or units[each.money.first].in_speech:
            yield "headline" if each.in_headline else "in_speech"
        for mention in reading.mentions(sentence):
            if mention.kind == "country":
                gives = reading.registry.countries[str(mention.country)].gives
                yield "names:home" if mention.country == reading.home else f"names:state:{gives}"
            elif mention.id in reading.registry.organisations:
                yield f"names:{reading.registry.organisations[str(mention.id)].type}"


def _rounds(money: Money, other: Money) -> bool:
    """Whether a sum is another or one of its equivalents, perhaps rounded, as headlines do."""
    same = ((other.amount, other.currency), *other.equivalents)
    return any(code == money.currency and abs(amount - money.amount) <= amount * _ROUNDED for amount, code in same)


def times(units: Iterable[Unit]) -> Iterator[str]:
    """Yields the verbs of a step with their times."""
    for unit in units:
        for name in unit.classes & _STEPS:
            features = unit.features(name)
            time = "past" if "past" in features else "future" if "future" in features else "other"
            yield f"{name}:{time}"


def _nearest(sentence: Sentence, money: Money) -> Iterator[str]:
    """Yields the nearest verb of a step on each side, with its time."""
    places = sentence.places(*STEPS)
    at = bisect_left(places, money.first)
    after = next((place for place in places[at : at + 2] if place >= money.last), None)
    for side, place in (("left", places[at - 1] if at else None), ("right", after)):
        if place is not None:
            unit = sentence.units[place]
            yield from (f"next:{side}:{verb}" for verb in times([unit]))
            yield from (f"next:{verb}" for verb in times([unit]))
