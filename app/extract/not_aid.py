"""Why a sum is not aid: the rule that names the reason of a rejection and gives the learned score a feature."""

from app.extract.money import Money
from app.extract.reading import Reading
from app.extract.step import distance
from app.extract.units import Sentence
from app.records.codes import Rejection

# One of these in the sentence makes a sum aid.
_AID = (
    "give", "receive", "promise", "approve", "ask", "hand_over", "grant", "loan", "technical_assistance", "aid",
    "from_giver", "gift", "debt_relief", "grant_agreement", "loan_agreement", "cost", "project", "programme",
    "cumulative", "known_project",
)  # fmt: skip
# A word of other people's money this near before or after a sum keeps it out.
_BEFORE, _AFTER = 7, 4
# These words mean aid where a word of other money is farther from the sum.
_SURELY_AID = ("grant", "loan", "gift", "technical_assistance", "grant_agreement", "loan_agreement", "give", "aid")
# A title has no more words than this before its last.
_TITLE = 6


def why_no_aid(reading: Reading, sentence: Sentence, money: Money) -> Rejection | None:
    """Returns why a sum is not aid: its sentence has no words of aid, or nearer ones of other people's money.

    None where it is aid.
    """
    units = sentence.units
    near = range(max(0, money.first - _BEFORE), min(len(units), money.last + _AFTER))
    others = [at for at in near if units[at].has("not_aid") and not _in_name(reading, sentence, at)]
    if not sentence.having(*_AID):
        return Rejection.OTHER_MONEY if others else Rejection.NO_WORD_OF_AID
    if not others or sentence.having("debt_relief"):
        return None
    nearest_other = min(distance(money, at) for at in others)
    sure = (at for at in sentence.places(*_SURELY_AID) if not units[at].has("not_aid"))
    return None if any(distance(money, at) < nearest_other for at in sure) else Rejection.OTHER_MONEY


def _in_name(reading: Reading, sentence: Sentence, at: int) -> bool:
    """Whether a word is part of a body's name or of somebody's title: "Deputy Minister of Foreign Trade"."""
    units = sentence.units
    taken = [(m.first, m.last) for m in reading.mentions(sentence)]
    taken += [(a.first, a.last) for a in reading.people.in_sentence(sentence)]
    if any(first <= at < last for first, last in taken):
        return True
    first = at
    while first > 0 and at - first < _TITLE and units[first - 1].has("title_link", "capital", "and_word"):
        first -= 1
    return any(unit.has("position", "organisation_head", "body") for unit in units[max(0, first - 1) : at])
