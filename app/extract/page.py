"""Reads the structure of a text: the lines of the site, the headline, the place and the date of the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.extract import dates, publisher
from app.extract.dates import Dated, Reference
from app.extract.mentions import shown
from app.extract.publisher import DATELINE_UNITS, Publisher, agency_of
from app.extract.scores import Scores
from app.extract.units import Line, Text, Unit
from app.records.codes import Basis
from app.records.evidence import EvidenceFields
from app.registry import Registry
from app.text.fold import fold

# A line of fewer code points that does not end like a sentence is not a paragraph.
_SHORT = 110
# A paragraph of one sentence has at least so many code points.
_PARAGRAPH = 60
# What a dateline states beside the agency.
_WHERE_AND_WHEN = ("city", "country", "month", "weekday", "year", "relative")
_YEAR_AT_END = re.compile(r"(?:^|[-–])((?:19|20)\d\d)\Z")
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";", "»", "”", '"', "-", "–", "—", ",")


@dataclass
class Page:
    """What a text says of itself; each value with its evidence."""

    title: str | None = None
    published: str | None = None
    city: str | None = None
    country: str | None = None
    publisher: str | None = None
    publisher_id: str | None = None
    site_country: str | None = None
    evidence: list[EvidenceFields] = field(default_factory=list)

    @property
    def reference(self) -> Reference:
        """The day or year that relative dates refer to."""
        if self.published is None:
            return Reference()
        year = int(self.published[:4])
        return Reference(year, date.fromisoformat(self.published) if len(self.published) == 10 else None)


def read(text: Text, registry: Registry, scores: Scores) -> Page:
    """Gives each line of the text its role and returns what the page says of itself."""
    page = Page()
    phrases = tuple(fold(phrase) for phrase in text.words.group("furniture"))
    sections = {fold(section) for section in text.words.group("section")}
    for line in text.lines:
        if not line.stripped or _is_furniture(line, phrases, sections):
            line.role = "furniture"
    body = first_paragraph(text)
    if body is not None:
        _headline(text, page, body)
        _tail(text, body)
        for line in text.lines[: body.number]:
            if line.role == "head" and _is_dated(line) and line.units[0].has("city"):
                _dateline(text, page, line, registry)
        _dateline(text, page, body, registry)
    _head_date(text, page, body, registry)
    if page.published is None:
        _foot_date(text, page)
    if page.published is None:
        _reported_date(text, page)
    if page.published is None:
        _implied_year(text, page)
    _publisher(text, page, publisher.find(text, body, registry, scores), registry)
    return page


# --- roles of lines --------------------------------------------------------------------------------------------


def _is_furniture(line: Line, phrases: tuple[str, ...], sections: set[str]) -> bool:
    """Whether a line is the site's: a known phrase, a ticker of numbers, a section with its count of comments."""
    folded = fold(line.stripped)
    if folded in phrases or (len(folded) < _SHORT and folded.startswith(phrases)):
        return True
    long = any(len(unit.text) > 3 and unit.has("word") for unit in line.units)
    if not long and any(unit.has("number") for unit in line.units):
        return True
    return folded.rstrip(" 0123456789") in sections


def _ends_like_sentence(line: Line) -> bool:
    return line.stripped.endswith(_SENTENCE_ENDS)


def first_paragraph(text: Text) -> Line | None:
    """Returns the first line that is a paragraph: long, or ending like a sentence and not short."""
    opening = next((line for line in text.lines if line.role == "body"), None)
    for line in text.lines:
        if line.role == "furniture" or (line is opening and _is_title(line, text)):
            continue
        long = len(line.stripped) >= _SHORT
        if (_ends_like_sentence(line) and (long or len(line.stripped) >= _PARAGRAPH)) or len(
            line.stripped
        ) >= 2 * _SHORT:
            return line
    return next((line for line in text.lines if line.role == "body"), None)


def _is_title(line: Line, text: Text) -> bool:
    """Whether the first line is a headline, however long: one sentence without a full stop, with more below it."""
    below = [other for other in text.lines[line.number + 1 :] if other.role == "body"]
    ends = line.stripped.endswith((".", "!", "?", "…", ":", ";", ",", "-", "–", "—"))
    more = any(_ends_like_sentence(other) and len(other.stripped) >= _PARAGRAPH for other in below)
    return not ends and len(line.sentences) <= 1 and len(line.stripped) < 3 * _SHORT and more


def _headline(text: Text, page: Page, body: Line) -> None:
    """Takes the longest line above the first paragraph as the headline; the others above it are the site's."""
    above = [line for line in text.lines[: body.number] if line.role == "body"]
    headlines = [line for line in above if sum(unit.has("word") for unit in line.units) >= 3 and not _is_dated(line)]
    title = max(headlines, key=lambda line: len(line.stripped), default=None)
    for line in above:
        line.role = "head"
    if title is None:
        return
    title.role = "headline"
    page.title = title.stripped
    start = title.start + title.text.index(page.title)
    page.evidence.append(text.evidence("title", start, start + len(page.title), rule="page.headline", value=page.title))


def _is_dated(line: Line) -> bool:
    """Whether a line states the day of the page: "10:12, 24 April 2025, Bishkek - …"."""
    found = dates.find(line.units, Reference())
    if any(dated.value is not None and len(dated.value) == 10 for dated in found):
        return True
    # "BAKU, April 27, AGENCY": a dateline that has a line of its own.
    return bool(found) and line.units[0].has("city") and not any(unit.has("word") for unit in _other_words(line.units))


def _other_words(units: Sequence[Unit]) -> list[Unit]:
    """Returns the words of a line that state neither a place nor a date, without the first: an agency."""
    return [unit for unit in units if unit.has("word") and not unit.has(*_WHERE_AND_WHEN)][1:]


def _tail(text: Text, body: Line) -> None:
    """Marks the short lines at the end that are no sentences: a signature, or what the site adds."""
    for line in reversed(text.lines[body.number + 1 :]):
        if line.role == "furniture":
            continue
        if len(line.stripped) >= _SHORT or line.stripped.endswith((".", "!", "?", "»", "…")):
            return
        line.role = "signature"


# --- where and when ----------------------------------------------------------------------------------------------


def _dateline(text: Text, page: Page, body: Line, registry: Registry) -> None:
    """Reads `CITY, DATE. /AGENCY/` and its variants at the beginning of the first paragraph."""
    units = body.units[:DATELINE_UNITS]
    end = next((at for at, unit in enumerate(units) if _ends_dateline(units, at)), None)
    agency = agency_of(body, units)
    if agency is not None:
        close = body.start + agency.end()
        end = next((at for at, unit in enumerate(units) if unit.start >= close), len(units))
        end = _day_after(units, end)
    opening = body.sentences[0].units if body.sentences else []
    if body.role == "head":
        end = len(units)
    bare = opening[0].features("city") if opening and opening[0].has("city") else {"none"}
    if end is None and (not bare or "nomn" in bare) and _days(opening):
        # "Bishkek, 5 May 2024. …": a sentence of a place and a day alone.
        end = len(opening)
    if end is None:
        return
    head = units[:end]
    found = dates.find(head, Reference()) if head else []
    known = [unit for unit in head if unit.has("city", "organisation", "country", "relative")]
    words = [
        unit for unit in head if unit.has("word") and not unit.has("month", "year", "city", "organisation", "country")
    ]
    if agency is None and (not known or len(words) > 2):
        return
    body.role = "dateline"
    _place(text, page, head, registry)
    if found and found[0].value is not None:
        _publish(text, page, found[0], "page.dateline")


def _day_after(units: Sequence[Unit], end: int) -> int:
    """Returns where a dateline ends whose day comes after the agency: "CITY /AGENCY/. 5 May 2024."."""
    for dated in dates.find(units[end:], Reference()):
        between = [unit for unit in units[end:] if unit.start < dated.start]
        if dated.value is not None and not any(unit.has("word", "number") for unit in between):
            return next((at for at, unit in enumerate(units) if unit.start >= dated.end), len(units))
    return end


def _ends_dateline(units: Sequence[Unit], at: int) -> bool:
    """Whether a mark after place and date ends a dateline: "City, day –", "City, day:", "City. Day."."""
    if units[at].has("dash"):
        return not _inside_date(units, at)
    if not units[at].has("colon", "dot") or not units[0].has("city"):
        return False
    found = dates.find(units[:at], Reference())
    return (
        bool(found) and found[-1].value is not None and (units[at].has("colon") or found[-1].end == units[at - 1].end)
    )


def _place(text: Text, page: Page, units: Sequence[Unit], registry: Registry) -> None:
    """Takes the first city of a dateline as the place that the text is from."""
    city = next((unit for unit in units if unit.has("city") and unit.capital), None)
    if city is None or page.city is not None:
        return
    place = registry.places[str(city.value("city"))]
    page.city, page.country = shown(place.names, text.words.code, city.text), place.countries[0]
    for name, value in (("city", page.city), ("country", page.country)):
        page.evidence.append(text.evidence(name, city.start, city.end, rule="page.dateline", value=value))


def _inside_date(units: Sequence[Unit], at: int) -> bool:
    near = units[max(0, at - 1) : at + 2]
    return len(near) == 3 and near[0].end == near[1].start and near[1].end == near[2].start


def _publish(text: Text, page: Page, dated: Dated, rule: str, basis: Basis = Basis.EXPLICIT) -> None:
    page.published = dated.value
    page.evidence.append(text.evidence("published", dated.start, dated.end, rule=rule, value=dated.value, basis=basis))


def _head_date(text: Text, page: Page, body: Line | None, registry: Registry) -> None:
    """Takes a full date of the lines above the first paragraph, where the dateline has none with a year."""
    if page.published is not None:
        return
    last = body.number if body is not None else len(text.lines)
    for line in text.lines[:last]:
        units = line.units
        # A clock that shows the visitor's time belongs to the page, not to the text.
        if any(unit.has("clock") for unit in units) or line.role == "headline":
            continue
        for dated in dates.find(units, Reference()):
            if dated.value is not None and len(dated.value) == 10:
                _publish(text, page, dated, "page.head-date")
                _place(text, page, units, registry)
                return


def _foot_date(text: Text, page: Page) -> None:
    """Takes the day of a line at the end that is no sentence: a signature with its date, or the date alone."""
    for line in reversed(text.lines):
        if line.role == "signature":
            found = _days(line.units)
            if found:
                _publish(text, page, found[-1], "page.foot-date")
                return


def _reported_date(text: Text, page: Page) -> None:
    """Takes the day on which a press service reports: "this was said on 5 May 2024 by the ministry's press service"."""
    for sentence in text.body:
        if sentence.places("reported_by") and sentence.places("press_service"):
            found = _days(sentence.units)
            if len(found) == 1:
                _publish(text, page, found[0], "page.reported-date")
                return


def _days(units: Sequence[Unit]) -> list[Dated]:
    """Returns the dates that state a day with its year."""
    return [d for d in dates.find(units, Reference()) if d.value is not None and len(d.value) == 10]


def _implied_year(text: Text, page: Page) -> None:
    """Takes the latest year of the body as the text's own, if the text says "this year" without a date of its own."""
    if not any(unit.value("relative") == "this_year" for s in text.body for unit in s.having("relative")):
        return
    years = list(_years(text))
    if not years:
        return
    year, unit = max(years, key=lambda pair: pair[0])
    dated = Dated(str(year), unit.start, unit.end, "page.implied-year", inferred=True)
    _publish(text, page, dated, "page.implied-year", Basis.INFERRED)


def _years(text: Text) -> Iterator[tuple[int, Unit]]:
    """Yields the years of the body, also those that end a name ("EXPO-2017"), but no targets ("by 2030")."""
    for sentence in text.body:
        for at, unit in enumerate(sentence.units):
            ending = _YEAR_AT_END.search(unit.text)
            if ending is None:
                continue
            before = sentence.units[at - 1] if at else None
            after = sentence.units[at + 1 : at + 3]
            if any(u.has("until") for u in after) or (before is not None and before.has("until")):
                continue
            # "in 2021–2024": the years of a plan.
            if any(u is not None and u.has("dash") for u in (before, *after[:1])):
                continue
            yield int(ending[1]), unit


# --- who publishes -------------------------------------------------------------------------------------------------


def _publisher(text: Text, page: Page, found: Publisher | None, registry: Registry) -> None:
    """Takes the publisher, and the state of its site if the text states only its address."""
    if found is None:
        return
    page.publisher, page.publisher_id = found.name, found.id
    domain = found.name.rpartition(".")[2].upper()
    page.site_country = domain if found.id is None and domain in registry.countries else None
    page.evidence.append(text.evidence("publisher", found.start, found.end, rule=found.rule, value=found.name))
