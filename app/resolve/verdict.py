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

    @classmethod
    def of(cls, answer: Answer, *reasons: str) -> "Verdict":
        """Returns an answer with several reasons, the first first."""
        return cls(answer, "; ".join(reasons))


def of_ids(one: str | None, other: str | None) -> Verdict | None:
    """Returns the verdict of two ids of the register; None where one of them is not known."""
    if one is None or other is None:
        return None
    return Verdict(Answer.KNOWN, "one registry id") if one == other else Verdict(Answer.NEW, "two registry ids")


def agree(one: str | None, other: str | None) -> bool | None:
    """Returns whether two values are equal; None where one of them is not known."""
    return None if one is None or other is None else one == other


def agreements(**known: bool | None) -> list[str]:
    """Returns a reason for each thing that agrees or differs, none where that is None: "country differs"."""
    return [f"{what} {'agrees' if same else 'differs'}" for what, same in known.items() if same is not None]
