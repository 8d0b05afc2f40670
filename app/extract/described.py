"""Organisations that the register does not have, by the words of their names: a head noun and the words beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.extract.heads import is_head
from app.extract.units import Text, Unit
from app.languages.bending import (
    is_adverbial,
    is_attribute,
    is_linked,
    is_plural,
    is_predicate,
    likely_cases,
    may_belong,
    name_cases,
    nominative_phrase,
    owned,
)

# A common noun with this many words of what it is for is a name all the same: "Комитет защиты журналистов".
_FEWEST_DESCRIBING = 2
_LONGEST = 9
_MOST_ADJECTIVES = 4
# What no name of an organisation has inside, where nouns come last.
_NEVER = (
    *("said", "met", "received", "visited", "opener", "postposition", "pronoun", "month", "weekday", "relative"),
    *("project", "programme", "agreement", "memorandum", "conference", "gathering", "during", "number", "from_giver"),
    *("time", "with_word", "date", "year", "currency", "in_country", "clause_opener", "reported_by", "earlier"),
)
_PLACES = ("organisation", "country", "city", "area", "region", "adjective")
QUOTING = ("organisation_head", "named_body", "legal_form", "office")


@dataclass(frozen=True)
class Described:
    """A name of an organisation at the places from `first` to `last`; `proper` is False of a common noun."""

    first: int
    last: int
    name: str
    proper: bool = True


def described(units: Sequence[Unit], at: int, text: Text) -> Described | None:
    """Returns the organisation whose name begins at a place: words round "centre", "institute", "fund"."""
    if text.words.head == "last":
        places = _noun_last(units, at, text)
    elif text.words.group("article"):
        places = _capitals(units, at, text) or _noun_first(units, at, text)
    else:
        places = _noun_first(units, at, text)
    if places is None:
        return None
    first, head, last = places
    noun = units[head]
    beside = [*units[first:head], *units[head + 1 : last]]
    several = is_plural(noun.text, _form(noun), text.words)
    return Described(first, last, _name(units, places, text), not several and _is_proper(beside, places, units, text))


def _form(noun: Unit) -> str:
    """Returns a head noun as dictionaries have it."""
    sense = noun.sense("organisation_head")
    return sense.form if sense is not None and sense.form else noun.text


def _name(units: Sequence[Unit], places: tuple[int, int, int], text: Text) -> str:
    """Returns the name with its noun, and the adjectives before it, in the nominative."""
    first, head, last = places
    noun = units[head]
    after = text.quote(noun.end, units[last - 1].end) if last > head + 1 else ""
    if text.words.head == "last":
        form = owned(noun.text, _form(noun), text.words) or _form(noun)
        form = form[:1].upper() + form[1:] if noun.capital else form
        return text.quote(units[first].start, noun.start) + form + after
    words = nominative_phrase([unit.text for unit in units[first : head + 1]], text.words)
    if words == [unit.text for unit in units[first : head + 1]]:
        return text.quote(units[first].start, units[last - 1].end)
    return " ".join(words) + after


def _is_proper(beside: Sequence[Unit], places: tuple[int, int, int], units: Sequence[Unit], text: Text) -> bool:
    """Whether the words beside "bank", "council" say which: a name, a state, or two words of what it is for.

    A place where something is ("the office in Bishkek") does not say whose it is.
    """
    first, head, last = places
    # "an American bureau" may be any.
    if last == head + 1 and head == first + 1 and units[first].has("adjective") and not units[head].capital:
        return text.words.head == "last"
    for unit in beside:
        if unit.has(*_PLACES) and not unit.features(*_PLACES) & {"locative", "adjective"}:
            return True
        described = unit.has("position_modifier") or is_attribute(unit.text, None, text.words)
        if unit.capital and not unit.has(*_PLACES) and not described and not _opens(units, first, unit, text):
            return True
    small = ("title_link", "position_modifier", "and_word", "article")
    describing = units[first:head] if text.words.head == "last" else units[head + 1 : last]
    return sum(not unit.has(*small) for unit in describing) >= _FEWEST_DESCRIBING


def _opens(units: Sequence[Unit], first: int, unit: Unit, text: Text) -> bool:
    """Whether a word has its capital because it opens the sentence, where nouns come last."""
    return text.words.head == "last" and first == 0 and unit is units[0]


# --- where the noun comes first ---------------------------------------------------------------------------------


def _noun_first(units: Sequence[Unit], at: int, text: Text) -> tuple[int, int, int] | None:
    if not units[at].capital:
        return None
    head = at
    while head < len(units) and head - at < _MOST_ADJECTIVES and not units[head].has("organisation_head"):
        known = units[head].has("adjective", "position_modifier") or text.words.bends == "paradigm"
        if not known or not units[head].has("word") or is_head(units[head]):
            return None
        head += 1
    if head >= len(units) or not units[head].has("organisation_head"):
        return None
    noun = units[head].tokens[0].text
    if any(
        not unit.has("adjective", "position_modifier") and not is_attribute(unit.text, noun, text.words)
        for unit in units[at:head]
    ):
        return None
    last = head + 1
    while last < len(units) and last - head < _LONGEST and units[last].has("word") and not _ends(units, last, text):
        last += 1
    while last > head + 1 and units[last - 1].has("title_link", "in_country", "preposition", "and_word"):
        last -= 1
    return (at, head, last) if last > head + 1 or head > at else None


def _ends(units: Sequence[Unit], at: int, text: Text) -> bool:
    """Whether a name that began with its noun ends before a place."""
    unit, before = units[at], units[at - 1]
    if unit.has("in_country", "said", "took_place"):
        return True
    # What follows a noun with an izofat belongs to it.
    if is_linked(before.text, text.words) and not unit.capital:
        return False
    if unit.has("organisation_head", "position"):
        return True
    if unit.capital:
        return _is_persons(unit, before, text)
    if is_predicate(unit.text, text.words) is not False:
        return not (text.words.endings.get("linking") and (unit.has("and_word") or before.has("and_word")))
    if unit.has("described_by", "and_word"):
        return False
    # What follows the noun is in the genitive, or hangs on a preposition.
    linked = any(u.has("described_by", "and_word") for u in units[max(0, at - 2) : at]) or before.has("adjective")
    linked = linked or is_attribute(before.text, unit.tokens[0].text, text.words)
    return unit.has("preposition") or not (linked or may_belong(unit.text, text.words))


def _is_persons(unit: Unit, before: Unit, text: Text) -> bool:
    """Whether a word with a capital is a person's: "the head of the commission on trade Anna Keller"."""
    cases = name_cases([unit.text], text.words)
    if cases:
        return "gent" not in cases and not before.capital
    likely = likely_cases([unit.text], text.words)
    return before.has("country") and not unit.senses and bool(likely) and "gent" not in likely


def _capitals(units: Sequence[Unit], at: int, text: Text) -> tuple[int, int, int] | None:
    """Reads `Water Supply Agency`, `Federal Department of Economic Affairs`: all words but small ones have capitals."""
    if not _is_capital(units[at]) or units[at].has("opener", "position") or is_head(units[at]):
        return None
    head = at
    while head < len(units) and head - at < _LONGEST and not units[head].has("organisation_head"):
        if not (_is_capital(units[head]) or _joins(units, head, text)) or is_head(units[head]):
            return None
        head += 1
    if head >= len(units) or not units[head].has("organisation_head") or not units[head].capital:
        return None
    last = head + 1
    while last < len(units) and last - head < _LONGEST and units[last].has("organisation_head") and units[last].capital:
        head, last = last, last + 1
    end = last
    while end < len(units) and end - head < _LONGEST and (_is_capital(units[end]) or units[end].has("title_link")):
        if units[end].has("in_country", "with_word", "honorific") or is_head(units[end]):
            break
        end += 1
        last = end if units[end - 1].capital else last
    # Two capitals side by side after the noun are another name: "the Agrarian Institute Tolib Ergashev".
    if last > head + 1 and units[head + 1].capital:
        last = head + 1
    return (at, head, last) if last > head + 1 or head > at else None


def _is_capital(unit: Unit) -> bool:
    return unit.has("word") and unit.capital and not unit.has("month", "weekday", "honorific")


def _joins(units: Sequence[Unit], at: int, text: Text) -> bool:
    """Whether a small word or a hyphen joins two words with capitals."""
    beside = at + 1 < len(units) and units[at - 1].capital and units[at + 1].capital
    return beside and (units[at].has("and_word") or units[at].text in text.words.name_links)


# --- where the noun comes last ----------------------------------------------------------------------------------


def _noun_last(units: Sequence[Unit], at: int, text: Text) -> tuple[int, int, int] | None:
    if not units[at].capital or not units[at].has("word") or _never_inside(units[at], text, first=True):
        return None
    head = at + 1
    while head < len(units) and head - at < _LONGEST and not units[head].has("organisation_head"):
        if _never_inside(units[head], text, first=False):
            return None
        head += 1
    if head >= len(units) or not units[head].has("organisation_head"):
        return None
    noun, nearest = units[head], units[head - 1]
    # "Saudiya jamg‘armasi": the noun that a name belongs to says so; without it, the noun is only beside the name.
    belongs = owned(noun.text, _form(noun), text.words) is not None
    describes = nearest.has("position_modifier") or is_attribute(nearest.text, None, text.words)
    small = [unit for unit in units[at + 1 : head] if not unit.capital]
    if not (noun.capital or belongs or (describes and not small)):
        return None
    return at, head, head + 1


def _never_inside(unit: Unit, text: Text, *, first: bool) -> bool:
    """Whether a word cannot be in a name before its noun: a verb, a title, a word that hangs on a verb."""
    if not unit.has("word") or unit.has(*_NEVER) or is_head(unit):
        return True
    if {part for sense in unit.senses for part in sense.feature.split(",")} & {"past", "future"}:
        return True
    if first and unit.senses and not unit.capital:
        return True
    return (not unit.capital or first) and is_adverbial(unit.text, text.words) and not unit.has("topic")


# --- in quotation marks -----------------------------------------------------------------------------------------


def quoted(units: Sequence[Unit], at: int, text: Text) -> Described | None:
    """Returns the organisation named in quotation marks: after its noun, or before it where nouns come last."""
    return _quoted_before(units, at, text) if text.words.head == "last" else _quoted_after(units, at, text)


def _quoted_after(units: Sequence[Unit], at: int, text: Text) -> Described | None:
    """Reads `фонд «Милосердие»`, `ТОО «Барака»`."""
    if not units[at].has(*QUOTING) or units[at].quoted or at + 2 >= len(units) or not units[at + 1].has("quote"):
        return None
    first = at + 2
    number = units[first].quoted
    if not number or not units[first].capital or units[first].has("organisation"):
        return None
    last = first
    while last < len(units) and units[last].quoted == number:
        last += 1
    return Described(at, min(last + 1, len(units)), text.quote(units[first].start, units[last - 1].end))


def _quoted_before(units: Sequence[Unit], at: int, text: Text) -> Described | None:
    """Reads `«Самрұқ» қоры`."""
    number = units[at].quoted
    if not number or not units[at].capital or at == 0 or units[at - 1].quoted:
        return None
    last = at
    while last < len(units) and units[last].quoted == number:
        last += 1
    head = next((p for p in range(last + 1, min(last + 4, len(units))) if units[p].has(*QUOTING[:3])), None)
    between = units[last + 1 : head]
    if head is None or any(
        not u.has("word") or u.capital or u.has("project", "programme", "and_word") for u in between
    ):
        return None
    return Described(at, head + 1, text.quote(units[at].start, units[last - 1].end))
