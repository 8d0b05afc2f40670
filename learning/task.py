"""A question that is learned from the gold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from app.extract.reading import Reading
from learning.fit import Example

Examples = Callable[[Reading, dict[str, Any]], Iterator[Example]]


@dataclass(frozen=True)
class Task:
    """A question with its examples: yes or no for each candidate, one of the candidates, or one of several answers."""

    question: str
    examples: Examples
    asks: Literal["each", "choice", "answers"] = "each"
    strength: float = 0.3
    threshold: float | None = None
