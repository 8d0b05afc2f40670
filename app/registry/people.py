"""Leaders of states and heads of international organisations, found by name or by the post that they held."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.records.values import days
from app.text.fold import fold


class Position(StrEnum):
    """A post that one person at a time holds in a state or in an international organisation."""

    HEAD_OF_STATE = "head_of_state"
    HEAD_OF_GOVERNMENT = "head_of_government"
    FOREIGN_MINISTER = "foreign_minister"
    HEAD = "head"
    HIGH_REPRESENTATIVE = "high_representative"


@dataclass(frozen=True)
class Term:
    """A post held from `first` to `last`, both EDTF dates; `place` is a country code or the id of an organisation.

    `last` is None where no end of the term is known.
    """

    position: Position
    place: str
    is_state: bool
    first: str
    last: str | None

    def begun(self, published: str) -> bool:
        """Whether the term may have begun by an EDTF date."""
        return days(self.first)[0] <= days(published)[1]

    def held(self, published: str) -> bool:
        """Whether the post may have been held on an EDTF date."""
        return self.begun(published) and (self.last is None or days(published)[0] <= days(self.last)[1])


@dataclass(frozen=True)
class KnownPerson:
    """A person with names by language; `family_first` is whether their names begin with the family name."""

    id: str
    names: dict[str, tuple[str, ...]]
    terms: tuple[Term, ...]
    family_first: bool = False

    @property
    def spellings(self) -> tuple[str, ...]:
        """All names in all languages, each once."""
        return tuple(dict.fromkeys(text for texts in self.names.values() for text in texts))

    @property
    def states(self) -> frozenset[str]:
        """The states in which the person held a post."""
        return frozenset(term.place for term in self.terms if term.is_state)


class Index:
    """Finds people by their folded names, and by the posts that they held."""

    def __init__(self, people: Iterable[KnownPerson]) -> None:
        self._named: dict[tuple[str, ...], list[KnownPerson]] = {}
        self._surnamed: dict[str, list[KnownPerson]] = {}
        self._held: dict[tuple[Position, str], list[tuple[Term, KnownPerson]]] = {}
        for person in people:
            for words in dict.fromkeys(_words(name) for name in person.spellings):
                self._named.setdefault(tuple(sorted(words)), []).append(person)
            for surname in dict.fromkeys(_words(n)[0 if person.family_first else -1] for n in person.spellings):
                self._surnamed.setdefault(surname, []).append(person)
            for term in person.terms:
                self._held.setdefault((term.position, term.place), []).append((term, person))

    def named(self, name: str) -> tuple[KnownPerson, ...]:
        """Returns the people with a name, its family name first or last; a middle word may be a patronymic."""
        words = _words(name)
        found = self._named.get(tuple(sorted(words)), [])
        if not found and len(words) > 2:
            found = self._named.get(tuple(sorted((words[0], words[-1]))), [])
            return tuple(person for person in found if not person.family_first)
        return tuple(found)

    def surnamed(self, surname: str) -> tuple[KnownPerson, ...]:
        """Returns the people with a family name."""
        return tuple(self._surnamed.get(fold(surname), ()))

    def holder(self, position: Position, place: str, published: str) -> KnownPerson | None:
        """Returns who held a post on an EDTF date; None where no one is known or several people may have."""
        held = {who.id: who for term, who in self._held.get((position, place), ()) if term.held(published)}
        return next(iter(held.values())) if len(held) == 1 else None


def _words(name: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in name.split())
