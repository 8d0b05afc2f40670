"""People, organisations and projects as all texts together describe them."""

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
    """Everything that claims state under one id; `known` is whether the registry has the id."""

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
    """Whether a name has at least two words that are not initials."""
    return sum(len(word.rstrip(".")) > 1 for word in name.split()) > 1
