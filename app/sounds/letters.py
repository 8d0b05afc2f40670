"""Reads names by the tables of `letters/`: how a word sounds, whichever alphabet and spelling it is printed in."""

import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "letters"
Rewrites = tuple[tuple[re.Pattern[str], str], ...]


@dataclass(frozen=True)
class System:
    """One way of writing names; the fields are told in `letters/systems.toml`, `letters` maps print to sounds."""

    name: str
    source: str
    space: str
    letters: dict[str, str]
    longest: int
    countries: frozenset[str]
    whole: bool
    weak: bool
    exact: bool
    free_order: bool
    before: Rewrites
    after: Rewrites
    narrow: re.Pattern[str] | None
    enough_consonants: int

    def __hash__(self) -> int:
        return hash(self.name)

    def is_certain(self, country: str | None) -> bool:
        """Tells whether what is read proves something for a person of the state."""
        return not self.weak and (self.whole or not self.countries or country in self.countries)

    def sound(self, raw: str) -> str:
        """Returns raw readings, joined, with the spellings of one sound made one."""
        return _rewritten(raw, self.after)

    def skeleton(self, sound: str) -> str:
        """Returns a sound without the narrow vowels that a long word may have or lack."""
        if self.narrow is None or len(consonants(sound)) < self.enough_consonants:
            return sound
        return self.narrow.sub("", sound)


@dataclass(frozen=True)
class Endings:
    """The endings of names as they sound in the space "press"."""

    patronymic: tuple[str, ...]
    family: tuple[str, ...]
    feminine: dict[str, str]


@cache
def systems() -> tuple[System, ...]:
    """Returns the systems in the order of the file."""
    told = _told()
    return tuple(_system(entry, told["spaces"]) for entry in told["system"])


@cache
def endings() -> Endings:
    """Returns the endings, the longest first."""
    told = _told()["endings"]
    by_length = {kind: sorted(told[kind], key=lambda ending: (-len(ending), ending)) for kind in told}
    feminine = {ending: told["feminine"][ending] for ending in by_length["feminine"]}
    return Endings(tuple(by_length["patronymic"]), tuple(by_length["family"]), feminine)


@cache
def first_sounds() -> dict[str, str]:
    """Returns the sounds that a Latin initial may stand for, where it is more than one."""
    return dict(_told()["initials"])


@lru_cache(maxsize=60_000)
def read(word: str, system: System) -> str | None:
    """Returns the raw sounds of one folded word; None where the system reads whole words and cannot read this one."""
    printed = f"^{_rewritten(word, system.before)}$"
    sounds, at = [], 0
    while at < len(printed):
        for length in range(min(system.longest, len(printed) - at), 0, -1):
            if (sound := system.letters.get(printed[at : at + length])) is not None:
                # A "$" that ends the letters is the end of the word, a "^" its beginning.
                sounds.append(sound)
                at += length
                break
        else:
            if printed[at] not in "^$":
                if system.whole:
                    return None
                sounds.append(_plain(printed[at], system))
            at += 1
    return "".join(sounds)


def consonants(sound: str) -> str:
    """Returns a sound without its vowels, which likely spellings of a name share; all of it if that is one letter."""
    found = sound.translate(_VOWELS)
    return found if len(found) > 1 else sound


_VOWELS = str.maketrans("", "", "aeiouy")


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "systems.toml").read_text(encoding="utf-8"))


def _system(entry: Mapping[str, Any], spaces: Mapping[str, Any]) -> System:
    tables = [*([entry["on"]] if "on" in entry else []), entry["name"]]
    letters = {spelt: sound for table in tables for spelt, sound in _rows(FOLDER / f"{table}.csv")}
    space = spaces.get(entry["space"], {})
    return System(
        name=entry["name"],
        source=entry["source"],
        space=entry["space"],
        letters=letters,
        longest=max(len(spelt) for spelt in letters),
        countries=frozenset(entry.get("countries", ())),
        whole=entry.get("whole", False),
        weak=entry.get("weak", False),
        exact=entry.get("exact", False),
        free_order=entry.get("free_order", False),
        before=_compiled(entry.get("before", ())),
        after=_compiled(entry.get("after", space.get("after", ()))),
        narrow=re.compile(space["narrow"]) if "narrow" in space else None,
        enough_consonants=entry.get("enough_consonants", space.get("enough_consonants", 0)),
    )


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, strict=True):
            for script in ("cyrillic", "latin"):
                yield from ((spelt, row["reads"]) for spelt in row[script].split())


def _compiled(rewrites: list[list[str]]) -> Rewrites:
    return tuple((re.compile(pattern), by) for pattern, by in rewrites)


def _rewritten(text: str, rewrites: Rewrites) -> str:
    for pattern, by in rewrites:
        text = pattern.sub(by, text)
    return text


def _plain(character: str, system: System) -> str:
    """Returns the sound of a letter without its marks; one of an alphabet that no table has stands for itself."""
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", character) if mark.isalpha())
    return "".join(system.letters.get(letter, letter) for letter in bare)
