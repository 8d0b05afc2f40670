"""How a project is recognised: a name of the register, one in quotation marks beside "project", or a description."""

from collections.abc import Iterator, Sequence

from app.extract.called import NOUNS, OF_OTHERS, kind_of, name_of
from app.extract.reading import Reading
from app.extract.undertaking import Undertaking, countries_of, organisations_of, topic_of
from app.extract.units import Sentence, Unit
from app.languages.bending import citation, is_action, is_genitive, is_predicate
from app.languages.words import Words
from app.records.codes import Basis, NameKind, Topic
from app.records.evidence import EvidenceFields, NameOut
from app.records.extraction import ProjectSaid, RoleSaid
from app.registry import KnownProject
from app.registry.things import names_out
from app.text.fold import fold

# A noun stands at most this many units from a known name.
_NEAR = 7
_LONGEST_DESCRIPTION = 30
_LONGEST_BEFORE = 9
_LONGEST_LISTED = 12
# A description that nothing but a genitive announces has at least this many words: "программа развития" names none.
_FEWEST_UNANNOUNCED = 2


def extract(reading: Reading) -> list[ProjectSaid]:
    """Returns the projects of a text in its order, each once."""
    drafts: dict[str, Undertaking] = {}
    for sentence in reading.text.all:
        for draft in _drafts(reading, sentence):
            kept = drafts.setdefault(draft.key, draft)
            kept.spans.append((draft.start, draft.end))
            kept.sentences.append(sentence)
            if kept.noun is None and draft.noun is not None:
                kept.noun = draft.noun
    return [_said(reading, draft, alone=len(drafts) == 1) for draft in drafts.values()]


def _drafts(reading: Reading, sentence: Sentence) -> Iterator[Undertaking]:
    taken: set[int] = set()
    for at, unit in enumerate(sentence.units):
        known = _known(reading, unit)
        if known is not None and not _is_of_another(sentence.units, at):
            noun = _noun_near(sentence.units, at)
            name = _shown(reading, known, unit)
            taken.update(range(unit.start, unit.end))
            yield Undertaking(
                known.id, name, known.kind, unit.start, unit.end, "project.known", known, noun, [], [], [unit]
            )
    for at, unit in enumerate(sentence.units):
        if not unit.has(*NOUNS) or unit.start in taken or _of_known(reading, sentence.units, at):
            continue
        named = name_of(reading, sentence, at)
        for draft in [named] if named is not None else _described(reading, sentence.units, at):
            # A description may end in the project's known name; a name in capitals, in that of the whole it is part of.
            parts = draft.name_units[:1] if unit.capital else draft.name_units
            if all(inside.start not in taken for inside in parts):
                taken.update(range(draft.start, draft.end))
                yield draft


def _of_known(reading: Reading, units: Sequence[Unit], at: int) -> bool:
    """Whether a noun that stands last only says what a known project in quotation marks before it is."""
    if reading.text.words.head == "first":
        return False
    before = units[max(0, at - 4) : at]
    return any(unit.quoted and _known(reading, unit) is not None for unit in before)


def _known(reading: Reading, unit: Unit) -> KnownProject | None:
    id_ = unit.value("known_project")
    if id_ is None or not any(token.capital for token in unit.tokens):
        return None
    # A name of one common word is a project's only in quotation marks or as an acronym.
    if len(unit.tokens) == 1 and not unit.quoted and not unit.text.isupper() and not unit.text[1:].isupper():
        return None
    return reading.registry.projects[id_]


def _is_of_another(units: Sequence[Unit], at: int) -> bool:
    """Whether the letters of a project stand in brackets, and what stands before is no name of it."""
    if at < 2 or at + 1 >= len(units) or not units[at - 1].has("open") or not units[at + 1].has("close"):
        return False
    capitals = units[at - 2].capital and not units[at - 2].quoted
    return capitals and units[at - 2].value("known_project") != units[at].value("known_project")


def _shown(reading: Reading, known: KnownProject, unit: Unit) -> str:
    return reading.naming.shown(known.names, reading.naming.shown(known.acronyms, unit.text))


def _noun_near(units: Sequence[Unit], at: int) -> Unit | None:
    near = [*reversed(units[max(0, at - _NEAR) : at]), *units[at + 1 : at + 4]]
    return next((unit for unit in near if unit.has(*NOUNS)), None)


def _is_action(unit: Unit, words: Words) -> bool:
    """Whether a word names an action."""
    return not unit.capital and is_action(unit.text, words)


def _described(reading: Reading, units: Sequence[Unit], at: int) -> list[Undertaking]:
    """Reads projects told by what they do: `project for the creation of …`, `… сақтау жобасы`, and lists of these."""
    is_last = reading.text.words.head == "last"
    found = _described_last(reading, units, at) if is_last else _described_first(reading, units, at)
    if found is None:
        return []
    runs = [found, *(_listed_before(reading, units, found[0]) if is_last else ())]
    drafts = []
    for first, end in sorted(runs):
        inside = list(units[first:end])
        name = _nominative(reading, inside)
        span = inside[0].start, inside[-1].end
        drafts.append(
            Undertaking(
                fold(name), name, kind_of(units[at]), *span, "project.described", None, units[at], [], [], inside
            )
        )
    return drafts


def _listed_before(reading: Reading, units: Sequence[Unit], first: int) -> list[tuple[int, int]]:
    """Returns the places of the further actions of a list that one noun ends: "preventing …, widening … projects"."""
    runs: list[tuple[int, int]] = []
    while first > 1 and units[first - 1].has("comma", "and_word"):
        end = first - 1
        if not _is_action(units[end - 1], reading.text.words):
            break
        first = end - 1
        while first > 0 and end - first < _LONGEST_LISTED and _goes_back(units, first - 1, reading.text.words):
            first -= 1
        runs.append((first, end))
    return runs


def _described_first(reading: Reading, units: Sequence[Unit], at: int) -> tuple[int, int] | None:
    """Returns the places of a noun and of the action after it: "project on the restoration of …"."""
    place = _action_after(reading, units, at)
    if place is None or "plur" in units[at].features(*NOUNS):
        return None
    end = place + 1
    while end < len(units) and end - at < _LONGEST_DESCRIPTION and not ends_description(reading, units[end]):
        if units[end].has("between"):
            break
        end += 1
    while end > place + 1 and units[end - 1].has("title_link", "in_country", "for_purpose", "with_word", "since"):
        end -= 1
    first = at
    while first > 0 and units[first - 1].has("pilot"):
        first -= 1
    if units[at + 1].has("described_by", "comma", "for_purpose") or units[at].capital:
        return first, end
    # Nothing but a genitive: "проект строительства школ" describes one, "программа пребывания" and its like do not.
    telling = any(unit.has("topic") for unit in units[place:end]) and not units[place].has("give", "implement")
    return (first, end) if telling and end - place >= _FEWEST_UNANNOUNCED else None


def _action_after(reading: Reading, units: Sequence[Unit], at: int) -> int | None:
    """Returns the place of the action that a preposition, a capital letter, a participle or a genitive announces."""
    words, place = reading.text.words, at + 1
    if place + 1 >= len(units):
        return None
    if units[place].has("comma") and _aims(units[place + 1]):
        place += 2
    elif units[place].has("described_by") or _aims(units[place]):
        place += 1
    elif not (units[at].capital and at > 0) and not is_genitive(units[place].text, words):
        return None
    # "project on the restoration": what stands between (an article) tells nothing.
    if not units[at].has("initiative") and units[place].has("title_link") and not units[place].has("described_by"):
        place += 1
    if place + 1 < len(units) and units[place].has("improve") and not units[place].capital:
        return place
    if place >= len(units) or not _is_action(units[place], words):
        return None
    return place


def _aims(unit: Unit) -> bool:
    """Whether several words say together what a project is for: "aimed at", "направленный на"."""
    return unit.has("for_purpose") and len(unit.tokens) > 1 and not unit.has("during")


def _described_last(reading: Reading, units: Sequence[Unit], at: int) -> tuple[int, int] | None:
    """Returns the places of a noun and the action before it, as far back as it belongs together."""
    place = at - 1
    if place >= 0 and units[place].has("described_by"):
        place -= 1
    if place < 1 or not _is_action(units[place], reading.text.words):
        return None
    first = place
    while first > 0 and at - first < _LONGEST_BEFORE and _goes_back(units, first - 1, reading.text.words):
        if reading.people.in_sentence_of(units[first - 1]):
            break
        first -= 1
    first += _is_owner(units, first)
    return (first, at + 1) if place - first >= 1 else None


def _is_subject(owner: Unit) -> bool:
    """Whether a body stands in its dictionary form: it acts, and what it does is told after it."""
    return not owner.features("organisation", "body", "organisation_head") and any(
        fold(owner.text) == fold(sense.form) for sense in owner.senses
    )


def _is_owner(units: Sequence[Unit], first: int) -> bool:
    """Whether a description begins with whose it is: a body before a capital letter, or the noun of a quoted one."""
    owner = units[first]
    if owner.capital and owner.has("organisation", "body", "organisation_head") and _is_subject(owner):
        return True
    if "genitive" not in owner.features("organisation", "body", "organisation_head"):
        return False
    return units[first + 1].capital or (first > 0 and units[first - 1].has("quote"))


def _goes_back(units: Sequence[Unit], at: int, words: Words) -> bool:
    """Whether a description goes on before a place: an "and" inside it joins two nouns, not two actions or parties."""
    if not units[at].has("and_word"):
        return _belongs_before(units[at])
    before = units[at - 1] if at > 0 else None
    if before is None or before.capital or not before.has("word") or not _belongs_before(before):
        return False
    return not before.has(*NOUNS, *OF_OTHERS, "organisation_head") and not _is_action(before, words)


def _belongs_before(unit: Unit) -> bool:
    """Whether a word before the noun can be part of what it names: no clause ends there, nobody acts there."""
    if unit.has("comma", "dot", "semicolon", "colon", "quote", "dash", "close", "open", "relative", "during", "said"):
        return False
    if unit.has("time", "date", "further", "and_word", "number", "side", "delegation", "position", "body_head"):
        return False
    return not any("future" in sense.feature for sense in unit.senses)


def ends_description(reading: Reading, unit: Unit) -> bool:
    """Whether what a noun is for cannot reach over the unit."""
    if unit.has("comma", "dot", "semicolon", "colon", "quote", "open", "close", "dash", "auxiliary"):
        return True
    if unit.has("clause_opener", "relative", "cost") and not unit.capital:
        return True
    return unit.has("word") and not unit.capital and is_predicate(unit.text, reading.text.words) is True


def _nominative(reading: Reading, units: Sequence[Unit]) -> str:
    """Returns a described name with its noun, and what agrees with it, in the nominative."""
    is_last = reading.text.words.head == "last"
    pieces = []
    for place, unit in enumerate(units):
        form = unit.text
        if is_last and place == len(units) - 1 and unit.has(*NOUNS):
            form = citation(unit.text, reading.text.words)
        elif not is_last and place < 2:
            sense = unit.sense(*NOUNS, "pilot")
            form = sense.form if sense is not None and sense.form else unit.text
            form = form[:1].upper() + form[1:] if unit.capital else form
        gap = place > 0 and units[place - 1].end < unit.start
        pieces.append((" " if gap else "") + form)
    return "".join(pieces)


# --- the record ----------------------------------------------------------------------------------------------------


def _said(reading: Reading, draft: Undertaking, *, alone: bool) -> ProjectSaid:
    known = draft.known
    organisations = organisations_of(reading, draft, alone=alone)
    countries = countries_of(reading, draft)
    topic, topic_unit = topic_of(draft)
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
    draft: Undertaking,
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
