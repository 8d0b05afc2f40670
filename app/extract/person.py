"""People as records: each person of a text with the position that it gives."""

from app.extract.reading import Reading
from app.records.codes import Basis, NameKind
from app.records.evidence import NameOut
from app.records.extraction import NameSaid, PersonSaid


def extract(reading: Reading) -> list[PersonSaid]:
    """Returns the persons of a text in the order in which they are first placed."""
    found = []
    for person in reading.people.known:
        text = reading.text
        evidence = [
            text.evidence("name", start, end, rule=person.rule or "person.untitled", value=person.name)
            for start, end in dict.fromkeys(person.spans)
        ]
        if person.title_span is not None:
            evidence.append(text.evidence("position", *person.title_span, rule=person.rule, value=person.position))
        if person.country is not None:
            basis = Basis.INFERRED if person.country_inferred else Basis.EXPLICIT
            stated_at = person.title_span or person.spans[0]
            rule = person.country_rule or person.rule or "person.untitled"
            evidence.append(text.evidence("country", *stated_at, rule=rule, value=person.country, basis=basis))
        organisation = person.organisation
        if organisation is not None:
            span = (organisation.start, organisation.end)
            basis = Basis.INFERRED if organisation.inferred else Basis.EXPLICIT
            rule = person.organisation_rule or person.rule or "person.untitled"
            evidence.append(text.evidence("organisation", *span, rule=rule, value=organisation.name, basis=basis))
        found.append(
            PersonSaid(
                id=person.id,
                name=person.name,
                position=person.position,
                country=person.country,
                names=[NameOut(text=person.name, lang=text.words.code, kind=NameKind.NAME)],
                organisation=None if organisation is None else NameSaid(name=organisation.name, id=organisation.id),
                evidence=evidence,
            )
        )
    return found
