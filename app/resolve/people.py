"""Decides whether two printed names mean one person, across alphabets, spellings and orders of the names."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from app.resolve.letters import System, consonants, endings, first_sounds, read, systems
from app.resolve.positions import agree
from app.resolve.verdict import Answer, Verdict
from app.text.fold import fold

# A name of more words than this is a sentence; what follows is not read, so that time stays linear.
_MOST_WORDS = 8
_LONGEST_WORD = 60
_LONGEST_INITIAL = 2
_TOKEN = re.compile(r"[^\s,;()«»\"“”.]+\.?")
# Marks are taken off letters by the tables, those inside a word are kept for them.
_LETTERS = re.compile(r"[^\W\d_](?:[\w']*\w)?")


@dataclass(frozen=True)
class PersonName:
    """A name as printed, with what the text tells of the person; country is ISO 3166-1 alpha-2."""

    text: str
    position: str | None = None
    country: str | None = None


@dataclass(frozen=True)
class _Printed:
    """The parts of a printed name, levelled; `patronymic` is the skeleton of the father's name."""

    words: tuple[str, ...]
    initials: tuple[str, ...]
    patronymic: str | None


@dataclass(frozen=True)
class _Reading:
    """A name as one system reads it in one order; `given` is empty where no given name is told."""

    space: str
    family: str
    given: str
    first: tuple[str, ...]
    initials: tuple[str, ...]
    female: bool | None
    system: str = field(compare=False)
    certain: bool = field(compare=False)


@dataclass(frozen=True)
class _Likeness:
    """How near two readings are: 0 the same, 1 the same but for doubts, 2 a family name alone, 3 like, 4 unlike."""

    distance: int
    doubts: tuple[str, ...]
    reason: str


_ANOTHER = _Likeness(5, (), "no family name in common")


def same_person(one: PersonName, other: PersonName) -> Verdict:
    """Returns KNOWN for one person, NEW for two, UNSURE where a reviewer should look; the order does not matter."""
    position = agree(one.position, other.position)
    country = None if one.country is None or other.country is None else one.country == other.country
    printed, likewise = _printed(one.text), _printed(other.text)
    likeness = _alike(one, other)
    reason = "; ".join(
        [
            likeness.reason,
            *likeness.doubts,
            *([] if position is None else [f"position {'agrees' if position else 'differs'}"]),
            *([] if country is None else [f"country {'agrees' if country else 'differs'}"]),
        ]
    )
    if likeness.distance < 4 and _differ(printed.patronymic, likewise.patronymic):
        return Verdict(Answer.NEW, f"{reason}; patronymics differ")
    return Verdict(_answer(likeness, position, country), reason)


def skeleton_keys(name: PersonName) -> tuple[str, ...]:
    """Returns the keys of a name, sorted: names that are KNOWN or UNSURE to each other share at least one.

    They depend on the printed name and the country, not on the position.
    """
    keys = {_key(reading) for reading in _readings(name.text, name.country)}
    return tuple(sorted(keys or {f"text:{_level(name.text)[:60]}"}))


def _answer(likeness: _Likeness, position: bool | None, country: bool | None) -> Answer:
    supported = position is True and country is True
    if country is False:
        return Answer.UNSURE if likeness.distance == 0 else Answer.NEW
    if likeness.distance == 0 or (likeness.distance == 1 and len(likeness.doubts) <= 1 and supported):
        return Answer.KNOWN
    if likeness.distance == 1:
        return Answer.UNSURE
    if likeness.distance == 2:
        return Answer.UNSURE if (position or country) and position is not False else Answer.NEW
    return Answer.UNSURE if likeness.distance == 3 and position else Answer.NEW


# --- likeness ------------------------------------------------------------------------------------------------


def _alike(one: PersonName, other: PersonName) -> _Likeness:
    ours, theirs = _readings(one.text, one.country), _readings(other.text, other.country)
    spaces = _exact(one.country, other.country) & {r.space for r in ours} & {r.space for r in theirs}
    if not ours or not theirs:
        same = _level(one.text) == _level(other.text)
        return _Likeness(1, ("no word that can be read",), "printed alike") if same else _ANOTHER
    found = _ANOTHER
    for mine in ours:
        for yours in theirs:
            if mine.space == yours.space and (not spaces or mine.space in spaces):
                found = min(found, _compared(mine, yours), key=lambda like: (like.distance, like.doubts, like.reason))
    return found


def _exact(*countries: str | None) -> set[str]:
    return {system.space for system in systems() if system.exact and not system.countries.isdisjoint(countries)}


def _compared(one: _Reading, other: _Reading) -> _Likeness:
    if _key(one) != _key(other):
        return _ANOTHER
    doubts = [f"read as {reading.system}" for reading in (one, other) if not reading.certain]
    if None not in (one.female, other.female) and one.female != other.female:
        doubts.append("the surnames differ in gender")
    given = _given(one, other)
    if one.family != other.family:
        like = given in ("", "a middle name on one side only")
        return _Likeness(3 if like else 4, (), "family names alike, " + ("one" if like else "another") + " given name")
    if given == "":
        return _Likeness(1 if doubts else 0, tuple(sorted(set(doubts))), "same family and given name")
    if given == "another":
        like = bool(one.given) and consonants(one.given) == consonants(other.given)
        return _Likeness(
            3 if like else 4, (), "same family name, " + ("given names alike" if like else "another given name")
        )
    if given == "none":
        alone = not (one.given or one.initials or other.given or other.initials)
        return _Likeness(1 if alone else 2, tuple(sorted(set(doubts))), "same family name, no given name to compare")
    return _Likeness(1, tuple(sorted({*doubts, given})), "same family name")


def _given(one: _Reading, other: _Reading) -> str:
    """Returns what is doubtful of two given names: nothing, some words, that there is "none", or "another"."""
    if one.given and other.given:
        if one.given == other.given:
            return ""
        shorter, longer = sorted((one.first, other.first), key=len)
        is_part = len(shorter) < len(longer) and longer[: len(shorter)] == shorter
        return "a middle name on one side only" if is_part else "another"
    ours, theirs = (one.initials or one.first), (other.initials or other.first)
    if not ours or not theirs:
        return "none"
    for mine, yours in zip(ours, theirs, strict=False):
        if set(mine if one.initials else mine[:1]).isdisjoint(yours if other.initials else yours[:1]):
            return "another"
    return "an initial only"


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _key(reading: _Reading) -> str:
    return f"{reading.space}:{consonants(reading.family)}"


# --- readings ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def _readings(text: str, country: str | None) -> tuple[_Reading, ...]:
    """Returns every way to read a name, each once, the certain ones first."""
    printed = _printed(text)
    found: dict[_Reading, _Reading] = {}
    for certain in (True, False):
        for system in systems():
            if country is not None and system.countries and country not in system.countries:
                continue
            if system.is_certain(country) is certain:
                for reading in _read(printed, system, certain=certain):
                    found.setdefault(reading, reading)
    return tuple(found)


def _read(printed: _Printed, system: System, *, certain: bool) -> Iterator[_Reading]:
    raw = [read(word, system) for word in printed.words]
    told = [sounds for sounds in raw if sounds is not None]
    if not told or len(told) < len(raw):
        return
    initials = tuple(_first_sounds(initial, system) for initial in printed.initials)
    for family, given in _orders(told):
        name, female = _masculine(system.sound(family)) if system.space == "press" else (system.sound(family), None)
        yield _Reading(
            space=system.space,
            family=system.skeleton(name),
            given=system.skeleton(system.sound("".join(given))),
            first=tuple(system.skeleton(system.sound(part)) for part in given),
            initials=() if given else initials,
            female=female,
            system=system.name,
            certain=certain,
        )


def _orders(words: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yields family name and given names: the last word or the first, as the endings say, else both."""
    is_last, is_first = _is_family(words[-1]), _is_family(words[0])
    if is_last or not is_first:
        yield words[-1], words[:-1]
    if len(words) > 1 and (is_first or not is_last):
        yield words[0], words[1:]


def _is_family(raw: str) -> bool:
    sound = systems()[0].sound(raw)
    return any(sound.endswith(ending) and len(sound) > len(ending) + 2 for ending in endings().family)


def _masculine(sound: str) -> tuple[str, bool | None]:
    """Returns a family name in its masculine form, and whether it was feminine; None where it has but one form."""
    for feminine, masculine in endings().feminine.items():
        if len(sound) > len(feminine) + 2:
            if sound.endswith(feminine):
                return sound.removesuffix(feminine) + masculine, True
            if sound.endswith(masculine):
                return sound, False
    return sound, None


def _first_sounds(initial: str, system: System) -> str:
    sound = system.sound(read(initial, system) or "")
    return first_sounds().get(initial, sound[:1])


# --- parts of a printed name ---------------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def _printed(text: str) -> _Printed:
    words, initials = _words(text)
    patronymic: str | None = None
    joined: list[str] = []
    stems: dict[int, str] = {}
    for word in words:
        if joined and _sound(word) in endings().patronymic:
            # "Бакыт уулу" is one part of a name: a patronymic, or what stands for the family name.
            stems[len(joined) - 1] = _sound(joined[-1])
            joined[-1] += word
        else:
            joined.append(word)
            if (stem := _stem(_sound(word))) is not None:
                stems[len(joined) - 1] = stem
    if stems and len(joined) > 2:
        at = max(stems)
        patronymic = systems()[0].skeleton(stems[at])
        del joined[at]
    return _Printed(tuple(joined), tuple(initials), patronymic)


def _words(text: str) -> tuple[list[str], list[str]]:
    """Returns the words of a name, folded, without particles ("von"), and its initials."""
    tokens = _TOKEN.findall(unicodedata.normalize("NFC", text.replace("\u00ad", "")))[: 2 * _MOST_WORDS]
    words: list[str] = []
    initials: list[str] = []
    particles = not all(token.islower() for token in tokens)
    for token in tokens:
        letters = "".join(_LETTERS.findall(_level(token)))[:_LONGEST_WORD]
        if not letters:
            continue
        if token.endswith(".") and len(letters) <= _LONGEST_INITIAL:
            initials.append(letters)
        elif not (particles and token.islower()) or (words and _sound(letters) in endings().patronymic):
            words.append(letters)
    return words[:_MOST_WORDS], initials


def _sound(word: str) -> str:
    press = systems()[0]
    return press.sound(read(word, press) or "")


def _stem(sound: str) -> str | None:
    """Returns the father's name in a patronymic, else None."""
    for ending in endings().patronymic:
        if sound.endswith(ending) and len(sound) > len(ending) + 1:
            return sound.removesuffix(ending)
    return None


def _level(text: str) -> str:
    """Returns a text folded, with ё as it is: in a Japanese name е and ё are two sounds."""
    return " ".join("ё".join(fold(part) for part in unicodedata.normalize("NFC", text.casefold()).split("ё")).split())
