"""The query of the search: `q` cut into words, "phrases", beginnings* and -exclusions, and the terms of each."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from app.errors import BadQuery, Message
from app.sounds.terms import is_common, near, plain, sound, sounds, stems, words

MOST_WORDS = 16
_QUOTES = dict.fromkeys('"«»„“”', '"')
_MINUS = "-−–"


@dataclass(frozen=True)
class Part:
    """A word, or several as a phrase; `begins`: what begins so is meant; `excluded`: what has it is not."""

    printed: tuple[str, ...]
    is_phrase: bool = False
    begins: bool = False
    excluded: bool = False

    @cached_property
    def exact(self) -> tuple[str, ...]:
        """The words as they are looked for, one after the other."""
        return tuple(plain(word) for word in self.printed)

    @cached_property
    def stems(self) -> frozenset[str]:
        """What the word may be a form of; none of a phrase, whose words are as they are."""
        if self.is_phrase or self.begins:
            return frozenset()
        return frozenset((self.exact[0], *stems(self.exact[0])))

    @cached_property
    def sounds(self) -> frozenset[str]:
        """How the word may sound as a name."""
        if self.is_phrase:
            return frozenset()
        if self.begins:
            # Only as the press writes: of two letters other readings would leave nearly nothing.
            return frozenset([sound(self.printed[0])]) - {""}
        return frozenset(sounds(self.printed[0], asked=True))

    @cached_property
    def near(self) -> frozenset[str]:
        """The sounds that words one letter apart share."""
        return frozenset() if self.is_phrase or self.begins else frozenset(near(self.printed[0]))


@dataclass(frozen=True)
class Question:
    """What must be there, what must not be, and all the words that must be there in one."""

    parts: tuple[Part, ...]
    excluded: tuple[Part, ...]

    @property
    def whole(self) -> str:
        """The name that it asks for if it asks for one."""
        return "".join(word for part in self.parts for word in part.exact)


def read_question(q: str, *, typing: bool = False) -> Question:
    """Returns the query of a text; raises BadQuery for one without words or with too many.

    With `typing` the text is words only, and the last one is unfinished.
    """
    text = unicodedata.normalize("NFC", q)
    printed = [word.text for word in words(text) if plain(word.text)] if typing else []
    parts = [Part((word,), begins=at == len(printed)) for at, word in enumerate(printed, start=1)]
    parts = list(dict.fromkeys(parts if typing else _parts(text)))
    if sum(len(part.printed) for part in parts) > MOST_WORDS:
        raise _bad(Message("more than {most} words are asked for: leave some out", most=MOST_WORDS))
    asked = [part for part in parts if not part.excluded]
    if not asked:
        why = Message("only what to leave out is said") if parts else Message("there is no letter or digit in it")
        raise _bad(
            Message('{why}: give at least one word to look for, as in: вода, "чистая вода", вод*, вода -школа', why=why)
        )
    # Words that are in every text help only where they are all that is asked.
    significant = [part for part in asked if part.is_phrase or part.begins or not is_common(part.exact[0])]
    return Question(tuple(significant or asked), tuple(part for part in parts if part.excluded))


def _parts(text: str) -> Iterator[Part]:
    """Yields the parts of a question; a quotation mark that is not closed quotes all that follows."""
    pieces = "".join(_QUOTES.get(character, character) for character in text).split('"')
    minus = False
    for number, piece in enumerate(pieces):
        if number % 2:
            quoted = tuple(word.text for word in words(piece) if plain(word.text))
            if quoted:
                yield Part(quoted, is_phrase=True, excluded=minus)
            continue
        minus = piece[-1:] in tuple(_MINUS) and (len(piece) == 1 or piece[-2].isspace())
        for chunk in piece.split():
            yield from _chunk(chunk)


def _chunk(chunk: str) -> Iterator[Part]:
    """Yields the parts of a piece between two spaces: "-школа", "вод*", "e-gov"."""
    excluded = chunk[0] in _MINUS
    found = [word for word in words(chunk) if plain(word.text)]
    if excluded and len(found) > 1:
        yield Part(tuple(word.text for word in found), is_phrase=True, excluded=True)
        return
    for word in found:
        yield Part((word.text,), begins=chunk[word.end : word.end + 1] == "*", excluded=excluded)


def _bad(why: Message) -> BadQuery:
    return BadQuery(f"q: {why}", errors=[{"parameter": "q", "message": why}])
