"""Reads how names sound, in whatever alphabet and spelling they are printed, by the tables in `letters/`."""

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
    """A system of writing names; `letters/systems.toml` describes the fields, `letters` maps print to sounds."""

    name: str
    source: str
    space: str
    letters: dict[str, str]
    longest: int
    countries: frozenset[str]
    whole: bool
    weak: bool
    exact: bool
    spells: frozenset[str]
    free_order: bool
    before: Rewrites
    after: Rewrites
    narrow: re.Pattern[str] | None
    enough_consonants: int

    def __hash__(self) -> int:
        return hash(self.name)

    def is_certain(self, country: str | None) -> bool:
        """Whether a reading by this system is certain for a person of a state."""
        return not self.weak and (self.whole or not self.countries or country in self.countries)

    def sound(self, raw: str) -> str:
        """Returns a raw reading in which all spellings of one sound are the same."""
        return _rewritten(raw, self.after)

    def skeleton(self, sound: str) -> str:
        """Returns a sound without the narrow vowels that a long word may have or lack."""
        if self.narrow is None or len(consonants(sound)) < self.enough_consonants:
            return sound
        return self.narrow.sub("", sound)


@dataclass(frozen=True)
class Endings:
    """The endings of names, as sounds of the space "press"."""

    patronymic: tuple[str, ...]
    family: tuple[str, ...]
    feminine: dict[str, str]


@cache
def systems() -> tuple[System, ...]:
    """Returns the systems in the order of the file."""
    tables = _tables()
    return tuple(_system(entry, tables["spaces"]) for entry in tables["system"])


@cache
def endings() -> Endings:
    """Returns the endings of names, the longest first."""
    tables = _tables()["endings"]
    by_length = {kind: sorted(tables[kind], key=lambda ending: (-len(ending), ending)) for kind in tables}
    feminine = {ending: tables["feminine"][ending] for ending in by_length["feminine"]}
    return Endings(tuple(by_length["patronymic"]), tuple(by_length["family"]), feminine)


@cache
def first_sounds() -> dict[str, str]:
    """Returns the sounds of each Latin initial that may mean several."""
    return dict(_tables()["initials"])


@lru_cache(maxsize=60_000)
def read(word: str, system: System) -> str | None:
    """Returns the raw sounds of a folded word; None where a system that reads only whole words cannot read it."""
    # In the tables "^" is the beginning of a word and "$" its end.
    printed = f"^{_rewritten(word, system.before)}$"
    sounds, at = [], 0
    while at < len(printed):
        for length in range(min(system.longest, len(printed) - at), 0, -1):
            if (sound := system.letters.get(printed[at : at + length])) is not None:
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
    """Returns the consonants of a sound, which likely spellings of a name share; all of it if fewer than two."""
    found = sound.translate(_VOWELS)
    return found if len(found) > 1 else sound


_VOWELS = str.maketrans("", "", "aeiouy")


@cache
def _tables() -> dict[str, Any]:
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
        spells=frozenset(entry.get("spells", ())),
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
    """Returns the sound of a letter without its marks; a letter that no table has is its own sound."""
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", character) if mark.isalpha())
    return "".join(system.letters.get(letter, letter) for letter in bare)
