"""How a party relates to a verb of giving: as its subject, its agent, the owner of what is given, or who receives."""

from collections.abc import Sequence
from itertools import takewhile

from app.extract.mentions import Mention
from app.extract.units import Unit

# One of these says that somebody gives.
GIVING = ("give", "hand_over", "promise", "approve", "loan", "grant", "gift", "debt_relief", "cost")
# Nouns of what is given: "Chinese aid" is China's.
GIFT = ("grant", "loan", "aid", "technical_assistance", "gift", "portfolio")
# Words between a party and its verb.
_VERB = 4
# Words from a state's adjective to the noun of its body.
_NAME = 3


def is_agent(units: Sequence[Unit], mention: Mention) -> bool:
    """Whether a party comes after "by" or "from", or is in the ablative; a party that signs or asks is no agent."""
    first = mention.first
    while first > 0 and mention.first - first < _VERB and units[first - 1].has("title_link", "authority"):
        first -= 1
    before = units[max(0, first - 2) : mention.first]
    if any(unit.has("from_giver") for unit in (*before, *units[mention.last : mention.last + 1])):
        return not any(unit.has("sign", "ask") and not unit.has("give") for unit in units[max(0, first - 3) : first])
    return not mention.by_adjective and "ablative" in units[mention.last - 1].features(
        "organisation", "body", "country", "organisation_head"
    )


def names_gathering(units: Sequence[Unit], mention: Mention) -> bool:
    """Whether a state is only a part of a conference's name: "the Afghanistan Pledging Conference"."""
    after = list(takewhile(lambda unit: unit.capital, units[mention.last : mention.last + _NAME + 1]))
    return mention.kind == "country" and any(unit.has("conference", "gathering") for unit in after)


def is_genitive(units: Sequence[Unit], mention: Mention) -> bool:
    cases = units[mention.last - 1].features("organisation", "body", "country", "organisation_head")
    return "genitive" in cases or ("gent" in cases and "nomn" not in cases)


def takes(units: Sequence[Unit], mention: Mention) -> bool:
    """Whether the verb after a subject says that it receives: "Kenya had received"."""
    after = [unit for unit in units[mention.last : mention.last + 4] if unit.has("receive", "ask", *GIVING)]
    return bool(after) and after[0].has("receive", "ask") and not after[0].has("give")


def verb_after(units: Sequence[Unit], mention: Mention) -> int | None:
    """Returns how many words after a party a verb of giving comes: "China would provide"; None without such a verb."""
    if mention.is_place or not may_give(units, mention) or takes(units, mention):
        return None
    owner = mention.by_adjective or is_genitive(units, mention)
    after = units[mention.last : mention.last + (_VERB + 2 if owner else _VERB)]
    return next((at + 1 for at, unit in enumerate(after) if unit.has("give", "promise", "gift", "debt_relief")), None)


def owns(units: Sequence[Unit], mention: Mention) -> bool:
    after = units[mention.last : mention.last + 2]
    owns = mention.by_adjective or is_genitive(units, mention)
    return owns and any(unit.has(*GIFT) for unit in after) and not after_preposition(units, mention.first)


def gives_before(units: Sequence[Unit], mention: Mention) -> bool:
    """Whether, in a language of cases, a body comes right after its verb or gift: "дал ЕБРР", "кредит ЕБРР"."""
    cases = units[mention.last - 1].features("organisation", "body", "organisation_head")
    if mention.kind != "organisation" or mention.first == 0:
        return False
    before = units[mention.first - 1]
    given = before.has(*GIFT) and (not cases or "gent" in cases)
    return given or ("past" in before.features("give", "hand_over") and (not cases or "nomn" in cases))


def after_preposition(units: Sequence[Unit], first: int) -> bool:
    """Whether a preposition is before a place, an article between them set aside; "bank of" is part of a name."""
    at = first - 1
    if at > 1 and units[at].has("and_word") and units[at - 1].has("country", "adjective", "organisation", "body"):
        return after_preposition(units, at - 1)  # "between China and Mali"
    if at >= 0 and units[at].has("title_link") and not units[at].has("preposition"):
        at -= 1
    if at < 0 or not units[at].has("preposition", "in_country", "with_word"):
        return False
    named = at > 0 and units[at - 1].has("authority", "office", "organisation_head")
    return not named or after_preposition(units, at - 1)


def cases_of(units: Sequence[Unit], mention: Mention) -> set[str]:
    return units[mention.first].features("organisation", "body", "country")


def may_give(units: Sequence[Unit], mention: Mention) -> bool:
    """Whether a mention can be a subject: its form is no genitive, dative or place, and no preposition is before it."""
    cases = cases_of(units, mention)
    if mention.by_adjective or "genitive" in cases:
        head = any(unit.has("side", "office", "authority") for unit in units[mention.last : mention.last + 2])
        head = head or any(unit.has("organisation_head") for unit in units[mention.last : mention.last + _NAME])
        return head and not after_preposition(units, mention.first)
    if not cases and after_preposition(units, mention.first):
        return False
    # A party right after the verb receives something: "lent Zambia 5 million".
    if (
        not cases
        and mention.kind == "country"
        and any(unit.has("give") for unit in units[max(0, mention.first - 1) : mention.first])
    ):
        return False
    return not cases or "nomn" in cases or cases <= {"accs", "plural"}


def is_receiver(units: Sequence[Unit], mention: Mention) -> bool:
    """Whether a state is in the dative, or in the place where something is done."""
    features = units[mention.last - 1].features("country", "our_country", "organisation", "body")
    if ("datv" in features and "nomn" not in features) or "dative" in features or "locative" in features:
        return True
    return mention.first > 0 and units[mention.first - 1].has("in_country")
