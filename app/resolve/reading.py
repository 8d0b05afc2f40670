"""Reads a printed personal name: its parts, and every possible sound and order of them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from app.sounds.letters import System, consonants, endings, first_sounds, read, systems
from app.text.fold import fold

# A longer name is a sentence: the rest is not read, so that the time stays linear.
_MOST_WORDS = 8
_LONGEST_WORD = 60
_LONGEST_INITIAL = 2
_TOKEN = re.compile(r"[^\s,;()«»\"“”.]+\.?")
_LETTERS = re.compile(r"[^\W\d_](?:[\w']*\w)?")


@dataclass(frozen=True)
class Parts:
    """The parts of a printed name, folded; `patronymic` is the skeleton of the father's name."""

    words: tuple[str, ...]
    initials: tuple[str, ...]
    patronymic: str | None


@dataclass(frozen=True)
class Reading:
    """A name as one writing system reads it in one order; `given` is empty where the name has no given name.

    `first` has the given names one by one, and `initials` for each initial the sounds that it may mean. `leads` is
    whether the family name is taken to be the first word; None where the endings of the words show which one it is.
    """

    space: str
    family: str
    given: str
    first: tuple[str, ...]
    initials: tuple[str, ...]
    female: bool | None
    leads: bool | None
    system: str = field(compare=False)
    certain: bool = field(compare=False)

    @property
    def key(self) -> str:
        """Returns the key that names of one person share: the consonants of the family name."""
        return f"{self.space}:{consonants(self.family)}"


@lru_cache(maxsize=20_000)
def readings(text: str, country: str | None) -> tuple[Reading, ...]:
    """Returns every reading of a name, each once, certain ones first."""
    printed = parts(text)
    found: dict[Reading, Reading] = {}
    for certain in (True, False):
        for system in systems():
            if country is not None and system.countries and country not in system.countries:
                continue
            if system.is_certain(country) is certain:
                for reading in _read(printed, system, certain=certain):
                    found.setdefault(reading, reading)
    return tuple(found)


def _read(printed: Parts, system: System, *, certain: bool) -> Iterator[Reading]:
    raw = [read(word, system) for word in printed.words]
    sounds = [sound for sound in raw if sound is not None]
    if not sounds or len(sounds) < len(raw):
        return
    initials = tuple(_first_sounds(initial, system) for initial in printed.initials)
    for family, given, leads in _orders(sounds):
        name, female = _masculine(system.sound(family)) if system.space == "press" else (system.sound(family), None)
        yield Reading(
            space=system.space,
            family=system.skeleton(name),
            given=system.skeleton(system.sound("".join(given))),
            first=tuple(system.skeleton(system.sound(part)) for part in given),
            initials=() if given else initials,
            female=female,
            leads=None if system.free_order else leads,
            system=system.name,
            certain=certain,
        )


def _orders(words: list[str]) -> Iterator[tuple[str, list[str], bool | None]]:
    """Yields family name, given names and whether the family name leads: by the endings, else both orders."""
    ends, begins = _is_family(words[-1]), _is_family(words[0])
    is_clear = len(words) == 1 or ends != begins
    if ends or not begins:
        yield words[-1], words[:-1], None if is_clear else False
    if len(words) > 1 and (begins or not ends):
        yield words[0], words[1:], None if is_clear else True


def _is_family(raw: str) -> bool:
    sound = systems()[0].sound(raw)
    has_ending = any(sound.endswith(ending) and len(sound) > len(ending) + 2 for ending in endings().family)
    return has_ending or _stem(sound) is not None


def _masculine(sound: str) -> tuple[str, bool | None]:
    """Returns a family name in its masculine form and whether it was feminine; None where it has one form only."""
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
def parts(text: str) -> Parts:
    """Returns the parts of a name; the patronymic is taken out only if two words are left."""
    words, initials = _words(text)
    patronymic: str | None = None
    joined: list[str] = []
    stems: dict[int, str] = {}
    for word in words:
        if joined and _sound(word) in endings().patronymic:
            # "Бакыт уулу" is one part of a name: a patronymic, or used as a family name.
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
    return Parts(tuple(joined), tuple(initials), patronymic)


def _words(text: str) -> tuple[list[str], list[str]]:
    """Returns the folded words of a name, without particles ("von"), and its initials."""
    tokens = _TOKEN.findall(unicodedata.normalize("NFC", text.replace("\u00ad", "")))[: 2 * _MOST_WORDS]
    words: list[str] = []
    initials: list[str] = []
    particles = not all(token.islower() for token in tokens)
    for token in tokens:
        letters = "".join(_LETTERS.findall(levelled(token)))[:_LONGEST_WORD]
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
    """Returns the father's name in a patronymic; None where the word is not a patronymic."""
    for ending in endings().patronymic:
        if sound.endswith(ending) and len(sound) > len(ending) + 1:
            return sound.removesuffix(ending)
    return None


def levelled(text: str) -> str:
    """Returns a folded text that keeps ё: in a Japanese name е and ё are two sounds."""
    return " ".join("ё".join(fold(part) for part in unicodedata.normalize("NFC", text.casefold()).split("ё")).split())
