"""Decides who of a group of actors took part in its encounter, by the score "meeting.member" of each.

A pair is scored by what the text says of both. Whether a third person belongs to them shows only in the group: one who
was never named with the others, or whom only one of them met, is likely to have no part in it.
"""

import math
from collections.abc import Callable, Iterable, Sequence

from app.extract.actors import Actor

# The score of a pair of actors that was never compared.
APART = 0.02
_FEWEST = 2
_STEPS = range(-8, 9)

Scored = dict[tuple[int, int], float]


def link(one: int, other: int, scored: Scored) -> float:
    """Returns the score of a pair of actors, in either order."""
    return scored.get((min(one, other), max(one, other)), APART)


def steps(name: str, score: float) -> set[str]:
    """Returns which steps a score reaches."""
    return {f"{name}>{step}" for step in _STEPS if step_of(score) >= step}


def features(
    named: Sequence[Actor], group: Sequence[int], one: int, scored: Scored, words: Callable[[int], Iterable[str]]
) -> frozenset[str]:
    """Returns the features of an actor and the others of a group; `words` gives the word groups of a sentence."""
    actor, others = named[one], [other for other in group if other != one]
    rated = [link(one, other, scored) for other in others]
    best, mean = max(rated), sum(rated) / len(rated)
    found = {f"kind:{actor.kind}", f"size:{min(len(group), 5)}", f"best:{step_of(best)}|{actor.kind}"}
    found |= steps("best", best) | steps("mean", mean) | {f"worst:{step_of(min(rated))}"}
    around = {place for other in others for place in named[other].places}
    together = [place for place in actor.places if place in around]
    found |= {f"together:{min(len(together), 3)}", f"times:{min(len(actor.places), 4)}"}
    for place in (together or [actor.first])[:_FEWEST]:
        found |= {f"in:{word}" for word in words(place)}
        found |= {f"role:{phrase.role}" for at, phrase in actor.phrases if at == place}
    states = {named[other].state for other in others} - {None}
    found.add("same-state" if actor.state in states else "other-state")
    if actor.person is None and actor.kind == "person":
        found.add("unnamed")
    elif actor.person is not None and actor.person.title_span is None:
        found.add("untitled")
    return frozenset(found)


def step_of(score: float) -> int:
    """Returns a score in steps of half its log-odds, between -8 and 8."""
    score = min(max(score, 0.001), 0.999)
    return max(-8, min(8, round(2 * math.log(score / (1 - score)))))
