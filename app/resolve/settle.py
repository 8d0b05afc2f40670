"""Gives every record of an extraction its id: that of the registry, of a name, or of what the document says."""

from collections import Counter
from collections.abc import Iterator, Sequence

from app.records.base import make_id
from app.records.codes import OFFICIAL_TYPES, Basis, NameKind
from app.records.evidence import EvidenceFields, NameOut
from app.records.extraction import (
    REFERS_TO,
    AgreementSaid,
    DocumentSaid,
    Extraction,
    FundingSaid,
    MeetingSaid,
    NameSaid,
    OrganisationSaid,
    ParticipantSaid,
    PersonSaid,
    ProjectSaid,
    RecordSaid,
)
from app.records.values import print_amount
from app.registry import KnownOrganisation, KnownPerson, KnownProject, Registry, load_registry
from app.registry.things import names_out
from app.resolve.things import is_full
from app.sounds.slug import slug

Named = OrganisationSaid | ProjectSaid | PersonSaid


def settle(extraction: Extraction, *, document_id: str, registry: Registry | None = None) -> Extraction:
    """Returns a copy in which every record has an id, and every name that means one of them has its id.

    A thing that the registry knows gets its names from there. An organisation that is only referred to (as a
    publisher or an employer) becomes a record of its own where the extractor knew its id; any other name of
    something that the text has no record of stays a name without an id.
    """
    known = registry if registry is not None else load_registry()
    settled = extraction.model_copy(deep=True)
    settled.document.id = document_id
    settled.document.official = _is_official(settled.document, known)
    things: list[Named] = [*settled.organisations, *settled.projects, *settled.people]
    for thing in things:
        thing.id = thing.id or _own_id(thing, known)
    _settle_references(settled)
    named: list[Named | AgreementSaid] = [*settled.organisations, *settled.projects, *settled.people]
    for record in [*named, *settled.agreements]:
        _complete_names(record, settled.document.language)
    for organisation in settled.organisations:
        _tell_organisation(organisation, known)
    for project in settled.projects:
        if (known_project := known.projects.get(project.id or "")) is not None:
            _tell_names(project, known_project, known.languages)
    for person in settled.people:
        if (known_person := known.people.get(person.id or "")) is not None:
            _tell_person(person, known_person, settled.document.language)
    _number("mtg", settled.meetings, document_id)
    _number("fnd", settled.funding, document_id)
    _number("agr", settled.agreements, document_id)
    return settled


def _is_official(document: DocumentSaid, known: Registry) -> bool | None:
    """Returns whether a public body published a document; None where the register does not know its publisher."""
    publisher = known.organisations.get((document.publisher.id if document.publisher is not None else None) or "")
    return None if publisher is None else publisher.type in OFFICIAL_TYPES and not publisher.media


def _own_id(thing: Named, known: Registry) -> str:
    """Returns an id made of the name; that of a known person is only for whom the extractor knew to be that person."""
    own = slug(thing.name)
    return f"{own}-namesake" if isinstance(thing, PersonSaid) and own in known.people else own


# --- references ----------------------------------------------------------------------------------------------


def _references(said: DocumentSaid | RecordSaid | ParticipantSaid) -> Iterator[tuple[str, str, NameSaid]]:
    """Yields what a record refers to by name: the kind, the field of the record, and the reference."""
    for field in type(said).model_fields:
        value = getattr(said, field)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, NameSaid):
                yield REFERS_TO.get(field, "organisation"), field, item
            elif isinstance(item, ParticipantSaid):
                yield from ((kind, field, reference) for kind, _, reference in _references(item))


def _settle_references(settled: Extraction) -> None:
    ids = {
        "organisation": _ids_by_name(settled.organisations),
        "project": _ids_by_name(settled.projects),
        "person": _ids_by_name(settled.people),
    }
    told = {kind: set(names.values()) for kind, names in ids.items()}
    everything: list[DocumentSaid | RecordSaid] = [settled.document, *_records(settled)]
    for said in everything:
        for kind, field, reference in _references(said):
            reference.id = reference.id or ids[kind].get(reference.name)
            if reference.id is None or reference.id in told[kind]:
                continue
            if kind == "organisation":
                told[kind].add(reference.id)
                evidence = _evidence_of(reference.name, field, said.evidence)
                settled.organisations.append(OrganisationSaid(id=reference.id, name=reference.name, evidence=evidence))
            else:
                reference.id = None


def _records(settled: Extraction) -> list[RecordSaid]:
    return [
        *settled.meetings,
        *settled.funding,
        *settled.projects,
        *settled.agreements,
        *settled.people,
        *settled.organisations,
    ]


def _ids_by_name(records: Sequence[Named]) -> dict[str, str]:
    """Returns the ids by every name of the records; of two with one name the first has it."""
    ids: dict[str, str] = {}
    for record in records:
        names = [record.name, *(name.text for name in record.names)]
        if not isinstance(record, PersonSaid) and record.acronym is not None:
            names.append(record.acronym)
        for name in names:
            ids.setdefault(name, record.id or "")
    return ids


def _evidence_of(name: str, field: str, evidence: list[EvidenceFields]) -> list[EvidenceFields]:
    """Returns evidence of a name told in a field: that of just this name, else of the field, else of the record."""
    of_field = [piece for piece in evidence if piece.field == field]
    exact = [piece for piece in of_field if piece.value == name]
    if exact:
        return [piece.model_copy(update={"field": "name"}) for piece in exact]
    implied = {"field": "name", "value": name, "basis": Basis.INFERRED}
    return [piece.model_copy(update=implied) for piece in of_field or evidence[:1]]


# --- names ---------------------------------------------------------------------------------------------------


def _tell_organisation(said: OrganisationSaid, known: Registry) -> None:
    thing = known.organisations.get(said.id or "")
    if thing is None:
        return
    _tell_names(said, thing, known.languages)
    said.organisation_type = thing.type
    said.country = thing.country
    said.identifiers = list(thing.identifiers)
    parent = known.organisations.get(thing.parent or "")
    if parent is not None:
        said.parent = NameSaid(id=parent.id, name=_first(parent, known.languages)[1])


def _tell_names(
    said: OrganisationSaid | ProjectSaid, thing: KnownOrganisation | KnownProject, languages: tuple[str, ...]
) -> None:
    language, name = _first(thing, languages)
    names = names_out(thing.names, thing.acronyms)
    texts = {known.text for known in names}
    said.name, said.acronym = name, next(iter(thing.acronyms.get(language, ())), None)
    said.names = names + [printed for printed in said.names if printed.text not in texts]


def _tell_person(said: PersonSaid, thing: KnownPerson, language: str) -> None:
    """Adds the register's names; the printed name stays the one to show, unless that is no full one."""
    names = names_out(thing.names, {})
    texts = {known.text for known in names}
    if not is_full(said.name) and language in thing.names:
        said.name = thing.names[language][0]
    said.names = names + [printed for printed in said.names if printed.text not in texts]


def _first(thing: KnownOrganisation | KnownProject, languages: tuple[str, ...]) -> tuple[str, str]:
    """Returns the name to show, with its language: that of the first of the registry's languages that has one."""
    for names in (thing.names, thing.acronyms):
        for language in languages:
            if language in names:
                return language, names[language][0]
    return "und", thing.id


def _complete_names(said: Named | AgreementSaid, language: str) -> None:
    """Adds the record's own name, and acronym, to its names by language where they are not among them."""
    told = {name.text for name in said.names}
    acronym = said.acronym if isinstance(said, OrganisationSaid | ProjectSaid) else None
    for text, kind in ((said.name, NameKind.NAME), (acronym, NameKind.ACRONYM)):
        if text is not None and text not in told:
            said.names.append(NameOut(text=text, lang=language, kind=kind))
            told.add(text)


# --- records that are one document's own ---------------------------------------------------------------------


def _number(prefix: str, records: Sequence[MeetingSaid | FundingSaid | AgreementSaid], document_id: str) -> None:
    """Gives ids made of what tells the records of one document apart; equal ones are numbered."""
    seen: Counter[tuple[str, ...]] = Counter()
    for record in records:
        key = _key(record)
        record.id = make_id(prefix, document_id, *key, str(seen[key]))
        seen[key] += 1


def _key(record: MeetingSaid | FundingSaid | AgreementSaid) -> tuple[str, ...]:
    if isinstance(record, MeetingSaid):
        return tuple(sorted(_who(participant) for participant in record.participants))
    if isinstance(record, FundingSaid):
        return (print_amount(record.amount) if record.amount is not None else "", record.currency or "")
    return (record.agreement_type, " ".join(record.name.casefold().split()))


def _who(participant: ParticipantSaid) -> str:
    for name in (participant.person, participant.organisation):
        if name is not None:
            return name.name
    return participant.country or participant.country_name or ""
