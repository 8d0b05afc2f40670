"""Head nouns: the noun that a title is built round, and its possible cases."""

from collections.abc import Collection

from app.extract.units import Text, Unit
from app.languages.bending import is_plural, singular_cases
from app.text.fold import fold

# The classes of the nouns that a title is built round.
OFFICES = ("position", "body_head", "state_position")
HEADS = (*OFFICES, "occupation")


def is_head(unit: Unit) -> bool:
    """Whether a title can be built round the unit. A small word that only looks like such a noun does not count."""
    return unit.has(*HEADS) and not unit.has("during")


def head_form(unit: Unit) -> str:
    """Returns a head noun as dictionaries have it."""
    sense = unit.sense(*HEADS)
    return sense.form if sense is not None and sense.form else unit.text


def is_state(unit: Unit, text: Text) -> bool:
    """Whether a head noun is of the posts that only states have."""
    states = {fold(word) for word in text.words.group("state_position")}
    return fold(head_form(unit)) in states


def cases_of(unit: Unit, text: Text) -> frozenset[str]:
    """Returns the possible cases of a head noun; of a form that is singular or plural, the cases of the singular."""
    features = frozenset(unit.features(*HEADS))
    if fold(unit.text) in text.words.abbreviations:
        return frozenset()
    if "plur" not in features:
        return features
    return features & singular_cases(unit.tokens[0].text, text.words) or features - {"plur"}


def is_several(unit: Unit, text: Text) -> bool:
    """Whether a head noun means several people."""
    if text.words.bends == "paradigm":
        return "plur" in unit.features(*HEADS) and is_plural(unit.tokens[0].text, "", text.words)
    return text.words.head == "first" and is_plural(unit.text, head_form(unit), text.words)


def fits(unit: Unit, cases: Collection[str], text: Text) -> bool:
    """Whether a head noun can have one of the cases of a name. Unknown cases fit all."""
    own = cases_of(unit, text)
    return not own or not cases or not own.isdisjoint(cases)
