"""Who takes part in a meeting: the persons, organisations and states of a sentence that can be its parties."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.extract.namesakes import Person
from app.extract.paper import NOUNS as AGREEMENTS
from app.extract.reading import Party, Reading
from app.extract.units import Sentence, Unit
from app.languages.bending import is_attribute
from app.records.extraction import NameSaid, ParticipantSaid


@dataclass
class Participant:
    """A party of an event: a person, or an organisation or state."""

    said: ParticipantSaid
    key: str
    # The stretches that name it, each once, in the order in which they were met.
    spans: dict[tuple[int, int], None]
    person: Person | None = None
    title_span: tuple[int, int] | None = None

    @property
    def sides(self) -> list[tuple[str, str | None]]:
        """The organisation and the state that it is, or that it acts for."""
        organisation = self.said.organisation
        named = [] if organisation is None else [("organisation", organisation.name)]
        return [*named, ("country", self.said.country)]


def parties_of(reading: Reading, sentence: Sentence, trigger: Unit) -> list[Party]:
    """Returns those of a sentence who can be parties of its event."""
    units = sentence.units
    at = units.index(trigger)
    end = _clause_end(reading, units, at)
    everybody = [p for p in reading.parties(sentence) if p.first < end]
    persons = [p for p in everybody if p.is_person and not units[p.first].in_speech]
    if (
        trigger.has("visited")
        and not trigger.features("visited") & {"past", "future"}
        and reading.text.words.head == "first"
    ):
        # "the visit of X": who else is named before has no part in it.
        persons = [p for p in persons if p.first > at] or persons
    if trigger.has("gathering", "conference"):
        return persons + [p for p in everybody if not p.is_person and _may_gather(reading, p, units)]
    sides = [p for p in everybody if not p.is_person and _is_side(reading, p, units)]
    if len(persons) >= 2:
        return persons + [p for p in sides if _next_to_delegation(p, units)]
    bodies = [p for p in everybody if not p.is_person and _is_body(reading, p, units, at, alone=not persons)]
    return persons + [p for p in everybody if p in sides or p in bodies]


def _clause_end(reading: Reading, units: Sequence[Unit], at: int) -> int:
    """Returns the place where the clause of a unit ends: before ", in the course of which …"."""
    for place in range(at + 1, len(units)):
        if units[place].has("semicolon"):
            return place
        if units[place].has("comma") and any(unit.has("clause_opener") for unit in units[place + 1 : place + 4]):
            return place
    return len(units)


def _is_body(reading: Reading, party: Party, units: Sequence[Unit], at: int, *, alone: bool) -> bool:
    """Whether an organisation is told as a party: after "with" and its like, or the subject where nobody is named."""
    mention = party.mention
    if mention is None or mention.kind != "organisation" or _is_medium(reading, party):
        return False
    # "they discussed a memorandum between A and B": these agree, and need not be there.
    if units[at].has("discussed") and any(unit.has(*AGREEMENTS) for unit in units[at : mention.first]):
        return False
    before = units[max(0, mention.first - 7) : mention.first]
    beside = [*before, *units[mention.last : mention.last + 2]]
    if any(unit.has("with_word") for unit in beside) or "instrumental" in units[mention.last - 1].features(
        "organisation", "body"
    ):
        return True
    # "in the ministry": what stands between (an article) tells nothing.
    nearest = next((unit for unit in reversed(before) if unit.has("in_country") or not unit.has("title_link")), None)
    is_place = nearest is not None and nearest.has("in_country")
    signs = units[at].has("sign") and not is_place
    return signs or (alone and mention.last <= at and not is_place)


def _is_medium(reading: Reading, party: Party) -> bool:
    known = reading.registry.organisations.get((party.mention.id if party.mention else None) or "")
    return known is not None and known.media


def _may_gather(reading: Reading, party: Party, units: Sequence[Unit]) -> bool:
    mention = party.mention
    if mention is None or mention.is_place or _is_medium(reading, party):
        return False
    return not mention.by_adjective or _next_to_delegation(party, units)


def _next_to_delegation(party: Party, units: Sequence[Unit]) -> bool:
    return any(unit.has("delegation", "side") for unit in units[party.last : party.last + 2]) or any(
        unit.has("delegation", "side") for unit in units[max(0, party.first - 1) : party.first]
    )


def _is_side(reading: Reading, party: Party, units: Sequence[Unit]) -> bool:
    """Whether a state is told as a party: its delegation, its side, its representatives."""
    if party.mention is None or party.mention.kind != "country":
        return False
    if _next_to_delegation(party, units):
        return True
    following = units[party.last : party.last + 8]
    for unit in following:
        if unit.has("delegation", "side", "official"):
            return True
        attribute = not unit.capital and is_attribute(unit.text, None, reading.text.words)
        if not unit.has("country", "comma", "and_word", "adjective") and not attribute:
            return False
    return False


def joining(reading: Reading, sentence: Sentence) -> list[Party]:
    return [
        p
        for p in reading.parties(sentence)
        if p.is_person or (p.mention is not None and p.mention.kind == "organisation" and not _is_medium(reading, p))
    ]


def participant_of(reading: Reading, party: Party) -> Participant:
    if party.appearance is not None:
        return person_of(reading, party.appearance.person, (party.appearance.start, party.appearance.end))
    mention = party.mention
    assert mention is not None
    is_state = mention.kind == "country"
    said = ParticipantSaid(
        organisation=None if is_state else NameSaid(name=mention.name, id=mention.id),
        country=mention.country,
        country_name=None if mention.country is None else reading.naming.country_name(mention.country),
    )
    key = mention.id or mention.name
    return Participant(said, key, {(mention.start, mention.end): None})


def person_of(reading: Reading, person: Person, span: tuple[int, int]) -> Participant:
    organisation = person.organisation
    said = ParticipantSaid(
        person=NameSaid(name=person.name, id=person.id),
        position=person.position,
        organisation=None if organisation is None else NameSaid(name=organisation.name, id=organisation.id),
        country=person.country,
        country_name=None if person.country is None else reading.naming.country_name(person.country),
    )
    return Participant(said, f"person {person.name}", {span: None}, person, person.title_span)


def titled(reading: Reading, sentence: Sentence, parties: Sequence[Party]) -> list[Participant]:
    """Returns the persons whom a sentence names by title only."""
    taken = {place for party in parties if party.is_person for place in range(party.first, party.last)}
    found = []
    for at, unit in enumerate(sentence.units):
        if at in taken or unit.in_speech or not unit.has("position", "body_head"):
            continue
        if "nomn" not in unit.features("position", "body_head") and unit.features("position", "body_head"):
            continue
        person = reading.people.by_title(sentence.units, at)
        if person is not None:
            found.append(person_of(reading, person, (unit.start, unit.end)))
    return found
