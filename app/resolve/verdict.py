"""The verdict on two names: the same thing, two things, or unsure."""

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """KNOWN: the same thing. NEW: different things. UNSURE: a candidate for review, never merged by itself."""

    KNOWN = "KNOWN"
    NEW = "NEW"
    UNSURE = "UNSURE"


@dataclass(frozen=True)
class Verdict:
    """An answer and its reason, in words for a reviewer."""

    answer: Answer
    reason: str
