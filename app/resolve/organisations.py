"""Decides whether two printed names mean one organisation; similarity alone never merges two."""

from collections import Counter
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import Levenshtein

from app.registry import load_registry
from app.resolve.level import acronym_key, exact_keys, few, name_and_acronym, words
from app.resolve.verdict import Answer, Verdict, agree, agreements, of_ids

# The letters of a word that are compared, so that endings do not count: "министерства", "министерство".
_STEM = 6


@dataclass(frozen=True)
class OrganisationName:
    """A name as printed, also "Long Name (ACR)"; `id` is its id in the registry, if it has one."""

    text: str
    id: str | None = None
    acronym: str | None = None
    country: str | None = None


def same_organisation(one: OrganisationName, other: OrganisationName) -> Verdict:
    """Returns KNOWN for one organisation, NEW for two, UNSURE for candidates; the order does not matter."""
    by_id = of_ids(one.id, other.id)
    if by_id is not None:
        return by_id
    country = agree(one.country, other.country)
    beside = agreements(country=country)
    (ours, our_acronym), (theirs, their_acronym) = _names(one), _names(other)
    if ours and ours == theirs:
        if ours not in _bodies_of_every_state():
            return Verdict.of(Answer.UNSURE if country is False else Answer.KNOWN, "equal names", *beside)
        answers = {True: Answer.KNOWN, False: Answer.NEW, None: Answer.UNSURE}
        return Verdict.of(answers[country], "equal names of a body that every state has", *beside)
    if our_acronym is not None and our_acronym == their_acronym and country is not False:
        both_long = ours != (our_acronym,) and theirs != (our_acronym,)
        sure = country is True and not (both_long and _are_two(ours, theirs))
        return Verdict.of(Answer.KNOWN if sure else Answer.UNSURE, "equal acronyms", *beside)
    if country is not False and _are_near(ours, theirs):
        return Verdict.of(Answer.UNSURE, "names alike", *beside)
    return Verdict.of(Answer.NEW, "other names", *beside)


def organisation_keys(name: OrganisationName) -> tuple[str, ...]:
    """Returns the keys of a name, sorted: names that are KNOWN or UNSURE to each other share at least one."""
    long, acronym = _names(name)
    keys = {f"name:{' '.join(long)[:200]}"} | exact_keys(name.id, acronym)
    stems = _stems(long)
    bags = [stems, *([*stems[:at], *stems[at + 1 :]] for at in range(len(stems)))]
    # One common word is not enough, but names of two words may differ in a letter of one of them.
    keys |= {f"words:{' '.join(bag)}" for bag in bags if bag and len(long) > 1}
    return tuple(sorted(keys))


def _names(name: OrganisationName) -> tuple[tuple[str, ...], str | None]:
    return words(name_and_acronym(name.text)[0]), acronym_key(name.text, name.acronym)


def _stems(name: tuple[str, ...]) -> list[str]:
    return sorted(word[:_STEM] for word in few(name))


def _are_near(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names differ at most in endings, and in one more word or one letter of a word."""
    if min(len(one), len(other)) < 2:
        return False
    ours, theirs = Counter(_stems(one)), Counter(_stems(other))
    more, less = list((ours - theirs).elements()), list((theirs - ours).elements())
    if len(more) + len(less) <= 1:
        return True
    if any(letter.isdigit() for word in (*more, *less) for letter in word):
        return False
    return len(more) == len(less) == 1 and Levenshtein.distance(more[0], less[0], score_cutoff=1) <= 1


def _are_two(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether long names in one alphabet share less than half of their words."""
    ours, theirs = set(_stems(one)), set(_stems(other))
    same_alphabet = one[0][0].isascii() == other[0][0].isascii() if one and other else False
    return same_alphabet and 2 * len(ours & theirs) < min(len(ours), len(theirs))


@cache
def _bodies_of_every_state() -> frozenset[tuple[str, ...]]:
    """Returns the names of ministries, parliaments and the like without the name of a state."""
    bodies = load_registry().bodies.values()
    return frozenset(words(text) for body in bodies for texts in body.names.values() for text in texts)
