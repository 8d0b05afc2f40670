"""What may be a project: every phrase with a noun of projects, of works, or of what is built, and every quotation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.extract.called import NOUNS, name_of
from app.extract.purpose import is_owner, runs
from app.extract.reading import Reading
from app.extract.units import Sentence, Unit
from app.languages.bending import (
    citation,
    is_action,
    is_attribute,
    is_linked,
    is_predicate,
    may_belong,
    nominative_start,
    owned,
)
from app.languages.words import Words
from app.text.fold import fold

LONGEST = 14
# Words that stop a phrase on its way back to its first word.
_MARKS = ("comma", "dot", "semicolon", "colon", "dash", "close", "open", "slash", "said", "number", "date")
_STOPS = (*_MARKS, "during")
_NOT_BEFORE = (
    *_STOPS,
    "of_which",
    "earlier",
    "day",
    "month",
    "year",
    "weekday",
    "relative",
    "side",
    "delegation",
    "position",
    "body_head",
    "sign",
    "give",
    "receive",
    "adopt",
)
_EDGES = ("title_link", "in_country", "with_word", "for_purpose", "since", "preposition", "and_word", "determiner")
_HEADS = ("works", "facility", "project", "programme", "country_programme", "initiative")


@dataclass(frozen=True)
class Candidate:
    """A run of units of a sentence that may name a project; `noun` is the word that says what it is."""

    form: str
    sentence: Sentence
    first: int
    end: int
    noun: Unit | None

    @property
    def units(self) -> Sequence[Unit]:
        """The units of the name."""
        return self.sentence.units[self.first : self.end]

    @property
    def span(self) -> tuple[int, int]:
        """Where the name is in the text."""
        units = self.sentence.units
        return units[self.first].start, units[self.end - 1].end


def sentences_of(reading: Reading) -> list[Sentence]:
    """Returns the sentences that may name projects: of the text, its headline and the lines of the page above it."""
    roles = ("head", "headline", "body", "dateline")
    return [sentence for line in reading.text.lines if line.role in roles for sentence in line.sentences]


def candidates(reading: Reading, sentence: Sentence) -> list[Candidate]:
    """Returns what may be a project of a sentence, each span once: the form that says most comes first."""
    found: dict[tuple[int, int], Candidate] = {}
    for make in (_known, _named, _described, _quoted, _labelled, _phrases):
        for candidate in make(reading, sentence):
            if candidate.first < candidate.end:
                found.setdefault((candidate.first, candidate.end), candidate)
    return list(found.values())


def _known(reading: Reading, sentence: Sentence) -> Iterator[Candidate]:
    for at in sentence.places("known_project"):
        if any(token.capital for token in sentence.units[at].tokens) and not _is_of_another(sentence.units, at):
            yield Candidate("known", sentence, at, at + 1, noun_near(sentence.units, at, at + 1))


def _is_of_another(units: Sequence[Unit], at: int) -> bool:
    """Whether a dash joins a name to another, or the words before its letters in brackets are no name of it."""
    if at + 2 < len(units) and units[at + 1].has("dash") and _are_joined(units[at], units[at + 2]):
        return len(units[at].tokens) == 1 and not units[at].text.isupper()
    if at < 2 or at + 1 >= len(units) or not units[at - 1].has("open") or not units[at + 1].has("close"):
        return False
    before = units[at - 2]
    capitals = before.capital and not before.quoted
    return capitals and before.value("known_project") != units[at].value("known_project")


def noun_near(units: Sequence[Unit], first: int, end: int) -> Unit | None:
    """Returns the nearest noun of projects: up to 7 units before a name, or up to 4 after it."""
    near = [*reversed(units[max(0, first - 7) : first]), *units[end : end + 4]]
    return next((unit for unit in near if unit.has(*NOUNS)), None)


def _places(sentence: Sentence, units: Sequence[Unit]) -> tuple[int, int]:
    start, end = units[0].start, units[-1].end
    inside = [place for place, unit in enumerate(sentence.units) if start <= unit.start and unit.end <= end]
    return inside[0], inside[-1] + 1


def _named(reading: Reading, sentence: Sentence) -> Iterator[Candidate]:
    """Yields names in capitals and country programmes."""
    for at in sentence.places(*NOUNS):
        draft = name_of(reading, sentence, at)
        if draft is not None and draft.rule != "project.quoted":
            first, end = _places(sentence, draft.name_units)
            yield Candidate(draft.rule.removeprefix("project."), sentence, first, end, sentence.units[at])


def _quoted(reading: Reading, sentence: Sentence) -> Iterator[Candidate]:
    places: dict[int, list[int]] = {}
    for place, unit in enumerate(sentence.units):
        if unit.quoted:
            places.setdefault(unit.quoted, []).append(place)
    for listed in places.values():
        first, end = listed[0], listed[-1] + 1
        if _names_body(reading, sentence.units, first, end):
            continue
        yield Candidate("quoted", sentence, first, end, noun_near(sentence.units, first - 1, end + 1))


def _names_body(reading: Reading, units: Sequence[Unit], first: int, end: int) -> bool:
    """Whether a quotation is the name of the body whose noun is beside it: "the company «North Wind»"."""
    beside = units[end + 1 : end + 2] if reading.text.words.head == "last" else units[max(0, first - 2) : first - 1]
    return any(unit.has("organisation_head") and not unit.has(*NOUNS) for unit in beside)


def _described(reading: Reading, sentence: Sentence) -> Iterator[Candidate]:
    for at in sentence.places(*NOUNS):
        listed = runs(reading, sentence.units, at)
        for first, end in listed:
            yield Candidate(
                "described", sentence, first, end, _heading(sentence.units, listed[0][0]) or sentence.units[at]
            )


def _heading(units: Sequence[Unit], first: int) -> Unit | None:
    """Returns the noun that a list is of: "programmes, among them preventing …, widening … initiatives"."""
    if first < 2 or not units[first - 1].has("of_which"):
        return None
    return next((unit for unit in reversed(units[max(0, first - 4) : first - 1]) if unit.has(*NOUNS)), None)


def _labelled(reading: Reading, sentence: Sentence) -> Iterator[Candidate]:
    """Yields what comes after `Project:` or `Title:` on a line of its own."""
    units = sentence.units
    colon = next((at for at in range(1, min(4, len(units))) if units[at].has("colon")), None)
    if colon is None or sentence.number or not any(unit.has("name_label", *NOUNS) for unit in units[:colon]):
        return
    end = colon + 1
    while end < len(units) and not units[end].has("open", "semicolon", "dot"):
        end += 1
    yield Candidate("labelled", sentence, colon + 1, min(end, colon + 1 + 2 * LONGEST), units[0])


def _phrases(reading: Reading, sentence: Sentence) -> Iterator[Candidate]:
    """Yields phrases round a noun: what agrees with it before, what belongs to it after."""
    last, taken = reading.text.words.head == "last", 0
    for at in sentence.places(*_HEADS):
        unit = sentence.units[at]
        form = "phrase" if unit.has(*NOUNS) else "works" if unit.has("works") else "facility"
        if form == "works" and not _is_noun(unit, reading.text.words):
            continue
        if unit.has("country_programme"):
            continue
        first = back(reading, sentence, at, purpose=form == "phrase")
        first += last and first < at and is_owner(sentence.units, first)
        end = at + 1 if last else ahead(reading, sentence, at, named=form != "phrase")
        while first < at and sentence.units[first].has(*_EDGES):
            first += 1
        if (form != "phrase" and not last and at < taken) or _cuts(sentence.units, first, end):
            continue  # a part of the phrase before, or of a quotation
        taken = max(taken, end)
        if end - first > 1 or unit.capital:
            yield Candidate(form, sentence, first, end, unit)


def _cuts(units: Sequence[Unit], first: int, end: int) -> bool:
    """Whether a phrase is a part of a quotation: it begins or ends inside one."""
    numbers = {units[first].quoted, units[end - 1].quoted} - {0}
    if not numbers:
        return False
    before, after = units[first - 1 : first], units[end : end + 1]
    return any(unit.quoted in numbers for unit in (*before, *after)) or units[first].quoted == units[end - 1].quoted


def _is_noun(unit: Unit, words: Words) -> bool:
    """Whether a word of building is a noun: "construction", not "to build"."""
    if words.bends == "paradigm":
        return is_predicate(unit.text, words) is False
    return not any(sense.cls == "works" and sense.value.endswith("-") for sense in unit.senses) or is_action(
        unit.text, words
    )


def back(reading: Reading, sentence: Sentence, at: int, *, purpose: bool = True) -> int:
    """Returns the first place of the phrase that a noun ends: adjectives, or all that belongs before a last noun.

    Without `purpose`, "for Tajikistan" before the noun is no part of it.
    """
    units, words, first = sentence.units, reading.text.words, at
    while first > 0 and at - first < LONGEST - 4:
        before = units[first - 1]
        joins_names = before.has("dash") and first > 1 and _are_joined(units[first - 2], units[first])
        in_name = before.capital and first > 1 and units[first].capital and not units[first].has(*NOUNS)
        stops = _STOPS if in_name else _NOT_BEFORE
        if not joins_names and (before.has(*stops) or not (before.has("word", "quote") or before.quoted)):
            break
        if before.has("determiner", "auxiliary", "clause_opener", "planned") and not before.capital:
            break
        if (
            (before.has("for_purpose") and not purpose)
            or not _joins(units, first, at, words)
            or reading.people.is_part(sentence, before)
        ):
            break
        first -= 1
    return first


def _are_joined(one: Unit, other: Unit) -> bool:
    """Whether a dash between two units joins names: "the Taraz – Talas road", "East – West" in quotation marks."""
    return one.quoted == other.quoted and (one.quoted > 0 or (one.capital and other.capital))


def _joins(units: Sequence[Unit], first: int, at: int, words: Words) -> bool:
    """Whether the unit before a place may belong to the phrase of the noun at `at`."""
    before = units[first - 1]
    if before.has("dash") or units[first].has("dash"):
        return True
    if words.bends == "paradigm":
        return before.has("word") and is_attribute(before.text, units[at].text, words)
    if words.head == "first":
        linked = before.has("title_link", "preposition", "with_word", "and_word", "in_country")
        # "water and environment programme"
        inside = before.has("and_word") and first - 1 > 0 and at - first < 3 and units[first - 2].has("topic")
        return inside or not (linked or before.has("implement", "hand_over", "said", "quote"))
    if units[first].quoted and not before.quoted and not before.has("quote"):
        return False
    features = {part for sense in before.senses for part in sense.feature.split(",")}
    if features & {"future"} or (before.has("and_word") and first > 1 and units[first - 2].capital):
        return False
    return not before.has("organisation") or before.capital


def ahead(reading: Reading, sentence: Sentence, at: int, *, named: bool) -> int:
    """Returns the end of the phrase that a noun begins: genitives, what prepositions add, a name in quotation marks."""
    units, end = sentence.units, at + 1
    while end < len(units) and end - at < LONGEST:
        if (
            (units[end].has("quote") and not named)
            or _stops(units, at, end)
            or reading.people.is_part(sentence, units[end])
        ):
            break
        if not units[end].quoted and not _goes_on(units, at, end, reading.text.words):
            break
        end += 1
    while end > at + 1 and (units[end - 1].has(*_EDGES) or not (units[end - 1].has("word", "number"))):
        end -= 1
    if end < len(units) and units[end].has("quote") and units[end - 1].quoted:
        end += 1
    return end


def _stops(units: Sequence[Unit], at: int, end: int) -> bool:
    """Whether a phrase cannot reach over a unit; a dash joins names, and a quotation may follow its noun."""
    unit = units[end]
    beside = end + 1 < len(units) and (units[end + 1].capital or units[end + 1].quoted > 0)
    if unit.has("dash"):
        return not (beside and (units[end - 1].capital or units[end - 1].quoted))
    if unit.has("quote"):
        return not (units[end - 1].quoted or (beside and end - at < 3))
    if unit.has("number"):
        is_sum = any(after.has("multiplier", "currency") for after in units[end + 1 : end + 2])
        return is_sum or not (units[end - 1].capital or units[end - 1].has("preposition", "title_link"))
    if unit.has("and_word") and end + 1 < len(units):
        after = units[end + 1]
        if after.has("determiner", *NOUNS) or (after.has("works") and end > at + 1):
            return True
    if unit.has("during") and not unit.has("preposition"):
        return True
    if unit.has("article", "determiner") and not units[end - 1].has("title_link", "preposition", "and_word"):
        return True
    if unit.has(*_MARKS, "auxiliary"):
        return True
    if unit.has("cost") and not unit.capital:
        return units[end - 1].has("number", "title_link", "preposition") or end == at + 1
    return unit.has("clause_opener", "relative", "sign", "position", "took_place") and not unit.capital


def _goes_on(units: Sequence[Unit], at: int, end: int, words: Words) -> bool:
    """Whether a word belongs to the phrase before it: a genitive, a name, or what a preposition adds."""
    unit, before = units[end], units[end - 1]
    if is_predicate(unit.text, words) is True and not unit.capital:
        return False
    if unit.has("title_link", "preposition", "and_word", "in_country", "described_by", "dash") or unit.capital:
        return True
    if unit.has("number"):
        return before.capital and before.has(*_HEADS)
    if before.has("number") or before.quoted:
        return before.quoted == 0
    links = ("title_link", "preposition", "and_word", "described_by", "in_country")
    if words.bends == "paradigm":
        linked = before.has(*links) or (end - at > 2 and units[end - 2].has(*links) and not before.capital)
        described = is_action(before.text, words) or is_attribute(before.text, unit.text, words)
        return linked or described or may_belong(unit.text, words)
    linked = any(near.has(*links) for near in units[max(at, end - 3) : end])
    # A word behind a name ends the phrase: "waterworks of Vahdat comes from".
    return is_linked(before.text, words) or (linked and (unit.has("facility") or not (before.capital and end - 1 > at)))


def shown(reading: Reading, candidate: Candidate) -> str:
    """Returns the name of a candidate with its noun, and what agrees with it, in the nominative."""
    words, units = reading.text.words, candidate.units
    text = reading.text.quote(*candidate.span)
    if candidate.form in ("quoted", "labelled", "known", "titled", "capitals"):
        return text
    return nominative_start(text, words) if words.bends == "paradigm" else _cited(reading, units)


def _cited(reading: Reading, units: Sequence[Unit]) -> str:
    start, last = units[0].start, units[-1]
    words = reading.text.words
    sense = last.sense(*_HEADS)
    is_form = sense is not None and fold(sense.form) == fold(last.text)
    if words.head != "last" or is_form:
        return reading.text.quote(start, last.end)
    ending = (owned(last.text, sense.form, words) if sense is not None else None) or citation(last.text, words)
    return reading.text.quote(start, last.start) + ending
