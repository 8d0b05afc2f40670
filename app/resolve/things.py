"""What is known of a person, a body or a project by all that the texts say of it under one id."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Post:
    """A position that a text gives a person."""

    title: str
    organisation: str | None
    country: str | None
    seen: date | None


@dataclass
class Thing:
    """All that is told under one id; `known` tells that the register has it."""

    id: str
    known: bool = False
    names: set[str] = field(default_factory=set)
    acronyms: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    organisations: set[str] = field(default_factory=set)
    posts: set[Post] = field(default_factory=set)

    @property
    def is_full(self) -> bool:
        """Whether one of the names is more than a surname with initials."""
        return any(is_full(name) for name in self.names)


def is_full(name: str) -> bool:
    """Returns whether a person's name has two words at least that are no initials."""
    return sum(len(word.rstrip(".")) > 1 for word in name.split()) > 1
