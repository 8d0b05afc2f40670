"""Organisations as records: all bodies that a text names, each once."""

from app.extract.mentions import Mention
from app.extract.reading import Reading
from app.records.codes import Basis, NameKind
from app.records.evidence import NameOut
from app.records.extraction import OrganisationSaid
from app.registry.things import names_out


def extract(reading: Reading) -> list[OrganisationSaid]:
    """Returns the organisations of a text in the order in which it names them; "the bank" names none."""
    named: dict[str, list[Mention]] = {}
    for sentence in reading.text.naming:
        for mention in reading.mentions(sentence):
            if mention.kind == "organisation" and mention.proper:
                named.setdefault(mention.id or mention.name, []).append(mention)
    found = [_said(reading, mentions) for mentions in named.values()]
    publisher = reading.page.publisher_id
    if publisher is not None and publisher not in named:
        found += [_publisher(reading, publisher)]
    return found


def _said(reading: Reading, mentions: list[Mention]) -> OrganisationSaid:
    first = mentions[0]
    body = reading.registry.bodies.get(first.body or "")
    known = reading.registry.organisations.get(first.id or "")
    language = reading.text.words.code
    names = [NameOut(text=first.name, lang=language, kind=NameKind.NAME)]
    if known is not None:
        names = names_out(known.names, known.acronyms)
    elif body is not None and first.country is not None:
        names = names_out(reading.naming.body_names(body, first.country), {})
    acronyms = known.acronyms.get(language, ()) if known is not None else ()
    evidence = [
        reading.text.evidence(
            "name",
            mention.start,
            mention.end,
            rule="organisation.known" if mention.id is not None else "organisation.body",
            value=first.name,
            basis=Basis.INFERRED if mention.inferred else Basis.EXPLICIT,
        )
        for mention in mentions
    ]
    return OrganisationSaid(
        id=first.id,
        name=first.name if known is None else reading.naming.shown(known.names, first.name),
        acronym=acronyms[0] if acronyms else None,
        organisation_type=known.type if known is not None else body.type if body is not None else None,
        country=first.country,
        names=names,
        evidence=evidence,
    )


def _publisher(reading: Reading, id_: str) -> OrganisationSaid:
    """Returns the publisher where the text names it nowhere but in what the site adds."""
    where = next(e for e in reading.page.evidence if e.field == "publisher")
    known = reading.registry.organisations[id_]
    mention = Mention("organisation", where.value or id_, 0, 0, where.start, where.end, id_, known.country)
    return _said(reading, [mention])
