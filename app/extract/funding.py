"""How funding is recognised: a sum with words of giving about it; who gives, who receives, what for, since when."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.extract import step
from app.extract.aid import Aid, Sum
from app.extract.confidence import confidence
from app.extract.day import Days, GivenOn
from app.extract.money import Money
from app.extract.paid import PaidProjects
from app.extract.reading import Reading
from app.extract.roles import Contender, Roles, Used, Who
from app.extract.units import Sentence, Span, Unit
from app.records.codes import Basis, FundingKind, Instrument, NotCountable
from app.records.evidence import EvidenceFields
from app.records.extraction import FundingSaid, NameSaid, ProjectSaid
from app.records.funding import EquivalentFields

_MOST_PARTS = 6
# Features of a sum that cross-validation showed to say nothing of its kind, of its instrument.
_NOT_OF_KIND = ("before:", "after:", "title:", "left", "right")
_NOT_OF_INSTRUMENT = ("before:", "end:")

# A field, the span of the text that states it, its value, and its basis.
Stated = tuple[str, Span | Unit | Sentence | Who | Money | None, str, Basis]
_NOT_COUNTED = {
    FundingKind.CUMULATIVE: NotCountable.CUMULATIVE,
    FundingKind.PLEDGED: NotCountable.PLEDGED,
    FundingKind.REQUESTED: NotCountable.REQUESTED,
}


class FundingReader:
    """Reads what a text says about its sums, in their order: what it says about one sum is a hint for the next."""

    def __init__(self, reading: Reading, projects: Sequence[ProjectSaid]) -> None:
        self.reading = reading
        self.aid = Aid(reading)
        self.roles = Roles(self.aid)
        self.projects = PaidProjects(projects)
        self.days = Days(self.aid)
        self._years: dict[int, step.Years] = {}
        # The parties of the sum before.
        self.gave: Used | None = None
        self.received: Used | None = None
        # The sum before, and its kind.
        self.kind: tuple[Sum, FundingKind] | None = None
        self.paid: ProjectSaid | None = None

    # --- features ------------------------------------------------------------------------------------------------

    def years(self, sentence: Sentence) -> step.Years:
        """Returns what a sentence says about time, the same for all of its sums."""
        if sentence.start not in self._years:
            self._years[sentence.start] = step.years(self.reading, sentence)
        return self._years[sentence.start]

    def kind_features(self, each: Sum, giver: Contender | None) -> frozenset[str]:
        """Returns the features of the question for the kind of a sum."""
        found = {name for name in self._features(each, giver) if not name.startswith(_NOT_OF_KIND)}
        found |= set(self.years(each.sentence).features(self.reading.page.reference.year))
        if self.kind is not None:
            before, kind = self.kind
            same = before.sentence is each.sentence
            near = "sentence" if same else "line" if before.sentence.line is each.sentence.line else "text"
            found |= {f"before:kind:{kind.value}:{near}", f"before:kind:{kind.value}"}
        return frozenset(found)

    def instrument_features(self, each: Sum, giver: Contender | None) -> frozenset[str]:
        """Returns the features of the question for the instrument of a sum."""
        return frozenset(name for name in self._features(each, giver) if not name.startswith(_NOT_OF_INSTRUMENT))

    def _features(self, each: Sum, giver: Contender | None) -> Iterator[str]:
        yield from self.aid.field_features(each)
        if giver is not None:
            yield from (f"giver:{name}" for name in giver.about)

    def givers(self, each: Sum) -> list[tuple[Contender, frozenset[str]]]:
        """Returns the parties that may give a sum with their features."""
        return list(self.roles.rated(each, self.roles.parties, self.gave))

    def receivers(self, each: Sum, giver: str | None) -> list[tuple[Contender, frozenset[str]]]:
        """Returns the states that may receive a sum with their features; `giver` is the state that gives it."""
        issuers = self.reading.registry.issuers.get(each.money.currency, ())
        found = []
        for one, features in self.roles.rated(each, self.roles.states, self.received):
            more = {"is:giver" if one.key == giver else f"giver:{'told' if giver else 'none'}"}
            if one.key in issuers:
                more.add("is:issuer")
            found.append((one, features | more))
        return found

    def rated_projects(self, each: Sum) -> list[tuple[ProjectSaid, frozenset[str]]]:
        """Returns the projects that a sum may pay with their features."""
        found = []
        rule_project = self.projects.of(self.reading, each.sentence, each.money)
        for project in self.projects.near(self.reading, each.sentence):
            used = None if self.paid is None else self.paid is project
            features = self.projects.features(
                each, project, rule=rule_project is project, used=used, reading=self.reading
            )
            found.append((project, features))
        return found


def extract(reading: Reading, projects: Sequence[ProjectSaid]) -> list[FundingSaid]:
    """Returns the funding of a text in its order; a sum that the text repeats is one record."""
    found: list[FundingSaid] = []
    by_sum: dict[tuple[Decimal | None, str | None], list[FundingSaid]] = {}
    reader = FundingReader(reading, projects)
    for each in reader.aid.sums:
        if not reader.aid.accepts(each):
            continue
        said = _said(reader, each)
        equal = by_sum.setdefault((said.amount, said.currency), [])
        first = next((other for other in equal if not _is_another(other, said, each.sentence)), None)
        if first is None:
            equal.append(said)
            found.append(said)
        else:
            first.evidence += [e for e in said.evidence if e.field == "amount"]
    found.sort(key=lambda said: said.evidence[0].start)
    _mark_totals(found)
    return found


def _is_another(first: FundingSaid, said: FundingSaid, sentence: Sentence) -> bool:
    """Whether an equal sum in a sentence is another one: their parts name different instruments, a grant and a loan."""
    if first.instrument == said.instrument:
        return False
    instruments = [[e for e in one.evidence if e.field == "instrument" and _in(e, sentence)] for one in (first, said)]
    sums = [[e for e in one.evidence if e.field == "amount" and _in(e, sentence)] for one in (first, said)]
    return all(instruments) and all(sums)


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
            changes: dict[str, object] = {
                "field": "not_countable",
                "value": NotCountable.TOTAL_OF_PARTS.value,
                "basis": Basis.INFERRED,
            }
            changes |= {"rule": "funding.total", "confidence": confidence("funding.total", Basis.INFERRED)}
            total.evidence.append(amount.model_copy(update=changes))


# --- the record ----------------------------------------------------------------------------------------------------


def _said(reader: FundingReader, each: Sum) -> FundingSaid:
    text, money, scores = reader.reading.text, each.money, reader.reading.scores
    giver = _best(reader, "sum.provider", reader.givers(each))
    reader.gave = Used(each, None if giver is None else giver.key)
    receiver = _best(reader, "sum.receiver", reader.receivers(each, None if giver is None else giver.country))
    reader.received = Used(each, None if receiver is None else receiver.key)
    kind, kind_unit = _kind(reader, each, giver)
    reader.kind = each, kind
    instrument, instrument_unit = _instrument(reader, each, giver)
    rated = reader.rated_projects(each)
    at = scores.best("sum.project", [features for _, features in rated])
    project = reader.paid = None if at is None else rated[at][0]
    day = _day(reader, each, kind)
    period = reader.years(each.sentence).period
    not_countable = NotCountable.RANGE if money.low is not None else _NOT_COUNTED.get(kind)
    low = [] if money.low is None else [(money.low, money.currency)]
    stated: list[Stated] = [
        ("kind", kind_unit, kind.value, Basis.EXPLICIT),
        ("instrument", instrument_unit, instrument.value, Basis.EXPLICIT),
    ]
    for name, one in (("provider", giver), ("receiver", receiver)):
        if one is not None:
            who = one.who(each)
            stated.append((name, who, str(who.party.name), who.basis))
    if day is not None:
        stated.append(("date", Span(day.start, day.end), day.value, day.basis))
    if period is not None:
        stated.append(("period", period.unit, period.value, Basis.INFERRED))
    if money.qualifier_unit is not None:
        stated.append(("qualifier", money.qualifier_unit, money.qualifier.value, Basis.EXPLICIT))
    for span, (amount, code) in zip(money.equivalent_spans, money.equivalents, strict=True):
        stated.append(("equivalents", span, f"{amount:f} {code}", Basis.EXPLICIT))
    if project is not None:
        span, basis = reader.projects.named(each, project)
        stated.append(("project", span, project.name, basis))
    if not_countable is not None:
        stated.append(("not_countable", kind_unit or money, not_countable.value, Basis.INFERRED))
    return FundingSaid(
        amount=money.amount,
        currency=money.currency,
        amount_text=text.quote(money.start, money.end),
        qualifier=money.qualifier,
        kind=kind,
        instrument=instrument,
        date=None if day is None else day.value,
        period=None if period is None else period.value,
        countable=not_countable is None,
        not_countable=not_countable,
        equivalents=[EquivalentFields(amount=a, currency=c) for a, c in (*low, *money.equivalents)],
        provider=None if giver is None else giver.party,
        receiver=None if receiver is None else receiver.party,
        project=None if project is None else NameSaid(name=project.name, id=project.id),
        evidence=_evidence(reader.reading, money, stated),
    )


def _day(reader: FundingReader, each: Sum, kind: FundingKind) -> GivenOn | None:
    """Returns when a sum was given or promised; a total over years has no day."""
    days = [] if kind == FundingKind.CUMULATIVE else reader.days.of(each, kind)
    at = reader.reading.scores.best("sum.date", [day.features for day in days])
    return None if at is None else days[at]


def _kind(reader: FundingReader, each: Sum, giver: Contender | None) -> tuple[FundingKind, Unit | None]:
    """Returns the kind of a sum and the word that says it: who asks for money in its part of the sentence, requests."""
    asked = next((unit for unit in each.part if unit.has("ask")), None)
    if asked is not None:
        return FundingKind.REQUESTED, asked
    kind = FundingKind(reader.reading.scores.answer("sum.kind", reader.kind_features(each, giver)))
    return kind, step.unit_of(kind, each.sentence, each.money)


def _instrument(reader: FundingReader, each: Sum, giver: Contender | None) -> tuple[Instrument, Unit | None]:
    """Returns the instrument of a sum and the word that says it: that beside the sum, else the likeliest."""
    own = step.own_instrument(each.sentence, each.money)
    if own is not None:
        return own
    instrument = Instrument(reader.reading.scores.answer("sum.instrument", reader.instrument_features(each, giver)))
    return instrument, step.instrument_unit(instrument, each.sentence, each.money)


def _best(
    reader: FundingReader, question: str, candidates: Sequence[tuple[Contender, frozenset[str]]]
) -> Contender | None:
    """Returns the likeliest party for a role, None where none is likely enough."""
    at = reader.reading.scores.best(question, [features for _, features in candidates])
    return None if at is None else candidates[at][0]


def _evidence(reading: Reading, money: Money, stated: Sequence[Stated]) -> list[EvidenceFields]:
    """Returns the evidence of a sum and of its fields; a field that no span of the text states has no evidence."""
    text = reading.text
    basis = Basis.AMBIGUOUS if money.ambiguous else Basis.EXPLICIT
    values = (("amount", format(money.amount, "f")), ("currency", money.currency))
    evidence = [
        text.evidence(name, money.start, money.end, rule=money.rule, value=value, basis=basis) for name, value in values
    ]
    for field, span, value, basis in stated:
        if span is not None:
            rule = money.rule if field == "not_countable" else f"funding.{field}"
            evidence.append(text.evidence(field, span.start, span.end, rule=rule, value=value, basis=basis))
    return evidence
