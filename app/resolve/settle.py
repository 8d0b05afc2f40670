"""Gives every record of an extraction its id: from the registry, from its name, or from its document and content."""

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
    """Returns a copy of an extraction in which every record, and every reference to one, has an id.

    A thing that the registry has gets its names from there. An organisation that is only referred to (as publisher or
    employer) becomes a record if the extractor knew its id. Any other reference without a record has no id.
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
        _complete_organisation(organisation, known)
    for project in settled.projects:
        if (known_project := known.projects.get(project.id or "")) is not None:
            _add_known_names(project, known_project, known.languages)
    for person in settled.people:
        if (known_person := known.people.get(person.id or "")) is not None:
            _complete_person(person, known_person, settled.document.language)
    _number("mtg", settled.meetings, document_id)
    _number("fnd", settled.funding, document_id)
    _number("agr", settled.agreements, document_id)
    return settled


def _is_official(document: DocumentSaid, known: Registry) -> bool | None:
    """Whether a public body published a document; None where the registry does not have the publisher."""
    publisher = known.organisations.get((document.publisher.id if document.publisher is not None else None) or "")
    return None if publisher is None else publisher.type in OFFICIAL_TYPES and not publisher.media


def _own_id(thing: Named, known: Registry) -> str:
    """Returns an id made from the name; a namesake of a person in the registry gets another id than that person."""
    own = slug(thing.name)
    return f"{own}-namesake" if isinstance(thing, PersonSaid) and own in known.people else own


# --- references ----------------------------------------------------------------------------------------------


def _references(said: DocumentSaid | RecordSaid | ParticipantSaid) -> Iterator[tuple[str, str, NameSaid]]:
    """Yields the references of a record: kind of the thing, field of the record, and reference."""
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
    known_ids = {kind: set(names.values()) for kind, names in ids.items()}
    everything: list[DocumentSaid | RecordSaid] = [settled.document, *_records(settled)]
    for said in everything:
        for kind, field, reference in _references(said):
            reference.id = reference.id or ids[kind].get(reference.name)
            if reference.id is None or reference.id in known_ids[kind]:
                continue
            if kind == "organisation":
                known_ids[kind].add(reference.id)
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
    """Returns the ids of records by each of their names; the first of two records with one name gets it."""
    ids: dict[str, str] = {}
    for record in records:
        names = [record.name, *(name.text for name in record.names)]
        if not isinstance(record, PersonSaid) and record.acronym is not None:
            names.append(record.acronym)
        for name in names:
            ids.setdefault(name, record.id or "")
    return ids


def _evidence_of(name: str, field: str, evidence: list[EvidenceFields]) -> list[EvidenceFields]:
    """Returns the evidence of a name in a field: for exactly this name, else for the field, else for the record."""
    of_field = [piece for piece in evidence if piece.field == field]
    exact = [piece for piece in of_field if piece.value == name]
    if exact:
        return [piece.model_copy(update={"field": "name"}) for piece in exact]
    implied = {"field": "name", "value": name, "basis": Basis.INFERRED}
    return [piece.model_copy(update=implied) for piece in of_field or evidence[:1]]


# --- names ---------------------------------------------------------------------------------------------------


def _complete_organisation(said: OrganisationSaid, known: Registry) -> None:
    thing = known.organisations.get(said.id or "")
    if thing is None:
        return
    _add_known_names(said, thing, known.languages)
    said.organisation_type = thing.type
    said.country = thing.country
    said.identifiers = list(thing.identifiers)
    parent = known.organisations.get(thing.parent or "")
    if parent is not None:
        said.parent = NameSaid(id=parent.id, name=_first(parent, known.languages)[1])


def _add_known_names(
    said: OrganisationSaid | ProjectSaid, thing: KnownOrganisation | KnownProject, languages: tuple[str, ...]
) -> None:
    language, name = _first(thing, languages)
    names = names_out(thing.names, thing.acronyms)
    texts = {known.text for known in names}
    said.name, said.acronym = name, next(iter(thing.acronyms.get(language, ())), None)
    said.names = names + [printed for printed in said.names if printed.text not in texts]


def _complete_person(said: PersonSaid, thing: KnownPerson, language: str) -> None:
    """Adds the names of the registry; a full printed name stays the name that is shown."""
    names = names_out(thing.names, {})
    texts = {known.text for known in names}
    if not is_full(said.name) and language in thing.names:
        said.name = thing.names[language][0]
    said.names = names + [printed for printed in said.names if printed.text not in texts]


def _first(thing: KnownOrganisation | KnownProject, languages: tuple[str, ...]) -> tuple[str, str]:
    """Returns language and text of the name to show: the first language of the registry in which there is one."""
    for names in (thing.names, thing.acronyms):
        for language in languages:
            if language in names:
                return language, names[language][0]
    return "und", thing.id


def _complete_names(said: Named | AgreementSaid, language: str) -> None:
    """Adds the name and acronym of a record to its names by language, if they are missing there."""
    texts = {name.text for name in said.names}
    acronym = said.acronym if isinstance(said, OrganisationSaid | ProjectSaid) else None
    for text, kind in ((said.name, NameKind.NAME), (acronym, NameKind.ACRONYM)):
        if text is not None and text not in texts:
            said.names.append(NameOut(text=text, lang=language, kind=kind))
            texts.add(text)


# --- records of one document ---------------------------------------------------------------------------------


def _number(prefix: str, records: Sequence[MeetingSaid | FundingSaid | AgreementSaid], document_id: str) -> None:
    """Gives records ids made from their document and content; records with equal content are numbered."""
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
