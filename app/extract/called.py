"""How a project is called: in quotation marks beside "project", or in capital letters before or after it."""

from collections.abc import Sequence

from app.extract.reading import Reading
from app.extract.undertaking import Undertaking
from app.extract.units import Sentence, Unit
from app.languages.bending import is_plural
from app.records.codes import ProjectKind
from app.text.fold import fold

NOUNS = {
    "project": ProjectKind.PROJECT,
    "programme": ProjectKind.PROGRAMME,
    "country_programme": ProjectKind.PROGRAMME,
    "initiative": ProjectKind.INITIATIVE,
}
# A name is at most this many units from the noun that says it is a project's.
_NEAR = 7
_LONGEST_BEFORE = 12
_LONGEST_AFTER = 24
_FEWEST_CAPITALS = 2
# The owner of a project comes before its name, and is no part of it.
OF_OTHERS = ("organisation", "body", "country", "adjective", "position", "body_head", "state_position")
# Small words inside a name.
_LINKS = ("title_link", "and_word", "described_by", "preposition")
_PLACES = ("country", "adjective", "city", "area", "region")


def kind_of(noun: Unit) -> ProjectKind:
    """Returns the kind of project that a noun names."""
    return next(kind for cls, kind in NOUNS.items() if noun.has(cls))


def name_of(reading: Reading, sentence: Sentence, at: int) -> Undertaking | None:
    """Returns the project that a noun and its name describe, None where it has no name."""
    return (
        _quoted(reading, sentence.units, at)
        or _capitals_after(reading, sentence, at)
        or _capitals_before(reading, sentence, at)
        or _country_programme(reading, sentence.units, at)
    )


def _country_programme(reading: Reading, units: Sequence[Unit], at: int) -> Undertaking | None:
    """Reads `country programme`: of whom and for which years makes no other of it."""
    noun = units[at]
    if not noun.has("country_programme"):
        return None
    sense = noun.sense("country_programme")
    form = sense.form if sense is not None else noun.text
    draft = _draft(reading, "project.country-programme", noun, [noun])
    draft.key = fold(form)
    draft.name = form[:1].upper() + form[1:]
    return draft


def _draft(reading: Reading, rule: str, noun: Unit, inside: Sequence[Unit]) -> Undertaking:
    start, end = inside[0].start, inside[-1].end
    name = reading.text.quote(start, end)
    return Undertaking(fold(name), name, kind_of(noun), start, end, rule, None, noun, [], [], list(inside))


def _quoted(reading: Reading, units: Sequence[Unit], at: int) -> Undertaking | None:
    """Reads `project … «Name»`, or `«Name» … project` where head nouns come last."""
    noun = units[at]
    first_order = reading.text.words.head == "first"
    near = units[at + 1 : at + 1 + _NEAR] if first_order else list(reversed(units[max(0, at - _NEAR) : at]))
    number = 0
    for unit in near:
        if unit.quoted and not noun.quoted:
            number = unit.quoted
            break
        if unit.has("comma", "dot", "semicolon", *NOUNS, "said", "agreement", "gathering", "conference"):
            return None
    inside = [unit for unit in units if unit.quoted == number] if number else []
    if not inside or inside[0].has("organisation_head") or any(u.has("known_project") for u in inside):
        return None
    return _draft(reading, "project.quoted", noun, inside)


def _capitals_before(reading: Reading, sentence: Sentence, at: int) -> Undertaking | None:
    """Reads `Second Village Investment Project`, `Regional Economic Development project`."""
    units, noun, words = sentence.units, sentence.units[at], reading.text.words
    if at == 0 or (not noun.capital and (words.bends == "paradigm" or words.head == "last")):
        return None
    if noun.has("initiative") and is_plural(noun.text, noun.value("initiative") or "", words):
        return None
    first = at
    while first > 0 and at - first < _LONGEST_BEFORE and _goes_back(units, first):
        first -= 1
    if units[first].start == sentence.start and (units[first].has("opener") or not noun.capital):
        first += 1
    while first < at and units[first].has("title_link", *OF_OTHERS):
        first += 1
    inside = list(units[first : at + 1])
    before = inside[:-1]
    if sum(unit.capital for unit in before) < _FEWEST_CAPITALS or (not noun.capital and _is_whose(before)):
        return None
    return _draft(reading, "project.capitals", noun, inside)


def _is_whose(units: Sequence[Unit]) -> bool:
    """Whether capitals before a small "project" say whose it is, not what it is called."""
    return units[-1].has("organisation_head", "organisation", "country", "city", "area", "honorific") or any(
        unit.has("further") for unit in units
    )


def _goes_back(units: Sequence[Unit], first: int) -> bool:
    """Whether a name in capitals goes on before a place: with a capital, or with small words after one."""
    before = units[first - 1]
    if before.has("word") and before.capital:
        return True
    if before.has("dash") and first > 1 and units[first - 2].capital and before.start == units[first - 2].end:
        return True
    if not before.has(*_LINKS) or first < 2:
        return False
    if units[first - 2].capital:
        return True
    # "Resilience in the Kyrgyz Republic": two small words are inside only before the name of a place.
    return first > 2 and units[first].has(*_PLACES) and units[first - 2].has(*_LINKS) and units[first - 3].capital


def _capitals_after(reading: Reading, sentence: Sentence, at: int) -> Undertaking | None:
    """Reads `Project for Rehabilitation of Drinking Water Supply Systems`, named for what it does."""
    units, words = sentence.units, reading.text.words
    if words.bends == "paradigm" or words.head == "last" or at + 2 >= len(units):
        return None
    if not units[at + 1].has("described_by") or is_plural(units[at].text, units[at].value(*NOUNS) or "", words):
        return None
    first = at + 2
    if units[first].has("title_link") and not units[first].has("described_by"):
        first += 1
    if first >= len(units) or not units[first].capital or units[first].has(*_PLACES, *OF_OTHERS, "honorific", "month"):
        return None
    end = first
    while end < len(units) and end - first < _LONGEST_AFTER and _goes_on(units[end]):
        end += 1
    while end > first and not units[end - 1].capital:
        end -= 1
    if sum(unit.capital for unit in units[first:end]) < _FEWEST_CAPITALS:
        return None
    begin = at if units[at].capital else first
    return _draft(reading, "project.titled", units[at], units[begin:end])


def _goes_on(unit: Unit) -> bool:
    if unit.has("honorific") or not unit.has("word"):
        return False
    return unit.capital or unit.has(*_LINKS)
