"""Sums of money in any of our languages at once: number, multipliers, currency; values are exact."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.extract.pattern import Match, Pattern
from app.extract.units import Span, Unit
from app.records.codes import Qualifier
from app.records.values import amount as checked_amount
from app.text.fold import fold

# Marks are of no language; "$" alone is the US dollar, as all our sources use it.
SYMBOLS = {"$": "USD", "€": "EUR", "¥": "JPY", "£": "GBP", "₸": "KZT", "₽": "RUB", "₩": "KRW", "₹": "INR", "₺": "TRY"}
# Dollars of other states, by the letters printed before the sign: those of one letter touch it.
_DOLLARS = {
    "US": "USD", "A": "AUD", "AU": "AUD", "C": "CAD", "CA": "CAD", "NZ": "NZD", "HK": "HKD", "S": "SGD", "SG": "SGD",
    "N": "NAD", "FJ": "FJD", "F": "FJD", "EC": "XCD", "NT": "TWD", "TT": "TTD", "BZ": "BZD", "J": "JMD", "R": "BRL",
    "AUS": "AUD", "CAD": "CAD", "Z": "ZWL", "L": "LRD", "G": "GYD",
}  # fmt: skip
# Words for the money of several states: the key is the usual one, and the states that a text names decide.
SHARED = {
    "TMT": ("AZN",), "SEK": ("CZK", "NOK", "DKK", "ISK"), "INR": ("NPR", "PKR", "LKR", "MUR", "IDR"), "RUB": ("BYN",),
    "GBP": ("EGP", "SDG", "LBP", "SYP"), "KWD": ("IQD", "JOD", "BHD", "RSD", "TND", "LYD", "DZD"),
    "SAR": ("QAR", "OMR", "IRR", "YER"),
}  # fmt: skip
MULTIPLIED = "DASH? MULTIPLIER DOT? (DIGITS MULTIPLIER DOT?)*"
_IN_WORDS = "NUMBER_WORD (AND_WORD? NUMBER_WORD)* MULTIPLIER"
_HUNDRED = 100

RULES: dict[str, Pattern] = {
    "money.currency-first": Pattern(
        f"(?P<currency>SYMBOL|CODE|CURRENCY) (?P<low>DIGITS) DASH (?P<sum>DIGITS ({MULTIPLIED})?)"
        f"|(BETWEEN)? (?P<currency3>SYMBOL|CODE) (?P<low3>DIGITS) (UNTIL|AND_WORD) (?P<sum3>DIGITS {MULTIPLIED})"
        f"|(?P<currency2>SYMBOL|CODE) (?P<sum2>DIGITS ({MULTIPLIED})?)"
    ),
    "money.currency-last": Pattern(
        f"((?P<low>DIGITS) (DASH|UNTIL))? (?P<sum>DIGITS ({MULTIPLIED} DIGITS?)?) (?P<currency>CURRENCY|SYMBOL|CODE)"
    ),
    # A word before the number: only what no other rule reads, and only beside a multiplier ("yuan 10 m").
    "money.word-first": Pattern(f"(?P<currency>CURRENCY) (?P<sum>DIGITS {MULTIPLIED})"),
    # "Two million dollars". Words without a multiplier are prices, and "on", "се" are also other words.
    "money.in-words": Pattern(f"(?P<sum>{_IN_WORDS} ({_IN_WORDS})*) (?P<currency>CURRENCY|CODE)"),
    # "A million dollars" in languages without an article, and one word for half a million.
    "money.one-word": Pattern("(?P<sum>MULTIPLIER|NUMBER_WORD) (?P<currency>CURRENCY)"),
}
_THOUSAND = "3"
_HUNDREDS = re.compile(r"\d{3}", re.ASCII)
# Units between a sum and the same in another currency: ", or about", "(equivalent to about".
_BETWEEN = 5
# Units of a lower end and the dash after it.
_AFTER_LOW = 2
# The power of ten of a million; the least amount that one word of number may state.
_MILLION, _LEAST_WORD = 6, 100_000
# Letters of an abbreviation: "млн", "mln".
_SHORT = 4
_FEW = re.compile(r"\d{1,3}", re.ASCII)
# Nouns that may come after a part of a sum: "of which 5 million in grants".
_INSTRUMENTS = ("grant", "loan", "technical_assistance", "in_country")
_QUALIFIERS = (
    ("more_than", Qualifier.MORE_THAN),
    ("at_least", Qualifier.AT_LEAST),
    ("up_to", Qualifier.UP_TO),
    ("about", Qualifier.ABOUT),
)


@dataclass(frozen=True)
class Money:
    """A sum in the text; `units` are the places of its units, the qualifier's apart."""

    amount: Decimal
    currency: str
    start: int
    end: int
    first: int
    last: int
    rule: str
    qualifier: Qualifier = Qualifier.EXACT
    low: Decimal | None = None
    # The word that says the qualifier, and the place of each equivalent.
    qualifier_unit: Unit | None = None
    equivalents: tuple[tuple[Decimal, str], ...] = ()
    equivalent_spans: tuple[Span, ...] = ()
    ambiguous: bool = False
    # One past the last unit of its equivalents.
    covered: int = 0


def is_sign(unit: Unit, after: Unit | None) -> bool:
    """Whether a state's letters belong to the currency sign after them: "US$", not "gave Zambia $5 million"."""
    return after is not None and after.text in SYMBOLS and (after.start == unit.end or unit.text in _DOLLARS)


def _classes(unit: Unit, codes: frozenset[str]) -> frozenset[str]:
    """Returns the classes of a unit with those that only money asks for."""
    more = set()
    if "number" in unit.classes:
        more.add("digits")
    if unit.text in SYMBOLS:
        more.add("symbol")
    if unit.text in codes:
        more.add("code")
    return unit.classes | more if more else unit.classes


def number(text: str, *, multiplied: bool, decimal: str) -> tuple[Decimal, bool]:
    """Returns the value of a number as printed, and whether it can be read in two ways.

    Two or more groups, or spaces, are thousands; one mark separates decimals, but for three digits after the mark
    that is not the language's decimal one ("12,345 dollars"). With a multiplier only a comma is then read so ("1,087
    million"): a full stop is what writers of decimal commas take from English ("1.087 млн").
    """
    plain = re.sub(r"[\s'’]", "", text)
    marks = [mark for mark in plain if mark in ".,"]
    if not marks:
        return Decimal(plain), False
    if len(marks) > 1:
        whole, _, rest = plain.rpartition(marks[-1])
        if len(set(marks)) == 1:
            return Decimal(re.sub("[.,]", "", plain)), False
        return Decimal(f"{re.sub('[.,]', '', whole)}.{rest}"), False
    whole, _, rest = plain.partition(marks[0])
    three = len(rest) == 3 and 1 <= len(whole) <= 3 and whole != "0"
    if three and not multiplied and (marks[0] != decimal or " " not in text):
        return Decimal(whole + rest), marks[0] == decimal
    if three and multiplied and marks[0] == "," != decimal:
        return Decimal(whole + rest), True
    return Decimal(f"{whole}.{rest}"), three and marks[0] != decimal


def value_of(units: Sequence[Unit], decimal: str) -> tuple[Decimal, bool]:
    """Returns the sum of number-multiplier pairs, as in 1 bn 87 m."""
    total, ambiguous = Decimal(0), False
    at = 0
    while at < len(units):
        counted = at
        while at < len(units) and units[at].has("number", "number_word", "and_word"):
            at += 1
        numbers = units[counted:at]
        power = 0
        while at < len(units) and not units[at].has("number", "number_word"):
            power += int(units[at].value("multiplier") or 0)  # a dash or a full stop adds nothing
            at += 1
        if not numbers:
            value, unsure = Decimal(1), False
        elif numbers[0].has("number"):
            value, unsure = number(numbers[0].text, multiplied=power > 0, decimal=decimal)
        else:
            value, unsure = _spelt(numbers), False
        total, ambiguous = total + value * 10**power, ambiguous or unsure
    return total, ambiguous


def _spelt(words: Sequence[Unit]) -> Decimal:
    """Returns the value of a number in words: they add up, but a hundred multiplies the unit before it."""
    value = Decimal(0)
    for word in words:
        part = Decimal(word.value("number_word") or 0)
        value = value * part if part == _HUNDRED and 0 < value < _HUNDRED else value + part
    return value


def find(units: Sequence[Unit], *, codes: frozenset[str], decimal: str) -> list[Money]:
    """Returns the sums of a sentence from left to right; the same sum in another currency is an equivalent."""
    classes = [_classes(unit, codes) for unit in units]
    present = frozenset().union(*classes)
    taken = [False] * len(units)
    found: list[Money] = []
    for rule, pattern in RULES.items():
        for match in pattern.matches(units, classes) if pattern.needed <= present else ():
            money = None if any(taken[match.first : match.last]) else _read(rule, match, decimal)
            if money is not None and rule == "money.one-word" and not _is_one(units, match.first):
                money = None
            if money is not None:
                money = qualified(_prefixed(_completed(money, units), units), units)
                taken[money.first : money.last] = [True] * (money.last - money.first)
                found.append(money)
    if not found:
        return []
    found += _parts(found, units, decimal)
    return _joined(sorted(found, key=lambda money: money.start), units)


def _read(rule: str, match: Match, decimal: str) -> Money | None:
    groups = {name: match.group(name) for name in match.found.re.groupindex}
    unit, sums, lower = (_group(groups, name) for name in ("currency", "sum", "low"))
    currency = unit[0].value("currency") or SYMBOLS.get(unit[0].text) or unit[0].text
    if sums[-1].has("number") and len(sums) > 1 and not adds_hundreds(sums):
        return None
    if rule == "money.currency-first" and lower and all(each.has("year_number") for each in (*sums, *lower)):
        return None  # "dollarlik 2025-2027": a word for money before a span of years
    amount, ambiguous = value_of(sums, decimal)
    low: Decimal | None = None
    start, first = match.start, match.first
    if rule == "money.currency-last" and lower and _is_year_before(lower[0], sums[0]):
        start, first, lower = sums[0].start, first + _AFTER_LOW, ()
    if lower:
        power = sum(int(each.value("multiplier") or 0) for each in sums)
        low = number(lower[0].text, multiplied=power > 0, decimal=decimal)[0] * 10**power
    if not is_amount(amount) or (low is not None and (not is_amount(low) or low >= amount)):
        return None
    return Money(amount, currency, start, match.end, first, match.last, rule, low=low, ambiguous=ambiguous)


def _is_year_before(low: Unit, sum_: Unit) -> bool:
    """Whether what seems the lower end of a range is a year and a spaced dash: "1991 – 750 000 somoni"."""
    return low.has("year_number") and sum_.start - low.end > 1


def _is_one(units: Sequence[Unit], at: int) -> bool:
    """Whether a word is a whole amount: "half a million" in one word, or one million without a word of number."""
    unit, before = units[at], units[at - 1] if at > 0 else None
    if unit.has("number_word"):
        return Decimal(unit.value("number_word") or 0) >= _LEAST_WORD
    sense = unit.sense("multiplier")
    if sense is None or int(sense.value or 0) < _MILLION or fold(unit.text) != fold(sense.form):
        return False
    # "(млн долл.)" is the head of a table.
    if len(unit.text) <= _SHORT or before is None or not before.has("word"):
        return False
    return not before.has("further", "number_word", "multiplier")


def adds_hundreds(units: Sequence[Unit]) -> bool:
    """Whether the last number of a run adds to its thousands: "12 thousand 594"."""
    thousands = next(unit for unit in reversed(units[:-1]) if not unit.has("dot"))
    return _FEW.fullmatch(units[-1].text) is not None and thousands.value("multiplier") == _THOUSAND


def _group(groups: dict[str, Sequence[Unit]], name: str) -> Sequence[Unit]:
    """Returns the units of a part, in whichever of the alternatives matched."""
    return next((units for key, units in groups.items() if key.startswith(name) and units), ())


def is_amount(value: Decimal) -> bool:
    """Whether a number is one that a record may have as its amount."""
    try:
        checked_amount(value)
    except ValueError:
        return False
    return True


def _completed(money: Money, units: Sequence[Unit]) -> Money:
    """Returns the sum with the hundreds that are apart from its thousands: "$98 тысяч 160", "98 тысяч 160 $"."""
    after, before = units[money.last : money.last + 1], units[max(0, money.first - 2) : money.first]
    if after and units[money.last - 1].value("multiplier") == _THOUSAND and _HUNDREDS.fullmatch(after[0].text):
        return changed(money, amount=money.amount + int(after[0].text), end=after[0].end, last=money.last + 1)
    thousands = len(before) == 2 and _FEW.fullmatch(before[0].text) and before[1].value("multiplier") == _THOUSAND
    if thousands and _HUNDREDS.fullmatch(units[money.first].text):
        amount = money.amount + int(before[0].text) * 1000
        return changed(money, amount=amount, start=before[0].start, first=money.first - 2)
    return money


def _parts(found: Sequence[Money], units: Sequence[Unit], decimal: str) -> Iterator[Money]:
    """Yields the parts of a sum that state no currency: "50 млн долларов, из которых 10 млн – грант"."""
    for at, unit in enumerate(units):
        first = at + 1
        if "of_which" not in unit.classes or first >= len(units) or not units[first].has("number"):
            continue
        totals = [money for money in found if money.last <= at]
        last = first + 1
        while last < len(units) and units[last].has("multiplier"):
            last += 1
        followed = last < len(units) and units[last].has("dash", "comma", "dot", *_INSTRUMENTS)
        if (
            not totals
            or last == first + 1
            or not followed
            or any(money.first < last and first < money.last for money in found)
        ):
            continue
        total = max(totals, key=lambda money: money.last)
        value, _ = value_of(units[first:last], decimal)
        if value < total.amount and is_amount(value):
            start, end = units[first].start, units[last - 1].end
            yield Money(value, total.currency, start, end, first, last, "money.part", ambiguous=True)


def _prefixed(money: Money, units: Sequence[Unit]) -> Money:
    """Returns the sum with the letters before its dollar sign: N$ is another money than $."""
    sign, before = units[money.first], units[money.first - 1] if money.first > 0 else None
    code = None if before is None or sign.text != "$" else _DOLLARS.get(before.text)
    if before is None or code is None or (before.end < sign.start and len(before.text) < 2):
        return money
    return changed(money, currency=code, start=before.start, first=money.first - 1)


def qualified(money: Money, units: Sequence[Unit]) -> Money:
    """Returns the sum with the qualifier that is just before or after it."""
    near = [*units[max(0, money.first - 2) : money.first], *units[money.last : money.last + 2]]
    for cls, qualifier in _QUALIFIERS:
        unit = next((unit for unit in near if unit.has(cls)), None)
        if unit is not None:
            return changed(money, qualifier=qualifier, qualifier_unit=unit)
    return money


def changed(money: Money, **values: object) -> Money:
    """Returns a sum with other values."""
    return Money(**{**money.__dict__, **values})


def _joined(found: list[Money], units: Sequence[Unit]) -> list[Money]:
    """Returns the sums; one that repeats the sum before it in another currency becomes its equivalent."""
    kept: list[Money] = []
    for money in found:
        before = kept[-1] if kept else None
        between = units[max(before.last, before.covered) : money.first] if before is not None else ()
        if before is not None and before.currency != money.currency and _repeats(between):
            equivalents = (*before.equivalents, (money.amount, money.currency))
            spans = (*before.equivalent_spans, Span(money.start, money.end))
            kept[-1] = changed(before, equivalents=equivalents, equivalent_spans=spans, covered=money.last)
        else:
            kept.append(money)
    return kept


def _repeats(between: Sequence[Unit]) -> bool:
    """Whether only a bracket, or "or about", "that is", is between two sums."""
    return len(between) <= _BETWEEN and any(unit.has("open", "or_word") for unit in between)
