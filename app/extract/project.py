"""How a project is recognised: a name of the register, one in quotation marks beside "project", or a description."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.extract.reading import Reading
from app.extract.units import Sentence, Unit
from app.languages.bending import citation, is_predicate
from app.records.codes import Basis, NameKind, ProjectKind, Role, Topic
from app.records.evidence import EvidenceFields, NameOut
from app.records.extraction import ProjectSaid, RoleSaid
from app.registry import KnownProject
from app.registry.things import names_out
from app.text.fold import fold

_NOUNS = {"project": ProjectKind.PROJECT, "programme": ProjectKind.PROGRAMME, "initiative": ProjectKind.INITIATIVE}
# A name stands at most this many units from the noun that says it is a project's.
_NEAR = 7
_LONGEST_DESCRIPTION = 30
_LONGEST_BEFORE = 9
_VOWELS = "аеёиоуыэюяіиүұөәaeiouy"


@dataclass
class Draft:
    """A project as it is put together; `key` tells whether two are the same."""

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


def extract(reading: Reading) -> list[ProjectSaid]:
    """Returns the projects of a text in its order, each once."""
    drafts: dict[str, Draft] = {}
    for sentence in reading.text.all:
        for draft in _drafts(reading, sentence):
            kept = drafts.setdefault(draft.key, draft)
            kept.spans.append((draft.start, draft.end))
            kept.sentences.append(sentence)
            if kept.noun is None and draft.noun is not None:
                kept.noun = draft.noun
    return [_said(reading, draft) for draft in drafts.values()]


def _drafts(reading: Reading, sentence: Sentence) -> Iterator[Draft]:
    taken: set[int] = set()
    for at, unit in enumerate(sentence.units):
        known = _known(reading, unit)
        if known is not None:
            noun = _noun_near(sentence.units, at)
            name = _shown(reading, known, unit)
            taken.update(range(unit.start, unit.end))
            yield Draft(known.id, name, known.kind, unit.start, unit.end, "project.known", known, noun, [], [], [unit])
    for at, unit in enumerate(sentence.units):
        if not unit.has(*_NOUNS) or unit.start in taken:
            continue
        quoted = _quoted_name(reading, sentence.units, at)
        draft = quoted or _described(reading, sentence.units, at)
        if draft is not None and draft.start not in taken:
            yield draft


def _known(reading: Reading, unit: Unit) -> KnownProject | None:
    id_ = unit.value("known_project")
    if id_ is None or not any(token.capital for token in unit.tokens):
        return None
    # A name of one common word is a project's only in quotation marks or as an acronym.
    if len(unit.tokens) == 1 and not unit.quoted and not unit.text.isupper() and not unit.text[1:].isupper():
        return None
    return reading.registry.projects[id_]


def _shown(reading: Reading, known: KnownProject, unit: Unit) -> str:
    return reading.naming.shown(known.names, reading.naming.shown(known.acronyms, unit.text))


def _noun_near(units: Sequence[Unit], at: int) -> Unit | None:
    near = [*reversed(units[max(0, at - _NEAR) : at]), *units[at + 1 : at + 4]]
    return next((unit for unit in near if unit.has(*_NOUNS)), None)


def _kind(noun: Unit) -> ProjectKind:
    return next(kind for cls, kind in _NOUNS.items() if noun.has(cls))


def _quoted_name(reading: Reading, units: Sequence[Unit], at: int) -> Draft | None:
    """Reads `project … «Name»`, or `«Name» … project` where head nouns stand last."""
    noun = units[at]
    first_order = reading.text.words.head == "first"
    near = units[at + 1 : at + 1 + _NEAR] if first_order else list(reversed(units[max(0, at - _NEAR) : at]))
    number = 0
    for unit in near:
        if unit.quoted and not noun.quoted:
            number = unit.quoted
            break
        if unit.has("comma", "dot", "semicolon", *_NOUNS, "said", "agreement", "gathering", "conference"):
            return None
    inside = [unit for unit in units if unit.quoted == number] if number else []
    if not inside or inside[0].has("organisation_head") or any(u.has("known_project") for u in inside):
        return None
    start, end = inside[0].start, inside[-1].end
    name = reading.text.quote(start, end)
    return Draft(fold(name), name, _kind(noun), start, end, "project.quoted", None, noun, [], [], inside)


def _is_action(unit: Unit, endings: Sequence[str], *, bends_last: bool) -> bool:
    """Whether a word names an action; `bends_last`: its last vowels change with its case."""
    word = fold(unit.text)
    if unit.capital:
        return False
    if not bends_last:
        return word.endswith(tuple(endings))
    return any(re.search(f"{fold(ending)[:-1]}[{_VOWELS}й]{{0,2}}$", word) for ending in endings)


def _described(reading: Reading, units: Sequence[Unit], at: int) -> Draft | None:
    """Reads a project told by what it does: `project for the creation of …`, `… сақтау жобасы`."""
    found = (
        _described_last(reading, units, at)
        if reading.text.words.head == "last"
        else _described_first(reading, units, at)
    )
    if found is None:
        return None
    first, end = found
    name = _nominative(reading, units[first:end])
    noun, start, stop = units[at], units[first].start, units[end - 1].end
    inside = list(units[first:end])
    return Draft(fold(name), name, _kind(noun), start, stop, "project.described", None, noun, [], [], inside)


def _described_first(reading: Reading, units: Sequence[Unit], at: int) -> tuple[int, int] | None:
    """Returns the places of a noun and the action after it, which a preposition or a capital letter announces."""
    words, place = reading.text.words, at + 1
    if "plur" in units[at].features(*_NOUNS):
        return None
    if place < len(units) and units[place].has("described_by"):
        place += 1
    elif not (units[at].capital and at > 0):
        return None
    if place >= len(units) or not _is_action(units[place], words.action_endings, bends_last=words.bends == "paradigm"):
        return None
    end = place + 1
    while end < len(units) and end - at < _LONGEST_DESCRIPTION and not _ends_description(reading, units[end]):
        end += 1
    first = at
    while first > 0 and units[first - 1].has("pilot"):
        first -= 1
    return first, end


def _described_last(reading: Reading, units: Sequence[Unit], at: int) -> tuple[int, int] | None:
    """Returns the places of a noun and the action before it, as far back as it belongs together."""
    place = at - 1
    if place >= 0 and units[place].has("described_by"):
        place -= 1
    if place < 1 or not _is_action(units[place], reading.text.words.action_endings, bends_last=False):
        return None
    first = place
    while first > 0 and at - first < _LONGEST_BEFORE and _belongs_before(units[first - 1]):
        first -= 1
    return (first, at + 1) if place - first >= 1 else None


def _belongs_before(unit: Unit) -> bool:
    """Whether a word before the noun can be part of what it names: no clause ends there, nobody acts there."""
    if unit.has("comma", "dot", "semicolon", "colon", "quote", "dash", "close", "open", "relative", "during", "said"):
        return False
    if unit.has("time", "date", "money", "further"):
        return False
    features = {part for sense in unit.senses for part in sense.feature.split(",")}
    return not features & {"past", "future"}


def _ends_description(reading: Reading, unit: Unit) -> bool:
    if unit.has("comma", "dot", "semicolon", "colon", "quote", "open", "dash"):
        return True
    return unit.has("word") and not unit.capital and is_predicate(unit.text, reading.text.words) is True


def _nominative(reading: Reading, units: Sequence[Unit]) -> str:
    """Returns a described name with its noun, and what agrees with it, in the nominative."""
    is_last = reading.text.words.head == "last"
    pieces = []
    for place, unit in enumerate(units):
        form = unit.text
        if is_last and place == len(units) - 1:
            form = citation(unit.text, reading.text.words)
        elif not is_last and place < 2:
            sense = unit.sense(*_NOUNS, "pilot")
            form = sense.form if sense is not None and sense.form else unit.text
            form = form[:1].upper() + form[1:] if unit.capital else form
        gap = place > 0 and units[place - 1].end < unit.start
        pieces.append((" " if gap else "") + form)
    return "".join(pieces)


# --- who, where, what --------------------------------------------------------------------------------------------


def _organisations(reading: Reading, draft: Draft) -> list[tuple[RoleSaid, int, int]]:
    """Returns who takes part: the organisation of the noun ("JICA's project"), and who carries it out together."""
    found: list[tuple[RoleSaid, int, int]] = []
    for sentence in draft.sentences:
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
    return found


def _roles(reading: Reading, units: Sequence[Unit], at: int, is_body: bool, draft: Draft) -> tuple[Role, ...]:
    noun_at = next((place for place, unit in enumerate(units) if unit is draft.noun), None)
    both = (Role.FUNDING, Role.IMPLEMENTING)
    if noun_at is not None and abs(at - noun_at) == 1 and (is_body or not units[at].has("adjective")):
        return both if is_body else (Role.FUNDING,)
    before = units[max(0, at - 6) : at]
    if any(unit.has("together_with") for unit in before):
        return both if is_body else (Role.FUNDING,)
    if any(unit.has("from_giver") for unit in units[max(0, at - 3) : at]):
        return (Role.FUNDING,)
    carries_out = any(unit.has("implement") for unit in units[at + 1 : at + 4])
    if carries_out and not units[at].has("adjective"):
        return both if is_body else (Role.FUNDING,)
    return ()


def _countries(reading: Reading, draft: Draft) -> list[tuple[str, int, int]]:
    """Returns the states that the name names, else that it is carried out in, else the text's own."""
    named = [
        (str(u.value("country", "adjective")), u.start, u.end)
        for u in draft.name_units
        if u.has("country", "adjective")
    ]
    if draft.known is None or not draft.known.countries:
        inside = [
            (str(unit.value("country", "adjective")), unit.start, unit.end)
            for sentence in draft.sentences
            for unit in sentence.units
            if draft.start <= unit.start < draft.end and unit.has("country", "adjective")
        ]
        named = list(dict.fromkeys(named + inside))
    if named:
        return _once(named)
    for sentence in draft.sentences:
        for at, unit in enumerate(sentence.units):
            if unit.has("country") and at > 0 and sentence.units[at - 1].has("in_country"):
                return [(str(unit.value("country")), unit.start, unit.end)]
    noun = draft.noun if draft.noun is not None else draft.name_units[0]
    start, end = reading.home_span or (noun.start, noun.end)
    return [(reading.home, start, end)] if reading.home is not None else []


def _once(countries: Sequence[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    kept: dict[str, tuple[str, int, int]] = {}
    for country in countries:
        kept.setdefault(country[0], country)
    return list(kept.values())


def _topic(draft: Draft) -> tuple[Topic, Unit | None]:
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


# --- the record ----------------------------------------------------------------------------------------------------


def _said(reading: Reading, draft: Draft) -> ProjectSaid:
    known = draft.known
    organisations = _organisations(reading, draft)
    countries = _countries(reading, draft)
    topic, topic_unit = _topic(draft)
    roles = [role for role, _, _ in organisations]
    names = [NameOut(text=draft.name, lang=reading.text.words.code, kind=NameKind.NAME)]
    if known is not None:
        names = names_out(known.names, known.acronyms)
    acronyms = known.acronyms.get(reading.text.words.code, ()) if known is not None else ()
    return ProjectSaid(
        id=None if known is None else known.id,
        name=draft.name,
        acronym=acronyms[0] if acronyms else None,
        kind=draft.kind,
        topic=topic,
        names=names,
        organisations=roles,
        countries=[code for code, _, _ in countries],
        sectors=[] if known is None else list(known.sectors),
        evidence=list(_evidence(reading, draft, organisations, countries, topic, topic_unit)),
    )


def _evidence(
    reading: Reading,
    draft: Draft,
    organisations: Sequence[tuple[RoleSaid, int, int]],
    countries: Sequence[tuple[str, int, int]],
    topic: Topic,
    topic_unit: Unit | None,
) -> Iterator[EvidenceFields]:
    text, rule = reading.text, draft.rule
    for start, end in dict.fromkeys(draft.spans):
        yield text.evidence("name", start, end, rule=rule, value=draft.name)
    noun = draft.noun
    if noun is not None and draft.known is None:
        yield text.evidence("kind", noun.start, noun.end, rule=rule, value=draft.kind)
    else:
        yield text.evidence("kind", draft.start, draft.end, rule=rule, value=draft.kind, basis=Basis.INFERRED)
    for said, start, end in organisations:
        value = f"{said.role}: {said.name}"
        yield text.evidence(
            "organisations", start, end, rule="project.organisations", value=value, basis=Basis.INFERRED
        )
    for code, start, end in countries:
        yield text.evidence("countries", start, end, rule="project.countries", value=code, basis=Basis.INFERRED)
    where = (topic_unit.start, topic_unit.end) if topic_unit is not None else (draft.start, draft.end)
    yield text.evidence("topic", *where, rule="project.topic", value=topic, basis=Basis.INFERRED)
