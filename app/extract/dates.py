"""Dates in any of our languages at once: one grammar over days, months, years, relative words; values are EDTF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.extract.pattern import Match, Pattern
from app.extract.units import Unit

_YEAR = "(DASH? YEAR DOT?)?"
# The order matters: the most specific rule comes first.
RULES: dict[str, Pattern] = {
    "date.digits": Pattern("(?P<digits>DATE)"),
    "date.year-day-month": Pattern(
        f"(?P<year>YEAR_NUMBER) {_YEAR} (?P<day>DAY) (DASH (?P<last>DAY))? DASH? (?P<month>MONTH)"
    ),
    "date.this-day-month": Pattern("(?P<this>RELATIVE) DOT? (?P<day>DAY) (DASH (?P<last>DAY))? DASH? (?P<month>MONTH)"),
    "date.day-month-year": Pattern(
        f"(?P<day>DAY) (DASH (?P<last>DAY))? DASH? DOT? (?P<month>MONTH) DOT? COMMA? "
        f"((?P<year>YEAR_NUMBER) {_YEAR}|(?P<this>RELATIVE) DOT?)?"
    ),
    "date.month-day-year": Pattern(
        "(?P<month>MONTH) DOT? (?P<day>DAY) (DASH (?P<last>DAY))? COMMA? ((?P<year>YEAR_NUMBER)|(?P<this>RELATIVE))?"
    ),
    "date.year-month": Pattern(f"(?P<year>YEAR_NUMBER) {_YEAR} (?P<month>MONTH)"),
    "date.this-month": Pattern("(?P<this>RELATIVE) DOT? (?P<month>MONTH)"),
    "date.month-year": Pattern(f"(?P<month>MONTH) DOT? COMMA? ((?P<year>YEAR_NUMBER) {_YEAR}|(?P<this>RELATIVE) DOT?)"),
    "date.season": Pattern(f"(?P<season>SEASON) ((?P<year>YEAR_NUMBER) {_YEAR}|(?P<this>RELATIVE) DOT?)"),
    "date.years": Pattern("(?P<year>YEAR_NUMBER) (DASH YEAR)? DASH (?P<last_year>YEAR_NUMBER) (DASH? YEAR DOT?)?"),
    "date.year": Pattern("(?P<year>YEAR_NUMBER) DASH? YEAR DOT?"),
    "date.year-alone": Pattern("(?P<year>YEAR_NUMBER)"),
    "date.relative": Pattern("(?P<this>RELATIVE) DOT?"),
    "date.weekday": Pattern("(?P<weekday>WEEKDAY)"),
}
# Readings that need a word beside them to be meant as a date ("2030" alone may be part of a name).
WEAK = frozenset({"date.year-alone", "date.weekday"})


@dataclass(frozen=True)
class Dated:
    """A date in the text: its EDTF value, `None` without a known year; `inferred` if the text does not state a part."""

    value: str | None
    start: int
    end: int
    rule: str
    inferred: bool = False


@dataclass(frozen=True)
class Reference:
    """The document's own date, which "today" and dates without a year refer to; unknown parts are null."""

    year: int | None = None
    day: date | None = None


def find(units: Sequence[Unit], reference: Reference) -> list[Dated]:
    """Returns the dates of a sentence from left to right; of readings that overlap, that of the earlier rule."""
    classes = [unit.classes for unit in units]
    present = frozenset().union(*classes)
    taken = [False] * len(units)
    found: list[Dated] = []
    for rule, pattern in RULES.items():
        for match in pattern.matches(units, classes) if pattern.needed <= present else ():
            if any(taken[match.first : match.last]):
                continue
            dated = _read(rule, match, reference)
            if dated is not None:
                taken[match.first : match.last] = [True] * (match.last - match.first)
                found.append(dated)
    return sorted(found, key=lambda dated: dated.start)


def _read(rule: str, match: Match, reference: Reference) -> Dated | None:
    value: str | None
    inferred = False
    if rule == "date.digits":
        value = digits(match.units[match.first].text)
        if value is None:
            return None
    elif rule == "date.weekday":
        value, inferred = _weekday(match, reference), True
    elif rule == "date.relative":
        value, inferred = _relative(match.group("this")[0].value("relative"), reference), True
    else:
        year, inferred = _year(match, reference)
        if year is None and "date.month" not in rule and "day" not in rule:
            return None
        value = _value(match, year)
        if value == "":
            return None
    end = match.end
    # The full stop ends the sentence; it is not that of an abbreviated year.
    if match.units[match.last - 1].has("dot") and match.last == len(match.units):
        end = match.units[match.last - 2].end
    return Dated(value, match.start, end, rule, inferred)


def _group(match: Match, name: str) -> Sequence[Unit]:
    return match.group(name) if name in match.found.re.groupindex else ()


def _year(match: Match, reference: Reference) -> tuple[int | None, bool]:
    """Returns the year that the date states or that the document's own date implies, and whether it is implied."""
    stated = _group(match, "year")
    if stated:
        return int(stated[0].text), False
    this = _group(match, "this")
    offset = {"this_year": 0, "last_year": -1, "next_year": 1}
    if this and reference.year is not None and this[0].value("relative") in offset:
        return reference.year + offset[str(this[0].value("relative"))], True
    return reference.year, True


def _value(match: Match, year: int | None) -> str | None:
    """Returns the EDTF value of a match; null without a year, "" where it is no date of the calendar."""
    last_year = _group(match, "last_year")
    if last_year:
        return f"{year}/{last_year[0].text}" if year is not None and year <= int(last_year[0].text) else ""
    if year is None:
        return None
    months = _group(match, "month")
    if not months:
        return str(year)
    month = int(months[0].value("month") or 0)
    days = _group(match, "day")
    if not days:
        return f"{year:04}-{month:02}"
    last = _group(match, "last")
    try:
        first_day = date(year, month, int(days[0].text))
        last_day = date(year, month, int(last[0].text)) if last else first_day
    except ValueError:
        return ""
    if last_day < first_day:
        return ""
    return first_day.isoformat() if last_day == first_day else f"{first_day}/{last_day}"


def digits(text: str) -> str | None:
    """Returns the EDTF of a date in digits, day first unless the year leads; two-digit years are 20YY."""
    parts = text.replace("/", ".").replace("-", ".").split(".")
    if len(parts[0]) == 4:
        year, month, day = (int(part) for part in parts)
    else:
        day, month, year = (int(part) for part in parts)
        if len(parts[2]) == 2:
            year += 2000
        # A month above 12 can only be the other order (American pages).
        if month > 12 >= day and "/" in text:
            day, month = month, day
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _relative(word: str | None, reference: Reference) -> str | None:
    offsets = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if word in offsets:
        return None if reference.day is None else (reference.day + timedelta(days=offsets[word])).isoformat()
    years = {"this_year": 0, "last_year": -1, "next_year": 1}
    return str(reference.year + years[word]) if word in years and reference.year is not None else None


def _weekday(match: Match, reference: Reference) -> str | None:
    """Returns the last such day, the document's own among them."""
    if reference.day is None:
        return None
    wanted = int(match.units[match.first].value("weekday") or 1)
    back = (reference.day.isoweekday() - wanted) % 7
    return (reference.day - timedelta(days=back)).isoformat()
