"""Finds the actors of a text that met: scores each pair, and joins the likely pairs into encounters.

The score of a pair is learned ("meeting.pair"). Its features are the words of meeting in the sentences that name both,
the role of each actor in these sentences, the distance between the two, and whom they act for.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, islice

from app.extract import members, partners
from app.extract.actors import Actor, actors
from app.extract.grouping import grouped
from app.extract.members import Scored, link
from app.extract.phrases import Phrase
from app.extract.reading import Reading
from app.extract.units import Sentence

# Word groups of meeting, the clearest first. Each shows a form of encounter.
TRIGGERS = ("called", "signing", "sign", "received", "met", "gathering", "conference", "visited", "discussed")
# Those of two who meet, not of many who gather.
_MEETING = frozenset(TRIGGERS) - {"gathering", "conference"}
# Further groups whose place beside a pair is a feature.
_BESIDE = (*TRIGGERS, "took_part", "hand_over", "occasion", "delegation", "led_by", "said")
# Groups that are features anywhere in the sentence.
_ANYWHERE = frozenset(_BESIDE) | frozenset(
    "took_place guest side official during planned earlier cancelled agreement memorandum joint_statement "
    "grant_agreement loan_agreement exchange_of_notes document pronoun together_with reported_by give project cost "
    "approve law relative date".split()
)
# Groups next to a body or state that show who acts for it.
_ACTING = frozenset(
    "official delegation side authority guest office position organisation_head agreement project with_word "
    "led_by".split()
)
# Each actor makes at most so many pairs, with the actors named next. A list may name a hundred guests.
_MOST_PAIRS = 40
# Bodies and states are paired with those of the same sentence, with persons also a little farther away.
_FARTHEST = {0: 0, 1: 2}
_FEWEST = 2
# Actors beyond these are too many to have met.
_MOST_ACTORS = 150


@dataclass(frozen=True)
class Encounter:
    """Actors that met, in the order in which the text first names them; `scored` has the score of each pair."""

    actors: tuple[Actor, ...]
    scored: tuple[float, ...] = ()

    @cached_property
    def places(self) -> list[int]:
        """The numbers of the sentences that name most of the actors: at least two, or else the first of each."""
        count: dict[int, int] = defaultdict(int)
        for actor in self.actors:
            for place in actor.places:
                count[place] += 1
        together = sorted(place for place, number in count.items() if number > 1)
        return together or sorted({actor.first for actor in self.actors})

    @property
    def main(self) -> int:
        """The number of the first sentence that names at least two of them, or else the first that names one."""
        return self.places[0]


def encounters(scene: "Scene") -> list[Encounter]:
    """Returns the encounters of a text in the order of their main sentences."""
    scored = scene.scored()
    groups = [sorted(_without_strangers(scene, group, scored)) for group in groups_of(scene, scored)]
    found = [
        Encounter(
            tuple(scene.actors[at] for at in group), tuple(link(*pair, scored) for pair in combinations(group, 2))
        )
        for group in groups
    ]
    return sorted(found, key=lambda encounter: (encounter.main, encounter.actors[0].first))


def groups_of(scene: "Scene", scored: Scored) -> list[set[int]]:
    """Returns the groups of actors that are likely to have met, as their places in the scene."""
    return grouped(scored, scene.reading.scores.model("meeting.pair").threshold)


def _without_strangers(scene: "Scene", group: set[int], scored: Scored) -> list[int]:
    """Returns the two likeliest members of a group, and the others that are likely enough."""
    if len(group) == _FEWEST:
        return sorted(group)
    model = scene.reading.scores.model("meeting.member")
    rated = {one: model.probability(scene.member(one, sorted(group), scored)) for one in sorted(group)}
    likeliest = sorted(rated, key=lambda one: (-rated[one], one))
    return [one for at, one in enumerate(likeliest) if at < _FEWEST or rated[one] >= model.threshold]


class Scene:
    """The actors of a text, and the features of each pair."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.actors = actors(reading)[:_MOST_ACTORS]
        self._groups: dict[int, dict[str, list[int]]] = {}
        self._named: dict[int, int] = {}
        self._pair_features: dict[tuple[int, int], frozenset[str]] = {}
        persons = sum(actor.kind == "person" for actor in self.actors)
        self.of_text = {f"persons:{bucket(persons)}"}
        for place, sentence in enumerate(reading.text.all):
            if sentence.line.role == "headline":
                self.of_text |= {f"head:{group}" for group in self.groups(place) if group in _BESIDE}

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Yields the pairs to be scored, as places of two actors."""
        for one, actor in enumerate(self.actors):
            for other in islice(range(one + 1, len(self.actors)), _MOST_PAIRS):
                second = self.actors[other]
                persons = (actor.kind == "person") + (second.kind == "person")
                if persons == 2 or _distance(actor, second) <= _FARTHEST[persons]:
                    yield one, other

    def groups(self, place: int) -> dict[str, list[int]]:
        """Returns the word groups of a sentence that are features, with the places of their units outside of speech."""
        if place not in self._groups:
            found: dict[str, list[int]] = {}
            for at, unit in enumerate(self.reading.text.all[place].units):
                if not unit.in_speech and not unit.quoted:
                    for group in unit.classes & _ANYWHERE:
                        found.setdefault(group, []).append(at)
            self._groups[place] = found
        return self._groups[place]

    def scored(self) -> Scored:
        """Returns how likely each pair is to have met."""
        scored, model = self.scored_alone(), self.reading.scores.model("meeting.third")
        return scored | {pair: model.probability(features) for pair, features in self.with_thirds(scored)}

    def scored_alone(self) -> Scored:
        """Returns how likely each pair is to have met, by what the text says about the two."""
        model = self.reading.scores.model("meeting.pair")
        return {pair: model.probability(self.features(*pair)) for pair in self.pairs()}

    def with_thirds(self, scored: Scored) -> Iterator[tuple[tuple[int, int], frozenset[str]]]:
        """Yields each pair of which both likely met a third, with the features of the two and the third."""
        places = {place for actor in self.actors for place in actor.places}
        about_meeting = {place for place in places if not self.groups(place).keys().isdisjoint(_MEETING)}
        both = partners.naming_both(self.actors, about_meeting)
        for pair, third, score in partners.thirds(self.actors, scored):
            more = partners.features(self.reading, self.actors, both, pair, third, (scored[pair], score))
            yield pair, self.features(*pair) | more

    def member(self, one: int, group: list[int], scored: Scored) -> frozenset[str]:
        """Returns the features of an actor and the others of a group."""
        return members.features(self.actors, group, one, scored, self.groups)

    def features(self, one: int, other: int) -> frozenset[str]:
        """Returns what the text says about two actors, as features that are the same in every language."""
        if (one, other) not in self._pair_features:
            self._pair_features[one, other] = self._features(one, other)
        return self._pair_features[one, other]

    def _features(self, one: int, other: int) -> frozenset[str]:
        first, second = self.actors[one], self.actors[other]
        features = set(self._together(first, second)) or set(self._apart(first, second))
        features |= {f"dist:{bucket(_distance(first, second))}"} | self.of_text
        features |= self._each(first, second) | _whom(first, second, self.reading.home)
        kinds = "-".join(sorted((first.kind, second.kind)))
        if kinds != "person-person":
            features |= {f"{kinds} {feature}" for feature in features}
        return frozenset(features.union(_titles(first, second)))

    def _together(self, one: Actor, other: Actor) -> Iterator[str]:
        """Yields the features of the sentences that name both."""
        there: dict[int, list[Phrase]] = defaultdict(list)
        for place, phrase in other.phrases:
            there[place].append(phrase)
        for place, phrase in one.phrases:
            for second in there.get(place, ()):
                left, right = sorted((phrase, second), key=lambda each: each.first)
                yield from self._in_sentence(place, left, right)

    def _in_sentence(self, place: int, left: Phrase, right: Phrase) -> Iterator[str]:
        sentence, roles = self.reading.text.all[place], f"{left.role}|{right.role}"
        yield f"roles:{roles}"
        if left.group == right.group:
            yield "joined"
        if sentence.units[left.first].in_speech or sentence.units[right.first].in_speech:
            yield "speech"
        if sentence.line.role == "headline":
            yield "headline-both"
        groups = self.groups(place)
        yield from (f"in:{group}" for group in groups)
        if groups.keys().isdisjoint(_BESIDE):
            yield "in:none"
        for group in _BESIDE:
            for at in groups.get(group, ()):
                where = _where(at, left, right)
                yield f"{group}:{where}"
                yield f"{group}:{where}:{roles}"
        yield from _between(sentence, left.last, right.first)
        yield from (f"beside:{group}" for phrase in (left, right) for group in _acting(sentence, phrase))
        yield f"persons-in:{bucket(self._persons(place))}"

    def _persons(self, place: int) -> int:
        """Returns how many persons a sentence names."""
        if place not in self._named:
            phrases = self.reading.phrases(self.reading.text.all[place])
            self._named[place] = len({p.appearance.person.number for p in phrases if p.appearance is not None})
        return self._named[place]

    def _apart(self, one: Actor, other: Actor) -> Iterator[str]:
        """Yields the features of the two nearest sentences that name actors whom no sentence names together."""
        nearest = min(
            ((min(a, b), max(a, b)) for a in one.places for b in other.places),
            key=lambda places: (places[1] - places[0], places),
        )
        before, after = nearest
        sentences = self.reading.text.all
        if sentences[before].line.role == "headline":
            yield "headline-one"
        if after - before > 2:
            return
        earlier, later = self.groups(before), self.groups(after)
        yield from (f"n1:{group}" for group in earlier)
        yield from (f"n2:{group}" for group in later)
        yield from (f"n12:{group}" for group in _BESIDE if group in earlier and group in later)
        if sentences[before].line is sentences[after].line:
            yield "same-line"
        for name, place in (("n1r", before), ("n2r", after)):
            yield from (f"{name}:{p.role}" for actor in (one, other) for at, p in actor.phrases if at == place)

    def _each(self, one: Actor, other: Actor) -> set[str]:
        """Returns the words of meeting in the sentences that name one of the two."""
        first = {group for place in one.places for group in self.groups(place)}
        second = {group for place in other.places for group in self.groups(place)}
        found = {f"first:{bucket(min(one.first, other.first))}", f"second:{bucket(max(one.first, other.first))}"}
        for group in _BESIDE:
            number = (group in first) + (group in second)
            if number or group in ("met", "received", "said"):
                found.add(f"{('neither', 'one', 'each')[number]}:{group}")
        return found


def bucket(number: int) -> str:
    """Returns a count as features write it: "3", "4-6" or "7+"."""
    return str(number) if number < 4 else "4-6" if number < 7 else "7+"


def _distance(one: Actor, other: Actor) -> int:
    """Returns how many sentences lie between the nearest phrases of two actors, 0 in the same sentence."""
    return min(abs(a - b) for a in one.places for b in other.places)


def _where(at: int, left: Phrase, right: Phrase) -> str:
    if at < left.first:
        return "before"
    if left.last <= at < right.first:
        return "between"
    return "after" if at >= right.last else "inside"


def _between(sentence: Sentence, first: int, last: int) -> Iterator[str]:
    """Yields the marks and words between two places of a sentence."""
    yield f"gap:{bucket(_count(sentence, 'comma', first, last))}"
    if _count(sentence, "semicolon", first, last):
        yield "semicolon"
    if _count(sentence, "with_word", first, last):
        yield "with-between"


def _count(sentence: Sentence, name: str, first: int, last: int) -> int:
    places = sentence.places(name)
    return max(0, bisect_left(places, last) - bisect_left(places, first))


def _acting(sentence: Sentence, phrase: Phrase) -> Iterator[str]:
    """Yields the groups of the words beside a body or a state that show who acts for it."""
    if phrase.mention is None:
        return
    units = sentence.units
    beside = [*units[max(0, phrase.first - 2) : phrase.first], *units[phrase.last : phrase.last + 2]]
    yield from _ACTING.intersection(cls for unit in beside for cls in unit.classes)
    if units[phrase.first].quoted:
        yield "quoted"


def _whom(one: Actor, other: Actor, home: str | None) -> set[str]:
    """Returns whom two actors act for: one state or two, the text's own, one body."""
    states = [actor.state for actor in (one, other)]
    missing = states.count(None)
    found = {f"home:{0 if home is None else states.count(home)}"}
    found.add(f"state-missing:{missing}" if missing else "same-state" if states[0] == states[1] else "two-states")
    first, second = one.said.organisation, other.said.organisation
    if first is not None and second is not None and first.name == second.name:
        found.add("same-body")
    return found


def _titles(one: Actor, other: Actor) -> Iterator[str]:
    for person in (one.person, other.person):
        if person is not None:
            yield "in-office" if person.in_office else "occupation"
            if person.post is not None:
                yield "post"
            if person.title_span is None:
                yield "untitled"


def sides(members: Sequence[Actor]) -> int:
    """Returns how many states and bodies the actors act for."""
    return len({actor.state or actor.name for actor in members})


def same_sides(members: Sequence[Actor]) -> bool:
    """Whether two of the actors act for one state."""
    return any(a.state is not None and a.state == b.state for a, b in combinations(members, 2))
