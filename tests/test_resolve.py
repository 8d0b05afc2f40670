"""Settling: each record gets its id, each name that means a record has that id, and no reference dangles."""

import pytest

from app.records.extraction import Extraction, NameSaid
from app.resolve import settle
from tests.examples import ALL, REGISTRY, grant, note, talks


def settled(extraction: Extraction, document_id: str = "doc_x") -> Extraction:
    return settle(extraction, document_id=document_id, registry=REGISTRY)


def test_the_given_extraction_stays_as_it_is() -> None:
    extraction = talks()
    settled(extraction)
    assert extraction == talks()


def test_named_things_have_readable_ids() -> None:
    said = settled(talks())
    assert [person.id for person in said.people] == ["sapar-isakov", "pyer-fon-arks"]
    assert settled(grant()).projects[0].id == "tunduk"
    assert settled(note()).projects[0].id == "tunduk"
    assert said.document.id == "doc_x"


def test_a_document_s_own_records_have_opaque_ids() -> None:
    said = settled(grant())
    ids = [record.id or "" for record in (*said.funding, *said.agreements, *settled(talks()).meetings)]
    assert [id_[:4] for id_ in ids] == ["fnd_", "fnd_", "agr_", "mtg_"]
    assert len(set(ids)) == 4
    assert settled(grant()) == said
    assert {record.id for record in settled(grant(), "doc_y").funding}.isdisjoint(ids)


def test_an_id_stays_when_other_fields_change() -> None:
    """A new date, topic or purpose is a change of the record, not another record; so is a change of order."""
    before, changed = talks(), talks()
    changed.meetings[0].date = "2018-08-04"
    changed.meetings[0].participants.reverse()
    changed.funding[0].period = None
    for plural in ("meetings", "funding"):
        assert [record.id for record in getattr(settled(before), plural)] == [
            record.id for record in getattr(settled(changed), plural)
        ]
    changed.funding[0].currency = "KGS"
    assert settled(changed).funding[0].id != settled(before).funding[0].id


def test_references_find_the_record_of_the_name() -> None:
    said = settled(grant())
    assert said.funding[0].project is not None and said.funding[0].project.id == "tunduk"
    # By another name of a thing in the registry: the text says ОБСЕ, the record has OSCE too.
    assert said.funding[0].provider is not None and said.funding[0].provider.id == "osce"
    assert [party.id for party in said.agreements[0].parties] == ["osce", None]
    meeting = settled(talks()).meetings[0]
    assert [who.person.id for who in meeting.participants if who.person] == ["sapar-isakov", "pyer-fon-arks"]


def test_a_name_that_nothing_is_known_of_has_no_id() -> None:
    said = settled(grant())
    assert said.people[0].organisation is not None
    assert (said.people[0].organisation.name, said.people[0].organisation.id) == ("Аппарат Президента", None)


@pytest.mark.parametrize(("field", "kind"), [("project", "project"), ("provider", "organisation")])
def test_an_id_that_the_text_has_no_record_of(field: str, kind: str) -> None:
    """An organisation becomes a record, with the evidence of what names it; of a project too little is known."""
    extraction = talks()
    sum_ = extraction.funding[0]
    extraction.funding[0] = type(sum_).model_validate(
        {**sum_.model_dump(mode="json"), field: {"name": "Нечто", "id": "something"}}
    )
    said = settled(extraction)
    reference = getattr(said.funding[0], field)
    assert reference.name == "Нечто"
    added = [organisation for organisation in said.organisations if organisation.id == "something"]
    if kind == "project":
        assert (reference.id, added) == (None, [])
    else:
        assert reference.id == "something"
        assert [piece.field for piece in added[0].evidence] == ["name"]
        assert added[0].evidence[0].quote == "120 млн долларов"


def test_the_registry_tells_names_and_more() -> None:
    osce = settled(talks()).organisations[0]
    assert (osce.name, osce.acronym) == ("Organization for Security and Co-operation in Europe", "OSCE")
    assert (osce.organisation_type, osce.country, osce.identifiers) == ("40", None, ["XM-DAC-47131"])
    assert osce.parent is not None and (osce.parent.id, osce.parent.name) == ("un", "United Nations")
    texts = [(name.lang, name.text) for name in osce.names]
    assert ("ru", "ОБСЕ") in texts
    assert len(texts) == len(set(texts))


def test_a_record_s_own_name_is_among_its_names() -> None:
    for _, say in ALL:
        said = settled(say())
        for record in (*said.organisations, *said.projects, *said.agreements, *said.people):
            assert record.name in [name.text for name in record.names]


def test_no_reference_dangles() -> None:
    for _, say in ALL:
        said = settled(say())
        ids = {record.id for record in (*said.organisations, *said.projects, *said.people)}
        references: list[NameSaid | None] = [said.document.publisher]
        references += [party for sum_ in said.funding for party in (sum_.provider, sum_.receiver, sum_.project)]
        references += [
            who for meeting in said.meetings for p in meeting.participants for who in (p.person, p.organisation)
        ]
        references += [part for project in said.projects for part in project.organisations]
        references += [party for agreement in said.agreements for party in agreement.parties]
        references += [person.organisation for person in said.people]
        assert {one.id for one in references if one is not None and one.id is not None} <= ids
