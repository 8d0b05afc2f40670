"""The paper of an agreement: its noun with what belongs to it, or the quotation that names it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.extract.candidates import back
from app.extract.purpose import ends_description
from app.extract.reading import Reading
from app.extract.units import Sentence, Unit
from app.languages.bending import citation
from app.records.codes import AgreementStatus, AgreementType
from app.text.fold import fold

# The most specific first: a grant agreement is an agreement too.
NOUNS = {
    "joint_statement": AgreementType.JOINT_STATEMENT,
    "roadmap": AgreementType.ROADMAP,
    "memorandum": AgreementType.MEMORANDUM,
    "grant_agreement": AgreementType.GRANT_AGREEMENT,
    "loan_agreement": AgreementType.LOAN_AGREEMENT,
    "exchange_of_notes": AgreementType.EXCHANGE_OF_NOTES,
    "note": AgreementType.EXCHANGE_OF_NOTES,
    "law": AgreementType.LAW,
    "plan": AgreementType.PLAN,
    "agreement": AgreementType.OTHER,
}
# Nouns that name a document by themselves; the others need a name, a capital letter, or somebody who signs.
SPECIFIC = frozenset(
    {"joint_statement", "roadmap", "memorandum", "grant_agreement", "loan_agreement", "exchange_of_notes"}
)


@dataclass
class Draft:
    """An agreement as it is put together.

    `kept`: its words alone say that it is an agreement. `bare`: it has no name.
    """

    agreement_type: AgreementType
    name: str
    status: AgreementStatus
    noun: Unit
    at: int
    start: int
    end: int
    sentence: Sentence
    status_unit: Unit | None = None
    quoted: bool = False
    kept: bool = True
    bare: bool = False
    sentences: list[Sentence] = field(default_factory=list)
    features: set[str] = field(default_factory=set)

    @cached_property
    def key(self) -> tuple[AgreementType, str]:
        """What two drafts of one document share."""
        return self.agreement_type, fold(self.name)


# The name of a paper has at most this many units.
_LONGEST_NAME = 14


def is_of_project(reading: Reading, units: Sequence[Unit], at: int) -> bool:
    """Whether a noun is in quotation marks as a part of a project's name."""
    number = units[at].quoted
    inside = [place for place, unit in enumerate(units) if number and unit.quoted == number]
    if not inside:
        return False
    first, last = inside[0], inside[-1]
    beside = units[max(0, first - 3) : first] if reading.text.words.head == "first" else units[last + 1 : last + 4]
    return any(unit.has("project", "programme", "initiative") for unit in beside)


def quotation(units: Sequence[Unit], at: int) -> list[Unit]:
    """Returns the quotation around the noun, or the one that follows it at once."""
    number = units[at].quoted
    if not number:
        after = units[at + 1 : at + 3]
        number = next((unit.quoted for unit in after if unit.quoted), 0)
    return [unit for unit in units if unit.quoted == number] if number else []


def around(reading: Reading, sentence: Sentence, at: int) -> list[Unit]:
    """Returns the noun with what belongs to it, on the side where the language puts it."""
    if reading.text.words.head == "last":
        return [*_preceding(reading, sentence, at), sentence.units[at]]
    first = at if reading.text.words.bends == "paradigm" else _modifiers(reading, sentence, at)
    return [*sentence.units[first : at + 1], *_following(reading, sentence, at)]


def _modifiers(reading: Reading, sentence: Sentence, at: int) -> int:
    """Returns the first place of the words before a noun that comes first: "an economic cooperation agreement"."""
    units, first = sentence.units, back(reading, sentence, at)
    while first < at and (units[first].has(*_NO_MODIFIERS) or not units[first].has("word")):
        first += 1
    return first


_NO_MODIFIERS = (
    *("title_link", "and_word", "determiner", "earlier", "further", "said", "sign", "adopt", "intend"),
    "planned",
)


def _following(reading: Reading, sentence: Sentence, at: int) -> list[Unit]:
    """Returns what belongs to the noun after it: "… on cooperation in education"."""
    units, end = sentence.units, at + 1
    while end < len(units) and end - at < _LONGEST_NAME:
        unit = units[end]
        if ends_description(reading, unit) or unit.has(
            "number", "position", "body_head", "sign", "adopt", "took_place"
        ):
            break
        if reading.people.is_part(sentence, unit):
            break
        end += 1
    while end > at + 1 and units[end - 1].has("title_link", "in_country", "with_word", "month", "for_purpose"):
        end -= 1
    return list(units[at + 1 : end])


def _preceding(reading: Reading, sentence: Sentence, at: int) -> list[Unit]:
    """Returns what belongs to the noun before it, up to whoever agrees: "… жөніндегі келісім"."""
    units, first = sentence.units, at
    while first > 0 and at - first < _LONGEST_NAME:
        unit = units[first - 1]
        if unit.has(
            "comma", "dot", "semicolon", "colon", "dash", "open", "close", "quote", "and_word", "during", "with_word"
        ):
            break
        if unit.has(
            "organisation",
            "body",
            "country",
            "between",
            "side",
            "delegation",
            "position",
            "body_head",
            "said",
            "date",
            "relative",
            "year",
            "month",
            "city",
            "sign",
            "adopt",
        ):
            break
        features = {part for sense in unit.senses for part in sense.feature.split(",")}
        if features & {"past", "future"} or reading.people.is_part(sentence, unit):
            break
        first -= 1
    while first < at and not units[first].has("word"):
        first += 1
    return list(units[first:at])


def name_of(reading: Reading, units: Sequence[Unit]) -> str:
    """Returns a name with its noun in dictionary form."""
    if reading.text.words.head == "last":
        start, end = units[0].start, units[-1].start
        name = reading.text.quote(start, end) + citation(units[-1].text, reading.text.words)
        return name[:1].upper() + name[1:]
    pieces = []
    for place, unit in enumerate(units):
        sense = unit.sense(*NOUNS) if place == 0 and (len(units) < 2 or not units[1].has(*NOUNS)) else None
        form = sense.form if sense is not None and sense.form else unit.text
        form = form[:1].upper() + form[1:] if unit.capital or place == 0 else form
        gap = place > 0 and units[place - 1].end < unit.start
        pieces.append((" " if gap else "") + form)
    return "".join(pieces).strip()
