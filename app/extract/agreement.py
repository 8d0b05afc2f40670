"""How an agreement is recognised: by its paper, by whether that is signed, planned or mentioned, and by whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.extract.dates import WEAK, Dated
from app.extract.paper import NOUNS, TELLING, around, is_of_project, name_of, quotation
from app.extract.reading import Party, Reading
from app.extract.units import Sentence, Unit
from app.records.codes import AgreementStatus, AgreementType, Basis, NameKind
from app.records.evidence import EvidenceFields, NameOut
from app.records.extraction import AgreementSaid, PartySaid
from app.text.fold import fold

# A part of a name is looked for in so many names; in what lists more documents only whole names are found again.
_MOST_ALIKE = 100
# "Plan" says of "sign" that it is still to come from at most this many units away.
_BESIDE = 2
_RANK = (AgreementStatus.SIGNED, AgreementStatus.PLANNED, AgreementStatus.MENTIONED)


@dataclass
class Draft:
    """An agreement as it is put together."""

    agreement_type: AgreementType
    name: str
    status: AgreementStatus
    noun: Unit
    start: int
    end: int
    sentence: Sentence
    status_unit: Unit | None = None
    date: Dated | None = None
    parties: list[tuple[PartySaid, int, int]] = field(default_factory=list)

    @cached_property
    def key(self) -> tuple[AgreementType, str]:
        """What two drafts of one document share."""
        return self.agreement_type, fold(self.name)


def extract(reading: Reading) -> list[AgreementSaid]:
    """Returns the agreements of a text in its order, each once."""
    drafts: list[Draft] = []
    by_name: dict[tuple[AgreementType, str], Draft] = {}
    for sentence in reading.text.body:
        for at, unit in enumerate(sentence.units):
            draft = _draft(reading, sentence, at) if unit.has(*NOUNS) else None
            if draft is None:
                continue
            known = by_name.get(draft.key)
            old = next((d for d in drafts[:_MOST_ALIKE] if _same(d, draft)), known)
            if old is None:
                drafts.append(draft)
                by_name[draft.key] = draft
                continue
            if _RANK.index(draft.status) < _RANK.index(old.status):
                old.status, old.status_unit = draft.status, draft.status_unit
            told = {said.name for said, _, _ in old.parties}
            if draft.status_unit is not None and draft.status_unit.has("sign"):
                old.parties += [party for party in draft.parties if party[0].name not in told]
    return [_said(reading, draft) for draft in drafts]


def _same(one: Draft, other: Draft) -> bool:
    """Whether two drafts tell one document: of one form, and one's name within the other's."""
    (one_type, one_name), (other_type, other_name) = one.key, other.key
    if one_type is not other_type:
        return False
    # An acronym ("the MoU") means the one told in full before.
    is_acronym = " " not in other.name and not other.name[1:].islower()
    return one_name in other_name or other_name in one_name or is_acronym


def _draft(reading: Reading, sentence: Sentence, at: int) -> Draft | None:
    units, noun = sentence.units, sentence.units[at]
    group = next(name for name in NOUNS if noun.has(name))
    drafted = next((unit for unit in units[max(0, at - 2) : at + 1] if unit.has("draft")), None)
    if noun.has("known_project") or (drafted is not None and (group not in TELLING or drafted is noun)):
        return None
    if is_of_project(reading, units, at):
        return None
    status, status_unit = _status(units, at) if drafted is None else (AgreementStatus.PLANNED, drafted)
    quoted = quotation(units, at)
    named = around(reading, sentence, at)
    announced = named if reading.text.words.head == "last" else [noun]
    capital = any(unit.capital and unit.start != sentence.start for unit in announced)
    if group not in TELLING and not quoted and not capital and status is AgreementStatus.MENTIONED:
        return None
    if group in ("law", "plan", "agreement") and not capital and not quoted:
        signed = status_unit is not None and status_unit.has("sign")
        if len(named) < 3 and not (signed and reading.text.words.head == "last"):
            return None
        # "a plan", "the work plan": a document only where somebody signs or adopts it.
        if group == "plan" and len(noun.tokens) == 1 and status is not AgreementStatus.SIGNED:
            return None
    if quoted:
        start, end = quoted[0].start, quoted[-1].end
        name = reading.text.quote(start, end) if noun not in quoted else name_of(reading, quoted)
    else:
        inside = [noun] if group == "joint_statement" else named
        start, end = inside[0].start, inside[-1].end
        name = name_of(reading, inside)
    draft = Draft(NOUNS[group], name, status, noun, start, end, sentence, status_unit)
    draft.date = _date(reading, draft)
    draft.parties = list(_parties(reading, draft))
    return draft


def _status(units: Sequence[Unit], at: int) -> tuple[AgreementStatus, Unit | None]:
    """Returns how far the document is, with the word nearest to the noun that says so."""
    near = sorted(
        (
            unit
            for unit in units
            if unit.has("sign", "signing", "adopt", "intend") and abs(unit.at - units[at].at) <= 14
        ),
        key=lambda unit: (abs(unit.at - units[at].at), unit.at),
    )
    for unit in near:
        if unit.has("signing") and not unit.has("sign"):
            return AgreementStatus.SIGNED, unit
        if unit.has("sign", "adopt") and unit is not units[at]:
            features = unit.features("sign", "adopt")
            if "past" not in features and _is_planned(units, unit):
                return AgreementStatus.PLANNED, unit
            if "future" in features and "past" not in features:
                return AgreementStatus.PLANNED, unit
            if features & {"past"} or not features & {"nomn", "other"} or unit.has("sign"):
                return AgreementStatus.SIGNED, unit
        if unit.has("intend"):
            return AgreementStatus.PLANNED, unit
    return AgreementStatus.MENTIONED, None


def _is_planned(units: Sequence[Unit], verb: Unit) -> bool:
    """Whether a verb without a time tells what is to come: a word beside it says so ("plan to sign"), or its ending."""
    if verb.features("sign") & {"dative", "accusative"}:
        return True
    return any(unit.has("planned") and 0 < abs(unit.at - verb.at) <= _BESIDE for unit in units)


def _date(reading: Reading, draft: Draft) -> Dated | None:
    dated = [d for d in reading.dates(draft.sentence) if d.rule not in WEAK and not draft.start <= d.start < draft.end]
    dated = [d for d in dated if not reading.is_dateline(d)]
    dated = _of_signing(draft, dated) or dated
    return min(dated, key=lambda d: (abs(d.start - draft.noun.start), d.start), default=None)


def _of_signing(draft: Draft, dated: Sequence[Dated]) -> list[Dated]:
    """Returns the days that a participle after the document tells: "… the agreement, signed on 5 May"."""
    units = draft.sentence.units
    after = [unit for unit in units if unit.start > draft.noun.start and unit.has("sign", *NOUNS)]
    if not after or not after[0].has("sign"):
        return []
    end = after[1].start if len(after) > 1 else units[-1].end
    return [d for d in dated if after[0].start < d.start < end]


def _parties(reading: Reading, draft: Draft) -> Iterator[tuple[PartySaid, int, int]]:
    """Yields who agrees: the states and organisations of the sentence and those its persons act for."""
    seen: set[str] = set()
    everybody = reading.parties(draft.sentence)
    if draft.noun.in_speech:  # the title of a law, quoted at length
        everybody = [Party(m.first, m.last, m.start, m.end, mention=m) for m in reading.mentions(draft.sentence)]
    between = [party for party in everybody if draft.start <= party.start < draft.end and not _is_inside(draft, party)]
    for party in between if len(between) > 1 else everybody:
        said: PartySaid | None = None
        if party.appearance is not None:
            person = party.appearance.person
            if person.country is not None and (person.organisation is None or person.organisation.inferred):
                said = PartySaid(name=reading.naming.country_name(person.country), country=person.country)
            elif person.organisation is not None:
                said = PartySaid(
                    name=person.organisation.name, id=person.organisation.id, country=person.organisation.country
                )
        elif party.mention is not None and not _is_inside(draft, party) and not party.mention.by_adjective:
            known = reading.registry.organisations.get(party.mention.id or "")
            if known is None or not known.media:
                said = PartySaid(name=party.mention.name, id=party.mention.id, country=party.mention.country)
        if said is not None and said.name not in seen:
            seen.add(said.name)
            yield said, party.start, party.end


def _is_inside(draft: Draft, party: Party) -> bool:
    """Whether a body or state only belongs to the document's name; those after "between" agree on it."""
    if not draft.start <= party.start < draft.end:
        return False
    inside = [unit for unit in draft.sentence.units if draft.start <= unit.start < party.start]
    return not any(unit.has("between") for unit in inside)


def _said(reading: Reading, draft: Draft) -> AgreementSaid:
    own = draft.date.value if draft.date is not None else None
    is_news = draft.status is AgreementStatus.SIGNED and draft.date is None
    date = own if draft.status is not AgreementStatus.PLANNED else None
    date = reading.page.published if is_news else date
    text, rule = reading.text, f"agreement.{draft.agreement_type}"
    evidence = [
        text.evidence("record", draft.sentence.start, draft.sentence.end, rule=rule),
        text.evidence("name", draft.start, draft.end, rule=rule, value=draft.name),
        text.evidence("agreement_type", draft.noun.start, draft.noun.end, rule=rule, value=draft.agreement_type),
    ]
    stated = draft.status_unit or draft.noun
    basis = Basis.EXPLICIT if draft.status_unit is not None else Basis.INFERRED
    evidence.append(text.evidence("status", stated.start, stated.end, rule=rule, value=draft.status, basis=basis))
    evidence += list(_date_evidence(reading, draft, date))
    for said, start, end in draft.parties:
        evidence.append(
            text.evidence("parties", start, end, rule="agreement.parties", value=said.name, basis=Basis.INFERRED)
        )
    return AgreementSaid(
        name=draft.name,
        agreement_type=draft.agreement_type,
        status=draft.status,
        date=date,
        names=[NameOut(text=draft.name, lang=reading.text.words.code, kind=NameKind.NAME)],
        parties=[said for said, _, _ in draft.parties],
        evidence=evidence,
    )


def _date_evidence(reading: Reading, draft: Draft, date: str | None) -> Iterator[EvidenceFields]:
    if date is None:
        return
    if draft.date is not None:
        basis = Basis.INFERRED if draft.date.inferred else Basis.EXPLICIT
        yield reading.text.evidence(
            "date", draft.date.start, draft.date.end, rule=draft.date.rule, value=date, basis=basis
        )
        return
    for e in reading.page.evidence:
        if e.field == "published":
            yield reading.text.evidence("date", e.start, e.end, rule=e.rule, value=date, basis=Basis.INFERRED)
