"""Who publishes a text: the agency of its dateline, a newspaper that it names, a signature, or the site's address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.extract.mentions import shown
from app.extract.units import Line, Text, Unit
from app.registry import Registry

# A dateline ends within this many units of its line.
DATELINE_UNITS = 24
_AGENCY = re.compile(r"/([^/\n]{2,40})/")
_IN_BRACKETS = re.compile(r"\(([^()\n]{2,40})\)")
# A dateline's agency stands within this many code points of its line.
_LONGEST_DATELINE = 120
_YEAR = 4
_SITE = re.compile(
    r"\b(?:www\.)?((?:[\w-]{2,30}\.){0,2}[\w-]{2,30})\.(?:kg|kz|uz|tj|tm|ru|com|org|net|info|af)\b", re.IGNORECASE
)

# Where a name stands, how it is shown, and the id of a known organisation.
Found = tuple[int, int, str, str | None]


@dataclass(frozen=True)
class Publisher:
    """Who publishes a text, with where it says so and the rule that it is read by."""

    name: str
    id: str | None
    start: int
    end: int
    rule: str


def find(text: Text, body: Line | None, registry: Registry) -> Publisher | None:
    """Finds the publisher in the dateline, the headline, the signature, "X reports", the head, or photo credits.

    `body` is the first paragraph; the lines have their roles.
    """
    for finder in (_from_dateline, _from_prefix, _from_signature, _from_report, _from_head, _from_photo):
        found = finder(text, body, registry)
        if found is not None:
            start, end, name, id_ = found
            return Publisher(name, id_, start, end, f"page.publisher{finder.__name__.replace('_', '-')}")
    return None


def agency_of(body: Line, units: Sequence[Unit]) -> re.Match[str] | None:
    """Returns the agency of a dateline: between slashes, or in brackets after the place and the day alone."""
    slashed = _AGENCY.search(body.text[:_LONGEST_DATELINE])
    bracketed = _IN_BRACKETS.search(body.text[:_LONGEST_DATELINE])
    if slashed is not None or bracketed is None:
        return slashed
    before = [unit for unit in units if unit.end <= body.start + bracketed.start() and unit.has("word")]
    told = all(unit.has("city", "country", "month", "year", "weekday", "relative") for unit in before)
    dated = bracketed[1].strip()[-_YEAR:].isdigit()  # "CITY (12 December 2023) –"
    return bracketed if before and before[0].has("city") and told and not dated else None


def _organisation(unit: Unit, registry: Registry, language: str) -> Found:
    known = registry.organisations[str(unit.value("organisation"))]
    return unit.start, unit.end, shown(known.names or known.acronyms, language, unit.text), known.id


def _media(units: Sequence[Unit], text: Text, registry: Registry) -> Found | None:
    for unit in units:
        id_ = unit.value("organisation")
        # "The paper reported" names no Report; sites are written small.
        named = any(token.capital or token.kind == "number" for token in unit.tokens) or len(unit.tokens) > 1
        if id_ is not None and named and registry.organisations[id_].media:
            return _organisation(unit, registry, text.words.code)
    return None


def _from_dateline(text: Text, body: Line | None, registry: Registry) -> Found | None:
    if body is None or body.role != "dateline":
        return None
    units = body.units[:DATELINE_UNITS]
    known = _media(units, text, registry)
    agency = agency_of(body, units)
    if known is not None or agency is None:
        return known
    start = body.start + agency.start(1)
    return start, start + len(agency[1]), agency[1].strip('«»" '), None


def _from_prefix(text: Text, body: Line | None, registry: Registry) -> Found | None:
    """Reads `X: …` at the beginning of the headline or of the first paragraph."""
    for line in text.lines:
        units = line.units
        if line.role in ("headline", "body", "dateline") and len(units) > 1 and units[1].has("colon"):
            return _media(units[:1], text, registry)
    return None


def _from_signature(text: Text, body: Line | None, registry: Registry) -> Found | None:
    """Reads the organisation that signs, or that a heading above the headline names."""
    for role in ("signature", "head"):
        units = [unit for line in text.lines if line.role == role for unit in line.units]
        media = _media(units, text, registry)
        if media is not None:
            return media
        for at, unit in enumerate(units):
            if unit.has("organisation"):
                return _organisation(unit, registry, text.words.code)
            if unit.has("body") and at + 1 < len(units) and units[at + 1].has("country"):
                id_ = f"{unit.value('body')}-{str(units[at + 1].value('country')).lower()}"
                if id_ in registry.organisations:
                    names = registry.organisations[id_].names
                    return unit.start, units[at + 1].end, shown(names, text.words.code, unit.text), id_
    return None


def _from_report(text: Text, body: Line | None, registry: Registry) -> Found | None:
    """Reads the agency of a sentence of reporting ("this is reported by X")."""
    for sentence in text.body:
        if any(unit.has("reported_by") for unit in sentence.units):
            found = _media(sentence.units, text, registry) or _of_reporter(sentence.units, text)
            if found is not None:
                return found
            site = _SITE.search(text.text, sentence.start, sentence.end)
            if site is not None:
                return site.start(), site.end(), site.group(), None
    return None


def _of_reporter(units: Sequence[Unit], text: Text) -> Found | None:
    """Reads a paper in quotation marks beside its reporter: "a correspondent of «X» reports"."""
    for at, unit in enumerate(units):
        if not unit.quoted or (at > 0 and units[at - 1].quoted == unit.quoted):
            continue
        last = at
        while last < len(units) and units[last].quoted == unit.quoted:
            last += 1
        if any(near.has("occupation") for near in (*units[max(0, at - 3) : at], *units[last : last + 3])):
            return unit.start, units[last - 1].end, text.quote(unit.start, units[last - 1].end), None
    return None


def _from_head(text: Text, body: Line | None, registry: Registry) -> Found | None:
    """Reads the agency, or the site's address, of any line that is no sentence."""
    for line in text.lines:
        if line.role in ("furniture", "head", "signature"):
            found = _media(line.units, text, registry)
            if found is not None:
                return found
            site = _SITE.search(line.text)
            if site is not None:
                return line.start + site.start(), line.start + site.end(), site.group(), None
    return None


def _from_photo(text: Text, body: Line | None, registry: Registry) -> Found | None:
    """Reads whose the photographs are."""
    for line in text.lines:
        units = line.units
        if units and units[0].has("photo"):
            for unit in units[1:]:
                if unit.has("organisation"):
                    return _organisation(unit, registry, text.words.code)
    return None
