"""Over which years a sum is given, and which words say its kind and its instrument."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from app.extract.money import Money
from app.extract.reading import Reading
from app.extract.units import Sentence, Unit
from app.records.codes import FundingKind, Instrument

INSTRUMENTS = {
    "technical_assistance": Instrument.TECHNICAL_ASSISTANCE,
    "grant": Instrument.GRANT,
    "grant_agreement": Instrument.GRANT,
    "loan": Instrument.LOAN,
    "loan_agreement": Instrument.LOAN,
    "in_kind": Instrument.IN_KIND,
    "investment": Instrument.INVESTMENT,
}
# Instruments that a word beside a sum says surely; units that it may be away, and what ends its part.
_SURE = {
    "grant": Instrument.GRANT, "grant_agreement": Instrument.GRANT, "gift": Instrument.GRANT,
    "loan": Instrument.LOAN, "loan_agreement": Instrument.LOAN,
    "technical_assistance": Instrument.TECHNICAL_ASSISTANCE,
}  # fmt: skip
_BESIDE = 4
_PARTS = ("number", "currency", "comma", "semicolon", "and_word")
# The first number word of a language is two.
_FIRST_COUNT = 2


@dataclass(frozen=True)
class Read:
    """A value with the unit that says it, None where the text as a whole implies it."""

    value: str
    unit: Unit | None


def nearest(sentence: Sentence, money: Money, *classes: str) -> Unit | None:
    """Returns the unit of the classes that is nearest to a sum."""
    places = sentence.places(*classes)
    after = bisect_left(places, money.first)
    beside = places[max(0, after - 1) : after + 1]
    return sentence.units[min(beside, key=lambda at: (distance(money, at), at))] if beside else None


def distance(money: Money, at: int) -> int:
    """Returns how many units lie between a sum and a place of its sentence."""
    return money.first - at if at < money.first else max(0, at - money.last + 1)


@dataclass(frozen=True)
class Years:
    """What a sentence says about time and number: the years that its sums cover, the word that makes them a total, and
    the place of the number of projects that they pay."""

    period: Read | None
    spanning: Unit | None
    projects: int | None

    def features(self, year: int | None) -> Iterator[str]:
        """Yields what makes a sum a total; `year` is the document's."""
        if self.spanning is not None:
            yield "years:spanning"
        if self.projects is not None:
            yield "years:projects"
        if self.period is not None:
            over = year is not None and int(self.period.value[-4:]) <= year
            yield f"years:{'over' if over else 'ahead'}"


def years(reading: Reading, sentence: Sentence) -> Years:
    """Returns what a sentence says about time and projects, the same for all of its sums."""
    spanning = (
        unit
        for at, unit in _numbers(sentence)
        if _is_since(sentence, at) or _year_count(reading, sentence, at) is not None
    )
    return Years(_period(reading, sentence), next(spanning, None), _projects(sentence))


def _numbers(sentence: Sentence) -> Iterator[tuple[int, Unit]]:
    """Yields the units that may name or count years, with their places."""
    return ((at, sentence.units[at]) for at in sentence.places("number", "year_number", "count_words"))


def _projects(sentence: Sentence) -> int | None:
    """Returns the place of the number of running projects ("20 projects"), None where the sentence has none."""
    units = sentence.units
    for at in sentence.places("number", "count_words"):
        noun = any(unit.has("project", "programme") for unit in units[at + 1 : at + 3])
        if noun and not units[at].has("year_number") and units[at].text != "1":
            return at
    return None


# --- what says a kind or an instrument ---------------------------------------------------------------------------

_UNITS = {
    FundingKind.CUMULATIVE: ("cumulative", "portfolio", "span_over", "since"),
    FundingKind.REQUESTED: ("ask",),
    FundingKind.PLEDGED: ("promise", "planned", "give", "approve", "intend"),
    FundingKind.COMMITTED: ("approve", "sign", "grant_agreement", "loan_agreement", "give", "grant", "loan", "cost"),
    FundingKind.DISBURSED: ("hand_over", "give", "receive", "implement"),
}


def unit_of(kind: FundingKind, sentence: Sentence, money: Money) -> Unit | None:
    """Returns the word that says a kind, the nearest of the likeliest class."""
    return next((unit for name in _UNITS.get(kind, ()) for unit in [nearest(sentence, money, name)] if unit), None)


def own_instrument(sentence: Sentence, money: Money) -> tuple[Instrument, Unit] | None:
    """Returns the instrument whose word is beside a sum, first after it: "5 million in grants"."""
    units = sentence.units
    for near in (units[money.last : money.last + _BESIDE], units[max(0, money.first - _BESIDE) : money.first][::-1]):
        for unit in takewhile(lambda unit: not unit.has(*_PARTS), near):
            found = next((value for name, value in _SURE.items() if unit.has(name)), None)
            if found is not None:
                return found, unit
    return None


def instrument_unit(instrument: Instrument, sentence: Sentence, money: Money) -> Unit | None:
    """Returns the nearest word that says an instrument."""
    return nearest(sentence, money, *(name for name, value in INSTRUMENTS.items() if value == instrument))


# --- period ------------------------------------------------------------------------------------------------------


def _period(reading: Reading, sentence: Sentence) -> Read | None:
    """Returns the years that a sum covers: stated, or counted back from the text's own ("over 20 years")."""
    stated = _stated_years(reading, sentence)
    if stated is not None:
        return stated
    for at, unit in _numbers(sentence):
        found = _span(reading, sentence, at) or _since(reading, sentence, at)
        if found is not None:
            return Read(found, unit)
    if sentence.having("programme"):
        before = (sentence.line.sentences[at] for at in range(sentence.number - 1, -1, -1))
        earlier = next((other for other in before if other.having("programme")), None)
        return None if earlier is None else _stated_years(reading, earlier)
    return None


def _stated_years(reading: Reading, sentence: Sentence) -> Read | None:
    for dated in reading.dates(sentence):
        if dated.rule == "date.years" and dated.value is not None:
            return Read(dated.value, next(unit for unit in sentence.units if unit.start == dated.start))
    return None


def _span(reading: Reading, sentence: Sentence, at: int) -> str | None:
    """Returns the years of "over 20 years": up to a year that the sentence states, else to the text's own."""
    count = _year_count(reading, sentence, at)
    if count is None:
        return None
    years = [int(unit.text) for unit in sentence.units if unit.has("year_number")]
    end = years[0] if len(years) == 1 else reading.page.reference.year
    return None if end is None else f"{end - count}/{end}"


def _year_count(reading: Reading, sentence: Sentence, at: int) -> int | None:
    """Returns how many years a number counts, None where it counts something else."""
    units = sentence.units
    count = _count(reading, units[at])
    if count is None or not any(noun.has("year") for noun in units[at + 1 : at + 3]):
        return None
    before = units[max(0, at - 3) : at]
    past = any(unit.has("span_over", "past_years") for unit in (*before, *units[at + 1 : at + 5]))
    return count if past or any(unit.has("cumulative") for unit in before) else None


def _count(reading: Reading, unit: Unit) -> int | None:
    if unit.has("number") and unit.text.isdigit() and int(unit.text) < 100:
        return int(unit.text)
    sense = unit.sense("count_words")
    words = reading.text.words.group("count_words")
    return None if sense is None else words.index(sense.form) + _FIRST_COUNT


def _since(reading: Reading, sentence: Sentence, at: int) -> str | None:
    year = reading.page.reference.year
    if year is None or not _is_since(sentence, at) or int(sentence.units[at].text) > year:
        return None
    return f"{sentence.units[at].text}/{year}"


def _is_since(sentence: Sentence, at: int) -> bool:
    """Whether a year is the beginning of a time that is not over: "since 2018"."""
    units = sentence.units
    near = [*units[max(0, at - 2) : at], *units[at + 1 : at + 4]]
    return units[at].has("year_number") and any(unit.has("since") for unit in near)
