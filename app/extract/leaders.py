"""Leaders: the person of the register whom a printed name and title mean, and the state of this leader.

A full name means a known person where nothing in the text speaks against it. A family name alone means one only
together with a post that one person at a time holds, its state or body, and a date within the term.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.extract.titles import Title
from app.extract.units import Unit
from app.registry import KnownPerson, Position, Registry, Term
from app.text.fold import fold

# Bodies whose head is the head of government, or the foreign minister.
_BODIES = {
    "government": Position.HEAD_OF_GOVERNMENT,
    "cabinet": Position.HEAD_OF_GOVERNMENT,
    "mfa": Position.FOREIGN_MINISTER,
}
_HEADS = ("head_of_state", "head_of_government", "head_of_body", "body_head")
# Other words that the title of such a post may have; with any other word ("president of the club") it is another's.
_BESIDE = ("country", "adjective", "title_link", "organisation", "body", "our_country", "quote")


@dataclass(frozen=True)
class Post:
    """A post that a title names; `body` is the organisation of the post, `None` for a post of a state."""

    position: Position
    body: str | None = None


def post_of(units: Sequence[Unit], title: Title) -> Post | None:
    """Returns the post that a title names, if it names nothing else: no deputy, no former leader, no club."""
    if len(title.heads) != 1:
        return None
    head = units[title.heads[0]]
    beside = [unit for unit in units[title.first : title.last] if unit is not head]
    if not head.has(*_HEADS):
        return None
    body = next((unit.value("organisation") for unit in beside if unit.has("organisation")), None)
    if body is not None:
        plain = all(unit.has("position_modifier", *_BESIDE) for unit in beside)
        return Post(Position.HEAD, body) if plain and head.has("head_of_body") else None
    if not all(unit.has(*_BESIDE) for unit in beside):
        return None
    position = _position(head, beside)
    return None if position is None else Post(position)


def _position(head: Unit, beside: Sequence[Unit]) -> Position | None:
    of = [str(unit.value("body")) for unit in beside if unit.has("body")]
    if of:
        return _BODIES.get(of[0]) if head.has("head_of_body", "body_head") else None
    if head.has("body_head"):
        return _BODIES.get(str(head.value("body_head")))
    if head.has("head_of_government"):
        return Position.HEAD_OF_GOVERNMENT
    return Position.HEAD_OF_STATE if head.has("head_of_state") else None


class Leaders:
    """The known people as one text may mean them; `published` is the text's own date, `home` its state."""

    def __init__(self, registry: Registry, *, published: str | None, home: str | None) -> None:
        self.registry = registry
        self.published = published
        self.home = home

    def state_of(self, parts: Sequence[str], post: Post | None) -> str | None:
        """Returns the state of somebody whose title names none: the text's own, unless only another had such a leader.

        A full name means a leader in office also with a vaguer title ("the minister"). Returns `None` if several
        states had such a leader and the text's own state had not.
        """
        found = [(person, term) for person in self._candidates(parts) for term in person.terms if term.is_state]
        states = {term.place for _, term in found if self._agrees(term, post) and self._has_begun(term)}
        if not states and _is_full(parts):
            in_office = {person.id for person, term in found if self._is_held(term)}
            states = {term.place for person, term in found if person.id in in_office}
        if not states or self.home in states:
            return self.home
        return next(iter(states)) if len(states) == 1 else None

    def id_of(
        self,
        parts: Sequence[str],
        *,
        post: Post | None,
        country: str | None,
        organisation: str | None,
        unplaced: bool,
    ) -> str | None:
        """Returns the id of the known person, `None` if the name may mean nobody or several.

        `country` and `organisation` are those of the title; `unplaced` says that it names neither state nor body.
        """
        found = self._candidates(parts)
        held = [person for person in found if self._holds(person, post, country)]
        if not held and _is_full(parts):
            held = [p for p in found if self._may_be(p, country, organisation, unplaced=unplaced)]
        return held[0].id if len(held) == 1 else None

    def state_held(self, id_: str) -> str | None:
        """Returns the state in which a known person held a post on the text's date, if it was one."""
        states = {term.place for term in self.registry.people[id_].terms if term.is_state and self._is_held(term)}
        return next(iter(states)) if len(states) == 1 else None

    def _candidates(self, parts: Sequence[str]) -> tuple[KnownPerson, ...]:
        if _is_full(parts):
            return self.registry.named(" ".join(parts))
        initials = [fold(part)[0] for part in parts[:-1]]
        return tuple(person for person in self.registry.surnamed(parts[-1]) if _begins(person, initials))

    def _holds(self, person: KnownPerson, post: Post | None, country: str | None) -> bool:
        place = country if post is None or post.body is None else post.body
        return any(self._agrees(term, post) and term.place == place and self._is_held(term) for term in person.terms)

    def _may_be(self, person: KnownPerson, country: str | None, organisation: str | None, *, unplaced: bool) -> bool:
        """Whether the text says nothing against the match of a full name with a known person."""
        if country is not None:
            return country in person.states
        bodies = {term.place for term in person.terms if not term.is_state}
        return unplaced or organisation in bodies or self.home in person.states

    def _agrees(self, term: Term, post: Post | None) -> bool:
        return post is not None and term.position is post.position and term.is_state == (post.body is None)

    def _has_begun(self, term: Term) -> bool:
        return self.published is None or term.begun(self.published)

    def _is_held(self, term: Term) -> bool:
        return self.published is not None and term.held(self.published)


def _is_full(parts: Sequence[str]) -> bool:
    """Whether more than the family name is printed, and not only by initials."""
    return any(len(part) > 1 for part in parts[:-1])


def _begins(person: KnownPerson, initials: Sequence[str]) -> bool:
    """Whether each initial begins a word of one of a person's names."""
    words = [[fold(word) for word in name.split()] for name in person.spellings]
    return all(any(word.startswith(initial) for name in words for word in name) for initial in initials)
