"""Decides whether two printed names mean one person, across alphabets, spellings and orders of the names."""

from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz.distance import Levenshtein

from app.resolve import positions
from app.resolve.reading import Reading, levelled, parts, readings
from app.resolve.verdict import Answer, Verdict, agree, agreements
from app.sounds.letters import consonants, systems


@dataclass(frozen=True)
class PersonName:
    """A name as printed, with the position and country that the text states; country is ISO 3166-1 alpha-2."""

    text: str
    position: str | None = None
    country: str | None = None


class Distance(IntEnum):
    """How different two readings are."""

    SAME = 0
    DOUBTFUL = 1
    FAMILY_ONLY = 2
    ONE_LETTER = 3
    CONSONANTS = 4
    APART = 5


@dataclass(frozen=True)
class Likeness:
    """The distance of two readings, its doubts, and as `reason` what they have in common."""

    distance: Distance
    doubts: tuple[str, ...]
    reason: str


_NOTHING = Likeness(Distance.APART, (), "no family name in common")
_MIDDLE = "a middle name on one side only"


def same_person(one: PersonName, other: PersonName) -> Verdict:
    """Returns KNOWN for one person, NEW for two, UNSURE where a reviewer should look; the order does not matter."""
    position, country = positions.agree(one.position, other.position), agree(one.country, other.country)
    likeness = _likeness(one, other)
    patronymics = {parts(name.text).patronymic for name in (one, other)} - {None}
    if len(patronymics) > 1 and likeness.distance is Distance.SAME:
        # "Төлегенұлы" and "Тулегенович" may be the same father's name.
        likeness = Likeness(Distance.DOUBTFUL, ("patronymics spelt in two ways",), likeness.reason)
    reasons = [likeness.reason, *likeness.doubts, *agreements(position=position, country=country)]
    if likeness.distance < Distance.APART and len({consonants(father or "") for father in patronymics}) > 1:
        return Verdict.of(Answer.NEW, *reasons, "patronymics differ")
    return Verdict.of(_answer(likeness, position, country), *reasons)


def skeleton_keys(name: PersonName) -> tuple[str, ...]:
    """Returns the keys of a name, sorted: names that are KNOWN or UNSURE to each other share at least one.

    They depend on the printed name and the country, not on the position.
    """
    keys = {reading.key for reading in readings(name.text, name.country)}
    return tuple(sorted(keys or {f"text:{levelled(name.text)[:60]}"}))


def _answer(likeness: Likeness, position: bool | None, country: bool | None) -> Answer:
    if country is False:
        return Answer.UNSURE if likeness.distance is Distance.SAME else Answer.NEW
    match likeness.distance:
        case Distance.SAME:
            return Answer.KNOWN
        case Distance.DOUBTFUL:
            return Answer.KNOWN if position and country and len(likeness.doubts) <= 1 else Answer.UNSURE
        case Distance.FAMILY_ONLY | Distance.ONE_LETTER:
            return Answer.UNSURE if (position or country) and position is not False else Answer.NEW
        case Distance.CONSONANTS:
            return Answer.UNSURE if position else Answer.NEW
        case Distance.APART:
            return Answer.NEW


def _likeness(one: PersonName, other: PersonName) -> Likeness:
    """Returns the best likeness of any two readings of the names in one sound space."""
    ours, theirs = readings(one.text, one.country), readings(other.text, other.country)
    same = levelled(one.text) == levelled(other.text)
    printed = Likeness(Distance.DOUBTFUL, ("no word that can be read",), "printed alike") if same else _NOTHING
    if not ours or not theirs:
        return printed
    states = {one.country, other.country}
    exact = {system.space for system in systems() if system.exact and not system.countries.isdisjoint(states)}
    # If both names can be read exactly, other readings would only blur them: Wang and Wan are two people.
    exact &= {reading.space for reading in ours} & {reading.space for reading in theirs}
    found = [
        _compared(mine, yours)
        for mine in ours
        for yours in theirs
        if mine.key == yours.key and (not exact or mine.space in exact)
    ]
    # Characters that are not letters may give no common reading, even of one name printed twice.
    return min([*found, printed], key=_rank)


def _rank(likeness: Likeness) -> tuple[int, bool, int, tuple[str, ...], str]:
    return likeness.distance, likeness == _NOTHING, len(likeness.doubts), likeness.doubts, likeness.reason


def _compared(one: Reading, other: Reading) -> Likeness:
    """Returns the likeness of two readings with one key."""
    given = _given(one, other)
    if one.family != other.family:
        if given not in ("", _MIDDLE):
            return _NOTHING
        is_near = Levenshtein.distance(one.family, other.family, score_cutoff=1) <= 1
        distance = Distance.ONE_LETTER if is_near else Distance.CONSONANTS
        return Likeness(distance, (), "family names alike, same given name")
    if given == "another":
        is_alike = bool(one.given) and consonants(one.given) == consonants(other.given)
        if is_alike:
            return Likeness(Distance.CONSONANTS, (), "same family name, given names alike")
        return Likeness(Distance.APART, (), "same family name, another given name")
    doubts = {f"read as {reading.system}" for reading in (one, other) if not reading.certain}
    if None not in (one.female, other.female) and one.female != other.female:
        doubts.add("the surnames differ in gender")
    if None not in (one.leads, other.leads) and one.leads != other.leads:
        doubts.add("in another order")
    if given == "none":
        is_all = not (one.given or one.initials or other.given or other.initials)
        distance = Distance.DOUBTFUL if is_all else Distance.FAMILY_ONLY
        return Likeness(distance, tuple(sorted(doubts)), "same family name, no given name to compare")
    if given == "":
        distance = Distance.DOUBTFUL if doubts else Distance.SAME
        return Likeness(distance, tuple(sorted(doubts)), "same family and given name")
    return Likeness(Distance.DOUBTFUL, tuple(sorted({*doubts, given})), "same family name")


def _given(one: Reading, other: Reading) -> str:
    """Returns the doubt about two given names: "" for none, "none" if one is missing, "another", or a phrase."""
    if one.given and other.given:
        if one.given == other.given:
            return ""
        shorter, longer = sorted((one.first, other.first), key=len)
        is_part = len(shorter) < len(longer) and longer[: len(shorter)] == shorter
        return _MIDDLE if is_part else "another"
    ours, theirs = (one.initials or one.first), (other.initials or other.first)
    if not ours or not theirs:
        return "none"
    for mine, yours in zip(ours, theirs, strict=False):
        if set(mine if one.initials else mine[:1]).isdisjoint(yours if other.initials else yours[:1]):
            return "another"
    return "an initial only"
