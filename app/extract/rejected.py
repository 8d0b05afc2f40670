"""Which sums of a text are no funding, and why: for those who ask where a sum has gone."""

from collections.abc import Sequence

from app.extract.money import Money
from app.extract.not_aid import why_no_aid
from app.extract.reading import Reading
from app.extract.units import Sentence
from app.records.codes import Rejection
from app.records.extraction import FundingSaid, RejectedSaid


def extract(reading: Reading, funding: Sequence[FundingSaid]) -> list[RejectedSaid]:
    """Returns the sums of a text that are not funding, in its order; skips those that its funding states elsewhere."""
    stated = {(said.amount, said.currency) for said in funding}
    stated |= {(same.amount, same.currency) for said in funding for same in said.equivalents}
    rejected = []
    for sentence in (sentence for line in reading.text.lines for sentence in line.sentences):
        for money in reading.money(sentence):
            if (money.amount, money.currency) in stated:
                continue
            rejected.append(_said(reading, money, _reason(reading, sentence, money)))
    return rejected


def _reason(reading: Reading, sentence: Sentence, money: Money) -> Rejection:
    """Returns why a sum is no funding."""
    if sentence.line.role == "headline":
        return Rejection.HEADLINE
    if not sentence.line.is_body:
        return Rejection.FURNITURE
    return why_no_aid(reading, sentence, money) or Rejection.NO_WORD_OF_AID


def _said(reading: Reading, money: Money, reason: Rejection) -> RejectedSaid:
    return RejectedSaid(
        amount=money.amount,
        currency=money.currency,
        reason=reason,
        start=money.start,
        end=money.end,
        quote=reading.text.quote(money.start, money.end),
        rule=money.rule,
    )
