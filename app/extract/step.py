"""Which step of giving a sum is at, by which instrument, and over which years: kind, instrument, period."""

from bisect import bisect_left
from dataclasses import dataclass

from app.extract.giving import Giving, Who
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
# The same, where the sentences beside a sum are asked: only what can be said of the sum as a whole.
_TOLD_BESIDE = ("grant", "grant_agreement", "loan", "loan_agreement", "gift")
_STEPS = ("give", "hand_over", "receive", "approve", "promise")
_SIGNED = ("approve", "sign", "grant_agreement", "loan_agreement", "exchange_of_notes")
# Sentences before a sum that may tell of the agreement that it is part of.
_BACK = 2
# The first number word of a language is two.
_FIRST_COUNT = 2


@dataclass(frozen=True)
class Read:
    """A value with the unit that says it, null where the text as a whole implies it."""

    value: str
    unit: Unit | None


def nearest(sentence: Sentence, money: Money, *classes: str) -> Unit | None:
    """Returns the unit of the classes that stands nearest to a sum."""
    places = sentence.places(*classes)
    after = bisect_left(places, money.first)
    beside = places[max(0, after - 1) : after + 1]
    return sentence.units[min(beside, key=lambda at: (distance(money, at), at))] if beside else None


def distance(money: Money, at: int) -> int:
    """Returns how many units lie between a sum and a place of its sentence."""
    return money.first - at if at < money.first else max(0, at - money.last + 1)


@dataclass(frozen=True)
class Years:
    """What a sentence tells of time and number: the years that its sums cover, the word that makes them a total, and
    the place of the number of projects that they pay."""

    period: Read | None
    spanning: Unit | None
    projects: int | None


def years(reading: Reading, sentence: Sentence) -> Years:
    """Returns what a sentence tells of time and of projects, the same for all of its sums."""
    spanning = (
        unit
        for at, unit in enumerate(sentence.units)
        if _tells_since(sentence, at) or _tells_span(reading, sentence, at) is not None
    )
    return Years(_period(reading, sentence), next(spanning, None), _projects(sentence))


def _projects(sentence: Sentence) -> int | None:
    """Returns the place of the number of running projects ("20 projects"), null where the sentence tells none."""
    units = sentence.units
    for at in sentence.places("number", "count_words"):
        noun = any(unit.has("project", "programme") for unit in units[at + 1 : at + 3])
        if noun and not units[at].has("year_number") and units[at].text != "1":
            return at
    return None


# --- kind --------------------------------------------------------------------------------------------------------


def kind(reading: Reading, sentence: Sentence, money: Money, years: Years) -> tuple[FundingKind, Unit | None]:
    """Returns the step of the payment: a total over years, asked for, given, promised or agreed."""
    total = _cumulative(reading, sentence, money, years)
    if total is not None:
        return FundingKind.CUMULATIVE, total
    asked = nearest(sentence, money, "ask")
    given = nearest(sentence, money, *_STEPS)
    if asked is not None and (given is None or given.has("ask") or not given.has("give", "hand_over", "approve")):
        return FundingKind.REQUESTED, asked
    if given is None:
        agreed = nearest(sentence, money, "grant_agreement", "loan_agreement", "grant", "loan", "cost", "sign")
        agreed = agreed or _signed_before(reading, sentence)
        return (FundingKind.UNSPECIFIED, None) if agreed is None else (FundingKind.COMMITTED, agreed)
    return _step(reading, sentence, given)


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


def instrument_unit(instrument: Instrument, sentence: Sentence, money: Money) -> Unit | None:
    """Returns the nearest word that says an instrument."""
    return nearest(sentence, money, *(name for name, value in INSTRUMENTS.items() if value == instrument))


def _step(reading: Reading, sentence: Sentence, given: Unit) -> tuple[FundingKind, Unit]:
    """Returns what a verb says by its meaning and time; what is signed is agreed though it lies ahead."""
    features = given.features(*_STEPS)
    ahead = "future" in features and "past" not in features
    if "past" not in features and not ahead:
        at = given.at - sentence.units[0].at
        last = reading.text.words.head == "last"  # "бөлуді жоспарлап отыр": the verb of planning comes after
        near = sentence.units[at + 1 : at + 3] if last else sentence.units[max(0, at - 3) : at]
        ahead = any(unit.has("planned") for unit in near)
    if given.has("promise") or ahead:
        signed = None if given.has("promise") else _signed_before(reading, sentence)
        return (FundingKind.PLEDGED, given) if signed is None else (FundingKind.COMMITTED, signed)
    if given.has("hand_over") and not given.has("approve"):
        return FundingKind.DISBURSED, given
    return FundingKind.COMMITTED, given


def _cumulative(reading: Reading, sentence: Sentence, money: Money, years: Years) -> Unit | None:
    """Returns what says that a sum is a total: a span of years, a portfolio, a number of running projects."""
    if years.spanning is not None:
        return years.spanning
    period = years.period
    over = period is not None and int(period.value[-4:]) <= (reading.page.reference.year or int(period.value[-4:]))
    if over and period is not None and period.unit is not None and period.unit.has("number"):
        return period.unit
    total = nearest(sentence, money, "cumulative")
    if total is not None and period is not None:
        return total
    whole = nearest(sentence, money, "portfolio")
    if whole is not None or sentence.having(*_STEPS):
        return whole
    at = years.projects
    return None if at is None or money.first <= at < money.last else sentence.units[at]


def _signed_before(reading: Reading, sentence: Sentence) -> Unit | None:
    """Returns what says, in the sentence, those before or the one after, that an agreement was signed."""
    for near in [sentence, *reading.around(sentence, _BACK, 1)]:
        for unit in near.having(*_SIGNED):
            features = unit.features("approve", "sign")
            if "past" in features and "future" not in features:
                return unit
    return None


# --- instrument --------------------------------------------------------------------------------------------------


def instrument(giving: Giving, sentence: Sentence, money: Money, giver: Who | None) -> tuple[Instrument, Unit | None]:
    """Returns how money is given: told beside the sum, by a gift's or a lender's words, or in the sentences around."""
    reading = giving.reading
    found = _in_part(sentence, money) or nearest(sentence, money, *INSTRUMENTS)
    gift = nearest(sentence, money, "gift")
    if found is None or found.has("in_kind", "technical_assistance", "investment"):
        told = gift or (_beside(reading, sentence, "gift", "grant") if found is None or found.has("in_kind") else None)
        if told is not None and not sentence.having("loan", "loan_agreement"):
            return (Instrument.GRANT, told)
    if found is not None:
        return next(value for cls, value in INSTRUMENTS.items() if found.has(cls)), found
    told = _beside(reading, sentence, *_TOLD_BESIDE)
    if told is not None:
        return (Instrument.LOAN if found_is_loan(told) else Instrument.GRANT), told
    if giver is not None and giving.lends(giver.party) and sentence.having("give", "promise"):
        return Instrument.LOAN, None
    if giver is not None and _is_given(reading, sentence, giver):
        return Instrument.GRANT, None
    return Instrument.UNSPECIFIED, None


def _is_given(reading: Reading, sentence: Sentence, giver: Who) -> bool:
    """Whether a state gives and the whole text has no word of a loan: what states give is then a gift."""
    if giver.party.id is not None or giver.party.country is None:
        return False
    lent = reading.telling("loan", "loan_agreement", "investment")
    return not lent and bool(sentence.having("give", "hand_over", "aid"))


def found_is_loan(unit: Unit | None) -> bool:
    """Whether a unit says that money is lent."""
    return unit is not None and unit.has("loan", "loan_agreement")


def _in_part(sentence: Sentence, money: Money) -> Unit | None:
    """Returns the word for an instrument that stands in a sum's own part of an enumeration."""
    units = sentence.units
    last = money.last
    while last < len(units) and last - money.last < 4 and not units[last].has("number", "comma", "and_word", "symbol"):
        if units[last].has(*INSTRUMENTS):
            return units[last]
        last += 1
    return None


def _beside(reading: Reading, sentence: Sentence, *classes: str) -> Unit | None:
    """Returns the word of the classes that the sentence after or before tells, or the whole text where it tells one."""
    beside = [reading.around(sentence, 0, 1), reading.around(sentence, 1, 0)]
    told = [[unit for other in near for unit in other.having(*classes)] for near in beside]
    for units in (*told, reading.telling(*classes)):
        if units and len({found_is_loan(unit) for unit in units}) == 1:
            return units[0]
    return None


# --- period ------------------------------------------------------------------------------------------------------


def _period(reading: Reading, sentence: Sentence) -> Read | None:
    """Returns the years that a sum covers: told, or counted back from the text's own ("over 20 years")."""
    told = _told_years(reading, sentence)
    if told is not None:
        return told
    for at, unit in enumerate(sentence.units):
        found = _span(reading, sentence, at) or _since(reading, sentence, at)
        if found is not None:
            return Read(found, unit)
    if sentence.having("programme"):
        before = (sentence.line.sentences[at] for at in range(sentence.number - 1, -1, -1))
        told_of = next((other for other in before if other.having("programme")), None)
        return None if told_of is None else _told_years(reading, told_of)
    return None


def _told_years(reading: Reading, sentence: Sentence) -> Read | None:
    for dated in reading.dates(sentence):
        if dated.rule == "date.years" and dated.value is not None:
            return Read(dated.value, next(unit for unit in sentence.units if unit.start == dated.start))
    return None


def _span(reading: Reading, sentence: Sentence, at: int) -> str | None:
    """Returns the years of "over 20 years": up to a year that the sentence tells, else to the text's own."""
    count = _tells_span(reading, sentence, at)
    if count is None:
        return None
    years = [int(unit.text) for unit in sentence.units if unit.has("year_number")]
    end = years[0] if len(years) == 1 else reading.page.reference.year
    return None if end is None else f"{end - count}/{end}"


def _tells_span(reading: Reading, sentence: Sentence, at: int) -> int | None:
    """Returns how many years a number tells of, null where it counts something else."""
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
    if year is None or not _tells_since(sentence, at) or int(sentence.units[at].text) > year:
        return None
    return f"{sentence.units[at].text}/{year}"


def _tells_since(sentence: Sentence, at: int) -> bool:
    """Whether a year is the beginning of a time that is not over: "since 2018"."""
    units = sentence.units
    near = [*units[max(0, at - 2) : at], *units[at + 1 : at + 4]]
    return units[at].has("year_number") and any(unit.has("since") for unit in near)
