"""How funding is recognised: a sum with words of giving about it; who gives, who receives, what for, since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.extract.confidence import confidence
from app.extract.mentions import Mention
from app.extract.money import Money
from app.extract.reading import Reading
from app.extract.units import Sentence, Unit
from app.records.codes import Basis, FundingKind, Instrument, NotCountable
from app.records.evidence import EvidenceFields
from app.records.extraction import FundingSaid, NameSaid, PartySaid, ProjectSaid
from app.records.funding import EquivalentFields

# One of these in the sentence makes a sum one of aid.
_AID = (
    "give", "receive", "promise", "approve", "ask", "hand_over", "grant", "loan", "technical_assistance", "aid",
    "from_giver", "grant_agreement", "loan_agreement", "cost", "project", "programme", "cumulative", "known_project",
)  # fmt: skip
# One of these says that somebody gives.
_GIVING = ("give", "hand_over", "promise", "approve", "loan", "grant", "cost")
# A word of other people's money this near before or after a sum keeps it out.
_BEFORE, _AFTER = 7, 4
_INSTRUMENTS = {
    "technical_assistance": Instrument.TECHNICAL_ASSISTANCE,
    "grant": Instrument.GRANT,
    "grant_agreement": Instrument.GRANT,
    "loan": Instrument.LOAN,
    "loan_agreement": Instrument.LOAN,
    "in_kind": Instrument.IN_KIND,
    "investment": Instrument.INVESTMENT,
}
_MOST_PARTS = 6
_NOT_COUNTED = {
    FundingKind.CUMULATIVE: NotCountable.CUMULATIVE,
    FundingKind.PLEDGED: NotCountable.PLEDGED,
    FundingKind.REQUESTED: NotCountable.REQUESTED,
}


@dataclass(frozen=True)
class Read:
    """A value with the unit that says it, null where the text as a whole implies it."""

    value: str
    unit: Unit | None


def extract(reading: Reading, projects: Sequence[ProjectSaid]) -> list[FundingSaid]:
    """Returns the sums of aid of a text in its order; a sum told twice is one."""
    found: list[FundingSaid] = []
    for sentence in reading.text.body:
        for money in reading.money(sentence):
            if not _is_aid(sentence, money):
                continue
            said = _said(reading, sentence, money, projects)
            _carry_over(said, found[-1] if found else None)
            twice = next((old for old in found if (old.amount, old.currency) == (said.amount, said.currency)), None)
            if twice is None:
                found.append(said)
            else:
                twice.evidence += [e for e in said.evidence if e.field == "amount"]
    _mark_totals(found)
    return found


def _mark_totals(found: Sequence[FundingSaid]) -> None:
    """Marks each sum that the sums after it add up to: a total is not to be counted beside its parts."""
    for at, total in enumerate(found):
        if total.amount is None or not total.countable:
            continue
        added = Decimal(0)
        for part in found[at + 1 : at + 1 + _MOST_PARTS]:
            if part.amount is None or part.currency != total.currency:
                break
            added += part.amount
            if added >= total.amount:
                break
        if added == total.amount and found[at + 1].amount != total.amount:
            total.countable, total.not_countable = False, NotCountable.TOTAL_OF_PARTS
            amount = next(e for e in total.evidence if e.field == "amount")
            told: dict[str, object] = {
                "field": "not_countable",
                "value": NotCountable.TOTAL_OF_PARTS.value,
                "basis": Basis.INFERRED,
            }
            told |= {"rule": "funding.total", "confidence": confidence("funding.total", Basis.INFERRED)}
            total.evidence.append(amount.model_copy(update=told))


def _carry_over(said: FundingSaid, before: FundingSaid | None) -> None:
    """Gives a sum that names no giver the giver of the sum told before it: a text goes on about one giver."""
    if before is None or said.provider is not None or before.provider is None:
        return
    if (
        said.receiver is not None
        and said.receiver.country is not None
        and said.receiver.country == before.provider.country
    ):
        return
    said.provider = before.provider
    told = next(e for e in before.evidence if e.field == "provider")
    sure = confidence(told.rule, Basis.INFERRED)
    said.evidence.append(told.model_copy(update={"basis": Basis.INFERRED, "confidence": sure}))


def _is_aid(sentence: Sentence, money: Money) -> bool:
    near = sentence.units[max(0, money.first - _BEFORE) : money.last + _AFTER]
    if any(unit.has("not_aid") for unit in near):
        return False
    return any(unit.has(*_AID) for unit in sentence.units)


def _nearest(sentence: Sentence, money: Money, *classes: str) -> Unit | None:
    """Returns the unit of the classes that stands nearest to a sum."""
    units = [(abs(at - money.first), at, unit) for at, unit in enumerate(sentence.units) if unit.has(*classes)]
    return min(units, key=lambda found: found[:2])[2] if units else None


def _kind(sentence: Sentence, money: Money, period: Read | None) -> tuple[FundingKind, Unit | None]:
    """Returns the step of the payment: a total over years, asked for, given, promised or agreed."""
    total = _nearest(sentence, money, "cumulative")
    if period is not None and period.unit is not None and period.unit.has("span_over", "since", "number"):
        return FundingKind.CUMULATIVE, period.unit
    if total is not None and period is not None:
        return FundingKind.CUMULATIVE, total
    asked = _nearest(sentence, money, "ask")
    if asked is not None:
        return FundingKind.REQUESTED, asked
    given = _nearest(sentence, money, "give", "hand_over", "receive", "approve", "promise")
    if given is None:
        agreed = _nearest(sentence, money, "grant_agreement", "loan_agreement", "grant", "loan", "cost")
        return (FundingKind.UNSPECIFIED, None) if agreed is None else (FundingKind.COMMITTED, agreed)
    features = given.features("give", "hand_over", "receive", "approve", "promise")
    if given.has("promise") or ("future" in features and "past" not in features):
        return FundingKind.PLEDGED, given
    if given.has("hand_over"):
        return FundingKind.DISBURSED, given
    return FundingKind.COMMITTED, given


def _period(reading: Reading, sentence: Sentence, money: Money) -> Read | None:
    """Returns the years that a sum covers: told, or counted back from the text's own ("over 20 years")."""
    units = sentence.units
    year = reading.page.reference.year
    for dated in reading.dates(sentence):
        if dated.rule == "date.years" and dated.value is not None:
            unit = next(unit for unit in units if unit.start == dated.start)
            return Read(dated.value, unit)
    for at, unit in enumerate(units):
        nouns = units[at + 1 : at + 3]
        if (
            unit.has("number")
            and unit.text.isdigit()
            and not unit.has("year_number")
            and any(n.has("year") for n in nouns)
        ):
            spanned = any(u.has("span_over") for u in [*units[max(0, at - 3) : at], *units[at + 1 : at + 5]])
            if spanned and year is not None and int(unit.text) < 100:
                return Read(f"{year - int(unit.text)}/{year}", unit)
        since = any(u.has("since") for u in [*units[max(0, at - 2) : at], *units[at + 1 : at + 4]])
        if unit.has("year_number") and since and year is not None and int(unit.text) <= year:
            return Read(f"{unit.text}/{year}", unit)
    return None


# --- who ---------------------------------------------------------------------------------------------------------


def _party(mention: Mention) -> PartySaid:
    return PartySaid(name=mention.name, id=mention.id, country=mention.country if mention.id is None else None)


def _provider(reading: Reading, sentence: Sentence, money: Money) -> Mention | None:
    """Returns who gives: named after "by" or "from", else the body or state that is the subject of giving."""
    units = sentence.units
    mentions = [m for m in reading.mentions(sentence) if not m.is_place and not _is_medium(reading, m)]
    for mention in mentions:
        around = [*units[max(0, mention.first - 2) : mention.first], *units[mention.last : mention.last + 1]]
        if any(unit.has("from_giver") for unit in around):
            return mention
    subjects = [m for m in mentions if _may_give(units, m) and not _is_receiver(units, m)]
    ranked = sorted(subjects, key=lambda m: (m.kind != "organisation", m.by_adjective, m.first))
    return ranked[0] if ranked and any(unit.has(*_GIVING) for unit in units) else None


def _is_medium(reading: Reading, mention: Mention) -> bool:
    known = reading.registry.organisations.get(mention.id or "")
    return known is not None and known.media


def _may_give(units: Sequence[Unit], mention: Mention) -> bool:
    """Whether a mention can be a subject: its form is no genitive, dative or place."""
    cases = units[mention.first].features("organisation", "body", "country")
    if mention.by_adjective:
        return any(unit.has("side", "office") for unit in units[mention.last : mention.last + 2])
    return not cases or "nomn" in cases or cases <= {"accs", "plural"}


def _is_receiver(units: Sequence[Unit], mention: Mention) -> bool:
    """Whether a state stands in the dative, or in the place where something is done."""
    features = units[mention.last - 1].features("country", "our_country")
    if ("datv" in features and "nomn" not in features) or "dative" in features or "locative" in features:
        return True
    return mention.first > 0 and units[mention.first - 1].has("in_country")


def _receiver(
    reading: Reading, sentence: Sentence, provider: Mention | None
) -> tuple[PartySaid | None, tuple[int, int] | None]:
    """Returns who receives: in the dative, "our country", another state of the sentence, or of the whole text."""
    units = sentence.units
    giver = None if provider is None else provider.country
    states = [m for m in reading.mentions(sentence) if m.kind == "country" and m != provider and m.country != giver]
    ranked = sorted(states, key=lambda m: (not _is_receiver(units, m), m.by_adjective, m.start))
    if ranked and (not ranked[0].by_adjective or provider is not None):
        return _party(ranked[0]), (ranked[0].start, ranked[0].end)
    for unit in units:
        if unit.has("our_country") and reading.home is not None and reading.home != giver:
            return PartySaid(name=reading.naming.country_name(reading.home), country=reading.home), (
                unit.start,
                unit.end,
            )
    return _elsewhere(reading, giver), None


def _elsewhere(reading: Reading, giver: str | None) -> PartySaid | None:
    """Returns the text's own state, or where that gives, the state that the text names most beside it."""
    states = [reading.home] if reading.home is not None and reading.home_told else []
    states += [code for code, _ in reading.states.most_common()]
    code = next((code for code in states if code != giver), None)
    return None if code is None else PartySaid(name=reading.naming.country_name(code), country=code)


def _project(sentence: Sentence, projects: Sequence[ProjectSaid]) -> ProjectSaid | None:
    """Returns the project that the sentence names, else the one that the text named last before it in its line."""
    before: list[tuple[int, ProjectSaid]] = []
    for project in projects:
        for e in project.evidence:
            if e.field != "name":
                continue
            if sentence.covers(e.start, e.end):
                return project
            if sentence.line.start <= e.start < sentence.start:
                before.append((e.start, project))
    return max(before, key=lambda found: found[0])[1] if before else None


# --- the record ----------------------------------------------------------------------------------------------------


def _said(reading: Reading, sentence: Sentence, money: Money, projects: Sequence[ProjectSaid]) -> FundingSaid:
    period = _period(reading, sentence, money)
    kind, kind_unit = _kind(sentence, money, period)
    instrument_unit = _nearest(sentence, money, *_INSTRUMENTS)
    instrument = Instrument.UNSPECIFIED
    if instrument_unit is not None:
        instrument = next(value for cls, value in _INSTRUMENTS.items() if instrument_unit.has(cls))
    provider = _provider(reading, sentence, money)
    receiver, receiver_span = _receiver(reading, sentence, provider)
    project = _project(sentence, projects)
    not_countable = NotCountable.RANGE if money.low is not None else _NOT_COUNTED.get(kind)
    equivalents = list(money.equivalents)
    if money.low is not None:
        equivalents.insert(0, (money.low, money.currency))
    text, rule = reading.text, money.rule
    evidence = _amount_evidence(reading, money)
    for name, value, unit in (("kind", kind.value, kind_unit), ("instrument", instrument.value, instrument_unit)):
        if unit is not None:
            evidence.append(text.evidence(name, unit.start, unit.end, rule=f"funding.{name}", value=value))
    if period is not None and period.unit is not None:
        unit = period.unit
        evidence.append(
            text.evidence(
                "period", unit.start, unit.end, rule="funding.period", value=period.value, basis=Basis.INFERRED
            )
        )
    if provider is not None:
        evidence.append(
            text.evidence("provider", provider.start, provider.end, rule="funding.provider", value=provider.name)
        )
    if receiver is not None:
        span = receiver_span or (sentence.start, sentence.end)
        basis = Basis.EXPLICIT if receiver_span is not None else Basis.INFERRED
        evidence.append(text.evidence("receiver", *span, rule="funding.receiver", value=receiver.name, basis=basis))
    if not_countable is not None:
        unit = kind_unit or sentence.units[money.first]
        evidence.append(
            text.evidence(
                "not_countable", unit.start, unit.end, rule=rule, value=not_countable.value, basis=Basis.INFERRED
            )
        )
    return FundingSaid(
        amount=money.amount,
        currency=money.currency,
        amount_text=text.quote(money.start, money.end),
        qualifier=money.qualifier,
        kind=kind,
        instrument=instrument,
        period=None if period is None else period.value,
        countable=not_countable is None,
        not_countable=not_countable,
        equivalents=[EquivalentFields(amount=amount, currency=currency) for amount, currency in equivalents],
        provider=None if provider is None else _party(provider),
        receiver=receiver,
        project=None if project is None else NameSaid(name=project.name, id=project.id),
        evidence=evidence,
    )


def _amount_evidence(reading: Reading, money: Money) -> list[EvidenceFields]:
    text = reading.text
    basis = Basis.AMBIGUOUS if money.ambiguous else Basis.EXPLICIT
    values = (("amount", format(money.amount, "f")), ("currency", money.currency))
    return [
        text.evidence(name, money.start, money.end, rule=money.rule, value=value, basis=basis) for name, value in values
    ]
