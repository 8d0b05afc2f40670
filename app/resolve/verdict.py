"""What is said of two names: that they mean one thing, two, or that a person should look."""

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """KNOWN: one and the same; NEW: another; UNSURE: a candidate for review, never merged silently."""

    KNOWN = "KNOWN"
    NEW = "NEW"
    UNSURE = "UNSURE"


@dataclass(frozen=True)
class Verdict:
    """An answer, with the reason as reviewers read it."""

    answer: Answer
    reason: str
