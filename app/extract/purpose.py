"""Projects that a text names by what they do: a noun with an action beside it, "project for the creation of …"."""

from collections.abc import Sequence

from app.extract.called import NOUNS, OF_OTHERS
from app.extract.reading import Reading
from app.extract.units import Unit
from app.languages.bending import is_action, is_genitive, is_predicate
from app.languages.words import Words
from app.text.fold import fold

_LONGEST_DESCRIPTION = 30
_LONGEST_BEFORE = 9
_LONGEST_LISTED = 12
# A description that nothing but a genitive announces has at least this many words: "программа развития" names none.
_FEWEST_UNANNOUNCED = 2


def _is_action(unit: Unit, words: Words) -> bool:
    """Whether a word names an action."""
    return not unit.capital and is_action(unit.text, words)


def runs(reading: Reading, units: Sequence[Unit], at: int) -> list[tuple[int, int]]:
    """Returns the places of projects named by what they do: `project for the creation of …`, and of lists of these."""
    is_last = reading.text.words.head == "last"
    found = _described_last(reading, units, at) if is_last else _described_first(reading, units, at)
    if found is None:
        return []
    return sorted([found, *(_listed_before(reading, units, found[0]) if is_last else ())])


def _listed_before(reading: Reading, units: Sequence[Unit], first: int) -> list[tuple[int, int]]:
    """Returns the places of the further actions of a list that one noun ends: "preventing …, widening … projects"."""
    runs: list[tuple[int, int]] = []
    while first > 1 and units[first - 1].has("comma", "and_word"):
        end = first - 1
        if not _is_action(units[end - 1], reading.text.words):
            break
        first = end - 1
        while first > 0 and end - first < _LONGEST_LISTED and _goes_back(units, first - 1, reading.text.words):
            first -= 1
        runs.append((first, end))
    return runs


def _described_first(reading: Reading, units: Sequence[Unit], at: int) -> tuple[int, int] | None:
    """Returns the places of a noun and of the action after it: "project on the restoration of …"."""
    place = _action_after(reading, units, at)
    if place is None or "plur" in units[at].features(*NOUNS):
        return None
    end = place + 1
    while end < len(units) and end - at < _LONGEST_DESCRIPTION and not ends_description(reading, units[end]):
        if units[end].has("between"):
            break
        end += 1
    while end > place + 1 and units[end - 1].has("title_link", "in_country", "for_purpose", "with_word", "since"):
        end -= 1
    first = at
    while first > 0 and units[first - 1].has("pilot"):
        first -= 1
    if units[at + 1].has("described_by", "comma", "for_purpose") or units[at].capital:
        return first, end
    # Nothing but a genitive: "проект строительства школ" describes one, "программа пребывания" and its like do not.
    has_topic = any(unit.has("topic") for unit in units[place:end]) and not units[place].has("give", "implement")
    return (first, end) if has_topic and end - place >= _FEWEST_UNANNOUNCED else None


def _action_after(reading: Reading, units: Sequence[Unit], at: int) -> int | None:
    """Returns the place of the action that a preposition, a capital letter, a participle or a genitive announces."""
    words, place = reading.text.words, at + 1
    if place + 1 >= len(units):
        return None
    if units[place].has("comma") and _aims(units[place + 1]):
        place += 2
    elif units[place].has("described_by") or _aims(units[place]):
        place += 1
    elif not (units[at].capital and at > 0) and not is_genitive(units[place].text, words):
        return None
    # "project on the restoration": what is between (an article) says nothing.
    if not units[at].has("initiative") and units[place].has("title_link") and not units[place].has("described_by"):
        place += 1
    if place + 1 < len(units) and units[place].has("improve") and not units[place].capital:
        return place
    if place >= len(units) or not _is_action(units[place], words):
        return None
    return place


def _aims(unit: Unit) -> bool:
    """Whether several words say together what a project is for: "aimed at", "направленный на"."""
    return unit.has("for_purpose") and len(unit.tokens) > 1 and not unit.has("during")


def _described_last(reading: Reading, units: Sequence[Unit], at: int) -> tuple[int, int] | None:
    """Returns the places of a noun and the action before it, as far back as it belongs together."""
    place = at - 1
    if place >= 0 and units[place].has("described_by"):
        place -= 1
    if place < 1 or not _is_action(units[place], reading.text.words):
        return None
    first = place
    while first > 0 and at - first < _LONGEST_BEFORE and _goes_back(units, first - 1, reading.text.words):
        if reading.people.in_sentence_of(units[first - 1]):
            break
        first -= 1
    first += is_owner(units, first)
    return (first, at + 1) if place - first >= 1 else None


def _is_subject(owner: Unit) -> bool:
    """Whether a body is in its dictionary form: it acts, and its action comes after it."""
    return not owner.features("organisation", "body", "organisation_head") and any(
        fold(owner.text) == fold(sense.form) for sense in owner.senses
    )


def is_owner(units: Sequence[Unit], first: int) -> bool:
    """Whether a description begins with whose it is: a body before a capital letter, or the noun of a quoted one."""
    owner = units[first]
    if owner.capital and owner.has("organisation", "body", "organisation_head") and _is_subject(owner):
        return True
    if "genitive" not in owner.features("organisation", "body", "organisation_head"):
        return False
    return units[first + 1].capital or (first > 0 and units[first - 1].has("quote"))


def _goes_back(units: Sequence[Unit], at: int, words: Words) -> bool:
    """Whether a description goes on before a place: an "and" inside it joins two nouns, not two actions or parties."""
    if not units[at].has("and_word"):
        return _belongs_before(units[at])
    before = units[at - 1] if at > 0 else None
    if before is None or before.capital or not before.has("word") or not _belongs_before(before):
        return False
    return not before.has(*NOUNS, *OF_OTHERS, "organisation_head") and not _is_action(before, words)


def _belongs_before(unit: Unit) -> bool:
    """Whether a word before the noun can be part of what it names: no clause ends there, nobody acts there."""
    if unit.has("comma", "dot", "semicolon", "colon", "quote", "dash", "close", "open", "relative", "during", "said"):
        return False
    if unit.has(
        "time", "date", "of_which", "further", "and_word", "number", "side", "delegation", "position", "body_head"
    ):
        return False
    return not any("future" in sense.feature for sense in unit.senses)


def ends_description(reading: Reading, unit: Unit) -> bool:
    """Whether what a noun is for cannot reach over the unit."""
    if unit.has("comma", "dot", "semicolon", "colon", "quote", "open", "close", "dash", "auxiliary"):
        return True
    if unit.has("clause_opener", "relative", "cost") and not unit.capital:
        return True
    return unit.has("word") and not unit.capital and is_predicate(unit.text, reading.text.words) is True
