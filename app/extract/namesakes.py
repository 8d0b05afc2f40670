"""Namesakes: the persons whom a text has named so far. Any form of a family name finds them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import islice

from app.extract.leaders import Post
from app.extract.mentions import Mention
from app.extract.units import Unit
from app.text.fold import fold

# The longest ending of a bent name.
_LONGEST_ENDING = 3
# A text with more people of one family name is a list. Only the first ones are compared.
_MOST_NAMESAKES = 20


@dataclass
class Person:
    """A person as the text describes him or her."""

    name: str
    parts: tuple[str, ...]
    # How many persons the text named before.
    number: int
    position: str | None = None
    organisation: Mention | None = None
    country: str | None = None
    country_inferred: bool = False
    bodies: frozenset[str] = frozenset()
    head_words: frozenset[str] = frozenset()
    spans: list[tuple[int, int]] = field(default_factory=list)
    title_span: tuple[int, int] | None = None
    rule: str = ""
    post: Post | None = None
    # Not only an occupation: a known leader is no football player of the same name.
    in_office: bool = True
    id: str | None = None
    # What kind of title it is, and the noun of an organisation that it has without a name.
    kind: str = ""
    noun: str | None = None
    # The questions that the organisation and the state answer, if the title does not state them.
    organisation_rule: str = ""
    country_rule: str = ""


class Namesakes:
    """The persons of a text by family name; `known` has them in the order in which they were first named."""

    def __init__(self) -> None:
        self.known: list[Person] = []
        self._by_surname: dict[str, list[Person]] = {}

    def named(self, name: str, parts: Sequence[str], units: Sequence[Unit]) -> Person:
        """Returns the known person of that name, or a new one."""
        surname = surname_of(parts)
        initials = [unit.text for unit in units if unit.has("initial")]
        given = [part for part in parts if part != surname and len(part) > 1 and part not in initials]
        for person in islice(self._of_either(surname, units), _MOST_NAMESAKES):
            if (
                given
                and all(len(part) > 1 for part in person.parts)
                and not any(is_form(one, other) for one in given for other in person.parts[:-1])
            ):
                continue
            if initials and not any(part.startswith(initials[0]) for part in person.parts):
                continue
            return person
        person = Person(name, tuple(parts), len(self.known))
        self.known.append(person)
        for key in _keys(surname):
            self._by_surname.setdefault(key, []).append(person)
        return person

    def _of_either(self, surname: str, units: Sequence[Unit]) -> Iterator[Person]:
        """Yields the persons of a family name, then those of the form that is printed."""
        yield from self.of(surname)
        if units and units[-1].text != surname:
            yield from self.of(units[-1].text)

    def of(self, printed: str) -> Iterator[Person]:
        """Yields the persons whose family name a printed word may be a form of, in the order of the text."""
        word = fold(printed)
        stems = (word[:end] for end in range(len(word), max(0, len(word) - _LONGEST_ENDING) - 1, -1))
        found = [self._by_surname[stem] for stem in stems if stem in self._by_surname]
        for person in found[0] if len(found) == 1 else merge(*found, key=lambda person: person.number):
            if is_form(printed, surname_of(person.parts)):
                yield person


def surname_of(parts: Sequence[str]) -> str:
    """Returns the family name: the only word in capitals ("TAKEDA Motoaki"), or else the last word."""
    capitals = [part for part in parts if len(part) > 1 and part.isupper()]
    return capitals[0] if len(capitals) == 1 else parts[-1]


def is_form(printed: str, part: str) -> bool:
    """Whether a printed word may be a form of a part of a name: equal but for an ending of a few letters."""
    one, other = fold(printed), fold(part)
    if one == other:
        return True
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= 4 and shared >= len(other) - 1 and len(one) - shared <= _LONGEST_ENDING


def _keys(surname: str) -> set[str]:
    """Returns what forms of a family name begin with: all of it, or all but its last letter."""
    word = fold(surname)
    return {word, word[:-1]}
