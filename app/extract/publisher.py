"""Who publishes a text: the agency of its dateline, a newspaper that it names, a signature, or the site's address.

Bodies, sites, and names that no dictionary has are the candidates where a text says who it is from: in the dateline,
above and below the paragraphs, and in sentences of reporting. A learned score ("page.publisher") chooses.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.extract.mentions import shown
from app.extract.scores import Scores
from app.extract.units import Line, Text, Unit
from app.registry import Registry

# A dateline ends within this many units of its line.
DATELINE_UNITS = 24
_AGENCY = re.compile(r"/([^/\n]{2,40})/")
_IN_BRACKETS = re.compile(r"\(([^()\n]{2,40})\)")
# A dateline's agency is within this many code points of its line.
_LONGEST_DATELINE = 120
_YEAR = 4
_SITE = re.compile(
    r"\b(?:www\.)?((?:[\w-]{2,30}\.){0,2}[\w-]{2,30})\.(?:kg|kz|uz|tj|tm|ru|com|org|net|info|af|az|ge|am|md|mn)\b",
    re.IGNORECASE,
)
# The units of a dateline whose names may be an agency's; a short line is a name whole.
_OPENING_UNITS = 14
_SHORT_LINE = 60
_MOST_WORDS = 4
_MARKS = ("comma", "dot", "dash", "colon", "open", "close", "slash", "quote", "month", "year", "city", "date")
_BESIDE = 3
_NEAR = ("press_service", "reported_by", "photo", "occupation")


@dataclass(frozen=True)
class Publisher:
    """Who publishes a text, with where it says so and the rule that it is read by."""

    name: str
    id: str | None
    start: int
    end: int
    rule: str
    features: frozenset[str] = frozenset()


class _Zone:
    """A stretch of units in which a text says who it is from; `name` says what it is."""

    def __init__(self, name: str, units: Sequence[Unit]) -> None:
        self.name = name
        self.units = units
        self.words = sum(unit.has("word") for unit in units)
        self.days = self._places("month", "date")
        self.cities = self._places("city")
        self.dated = bool(self.days) or any(unit.has("year_number") for unit in units)

    def _places(self, *classes: str) -> tuple[int, int] | None:
        """Returns the first and the last place of the classes."""
        places = [at for at, unit in enumerate(self.units) if unit.has(*classes)]
        return (places[0], places[-1]) if places else None


def find(text: Text, body: Line | None, registry: Registry, scores: Scores) -> Publisher | None:
    """Returns the likeliest publisher; `body` is the first paragraph, and the lines have their roles."""
    found = candidates(text, body, registry)
    values = [candidate.id or candidate.name for candidate in found]
    at = scores.best("page.publisher", [candidate.features for candidate in found], values)
    return None if at is None else found[at]


def candidates(text: Text, body: Line | None, registry: Registry) -> list[Publisher]:
    """Returns the possible publishers of a text in its order, each place once."""
    found: dict[tuple[int, int], Publisher] = {}
    for name, units in _zones(text, body):
        zone = _Zone(name, units)
        for candidate in (*_named(zone, text, registry), *_sites(zone, text)):
            found.setdefault((candidate.start, candidate.end), candidate)
    return list(found.values())


def _zones(text: Text, body: Line | None) -> Iterator[tuple[str, Sequence[Unit]]]:
    """Yields the parts of a text that say who it is from, each with its kind."""
    last = max((line.number for line in text.lines if line.stripped), default=0)
    for line in text.lines:
        units = line.units
        if not units:
            continue
        if (body is not None and line is body) or line.role == "dateline":
            yield "opening", units[:_OPENING_UNITS]
        elif line.role == "headline":
            if len(units) > 1 and units[1].has("colon"):
                yield "prefix", units[:1]
            continue
        elif len(line.stripped) <= _SHORT_LINE or line.role in ("furniture", "head", "signature"):
            above = body is None or line.number < body.number
            yield ("above" if above else "last" if line.number == last else "below"), units
        for sentence in line.sentences if line.is_body else ():
            if sentence.places("reported_by", "photo"):
                yield "report", sentence.units
        if line.is_body and line.sentences and len(line.sentences[-1].units) <= _MOST_WORDS and len(line.sentences) > 1:
            yield "ending", line.sentences[-1].units


def _named(zone: _Zone, text: Text, registry: Registry) -> Iterator[Publisher]:
    """Yields the bodies of the register and the names that no dictionary has."""
    units, at = zone.units, 0
    while at < len(units):
        unit = units[at]
        id_ = unit.value("organisation")
        if id_ is not None and (len(unit.tokens) > 1 or any(t.capital or t.kind == "number" for t in unit.tokens)):
            known = registry.organisations[id_]
            name = shown(known.names or known.acronyms, text.words.code, unit.text)
            kind = "media" if known.media else f"type:{known.type}"
            yield _candidate(zone, at, at + 1, name, id_, {kind, "known"}, text)
        elif unit.has("body") and at + 1 < len(units) and units[at + 1].has("country"):
            id_ = f"{unit.value('body')}-{str(units[at + 1].value('country')).lower()}"
            if id_ in registry.organisations:
                name = shown(registry.organisations[id_].names, text.words.code, unit.text)
                yield _candidate(zone, at, at + 2, name, id_, {"type:10", "known"}, text)
        elif _begins_name(units, at):
            end = at + 1
            while end < len(units) and end - at < _MOST_WORDS and _goes_on(units, at, end):
                end += 1
            name = text.quote(unit.start, units[end - 1].end)
            yield _candidate(zone, at, end, name, None, {"unknown"}, text)
            at = end - 1
        at += 1


def _begins_name(units: Sequence[Unit], at: int) -> bool:
    unit = units[at]
    return unit.capital and unit.has("word") and not unit.has("city", "country", "month", "weekday", "position")


def _goes_on(units: Sequence[Unit], first: int, end: int) -> bool:
    unit = units[end]
    if unit.quoted != units[first].quoted:
        return False
    if unit.has("title_link", "adjective") and not unit.capital:
        return end + 1 < len(units) and units[end + 1].capital and not units[end + 1].has("city", "month")
    # The tokens of "Asia-Plus" and "Day.Az" have no space between them.
    if unit.has("dash", "dot") and end + 1 < len(units) and units[end - 1].end == unit.start:
        return units[end + 1].start == unit.end and units[end + 1].capital
    return unit.has("word") and (unit.capital or bool(unit.quoted)) and not unit.has("city", "month")


def _sites(zone: _Zone, text: Text) -> Iterator[Publisher]:
    """Yields the addresses of sites."""
    units = zone.units
    start, end = units[0].start, units[-1].end
    for site in _SITE.finditer(text.text, start, end):
        at = next((at for at, unit in enumerate(units) if unit.start >= site.start()), len(units) - 1)
        features = _features(zone, at, at + 1, text) | {"site", f"{zone.name} site"}
        rule = f"page.publisher-{zone.name}"
        yield Publisher(site.group(), None, site.start(), site.end(), rule, frozenset(features))


def _candidate(
    zone: _Zone,
    first: int,
    last: int,
    name: str,
    id_: str | None,
    kind: set[str],
    text: Text,
) -> Publisher:
    features = _features(zone, first, last, text) | kind | {f"{zone.name} {each}" for each in kind}
    start, end = zone.units[first].start, zone.units[last - 1].end
    return Publisher(name.strip('«»" '), id_, start, end, f"page.publisher-{zone.name}", frozenset(features))


def _features(zone: _Zone, first: int, last: int, text: Text) -> set[str]:
    """Returns the features of a name in its zone: what is beside it, how it is printed, whether it is all of a line."""
    units, days, cities = zone.units, zone.days, zone.cities
    inside = units[first:last]
    printed = text.quote(inside[0].start, inside[-1].end)
    features = {f"words:{len(inside)}", f"capitals:{printed.isupper()}", f"quoted:{bool(inside[0].quoted)}"}
    features |= {f"alone:{zone.words == len(inside)}", f"first:{first == 0}", f"letters:{min(len(printed), 12) // 3}"}
    features |= {"senses" if any(unit.senses for unit in inside) else "no-senses"}
    around: list[str] = []
    for name, beside in (("before", units[max(0, first - 1) : first]), ("after", units[last : last + 1])):
        marks = [mark for unit in beside for mark in _MARKS if unit.has(mark)] or ["word" if beside else "nothing"]
        features |= {f"{name}:{mark}" for mark in marks}
        around.append(marks[0])
    for unit in (*units[max(0, first - _BESIDE) : first], *units[last : last + _BESIDE]):
        features |= {f"near:{group}" for group in unit.classes.intersection(_NEAR)}
    features.add(f"{around[0]}|{around[1]}")
    features |= {f"date-before:{days is not None and days[0] < first}"}
    features |= {f"city-before:{cities is not None and cities[0] < first}|{around[0]}"}
    later = any(places is not None and places[1] >= last for places in (days, cities))
    features |= {f"date-after:{later}|{around[1]}", f"dated:{zone.dated}", f"placed:{cities is not None}"}
    return {zone.name} | {f"{zone.name} {each}" for each in features} | features


def agency_of(body: Line, units: Sequence[Unit]) -> re.Match[str] | None:
    """Returns the agency of a dateline: between slashes, or in brackets after the place and the day alone."""
    slashed = _AGENCY.search(body.text[:_LONGEST_DATELINE])
    bracketed = _IN_BRACKETS.search(body.text[:_LONGEST_DATELINE])
    if slashed is not None or bracketed is None:
        return slashed
    before = [unit for unit in units if unit.end <= body.start + bracketed.start() and unit.has("word")]
    only_where_and_when = all(unit.has("city", "country", "month", "year", "weekday", "relative") for unit in before)
    dated = bracketed[1].strip()[-_YEAR:].isdigit()  # "CITY (12 December 2023) –"
    return bracketed if before and before[0].has("city") and only_where_and_when and not dated else None
