"""Two who each met a third: one encounter of all three, or one after the other?

A minister receives two guests on one day. Each of them surely met the minister, and the text says little about the
two alone. So this module scores their pair again ("meeting.third") with the features of all three.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from app.extract.actors import Actor
from app.extract.members import Scored, steps
from app.extract.reading import Reading

# Both surely met the third from here on.
_LEAST = 0.35

# The sentences about a meeting that name two actors, by one actor and the other.
Both = dict[int, dict[int, set[int]]]


def naming_both(named: Sequence[Actor], about_meeting: set[int]) -> Both:
    """Returns the sentences that name two actors, of those in `about_meeting`: sentences with a word of meeting."""
    there: dict[int, set[int]] = defaultdict(set)
    for one, actor in enumerate(named):
        for place in actor.places:
            if place in about_meeting:
                there[place].add(one)
    found: Both = defaultdict(lambda: defaultdict(set))
    for place, ones in there.items():
        for one in ones:
            for other in ones - {one}:
                found[one][other].add(place)
    return found


def thirds(named: Sequence[Actor], scored: Scored) -> Iterator[tuple[tuple[int, int], int, float]]:
    """Yields each pair with the person whom both most likely met, and the lower of the two scores."""
    near: dict[int, dict[int, float]] = defaultdict(dict)
    for (one, other), score in scored.items():
        if score >= _LEAST:
            near[one][other] = near[other][one] = score
    for one, other in scored:
        both = [third for third in near[one] if third in near[other] and named[third].kind == "person"]
        rated = [(min(near[one][third], near[other][third]), third) for third in both]
        if rated:
            score, third = max(rated)
            yield (one, other), third, score


def features(
    reading: Reading, named: Sequence[Actor], both: Both, pair: tuple[int, int], third: int, scores: tuple[float, float]
) -> frozenset[str]:
    """Returns the features of a pair and the third; `scores` are the pair's own and that with the third."""
    one, other = (named[at] for at in pair)
    own, via = scores
    first, second = (both[third][at] for at in pair)
    together = not set(one.places).isdisjoint(other.places)
    found = steps("own", own) | steps("third", via) | {f"less:{own < via}", f"together:{together}"}
    found |= {f"alone:{bool(first - second)}{bool(second - first)}:{together}", f"shared:{bool(first & second)}"}
    states = [actor.state for actor in (one, other, named[third])]
    same = f"{states[0] == states[1]}:{states[0] == states[2]}:{states[1] == states[2]}"
    found |= {f"states:{states[0] == states[1]}:{states[2] in states[:2]}", f"states:{same}:{together}"}
    sentences = reading.text.all
    dated = [any(reading.dates(sentences[place]) for place in places) for places in (first - second, second - first)]
    found.add(f"dated:{dated[0]}{dated[1]}")
    lines = [{sentences[place].line.number for place in actor.places} for actor in (one, other)]
    return frozenset(found | {f"one line:{not lines[0].isdisjoint(lines[1])}"})
