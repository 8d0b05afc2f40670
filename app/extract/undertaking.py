"""A project as it is put together: who takes part, for which states, what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.extract.reading import Reading
from app.extract.units import Sentence, Unit
from app.records.codes import ProjectKind, Role, Topic
from app.records.extraction import RoleSaid
from app.registry import KnownProject
from app.text.fold import fold

# A sentence that names this many states is about a project for all of them.
_SEVERAL_STATES = 3
_STEM = 5
# A name that a text repeats says nothing new after so many sentences.
_MOST_SENTENCES = 8


@dataclass
class Undertaking:
    """A project as it is put together; `key` shows whether two are the same."""

    key: str
    name: str
    kind: ProjectKind
    start: int
    end: int
    rule: str
    known: KnownProject | None = None
    noun: Unit | None = None
    sentences: list[Sentence] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    name_units: list[Unit] = field(default_factory=list)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The beginnings of the words of the name that say what it is."""
        few = ("project", "programme", "initiative", "title_link", "preposition", "and_word", "determiner")
        return frozenset(fold(unit.text)[:_STEM] for unit in self.name_units if unit.has("word") and not unit.has(*few))


def roles_by_rule(reading: Reading, draft: Undertaking, *, alone: bool = False) -> list[tuple[RoleSaid, int, int]]:
    """Returns who takes part: the organisation of the noun ("JICA's project"), and who carries it out together.

    `alone` says that the text names no other project: what it says about "the project" is about this one.
    """
    found: list[tuple[RoleSaid, int, int]] = []
    sentences = list(draft.sentences)
    if alone:
        own = {sentence.start for sentence in sentences}
        named = [s for s in reading.text.body if s.places("project", "programme", "initiative")]
        sentences += [sentence for sentence in named if sentence.start not in own]
    for sentence in sentences:
        units = sentence.units
        for mention in reading.mentions(sentence):
            if draft.start <= mention.start < draft.end:
                continue
            roles = _roles(reading, units, mention.first, mention.kind == "organisation", draft)
            for role in roles:
                said = RoleSaid(
                    name=mention.name,
                    id=mention.id,
                    country=mention.country if mention.kind == "country" else None,
                    role=role,
                )
                if all((said.name, said.role) != (old.name, old.role) for old, _, _ in found):
                    found.append((said, mention.start, mention.end))
    return found or _givers(reading, draft, sentences) or (_only_giver(reading) if alone else [])


def _only_giver(reading: Reading) -> list[tuple[RoleSaid, int, int]]:
    """Returns the one body from abroad that a text names, where it also names a sum of money."""
    bodies = [m for s in reading.text.body for m in reading.mentions(s) if m.kind == "organisation"]
    bodies = [m for m in bodies if reading.is_from_abroad(m)]
    known = [reading.registry.organisations.get(m.id or "") for m in bodies]
    whole = {thing.parent or thing.id for thing in known if thing is not None}
    if len(whole) != 1 or not any(reading.money(sentence) for sentence in reading.text.body):
        return []
    said = RoleSaid(name=bodies[0].name, id=bodies[0].id, country=None, role=Role.FUNDING)
    return [(said, bodies[0].start, bodies[0].end)]


def _givers(reading: Reading, draft: Undertaking, sentences: Sequence[Sentence]) -> list[tuple[RoleSaid, int, int]]:
    """Returns the one body from abroad that a sentence of the project names beside words of giving or carrying out."""
    for sentence in sentences:
        if not any(unit.has("give", "implement", "grant", "loan", "aid", "hand_over") for unit in sentence.units):
            continue
        bodies = [m for m in reading.mentions(sentence) if m.kind == "organisation" and reading.is_from_abroad(m)]
        bodies = [m for m in bodies if not draft.start <= m.start < draft.end]
        if len({m.id for m in bodies}) == 1:
            said = RoleSaid(name=bodies[0].name, id=bodies[0].id, country=None, role=Role.FUNDING)
            return [(said, bodies[0].start, bodies[0].end)]
    return []


def _roles(reading: Reading, units: Sequence[Unit], at: int, is_body: bool, draft: Undertaking) -> tuple[Role, ...]:
    noun_at = None if draft.noun is None else draft.noun.at - units[0].at
    if noun_at is None or not 0 <= noun_at < len(units) or units[noun_at] is not draft.noun:
        noun_at = None  # it is in another sentence
    both = (Role.FUNDING, Role.IMPLEMENTING)
    if noun_at is not None and abs(at - noun_at) == 1 and (is_body or not units[at].has("adjective")):
        return both if is_body else (Role.FUNDING,)
    before = units[max(0, at - 6) : at]
    if any(unit.has("together_with") for unit in before):
        return both if is_body else (Role.FUNDING,)
    given = next((place for place in range(at - 1, max(-1, at - 4), -1) if units[place].has("from_giver")), None)
    if given is not None:
        carried = given > 0 and units[given - 1].has("implement") and not units[given - 1].has("give")
        return (Role.IMPLEMENTING,) if carried else (Role.FUNDING,)
    carries_out = any(unit.has("implement") for unit in units[at + 1 : at + 4])
    if carries_out and not units[at].has("adjective"):
        return both if is_body else (Role.FUNDING,)
    return ()


def countries_of(reading: Reading, draft: Undertaking, providers: frozenset[str]) -> list[tuple[str, int, int]]:
    """Returns the states that the name names, else that it is carried out in, else the text's own.

    A state that pays is no place of its project, unless the text names no other.
    """
    spans = draft.spans[:_MOST_SENTENCES]
    units = [
        unit
        for sentence in draft.sentences[:_MOST_SENTENCES]
        for unit in sentence.units
        if any(start <= unit.start < end for start, end in spans)
    ]
    named = [(str(u.value("country", "adjective")), u.start, u.end) for u in units if u.has("country", "adjective")]
    for unit in units:
        place = unit.value("city", "area")
        if place is not None and unit.capital and not named:
            named.append((reading.registry.places[place].countries[0], unit.start, unit.end))
    named = [state for state in named if state[0] not in providers or len(named) > 1]
    if named:
        return _once(named)
    if draft.known is not None and len(draft.known.countries) > 1:
        # A programme of several states is known to be theirs by its name.
        return [(code, draft.start, draft.end) for code in draft.known.countries]
    around = [m for sentence in draft.sentences for m in reading.mentions(sentence) if m.kind == "country"]
    places = [(str(m.country), m.start, m.end) for m in around if m.is_place]
    if places:
        return _once(places)
    listed = _once([(str(m.country), m.start, m.end) for m in around if not m.by_adjective])
    if len(listed) >= _SEVERAL_STATES:
        return listed
    start, end = reading.home_span or (draft.start, draft.end)
    if reading.home is None or reading.home not in providers:
        return [(reading.home, start, end)] if reading.home is not None else []
    others = [code for code, _ in reading.states.most_common() if code not in providers]
    return [(others[0] if others else reading.home, start, end)]


def _once(countries: Sequence[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    kept: dict[str, tuple[str, int, int]] = {}
    for country in countries:
        kept.setdefault(country[0], country)
    return list(kept.values())


def topic_of(draft: Undertaking) -> tuple[Topic, Unit | None]:
    """Returns what a project is about, with the word that says it: of its name first, then of its sentences."""
    if draft.known is not None:
        return draft.known.topic, None
    inside = [u for s in draft.sentences for u in s.units if draft.start <= u.start < draft.end and u.has("topic")]
    around = [u for s in draft.sentences for u in s.units if u.has("topic")]
    for units in (inside, around):
        if units:
            counts: dict[str, int] = {}
            for unit in units:
                counts[str(unit.value("topic"))] = counts.get(str(unit.value("topic")), 0) + 1
            best = min(counts, key=lambda topic: (-counts[topic], topic))
            return Topic(best), next(unit for unit in units if unit.value("topic") == best)
    return Topic.OTHER, None
