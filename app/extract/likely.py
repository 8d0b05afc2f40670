"""Likely names: the features that show whether a run of capitalised words is the name of a person."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from app.extract.heads import HEADS
from app.extract.units import Sentence, Text, Unit
from app.languages.bending import is_common_word, name_cases
from app.registry import load_registry
from app.sounds.latin import latin
from app.text.fold import fold

# Classes of the units beside a run that speak for a name or against it.
_BESIDE = frozenset(
    (
        *("said", "met", "received", "visited", "took_part", "took_place", "sign", "give", "hand_over", "led_by"),
        *("position", "occupation", "body_head", "official", "envoy", "position_modifier", "honorific", "with_word"),
        *("organisation", "organisation_head", "body", "named_body", "country", "city", "area", "region", "adjective"),
        *(
            "in_country",
            "preposition",
            "title_link",
            "and_word",
            "quote",
            "comma",
            "open",
            "close",
            "dot",
            "colon",
            "dash",
        ),
        *(
            "number",
            "place_noun",
            "project",
            "programme",
            "pronoun",
            "from_giver",
            "clause_opener",
            "agreement",
            "conference",
            "capital",
        ),
        *("during", "from_giver", "slash"),
    )
)
# Of the units a few places away.
_TITLES_AND_VERBS = frozenset(
    (*HEADS, "said", "honorific", "official", "organisation", "organisation_head", "named_body")
)
_NEAR = 4
_MOST_WORDS = 4
_LONGEST_ENDING = 4
# A last word of so few capitals is mostly an acronym of an organisation.
_SHORT = 4
# An ending is common if so many family names have it.
_SEVERAL = 3


@lru_cache(maxsize=20_000)
def _endings(word: str) -> tuple[str, ...]:
    """Returns the last letters of a word in Latin letters, two to four of them."""
    letters = fold(latin(fold(word)))
    return tuple(letters[-size:] for size in range(2, min(_LONGEST_ENDING, len(letters) - 1) + 1))


def features(
    text: Text, sentence: Sentence, first: int, last: int, rule: str, seen: Mapping[str, int]
) -> frozenset[str]:
    """Returns the features of the run units[first:last]; `rule` names the rule that takes it for a name, if any.

    `seen` counts the folded capitalised words of the text.
    """
    units = sentence.units
    words = [unit for unit in units[first:last] if unit.has("word")]
    return frozenset(
        {
            f"rule:{rule or 'none'}",
            f"language:{text.words.code}:{rule or 'none'}",
            f"line:{sentence.line.role}",
            f"line:{sentence.line.role}:{rule or 'none'}",
            *_of_words(words, seen, text, rule),
            *_beside(units, first, last),
            *_words_beside(units, first, last, text.words.code, rule),
            *_around(units, first, last),
        }
    )


def _of_words(words: Sequence[Unit], seen: Mapping[str, int], text: Text, rule: str) -> Iterator[str]:
    initials = sum(unit.has("initial") for unit in words)
    yield f"words:{min(len(words) - initials, _MOST_WORDS)}"
    yield f"words:{min(len(words) - initials, _MOST_WORDS)}:{rule}"
    if initials:
        yield "initials"
        yield f"initials:{rule}"
    if words[0].quoted:
        yield "quoted"
    full = [unit for unit in words if not unit.has("initial")]
    for unit in full:
        if unit.text.isupper():
            yield "upper"
        if fold(latin(fold(unit.text))) in known_given_names():
            yield "given"
        if any(ending in _family_endings() for ending in _endings(unit.text)[1:]):
            yield "family ending"
        for sense in unit.senses:
            yield f"in:{sense.cls}"
        if is_common_word(unit.text, text.words):
            yield "common"
        elif name_cases([unit.text], text.words):
            yield "name"
        if unit.has("child_of", "name_particle"):
            yield "particle"
    if full:
        if full[-1].text.isupper() and not full[0].text.isupper() and len(full[-1].text) <= _SHORT:
            yield "ends in letters"
        yield from (f"last:{ending}" for ending in _endings(full[-1].text))
        yield from (f"first:{ending}" for ending in _endings(full[0].text) if len(full) > 1)
        again = seen.get(fold(full[-1].text), 0)
        yield f"again:{min(again, 3)}"


def _beside(units: Sequence[Unit], first: int, last: int) -> Iterator[str]:
    """Yields the classes of the units right before and right after."""
    if first == 0:
        yield "before:nothing"
    else:
        yield from (f"before:{cls}" for cls in units[first - 1].classes & _BESIDE)
        if not units[first - 1].senses and units[first - 1].has("word"):
            yield "before:word" if not units[first - 1].capital else "before:Word"
    if last >= len(units):
        yield "after:nothing"
        if first == 0:
            yield "alone"
    else:
        yield from (f"after:{cls}" for cls in units[last].classes & _BESIDE)
        if not units[last].senses and units[last].has("word"):
            yield "after:word" if not units[last].capital else "after:Word"


def _words_beside(units: Sequence[Unit], first: int, last: int, code: str, rule: str) -> Iterator[str]:
    """Yields the words right before and after."""
    if first > 0 and units[first - 1].has("word"):
        yield f"before:{code}:{fold(units[first - 1].text)}"
        yield f"before:{code}:{fold(units[first - 1].text)}:{rule}"
    if last < len(units) and units[last].has("word"):
        yield f"after:{code}:{fold(units[last].text)}"


def _around(units: Sequence[Unit], first: int, last: int) -> Iterator[str]:
    """Yields the titles and verbs a few units away."""
    for unit in units[max(0, first - _NEAR) : first]:
        yield from (f"near-before:{cls}" for cls in unit.classes & _TITLES_AND_VERBS)
    for unit in units[last : last + _NEAR]:
        yield from (f"near-after:{cls}" for cls in unit.classes & _TITLES_AND_VERBS)


@cache
def known_given_names() -> frozenset[str]:
    """Returns the given names of the known people, folded and in Latin letters."""
    found: set[str] = set()
    for person in load_registry().people.values():
        for name in person.spellings:
            words = name.split()
            found.update(fold(latin(fold(word))) for word in (words[1:] if person.family_first else words[:-1]))
    return frozenset(found)


@cache
def _family_endings() -> frozenset[str]:
    """Returns the endings of three and four letters that several known people's family names have."""
    surnames = {
        fold(latin(fold(name.split()[0 if person.family_first else -1])))
        for person in load_registry().people.values()
        for name in person.spellings
    }
    counts = Counter(ending for surname in surnames for ending in _endings(surname)[1:])
    return frozenset(ending for ending, count in counts.items() if count >= _SEVERAL)
