"""Groups of actors that likely met, from the scores of their pairs."""

from collections.abc import Callable, Iterable

from app.extract.members import Scored, link

# Two groups are joined if their pairs reach this share of the threshold on average.
_LINK = 0.8
# A pair with this score met, whoever else met.
_SURE = 0.5


def grouped(scored: Scored, threshold: float) -> list[set[int]]:
    """Returns the groups of actors; it joins the likeliest pairs first.

    Somebody may be in several groups: a minister who surely met two people that hardly met each other met them one
    after the other.
    """
    groups: list[set[int]] = []

    def links(members: Iterable[int], others: Iterable[int]) -> list[float]:
        return [link(a, b, scored) for a in members for b in others]

    for (one, other), score in sorted(scored.items(), key=lambda item: (-item[1], item[0])):
        if score < threshold:
            break
        beside = [group for group in groups if one in group or other in group]
        if any(one in group and other in group for group in beside):
            continue
        options = []
        for group in beside:
            new = other if one in group else one
            to_all, to_rest = links([new], group), links([new], group - {one, other})
            is_apart = score >= _SURE and bool(to_rest) and max(to_rest) < threshold
            if not is_apart and sum(to_all) / len(to_all) >= _LINK * threshold:
                options.append((sum(to_all) / len(to_all), new, group))
        if options:
            _, new, group = max(options, key=lambda option: option[0])
            group.add(new)
        elif not beside or score >= _SURE:
            groups.append({one, other})
    return _merged(groups, lambda one, other: links(one - other, other - one), threshold)


def _merged(
    groups: list[set[int]], links: Callable[[set[int], set[int]], list[float]], threshold: float
) -> list[set[int]]:
    """Joins each group to the first one that contains it, or whose members likely met its members. Returns the rest."""
    kept: list[set[int]] = []
    for group in groups:
        for known in kept:
            between = links(known, group)
            if not between or sum(between) / len(between) >= threshold:
                known |= group
                break
        else:
            kept.append(group)
    return kept
