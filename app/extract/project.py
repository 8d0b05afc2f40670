"""How a project is recognised: every phrase that may name one is rated; of those that overlap, the likeliest wins."""

from collections.abc import Iterator, Sequence

from app.extract.backing import Backer, Weighing
from app.extract.called import NOUNS, kind_of
from app.extract.candidates import Candidate, candidates, sentences_of, shown
from app.extract.reading import Reading
from app.extract.traits import SORTS, CandidateFeatures
from app.extract.undertaking import Undertaking, countries_of, topic_of
from app.extract.units import Unit
from app.records.codes import Basis, NameKind, ProjectKind, Role, Topic
from app.records.evidence import EvidenceFields, NameOut
from app.records.extraction import ProjectSaid, RoleSaid
from app.registry import KnownProject
from app.registry.things import names_out
from app.text.fold import fold

# A part of a name is looked for in so many names; in what lists more projects only whole names are found again.
_MOST_ALIKE = 60
# A second provider is as likely as this.
_ALSO = 0.6


def extract(reading: Reading) -> list[ProjectSaid]:
    """Returns the projects of a text in its order, each once."""
    drafts, weighing = undertakings(reading), Weighing(reading)
    return [_said(reading, weighing, draft, alone=len(drafts) == 1) for draft in drafts]


def undertakings(reading: Reading) -> list[Undertaking]:
    """Returns the projects of a text as they are put together, in its order."""
    drafts: list[Undertaking] = []
    by_key: dict[str, Undertaking] = {}
    for candidate in chosen(reading):
        draft = _draft(reading, candidate)
        old = drafts[-1] if drafts and _is_short_for(reading, drafts[-1], draft) else None
        if old is not None and draft.known is not None and old.known is None:
            old.known, old.key, old.name, old.kind = draft.known, draft.key, draft.name, draft.kind
        old = (
            old or by_key.get(draft.key) or next((other for other in drafts[:_MOST_ALIKE] if same(other, draft)), None)
        )
        if old is None:
            drafts.append(draft)
            by_key[draft.key] = draft
            continue
        old.spans += draft.spans
        old.sentences += draft.sentences
        old.noun = old.noun or draft.noun
    return drafts


def _is_short_for(reading: Reading, old: Undertaking, draft: Undertaking) -> bool:
    """Whether a name is in brackets after another: `the Name of a Project (NP)`."""
    between = reading.text.quote(old.spans[-1][1], draft.start) if old.spans[-1][1] <= draft.start else ""
    return between.endswith("(") and not any(letter.isalnum() for letter in between)


def chosen(reading: Reading) -> list[Candidate]:
    """Returns the candidates that are likely enough, in the order of the text; of those that overlap, the likeliest."""
    found = [candidate for sentence in sentences_of(reading) for candidate in candidates(reading, sentence)]
    features = CandidateFeatures(reading, found)
    rated: dict[int, list[tuple[bool, float, tuple[int, int], Candidate]]] = {}
    for candidate in found:
        model = reading.scores.of_sort("project", SORTS[candidate.form])
        likely = model.probability(features.of(candidate))
        if likely >= model.threshold:
            each = not _is_called(candidate), -likely, candidate.span, candidate
            rated.setdefault(candidate.sentence.start, []).append(each)
    kept: list[Candidate] = []
    for listed in rated.values():
        taken: set[int] = set()
        for *_, candidate in sorted(listed, key=lambda each: each[:3]):
            places = range(candidate.first, candidate.end)
            if taken.isdisjoint(places):
                taken.update(places)
                kept.append(candidate)
    return sorted(kept, key=lambda candidate: candidate.span)


def _is_called(candidate: Candidate) -> bool:
    """Whether a candidate is a name, or says by what it does which project of a known name it is."""
    if candidate.form == "described":
        return any(unit.has("known_project") for unit in candidate.units)
    return candidate.form in ("known", "capitals", "titled")


def same(one: Undertaking, other: Undertaking) -> bool:
    """Whether two drafts are the same project: "the Naryn River Bridge project" and "Naryn River Bridge"."""
    if one.known is not None and other.known is not None:
        return one.known is other.known
    for known, draft in ((one.known, other), (other.known, one)):
        if known is not None:
            listed = [fold(name) for name in known_names(one if one.known is known else other)]
            return any(name in draft.key.split() or (" " in name and name in draft.key) for name in listed)
    if one.key == other.key or one.key in other.key or other.key in one.key:
        return True
    few, many = sorted((one.stems, other.stems), key=len)
    return len(few & many) >= max(2, len(few) - len(few) // 4)


def _draft(reading: Reading, candidate: Candidate) -> Undertaking:
    start, end = candidate.span
    units = list(candidate.units)
    known = _known(reading, units[0]) if candidate.form == "known" else None
    noun = candidate.noun if candidate.noun is not None and candidate.noun.has(*NOUNS) else None
    kind = ProjectKind.PROJECT if noun is None else kind_of(noun)
    name = shown(reading, candidate)
    if candidate.form == "country-programme":
        name = name[:1].upper() + name[1:]
    if known is not None:
        name, kind = _shown(reading, known, units[0]), known.kind
    key = fold(name) if known is None else known.id
    rule = f"project.{candidate.form}"
    return Undertaking(key, name, kind, start, end, rule, known, noun, [candidate.sentence], [(start, end)], units)


def names_of(reading: Reading, candidate: Candidate) -> list[str]:
    """Returns what a candidate is called: by the text, and by the register."""
    return [shown(reading, candidate), *known_names(_draft(reading, candidate))]


def known_names(draft: Undertaking) -> list[str]:
    """Returns all names of a project of the register."""
    if draft.known is None:
        return []
    return [name for named in (draft.known.names, draft.known.acronyms) for names in named.values() for name in names]


def _known(reading: Reading, unit: Unit) -> KnownProject | None:
    id_ = unit.value("known_project")
    return None if id_ is None else reading.registry.projects[id_]


def _shown(reading: Reading, known: KnownProject, unit: Unit) -> str:
    return reading.naming.shown(known.names, reading.naming.shown(known.acronyms, unit.text))


# --- the record ----------------------------------------------------------------------------------------------------


def organisations_of(
    reading: Reading, weighing: Weighing, draft: Undertaking, *, alone: bool
) -> list[tuple[RoleSaid, int, int]]:
    """Returns who pays for a project and who carries it out, each once."""
    found: list[tuple[RoleSaid, int, int]] = []
    listed = weighing.backers_of(draft, alone=alone)
    for role, question in ROLES.items():
        likely: dict[str, tuple[float, Backer]] = {}
        for backer, features in listed:
            rated = reading.scores.probability(question, features)
            key = backer.mention.id or backer.mention.name
            if rated > likely.get(key, (0.0, backer))[0]:
                likely[key] = rated, backer
        best = max((rated for rated, _ in likely.values()), default=0.0)
        # Whoever is likeliest needs less than others beside it.
        least = _ALSO if best >= _ALSO else reading.scores.model(question).threshold
        for rated, backer in likely.values():
            if rated >= least:
                found.append((role_said(backer, role), backer.mention.start, backer.mention.end))
    return found


ROLES = {Role.FUNDING: "project.funder", Role.IMPLEMENTING: "project.implementer"}


def role_said(backer: Backer, role: Role) -> RoleSaid:
    """Returns a body or state in a role."""
    mention = backer.mention
    country = mention.country if mention.kind == "country" else None
    return RoleSaid(name=mention.name, id=mention.id, country=country, role=role)


def _said(reading: Reading, weighing: Weighing, draft: Undertaking, *, alone: bool) -> ProjectSaid:
    known = draft.known
    organisations = organisations_of(reading, weighing, draft, alone=alone)
    providers = frozenset(said.country for said, _, _ in organisations if said.country and said.role is Role.FUNDING)
    countries = countries_of(reading, draft, providers)
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
