"""The phrases of a sentence that name somebody: in which case, after which adposition, joined with whom.

A language marks who does what by cases, by adpositions before or after a phrase, or by order. A phrase has all three,
so that a rule or a score is the same for every language.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.extract.heads import HEADS, cases_of
from app.extract.mentions import Mention
from app.extract.names import Appearance
from app.extract.units import Sentence, Text, Unit
from app.languages.bending import name_cases
from app.languages.cases import Case, cases
from app.languages.suffixes import noun_tail
from app.text.fold import fold

# The adpositions by what they say, the most specific first: of "together with" both words are of `with_word` too.
ADPOSITIONS = (
    "led_by",
    "between",
    "together_with",
    "from_giver",
    "with_word",
    "during",
    "in_country",
    "for_purpose",
    "preposition",
)
# Classes of words that may be between an adposition and the name that it governs.
_INSIDE = ("position_modifier", "honorific", "adjective", "title_link", "initial", "dot", "quote")
_FARTHEST = 4
# A body or state is named by words of these classes.
_NAMED = ("organisation", "body", "country", "organisation_head", "our_country", "adjective")


@dataclass(frozen=True)
class Phrase:
    """Somebody named at units `first` to `last` of a sentence; phrases joined by commas and "and" share a `group`."""

    first: int
    last: int
    start: int
    end: int
    group: int
    cases: Case
    adposition: str | None
    appearance: Appearance | None = None
    mention: Mention | None = None

    @property
    def role(self) -> str:
        """Its adposition, or else its case if that is certain, in one word."""
        if self.adposition is not None:
            return self.adposition
        if Case.NOMINATIVE in self.cases:
            return "nominative" if self.cases is Case.NOMINATIVE else "nominative?"
        return "none" if not self.cases else str(self.cases.name).casefold() if len(self.cases) == 1 else "oblique"


def phrases(
    sentence: Sentence, appearances: Sequence[Appearance], mentions: Sequence[Mention], text: Text
) -> list[Phrase]:
    """Returns the phrases of a sentence from left to right; a person's phrase includes the title."""
    named: list[tuple[int, int, Appearance | None, Mention | None]] = [(a.first, a.last, a, None) for a in appearances]
    named += [
        (m.first, m.last, None, m)
        for m in mentions
        if not any(a.first < m.last and m.first < a.last for a in appearances)
    ]
    found: list[Phrase] = []
    for first, last, appearance, mention in sorted(named, key=lambda each: each[:2]):
        units = sentence.units
        joined = bool(found) and _is_list(units[found[-1].last : first])
        group = found[-1].group if joined else len(found)
        adposition = _adposition(units, first, last, text)
        # "with A, B and C": what governs the first governs those joined to it.
        if joined and adposition is None:
            adposition = found[-1].adposition
        own = _cases(units[first:last], appearance, text)
        shared = own & found[-1].cases if joined else own
        start = appearance.start if appearance is not None else units[first].start
        end = appearance.end if appearance is not None else units[last - 1].end
        found.append(Phrase(first, last, start, end, group, shared or own, adposition, appearance, mention))
    return found


def title_phrase(sentence: Sentence, at: int, text: Text) -> Phrase:
    """Returns the phrase of a title without a name."""
    unit = sentence.units[at]
    found = cases(unit.features(*HEADS))
    if not found and text.words.bends == "suffixes":
        found = Case.NOMINATIVE
    # It is joined with nobody: its group is that of no other phrase.
    adposition = _adposition(sentence.units, at, at + 1, text)
    return Phrase(at, at + 1, unit.start, unit.end, -1 - at, found, adposition)


def _is_list(between: Sequence[Unit]) -> bool:
    """Whether only a comma, "and" or both are between two phrases."""
    return 0 < len(between) <= 2 and all(unit.has("comma", "and_word", "semicolon") for unit in between)


def _adposition(units: Sequence[Unit], first: int, last: int, text: Text) -> str | None:
    """Returns the class of the adposition of a phrase: before it, or after it where head nouns come last."""
    after = units[last : last + 2] if text.words.head == "last" else ()
    for unit in after:
        found = _class_of(unit)
        if found is not None:
            return found
        if not unit.has("dash", "quote", "close"):
            break
    at = first - 1
    while at >= 0 and first - at <= _FARTHEST:
        found = _class_of(units[at])
        if found is not None:
            return found
        if not units[at].has(*_INSIDE) and not units[at].has(*HEADS):
            return None
        at -= 1
    return None


def _class_of(unit: Unit) -> str | None:
    return None if unit.classes.isdisjoint(ADPOSITIONS) else next(cls for cls in ADPOSITIONS if unit.has(cls))


def _cases(inside: Sequence[Unit], appearance: Appearance | None, text: Text) -> Case:
    """Returns the possible cases of a phrase: of its title and its name together, or of its last word."""
    if text.words.bends == "suffixes":
        return _by_suffix(inside, appearance, text)
    if appearance is None:
        return cases({part for unit in inside for part in unit.features(*_NAMED)})
    heads = [unit for unit in inside if unit.has(*HEADS)]
    title = cases(cases_of(heads[0], text)) if heads else Case(0)
    names = [unit.text for unit in inside if unit.start >= appearance.start and unit.has("word")]
    name = cases(name_cases(names, text.words))
    return (title & name) or title or name


def _by_suffix(inside: Sequence[Unit], appearance: Appearance | None, text: Text) -> Case:
    last = inside[-1]
    if appearance is not None and not last.has(*HEADS):
        # What the printed name has beyond its nominative is the ending of its case.
        own = fold(appearance.person.parts[-1])
        printed = fold(last.text)
        tail = printed[len(own) :].lstrip("-'’") if printed.startswith(own) else ""
        feature = noun_tail(tail, text.words.code) if tail else None
        return cases({feature}) if feature else Case.NOMINATIVE
    found = cases(last.features(*_NAMED, *HEADS))
    return found or Case.NOMINATIVE
