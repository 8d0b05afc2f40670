"""Makes the terms by which the search finds a word: the word itself, its stems, its sounds, its near spellings.

The same functions make the terms of stored texts and of queries, and both databases only look terms up, so both give
the same results (docs/search.md).
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.russian_stemmer import RussianStemmer

from app.sounds.letters import System, endings, read, systems
from app.text.fold import fold

# Raise this when the terms of a word change, so that stored indexes are rebuilt.
VERSION = 3
ENDINGS = Path(__file__).with_name("endings.toml")
LONGEST_WORD = 40
# Shorter and longer sounds have no near spellings: too many words would match, or none.
SHORTEST_NEAR, LONGEST_NEAR = 5, 24
SHORTEST_SOUND = 3

_APOSTROPHES = "'’‘ʻʼ`´"
_WORD = re.compile(rf"[^\W_]+(?:[{_APOSTROPHES}][^\W_]+)*")
# In "JICAнын" the ending in another script is not part of the word.
_SCRIPTS = re.compile(r"([A-Za-z]+)[\u0400-\u04ff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[a-z]")
_PLAIN = str.maketrans(
    "ёәғқңөұүһіӓўҳҷӣӯїєґıøłđəŋ",
    "еагкноуухиаухчиуиегioldan",
)
_SHORTEST_STEM = 3


class Word(NamedTuple):
    """A word of a text: `text[start:end]`."""

    start: int
    end: int
    text: str


def words(text: str) -> Iterator[Word]:
    """Yields the words and numbers of a text; a hyphen separates two words, an apostrophe does not."""
    for match in _WORD.finditer(text):
        start, whole = match.start(), match.group()
        if (two := _SCRIPTS.match(whole)) is None:
            yield Word(start, match.end(), whole)
            continue
        middle = two.end(1)
        yield Word(start, start + middle, whole[:middle])
        yield Word(start + middle, match.end(), whole[middle:])


@lru_cache(maxsize=100_000)
def plain(word: str) -> str:
    """Returns a word in lower case, with Russian letters for those of Kazakh, Kyrgyz, Uzbek and Tajik.

    Latin letters lose their marks, and only letters and digits stay, so the result may be empty.
    """
    small = word.casefold().translate(_PLAIN)
    if small.isascii():
        return "".join(filter(str.isalnum, small))[:LONGEST_WORD]
    # Cyrillic is not decomposed: й is a letter of its own.
    parts = (one if _CYRILLIC.match(one) else unicodedata.normalize("NFKD", one).casefold() for one in small)
    return "".join(filter(str.isalnum, "".join(parts)))[:LONGEST_WORD]


@lru_cache(maxsize=100_000)
def stems(word: str, language: str | None = None) -> tuple[str, ...]:
    """Returns the possible stems of a plain word in a language; without one, in any language of its script."""
    if _CYRILLIC.match(word):
        cutters = _cyrillic_cutters(language)
    elif _LATIN.match(word):
        cutters = _latin_cutters(language)
    else:
        return (word,)
    found = dict.fromkeys(cutter(word) for cutter in cutters)
    if word.endswith(_name_endings()):
        # Snowball cuts "Абдрахманов" as a plural but not "Абдрахманова", so the whole word is kept too.
        found[word] = None
    return tuple(found)


def is_common(word: str) -> bool:
    """Whether a plain word is so common that it is in every text."""
    return word in _common()


@lru_cache(maxsize=100_000)
def sounds(
    word: str, language: str | None = None, *, country: str | None = None, asked: bool = False
) -> tuple[str, ...]:
    """Returns the sounds of a printed word and of its stems, read as a name in any alphabet and spelling.

    `country` is the state of the person or organisation; `asked` is for words of a query, whose state is unknown.
    """
    folded = fold(word)
    if not folded[:1].isalpha() or len(folded) < SHORTEST_SOUND:
        return ()
    found: dict[str, None] = {}
    for system in systems():
        if not asked and system.countries and country not in system.countries:
            continue
        for sound in _heard(folded, system, language):
            found[sound if system.space == "press" else f"{sound}0{system.space}"] = None
    return tuple(found)


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """Returns the sound of a printed word in the spelling of the press."""
    return next(_heard(fold(word), systems()[0], None), "")


@lru_cache(maxsize=20_000)
def near(word: str) -> tuple[str, ...]:
    """Returns the sound of a word, whole and without each letter: words one letter apart share one of these."""
    whole = sound(word)
    if not SHORTEST_NEAR <= len(whole) <= LONGEST_NEAR:
        return ()
    return tuple(dict.fromkeys([whole, *(whole[:at] + whole[at + 1 :] for at in range(len(whole)))]))


def _heard(folded: str, system: System, language: str | None) -> Iterator[str]:
    if system.space != "press":
        raw = read(folded, system)
        if raw:
            yield system.sound(raw)
        return
    for form in dict.fromkeys([folded, *stems(plain(folded), language)]):
        sound = system.sound(read(form, system) or "")
        for feminine, masculine in endings().feminine.items():
            if sound.endswith(feminine) and len(sound) > len(feminine) + 2:
                sound = sound.removesuffix(feminine) + masculine
                break
        if len(sound) >= SHORTEST_SOUND:
            yield "".join(filter(str.isalnum, system.skeleton(sound)))


# --- stems ------------------------------------------------------------------------------------------------------


Cutter = Callable[[str], str]


@cache
def _cyrillic_cutters(language: str | None) -> tuple[Cutter, ...]:
    return _cutters(language, "cyrillic", _snowball(RussianStemmer))


@cache
def _latin_cutters(language: str | None) -> tuple[Cutter, ...]:
    return _cutters(language, "latin", _snowball(EnglishStemmer))


def _cutters(language: str | None, script: str, snowball: Cutter) -> tuple[Cutter, ...]:
    """Returns the cutters of a language in a script; all cutters of the script for an unknown language."""
    families = {name: codes for name, codes in _endings()["families"].items() if script in _endings()[name]}
    if language in (None, "und"):
        return (snowball, *(_slots(name, script) for name in families))
    return next(((_slots(name, script),) for name, codes in families.items() if language in codes), (snowball,))


@cache
def _snowball(stemmer: type[RussianStemmer] | type[EnglishStemmer]) -> Cutter:
    def cut(word: str) -> str:
        # A stemmer has state: a new one for each word is safe in threads.
        stem: str = stemmer().stemWord(word)
        return stem

    return cut


@cache
def _slots(family: str, script: str) -> Cutter:
    entry = _endings()[family][script]
    slots = [sorted(slot.split(), key=lambda ending: (-len(ending), ending)) for slot in entry["slots"]]
    soft: dict[str, str] = entry["soft"]

    def cut(word: str) -> str:
        for slot in slots:
            for ending in slot:
                # An ending of one letter is weak evidence: one more letter of the word must be left.
                if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM + (len(ending) == 1):
                    word = word.removesuffix(ending)
                    break
        return word[:-1] + soft.get(word[-1], word[-1])

    return cut


@cache
def _common() -> frozenset[str]:
    return frozenset(map(plain, _endings()["common"]["words"].split()))


@cache
def _name_endings() -> tuple[str, ...]:
    return tuple(_endings()["names"]["endings"])


@cache
def _endings() -> dict[str, Any]:
    return tomllib.loads(ENDINGS.read_text(encoding="utf-8"))
