"""How an agreement is recognised: by its paper, by whether that is signed, planned or mentioned, and by whom."""

from collections.abc import Iterator, Sequence

from app.extract.dates import WEAK, Dated
from app.extract.paper import NOUNS, SPECIFIC, Draft, around, is_of_project, name_of, quotation
from app.extract.phrases import Phrase
from app.extract.reading import Reading
from app.extract.signing import Side, date_features, is_item, leads_of, paper_features, party_said, side_features, sides
from app.extract.units import Sentence, Unit
from app.records.codes import AgreementStatus, AgreementType, Basis, NameKind
from app.records.evidence import EvidenceFields, NameOut
from app.records.extraction import AgreementSaid, PartySaid

# A part of a name is looked for in so many names; in what lists more documents only whole names are found again.
_MOST_ALIKE = 100
# "Plan" says of "sign" that it is still to come from at most this many units away.
_BESIDE = 2
_RANK = (AgreementStatus.SIGNED, AgreementStatus.PLANNED, AgreementStatus.MENTIONED)


def extract(reading: Reading) -> list[AgreementSaid]:
    """Returns the agreements of a text in its order, each once."""
    return [_said(reading, draft) for draft in drafts(reading) if reading.scores.accepts("agreement", draft.features)]


def drafts(reading: Reading) -> list[Draft]:
    """Returns every document that a text names, in its order, each once, with the features of all its mentions."""
    found: list[Draft] = []
    by_name: dict[tuple[AgreementType, str], Draft] = {}
    for sentence in reading.text.body:
        for at in sentence.places(*NOUNS):
            draft = _draft(reading, sentence, at)
            if draft is None:
                continue
            old = next((d for d in found[:_MOST_ALIKE] if _same(d, draft)), by_name.get(draft.key))
            old = old or _meant(found, draft)
            features = set(paper_features(reading, draft))
            if old is None:
                found.append(draft)
                by_name[draft.key] = old = draft
            else:
                _join(old, draft)
                features = {f"again:{feature}" for feature in features} | features
            old.features |= features
            old.sentences.append(sentence)
    return found


def _join(old: Draft, draft: Draft) -> None:
    """Takes over what a further mention of a document adds."""
    old.kept = old.kept or draft.kept
    if _RANK.index(draft.status) < _RANK.index(old.status):
        old.status, old.status_unit = draft.status, draft.status_unit


def _same(one: Draft, other: Draft) -> bool:
    """Whether two drafts are one document: of one form, and one's name within the other's."""
    (one_type, one_name), (other_type, other_name) = one.key, other.key
    if one_type is not other_type:
        return False
    # An acronym ("the MoU") means the one named in full before.
    is_acronym = " " not in other.name and not other.name[1:].islower()
    return one_name in other_name or other_name in one_name or is_acronym


def _meant(found: Sequence[Draft], draft: Draft) -> Draft | None:
    """Returns the document that a bare noun ("the document", "this agreement") refers back to: the last one named."""
    if not draft.bare or not found or is_item(draft.sentence):
        return None
    last = next(
        (old for old in reversed(found[-_MOST_ALIKE:]) if old.agreement_type is draft.agreement_type), found[-1]
    )
    general = draft.noun.has("agreement", "document")
    return (
        last if last.agreement_type is draft.agreement_type or (general and last.agreement_type in _GENERAL) else None
    )


_GENERAL = frozenset(AgreementType) - {AgreementType.LAW}


def _draft(reading: Reading, sentence: Sentence, at: int) -> Draft | None:
    units, noun = sentence.units, sentence.units[at]
    group = next(name for name in NOUNS if noun.has(name))
    if noun.has("known_project") or (group == "note" and not any(unit.has("exchange") for unit in units)):
        return None
    drafted = next((unit for unit in units[max(0, at - 2) : at + 1] if unit.has("draft")), None)
    kept = drafted is None or (group in SPECIFIC and drafted is not noun)
    kept = kept and not is_of_project(reading, units, at)
    status, status_unit = _status(units, at) if drafted is None else (AgreementStatus.PLANNED, drafted)
    quoted = quotation(units, at)
    named = around(reading, sentence, at)
    announced = named if reading.text.words.head == "last" else [noun]
    capital = any(unit.capital and unit.start != sentence.start for unit in announced)
    if group not in SPECIFIC and not quoted and not capital and status is AgreementStatus.MENTIONED:
        kept = False
    if group in ("law", "plan", "agreement") and not capital and not quoted:
        signed = status_unit is not None and status_unit.has("sign")
        if len(named) < 3 and not (signed and reading.text.words.head == "last"):
            kept = False
        # "a plan", "the work plan": a document only where somebody signs or adopts it.
        if group == "plan" and len(noun.tokens) == 1 and status is not AgreementStatus.SIGNED:
            kept = False
    if quoted:
        start, end = quoted[0].start, quoted[-1].end
        name = reading.text.quote(start, end) if noun not in quoted else name_of(reading, quoted)
    else:
        inside = [noun] if group == "joint_statement" else named
        start, end = inside[0].start, inside[-1].end
        name = name_of(reading, inside)
    bare = not quoted and not capital and all(unit is noun or unit.has("determiner", "earlier") for unit in named)
    return Draft(NOUNS[group], name, status, noun, at, start, end, sentence, status_unit, bool(quoted), kept, bare)


def _status(units: Sequence[Unit], at: int) -> tuple[AgreementStatus, Unit | None]:
    """Returns how far the document is, with the word nearest to the noun that says so."""
    near = sorted(
        (unit for unit in units[max(0, at - 14) : at + 15] if unit.has("sign", "signing", "adopt", "intend")),
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
    """Whether a verb without a time says what is to come: a word beside it says so ("plan to sign"), or its ending."""
    if verb.features("sign") & {"dative", "accusative"}:
        return True
    return any(unit.has("planned") and 0 < abs(unit.at - verb.at) <= _BESIDE for unit in units)


def _date(reading: Reading, draft: Draft) -> Dated | None:
    dated = [d for d in reading.dates(draft.sentence) if d.rule not in WEAK and not draft.start <= d.start < draft.end]
    dated = [d for d in dated if not reading.is_dateline(d)]
    dated = _of_signing(draft, dated) or dated
    return min(dated, key=lambda d: (abs(d.start - draft.noun.start), d.start), default=None)


def _of_signing(draft: Draft, dated: Sequence[Dated]) -> list[Dated]:
    """Returns the days that a participle after the document gives: "… the agreement, signed on 5 May"."""
    units = draft.sentence.units
    after = [unit for unit in units if unit.start > draft.noun.start and unit.has("sign", *NOUNS)]
    if not after or not after[0].has("sign"):
        return []
    end = after[1].start if len(after) > 1 else units[-1].end
    return [d for d in dated if after[0].start < d.start < end]


def _parties(reading: Reading, draft: Draft) -> Iterator[PartySaid]:
    """Yields who agrees by the sentence alone: its states and organisations, and those its persons act for."""
    everybody = reading.parties(draft.sentence)
    between = [party for party in everybody if draft.start <= party.start < draft.end and not _is_inside(draft, party)]
    for party in between if len(between) > 1 else everybody:
        if party.mention is not None and (_is_inside(draft, party) or party.mention.by_adjective):
            continue
        said = party_said(reading, party)
        if said is not None:
            yield said


def parties_of(reading: Reading, draft: Draft) -> Iterator[tuple[Side, frozenset[str]]]:
    """Yields who may agree on a document, with the features."""
    rule = {said.name for said in _parties(reading, draft)}
    for side in sides(reading, draft):
        yield side, side_features(reading, draft, side, rule)


def dates_of(reading: Reading, draft: Draft) -> Iterator[tuple[Dated | None, str, frozenset[str]]]:
    """Yields when a document may have been signed, with the features; None is the day of the text."""
    rule = _date(reading, draft)
    if reading.page.published is not None:
        yield None, "published", date_features(reading, draft, None, "published", rule)
    near = reading.around(draft.sentence, 1, 0)
    for where, listed in (("own", [draft.sentence]), ("lead", leads_of(reading, draft.sentence)), ("previous", near)):
        for dated in (d for sentence in listed for d in reading.dates(sentence) if d.value is not None):
            if not draft.start <= dated.start < draft.end:
                yield dated, where, date_features(reading, draft, dated, where, rule)


def _is_inside(draft: Draft, party: Phrase) -> bool:
    """Whether a body or state only belongs to the document's name; those after "between" agree on it."""
    if not draft.start <= party.start < draft.end:
        return False
    inside = [unit for unit in draft.sentence.units if draft.start <= unit.start < party.start]
    return not any(unit.has("between") for unit in inside)


def status_of(reading: Reading, draft: Draft) -> AgreementStatus:
    """Returns how far a document is: planned if a word or an ending says so, else what is likeliest."""
    if draft.status is AgreementStatus.PLANNED:
        return draft.status
    return AgreementStatus(reading.scores.answer("agreement.status", draft.features))


def _said(reading: Reading, draft: Draft) -> AgreementSaid:
    by_rule = draft.status
    draft.status = status_of(reading, draft)
    parties = _likely(reading, draft)
    dates = list(dates_of(reading, draft))
    values = [reading.page.published if dated is None else dated.value for dated, *_ in dates]
    best = reading.scores.best("agreement.date", [features for *_, features in dates], values)
    dated = dates[best][0] if best is not None else None
    date = None if best is None else values[best]
    text, rule = reading.text, f"agreement.{draft.agreement_type}"
    stated = draft.status_unit or draft.noun
    explicit = draft.status_unit is not None and draft.status is by_rule
    evidence = [
        text.evidence("record", draft.sentence.start, draft.sentence.end, rule=rule),
        text.evidence("name", draft.start, draft.end, rule=rule, value=draft.name),
        text.evidence("agreement_type", draft.noun.start, draft.noun.end, rule=rule, value=draft.agreement_type),
        text.evidence(
            *("status", stated.start, stated.end),
            rule=rule,
            value=draft.status,
            basis=Basis.EXPLICIT if explicit else Basis.INFERRED,
        ),
        *_date_evidence(reading, dated, date),
    ]
    for name, side in parties.items():
        where = side.party.start, side.party.end
        evidence.append(text.evidence("parties", *where, rule="agreement.parties", value=name, basis=Basis.INFERRED))
    return AgreementSaid(
        name=draft.name,
        agreement_type=draft.agreement_type,
        status=draft.status,
        date=date,
        names=[NameOut(text=draft.name, lang=reading.text.words.code, kind=NameKind.NAME)],
        parties=[side.said for side in parties.values()],
        evidence=evidence,
    )


# Two who agree are as likely as the score's threshold; a third is as likely as this.
_ALSO = 0.4


def _likely(reading: Reading, draft: Draft) -> dict[str, Side]:
    """Returns who agrees, by name: the two likeliest, and whoever else is likely."""
    rated: dict[str, tuple[float, Side]] = {}
    for side, features in parties_of(reading, draft):
        likely = reading.scores.probability("agreement.party", features)
        key = side.said.id or side.said.name
        if likely > rated.get(key, (0.0, side))[0]:
            rated[key] = likely, side
    order = sorted(rated, key=lambda name: -rated[name][0])
    least = reading.scores.model("agreement.party").threshold
    kept = {name for place, name in enumerate(order) if rated[name][0] >= (least if place < 2 else _ALSO)}
    return {side.said.name: side for name, (_, side) in rated.items() if name in kept}


def _date_evidence(reading: Reading, dated: Dated | None, date: str | None) -> Iterator[EvidenceFields]:
    if date is None:
        return
    if dated is not None:
        basis = Basis.INFERRED if dated.inferred else Basis.EXPLICIT
        yield reading.text.evidence("date", dated.start, dated.end, rule=dated.rule, value=date, basis=basis)
        return
    for e in reading.page.evidence:
        if e.field == "published":
            yield reading.text.evidence("date", e.start, e.end, rule=e.rule, value=date, basis=Basis.INFERRED)
