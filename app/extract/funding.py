"""How funding is recognised: a sum with words of giving about it; who gives, who receives, what for, since when."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from app.extract import step
from app.extract.aid import Aid
from app.extract.confidence import confidence
from app.extract.giving import Giving, Who
from app.extract.money import Money
from app.extract.reading import Reading
from app.extract.receiving import Receiving
from app.extract.units import Sentence, Span, Unit
from app.records.codes import Basis, FundingKind, NotCountable
from app.records.evidence import EvidenceFields
from app.records.extraction import FundingSaid, NameSaid, PartySaid, ProjectSaid
from app.records.funding import EquivalentFields

_MOST_PARTS = 6

# A field, the stretch of the text that says it, its value, and how surely it is said.
Told = tuple[str, Span | Unit | Sentence | Who | Money | None, str, Basis]
_NOT_COUNTED = {
    FundingKind.CUMULATIVE: NotCountable.CUMULATIVE,
    FundingKind.PLEDGED: NotCountable.PLEDGED,
    FundingKind.REQUESTED: NotCountable.REQUESTED,
}


def extract(reading: Reading, projects: Sequence[ProjectSaid]) -> list[FundingSaid]:
    """Returns the sums of aid of a text in its order; a sum told twice is one."""
    found: list[FundingSaid] = []
    by_sum: dict[tuple[Decimal | None, str | None], list[FundingSaid]] = {}
    giving, giver, named = Giving(reading), None, _Projects(projects)
    receiving = Receiving(giving)
    aid = Aid(reading)
    for each in aid.sums:
        if not aid.accepts(each):
            continue
        sentence, money = each.sentence, each.money
        years = step.years(reading, sentence)
        # A text goes on about one giver: who gave the sum before, or in the sentence before, gives this too.
        giver = giving.giver(sentence, money) or _inferred(giver) or giving.before(sentence)
        said = _said(reading, receiving, sentence, money=money, giver=giver, years=years, projects=named)
        told = by_sum.setdefault((said.amount, said.currency), [])
        first = next((other for other in told if not _is_another(other, said, sentence)), None)
        if first is None:
            told.append(said)
            found.append(said)
        else:
            first.evidence += [e for e in said.evidence if e.field == "amount"]
    found.sort(key=lambda said: said.evidence[0].start)
    _mark_totals(found)
    return found


def _is_another(first: FundingSaid, said: FundingSaid, sentence: Sentence) -> bool:
    """Whether an equal sum of one sentence is another one, by the instrument told in its own part: a grant, a loan."""
    told = [[e for e in one.evidence if e.field == "instrument" and _in(e, sentence)] for one in (first, said)]
    sums = [[e for e in one.evidence if e.field == "amount" and _in(e, sentence)] for one in (first, said)]
    return all(told) and all(sums) and first.instrument != said.instrument


def _in(evidence: EvidenceFields, sentence: Sentence) -> bool:
    return sentence.start <= evidence.start < sentence.end


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


def _inferred(giver: Who | None) -> Who | None:
    return None if giver is None else replace(giver, basis=Basis.INFERRED)


class _Projects:
    """The projects of a text by the places of their names."""

    def __init__(self, projects: Sequence[ProjectSaid]) -> None:
        self._only = projects[0] if len(projects) == 1 else None
        names = ((e.start, e.end, project) for project in projects for e in project.evidence if e.field == "name")
        self._names = sorted(names, key=lambda name: name[:2])
        self._starts = [start for start, _, _ in self._names]

    def of(self, reading: Reading, sentence: Sentence, money: Money) -> ProjectSaid | None:
        """Returns the project that a sum's sentence names, else that of its line or of the sentence after, else the
        text's only one."""
        inside = self._inside(sentence)
        if inside:
            return min(inside, key=lambda name: max(name[0] - money.end, money.start - name[1]))[2]
        before = bisect_left(self._starts, sentence.start)
        if before > 0 and self._starts[before - 1] >= sentence.line.start:
            return self._names[before - 1][2]
        for after in sentence.line.sentences[sentence.number + 1 : sentence.number + 2]:
            told = [] if reading.money(after) else self._inside(after)
            if told:
                return told[0][2]
        return self._only

    def _inside(self, sentence: Sentence) -> list[tuple[int, int, ProjectSaid]]:
        first, last = bisect_left(self._starts, sentence.start), bisect_left(self._starts, sentence.end)
        return [name for name in self._names[first:last] if name[1] <= sentence.end]


# --- the record ----------------------------------------------------------------------------------------------------


def _said(
    reading: Reading,
    receiving: Receiving,
    sentence: Sentence,
    *,
    money: Money,
    giver: Who | None,
    years: step.Years,
    projects: "_Projects",
) -> FundingSaid:
    text = reading.text
    period = years.period
    kind, kind_unit = step.kind(reading, sentence, money, years)
    instrument, instrument_unit = step.instrument(receiving.giving, sentence, money, giver)
    receiver, receiver_span = receiving.receiver(sentence, money, giver)
    project = projects.of(reading, sentence, money)
    not_countable = NotCountable.RANGE if money.low is not None else _NOT_COUNTED.get(kind)
    low = [] if money.low is None else [(money.low, money.currency)]
    told: list[Told] = [
        ("kind", kind_unit, kind.value, Basis.EXPLICIT),
        ("instrument", instrument_unit, instrument.value, Basis.EXPLICIT),
        *_parties_told(sentence, giver, receiver, receiver_span),
    ]
    if period is not None:
        told.append(("period", period.unit, period.value, Basis.INFERRED))
    if not_countable is not None:
        told.append(("not_countable", kind_unit or money, not_countable.value, Basis.INFERRED))
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
        equivalents=[EquivalentFields(amount=a, currency=c) for a, c in (*low, *money.equivalents)],
        provider=None if giver is None else giver.party,
        receiver=receiver,
        project=None if project is None else NameSaid(name=project.name, id=project.id),
        evidence=_evidence(reading, money, told),
    )


def _parties_told(
    sentence: Sentence, giver: Who | None, receiver: PartySaid | None, span: tuple[int, int] | None
) -> Iterator[Told]:
    if giver is not None:
        yield "provider", giver, str(giver.party.name), giver.basis
    if receiver is not None and span is not None:
        yield "receiver", Span(*span), str(receiver.name), Basis.EXPLICIT
    elif receiver is not None:
        yield "receiver", sentence, str(receiver.name), Basis.INFERRED


def _evidence(reading: Reading, money: Money, told: Sequence[Told]) -> list[EvidenceFields]:
    """Returns the evidence of a sum and of what is told of it; what no stretch of the text says has none."""
    text = reading.text
    basis = Basis.AMBIGUOUS if money.ambiguous else Basis.EXPLICIT
    values = (("amount", format(money.amount, "f")), ("currency", money.currency))
    evidence = [
        text.evidence(name, money.start, money.end, rule=money.rule, value=value, basis=basis) for name, value in values
    ]
    for field, span, value, basis in told:
        if span is not None:
            rule = money.rule if field == "not_countable" else f"funding.{field}"
            evidence.append(text.evidence(field, span.start, span.end, rule=rule, value=value, basis=basis))
    return evidence
