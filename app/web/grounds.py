"""What each field of a record rests on: sentences of texts, another field, or a rule that a page of the guide tells."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.query.evidence import Ground
from app.records import Kind
from app.web.fields import Reader, Shown, fields_of
from app.web.wording import message

# The evidence of a record as a whole, and of what has no place of its own on a page.
WHOLE = "record"
# These stand elsewhere on a page.
_APART = frozenset({"documents", "same_as"})


@dataclass(frozen=True)
class Rule:
    """Why a value has no sentence of its own, and the page of the guide that tells more."""

    told: str
    guide: str


_CODES = Rule(
    message("A code of IATI that follows from the step and the form of the payment."), "/guide/money#codes-of-iati"
)
_REGISTER = Rule(message("From the register of known names, not from a text."), "/guide/decisions/words-and-things")
_SOURCE = Rule(message("A property of the source itself."), "/guide/fields#documents")
_SAME = Rule(message("Found by comparing what several texts tell."), "/guide/same-facts")
_NOT_SAID = Rule(message("The text does not say it: this is what is taken then."), "/guide/fields")
# What a value follows from where no sentence says it; by kind and field, or "" and field.
_RULES = {
    ("funding", "usd"): Rule(
        message("Computed from the sum, by the rate of the year where it is in another currency."),
        "/guide/money#dollars",
    ),
    ("funding", "year"): Rule(
        message("The year of its date, else of its period, else that in which its text was published."), "/guide/money"
    ),
    ("funding", "transaction_type"): _CODES,
    ("funding", "finance_type"): _CODES,
    ("funding", "flow_type"): _CODES,
    ("funding", "countable"): Rule(
        message("Follows from what the text says of the sum, and from whether others tell it too."),
        "/guide/same-facts#sums",
    ),
    ("funding", "not_countable"): _SAME,
    ("funding", "project"): Rule(
        message("The project that the sentences around the sum tell of."), "/guide/fields#funding"
    ),
    ("funding", "kind"): _NOT_SAID,
    ("funding", "instrument"): _NOT_SAID,
    ("meeting", "topics"): Rule(
        message("Told by the words of the sentences about the meeting."), "/guide/fields#meetings"
    ),
    ("meeting", "country"): Rule(message("The state of the city, or of the dateline."), "/guide/fields#meetings"),
    ("project", "sectors"): _REGISTER,
    ("document", "language"): Rule(message("Told by the words and letters of the text."), "/guide/fields#documents"),
    ("document", "official"): Rule(message("What the register knows of the publisher."), "/guide/quality-of-records"),
    ("document", "parallel_group"): _SAME,
    ("document", "file"): _SOURCE,
    ("document", "original_url"): _SOURCE,
    ("document", "media_type"): _SOURCE,
    ("document", "sha256"): _SOURCE,
    ("document", "extractor"): _SOURCE,
    ("", "acronym"): _REGISTER,
    ("", "name"): _REGISTER,
    ("", "country"): _REGISTER,
    ("", "organisation_type"): _REGISTER,
    ("", "parent"): _REGISTER,
    ("", "identifiers"): _REGISTER,
    ("", "canonical_id"): _SAME,
}
_ELSE = Rule(message("Follows by a rule from the rest of the text."), "/guide/fields")
# What was read together with another field, whose sentence shows it.
_WITH = {
    ("funding", "amount_text"): "amount",
    ("funding", "qualifier"): "amount",
    ("funding", "equivalents"): "amount",
    ("funding", "currency"): "amount",
    ("meeting", "date_text"): "date",
    ("person", "positions"): "position",
    ("person", "organisation"): "position",
}


@dataclass(frozen=True)
class Proof:
    """The sentences that are shown of a field, and how many there are."""

    pieces: list[Ground]
    count: int


@dataclass(frozen=True)
class Row:
    """A field of a page: its values with their proof, else the field that shows it, else the rule."""

    field: str
    values: list[Shown]
    proof: Proof | None
    shown_by: str | None
    rule: Rule | None


@dataclass(frozen=True)
class Rows:
    """The fields of a record that it tells, those that it does not, and the proof of the record as a whole."""

    told: list[Row]
    not_told: list[str]
    whole: Proof | None


def place_of(kind: Kind, field: str) -> str:
    """Returns the field of a page at which evidence for a field stands: `participants.position` is of participants."""
    plain = field.partition(".")[0].partition("[")[0]
    plain = "amount" if (kind.name, plain) == ("funding", "currency") else plain
    return plain if plain in fields_of(kind) and plain not in _APART else WHOLE


def rows_of(reader: Reader, kind: Kind, record: dict[str, Any], evidence: Sequence[Ground]) -> Rows:
    """Returns the fields of a record, each with what it rests on."""
    proofs = _proofs(kind, evidence)
    told, not_told = [], []
    for field in fields_of(kind):
        if field in _APART:
            continue
        values, proof = _values(reader, kind, record, field), proofs.get(field)
        if not values and proof is None:
            not_told.append(field)
            continue
        other = _WITH.get((kind.name, field))
        shown_by = other if proof is None and other in proofs else None
        rule = None if proof is not None or shown_by is not None else rule_of(kind, field)
        told.append(Row(field, values, proof, shown_by, rule))
    return Rows(told, not_told, proofs.get(WHOLE))


def _proofs(kind: Kind, evidence: Sequence[Ground]) -> dict[str, Proof]:
    """Returns the evidence by the fields of a page: what one rule read from one place is shown once."""
    found: dict[str, dict[Any, Ground]] = {}
    counts: dict[str, dict[str, int]] = {}
    repeated: Counter[str] = Counter()
    for piece in evidence:
        place = place_of(kind, piece.field)
        key = piece.document_id, piece.prefix, piece.quote, piece.suffix, piece.rule, piece.confidence
        repeated[place] += key in found.setdefault(place, {})
        found[place].setdefault(key, piece)
        counts.setdefault(place, {})[piece.field] = piece.found
    return {
        place: Proof(list(pieces.values()), sum(counts[place].values()) - repeated[place])
        for place, pieces in found.items()
    }


def rule_of(kind: Kind, field: str) -> Rule:
    """Returns why a field may have a value without a sentence that says it."""
    return _RULES.get((kind.name, field)) or _RULES.get(("", field)) or _ELSE


def _values(reader: Reader, kind: Kind, record: dict[str, Any], field: str) -> list[Shown]:
    if (kind.name, field) == ("funding", "usd") and record["usd"] is None:
        return [Shown(reader.code(kind, "usd_reason", record["usd_reason"]))]
    return reader.values(kind, record, field)
