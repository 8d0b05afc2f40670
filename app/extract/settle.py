"""Settles whose organisation and state a person acts for, by the text around, where the title leaves it open.

A learned score chooses among the organisations and states that the text names, or none of them.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile
from typing import Generic, TypeVar

from app.extract.mentions import Mention, shown
from app.extract.namesakes import Person
from app.extract.page import Page
from app.extract.scores import Scores
from app.extract.units import Sentence, Text
from app.registry import Registry
from app.text.fold import fold

T = TypeVar("T")
ORGANISATION, STATE = "person.organisation", "person.state"
# The most candidates of a choice, the nearest first.
_MOST = 8
_NEAR = 3
# Letters between an organisation and the name of somebody without a title who belongs to it, at most.
_CLOSE = 60
_INTERNATIONAL = "40"
_OWN = "10"


@dataclass(frozen=True)
class Spot:
    """Where something is named: the number of its sentence, its first code point, and its end."""

    sentence: int
    start: int
    end: int


@dataclass(frozen=True)
class Choice(Generic[T]):
    """A candidate with its features."""

    value: T
    features: frozenset[str]


class Around:
    """What a text names around its people."""

    def __init__(
        self,
        text: Text,
        registry: Registry,
        page: Page,
        people: Sequence[Person],
        mentions: Callable[[Sentence], list[Mention]],
        states: Counter[str],
        home: str | None,
    ) -> None:
        self.text, self.registry, self.page, self.people = text, registry, page, people
        self.mentions, self.named, self.home = mentions, states, home
        self.sentences: list[Sentence] = sorted(text.signed, key=lambda sentence: sentence.start)
        self._starts = [sentence.start for sentence in self.sentences]

    def place_of(self, person: Person) -> Spot:
        """Returns where a person is first named with the title, or first named."""
        start, end = person.spans[0]
        if person.title_span is not None:
            first, last = person.title_span
            named = min(person.spans, key=lambda span: abs(span[0] - first))
            start, end = min(first, named[0]), max(last, named[1])
        return Spot(bisect_right(self._starts, start) - 1, start, end)

    @cached_property
    def organisations(self) -> list[tuple[Spot, Mention]]:
        """The organisations that the text names, in order."""
        return [
            (Spot(number, mention.start, mention.end), mention)
            for number, sentence in enumerate(self.sentences)
            for mention in self.mentions(sentence)
            if mention.kind == "organisation"
        ]

    @cached_property
    def towns(self) -> list[tuple[Spot, str, str, str]]:
        """The towns and districts that the text names, in order, with their names, states and class."""
        found = []
        for number, sentence in enumerate(self.sentences):
            for unit in sentence.having("city", "area"):
                known = self.registry.places[str(unit.value("city", "area"))]
                if unit.capital:
                    name = shown(known.names, self.text.words.code, unit.text)
                    cls = "city" if unit.has("city") else "area"
                    found.append((Spot(number, unit.start, unit.end), name, known.countries[0], cls))
        return found

    @cached_property
    def states(self) -> list[tuple[Spot, str, str]]:
        """The states that the text names, in order, and how: as state, by adjective, place or organisation."""
        found = []
        for number, sentence in enumerate(self.sentences):
            for mention in self.mentions(sentence):
                place = Spot(number, mention.start, mention.end)
                if mention.kind == "country" and mention.country is not None:
                    found.append((place, mention.country, "adjective" if mention.by_adjective else "state"))
                elif mention.country is not None and not mention.inferred:
                    found.append((place, mention.country, "organisation"))
            for unit in sentence.having("city", "area"):
                known = self.registry.places[str(unit.value("city", "area"))]
                if unit.capital:
                    found.append((Spot(number, unit.start, unit.end), known.countries[0], "place"))
        return sorted(found, key=lambda each: each[0].start)

    def of_state(self, code: str) -> list[tuple[Spot, str, str]]:
        """Returns where and how the text names a state, in order."""
        return self._listed.get(code, [])

    def last(self, how: str, start: int) -> str | None:
        """Returns the last state before a place that the text names in the way `how`: "adjective"."""
        named = self._listed.get(how, [])
        at = bisect_left(named, start, key=_start)
        return named[at - 1][1] if at else None

    @cached_property
    def _listed(self) -> dict[str, list[tuple[Spot, str, str]]]:
        """The states in order, by their codes and by how they are named."""
        found: dict[str, list[tuple[Spot, str, str]]] = {}
        for each in self.states:
            found.setdefault(each[1], []).append(each)
            found.setdefault(each[2], []).append(each)
        return found


def settle(around: Around, scores: Scores) -> None:
    """Gives people the organisations and then the states that their titles leave open."""
    if ORGANISATION in scores.models:
        for person in around.people:
            if person.organisation is None and person.noun in around.text.words.local:
                person.organisation = _administration(around, person)
            choices = organisation_choices(around, person)
            best = scores.best(ORGANISATION, [choice.features for choice in choices])
            if best is not None:
                mention = choices[best].value
                person.organisation, person.organisation_rule = replace(mention, inferred=True), ORGANISATION
                if person.country is None and mention.country is not None:
                    person.country, person.country_inferred = mention.country, True
    if STATE in scores.models:
        for person in around.people:
            if not open_state(person, around.home):
                continue
            states = state_choices(around, person)
            at = scores.best(STATE, [choice.features for choice in states])
            person.country, person.country_inferred = (None if at is None else states[at].value), True
            person.country_rule = STATE


def open_state(person: Person, home: str | None) -> bool:
    """Whether neither a title nor a known leader's name says whose state a person acts for."""
    return person.id is None and (person.country is None or (person.country_inferred and person.country == home))


# --- organisations ---------------------------------------------------------------------------------------------


def organisation_choices(around: Around, person: Person) -> list[Choice[Mention]]:
    """Returns the organisations that a person may belong to, whose title names none, with their features."""
    kind = kind_of(person)
    # Heads of state imply no organisation.
    if person.organisation is not None or kind == "ruler":
        return []
    here = around.place_of(person)
    named: dict[str, list[tuple[Spot, Mention]]] = {}
    for place, mention in around.organisations:
        if not (here.start <= place.start < here.end):
            named.setdefault(mention.id or fold(mention.name), []).append((place, mention))
    groups = sorted(named.values(), key=lambda group: min(_distance(here, place) for place, _ in group))[:_MOST]
    found = []
    for group in groups:
        before = [place for place, _ in group if place.start < here.start]
        nearest = min(group, key=lambda each: _distance(here, each[0]))
        if person.position is None and not _right_before(here, nearest[0]):
            continue
        mention = next((m for _, m in group if m.proper), nearest[1])
        if (not mention.proper and mention.id is None) or (kind == "envoy" and not _sends(around, mention)):
            continue
        features = {
            f"kind:{kind}",
            *_of_organisation(around, person, mention, kind),
            *_where(around, here, nearest[0], kind),
            f"times:{min(len(group), 4)}",
            "before" if before else "only after",
        }
        if before and max(before, key=lambda place: place.start) == _last_before(around, here):
            features |= {"nearest before", f"nearest before:{kind}"}
        if group is groups[0]:
            features |= {"nearest", f"nearest:{kind}"}
        if around.organisations[0][1] in [m for _, m in group]:
            features.add("first of the text")
        if len(groups) == 1:
            features.add("only")
        found.append(Choice(mention, frozenset(features)))
    return found


def _right_before(here: Spot, place: Spot) -> bool:
    """Whether an organisation is in a person's sentence, not far before the name: "of UNDP, Name"."""
    return place.sentence == here.sentence and 0 <= here.start - place.end < _CLOSE


def _sends(around: Around, mention: Mention) -> bool:
    """Whether an organisation may have an envoy: one of no state, or an embassy."""
    known = around.registry.organisations.get(mention.id or "")
    return mention.body == "embassy" or (known is not None and known.country is None)


def _last_before(around: Around, here: Spot) -> Spot | None:
    before = [place for place, mention in around.organisations if place.start < here.start]
    return before[-1] if before else None


def _of_organisation(around: Around, person: Person, mention: Mention, kind: str) -> Iterator[str]:
    """Yields what kind of organisation it is, and whether its name has the noun of the title."""
    registry = around.registry
    known = registry.organisations.get(mention.id or "")
    type_ = known.type if known is not None else "unknown"
    yield f"type:{type_}"
    yield f"type:{type_}:{kind}"
    if known is not None and known.media:
        yield "media"
    if mention.id is not None and mention.id == around.page.publisher_id:
        yield "publisher"
    if person.noun is None:
        yield "no noun"
    else:
        names = [mention.name]
        if known is not None:
            language = around.text.words.code
            names += [*known.names.get(language, ()), *known.acronyms.get(language, ())]
        has = any(fold(person.noun) in fold(name) for name in names)
        yield f"noun:{has}"
        yield f"noun:{has}:{kind}"
    others = [p for p in around.people if p is not person and p.organisation is not None]
    mine = [p for p in others if p.organisation is not None and _same(p.organisation, mention)]
    if mine:
        yield "of another"
        if mine[-1].number == person.number - 1:
            yield "of the one before"
    if person.country is not None and mention.country is not None:
        yield f"same state:{person.country == mention.country}"


def _same(one: Mention, other: Mention) -> bool:
    return one.id == other.id if one.id is not None or other.id is not None else fold(one.name) == fold(other.name)


def _administration(around: Around, person: Person) -> Mention | None:
    """Returns the administration of the place that the text named last before the title of its head."""
    here = around.place_of(person)
    # Governors and heads of districts are not of towns.
    wanted = ("area",) if person.noun == around.text.words.local[0] else ("area", "city")
    before = [e for e in around.towns if e[0].start < here.end and e[2] == around.home and e[3] in wanted]
    if not before or person.title_span is None:
        return None
    place, name, state, _ = before[-1]
    if person.country is None:
        person.country, person.country_inferred = state, True
    noun = person.noun or ""
    called = f"{noun[:1].upper()}{noun[1:]} ({name})"
    return Mention("organisation", called, 0, 0, place.start, place.end, country=state, inferred=True)


# --- states ----------------------------------------------------------------------------------------------------


def state_choices(around: Around, person: Person) -> list[Choice[str]]:
    """Returns the states that a person may act for, with their features."""
    here = around.place_of(person)
    left, right = (bisect_left(around.states, start, key=_start) for start in (here.start, here.end))
    before, inside, after = around.states[:left], around.states[left:right], around.states[right:]
    ranks = [code for code, _ in around.named.most_common()]
    codes = dict.fromkeys(
        [
            *([around.home] if around.home is not None else []),
            *([person.country] if person.country is not None else []),
            *(code for _, code, _ in inside),
            *(code for _, code, _ in before[-1:]),
            *ranks[:_MOST],
            *(code for _, code, _ in after[:1]),
        ]
    )
    kind = kind_of(person)
    seen = [p for p in around.people if p is not person and p.country is not None and not p.country_inferred]
    found = []
    for code in list(codes)[:_MOST]:
        features = {
            f"kind:{kind}",
            *_of_state(around, person, code, kind, ranks),
            *_named(around, here, code, before, after, kind),
            *(f"inside:{how}:{kind}" for _, other, how in inside if other == code),
        }
        if any(other != code for _, other, _ in inside):
            features.add(f"inside another:{kind}")
        if seen:
            features.add(f"others:{any(p.country == code for p in seen)}")
            last = [p for p in seen if p.number < person.number]
            if last:
                features.add(f"the one before:{last[-1].country == code}")
        found.append(Choice(code, frozenset(features)))
    return found


def _of_state(around: Around, person: Person, code: str, kind: str, ranks: Sequence[str]) -> Iterator[str]:
    """Yields what the state is to the text and to the person's organisation."""
    home, page = around.home, around.page
    yield f"home:{code == home}"
    yield f"home:{code == home}:{kind}"
    if page.country is not None:
        yield f"dateline:{page.country == code}"
        yield f"dateline:{page.country == code}:{kind}"
    if around.text.words.home is not None:
        yield f"language:{around.text.words.home == code}:{kind}"
    rank = ranks.index(code) if code in ranks else _NEAR
    yield f"rank:{min(rank, _NEAR)}:{kind}"
    total = sum(around.named.values())
    yield f"share:{4 * around.named[code] // max(1, total)}"
    if len(ranks) == 1:
        yield "only"
    yield f"rule:{person.country == code}:{kind}"
    yield f"state:{code}"
    organisation = person.organisation
    known = around.registry.organisations.get((organisation.id if organisation is not None else None) or "")
    if organisation is None:
        yield "no organisation"
    elif organisation.country is not None:
        yield f"of organisation:{organisation.country == code}"
    elif known is not None:
        yield f"organisation:{known.type}"
        yield "without a state"
    else:
        yield "unknown organisation"
        yield f"unknown organisation:{code == home}"
    yield from (f"ending:{code}:{fold(person.parts[-1])[-size:]}" for size in (2, 3))


def _start(named: tuple[Spot, str, str]) -> int:
    return named[0].start


def _of_last(named: Sequence[tuple[Spot, str, str]]) -> list[tuple[Spot, str, str]]:
    """Returns those of the last sentence, in order."""
    there = takewhile(lambda each: each[0].sentence == named[-1][0].sentence, reversed(named))
    return list(there)[::-1]


def _of_first(named: Sequence[tuple[Spot, str, str]]) -> list[tuple[Spot, str, str]]:
    """Returns those of the first sentence, in order."""
    return list(takewhile(lambda each: each[0].sentence == named[0][0].sentence, named))


def _named(
    around: Around,
    here: Spot,
    code: str,
    before: Sequence[tuple[Spot, str, str]],
    after: Sequence[tuple[Spot, str, str]],
    kind: str,
) -> Iterator[str]:
    """Yields where the state is named around the person."""
    # The nearest sentence on each side that names it is enough.
    own = around.of_state(code)
    left, right = (bisect_left(own, start, key=_start) for start in (here.start, here.end))
    mine = [(place, how) for place, _, how in _of_last(own[:left]) + _of_first(own[right:])]
    if not mine:
        yield "not near"
        return
    place, how = min(mine, key=lambda each: _distance(here, each[0]))
    yield f"how:{how}"
    yield from _where(around, here, place, kind)
    if before and before[-1][1] == code:
        yield f"nearest before:{before[-1][2]}"
        yield f"nearest before:{kind}"
    if after and after[0][1] == code:
        yield f"nearest after:{after[0][2]}"
    for wanted in ("state", "adjective", "organisation", "place"):
        if around.last(wanted, here.start) == code:
            yield f"last {wanted}"
    if around.sentences[0].start <= place.start < around.sentences[0].end:
        yield "first sentence"


# --- both ------------------------------------------------------------------------------------------------------


def kind_of(person: Person) -> str:
    """Returns the kind of a person's title: envoy, ruler, minister, local, state, office, occupation or none."""
    return person.kind or ("none" if person.position is None else "office" if person.in_office else "occupation")


def _distance(here: Spot, place: Spot) -> tuple[int, int]:
    """Returns how far something is from a person: in sentences, then in code points; what follows is farther."""
    sentences = here.sentence - place.sentence
    gap = here.start - place.end if place.start < here.start else place.start - here.end
    return (2 * sentences if sentences >= 0 else 1 - 2 * sentences, gap)


def _where(around: Around, here: Spot, place: Spot, kind: str) -> Iterator[str]:
    """Yields where something is named beside a person."""
    sentences = here.sentence - place.sentence
    if sentences == 0:
        where = "in the sentence before" if place.start < here.start else "in the sentence after"
        gap = here.start - place.end if place.start < here.start else place.start - here.end
        yield f"{where}:gap {0 if gap < 3 else 1 if gap < 20 else 2 if gap < 60 else 3}"
    elif sentences > 0:
        where = f"sentences before:{min(sentences, _NEAR)}"
    else:
        where = f"sentences after:{min(-sentences, _NEAR)}"
    yield where
    yield f"{where}:{kind}"
    if around.sentences[place.sentence].line.role == "headline":
        yield "headline"
    if around.sentences[place.sentence].line is around.sentences[here.sentence].line:
        yield "line"
