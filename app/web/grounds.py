"""The basis of each field of a record: sentences of texts, another field, or a rule that the guide explains."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.query.evidence import Ground
from app.records import Kind
from app.web.fields import Reader, Shown, fields_of
from app.web.wording import message

# The place of evidence of a record as a whole, and of fields without a row of their own.
WHOLE = "record"
# A page shows these in another place.
_APART = frozenset({"documents", "same_as"})


@dataclass(frozen=True)
class Rule:
    """The reason why a value has no sentence of its own, and the page of the guide that explains it."""

    text: str
    guide: str


_CODES = Rule(message("An IATI code derived from the stage and the form of aid."), "/guide/money#codes-of-iati")
_REGISTER = Rule(message("From our register of names, not from a text."), "/guide/decisions/words-and-things")
_SOURCE = Rule(message("A property of the source document."), "/guide/fields#documents")
_SAME = Rule(message("Found by comparing several texts."), "/guide/same-facts")
_NOT_SAID = Rule(message("Not stated in the text: this is the default."), "/guide/fields")
# The rule for a value that no sentence states, by kind and field; "" is any kind.
_RULES = {
    ("funding", "usd"): Rule(
        message("Calculated from the amount; other currencies at the average rate of the year."),
        "/guide/money#dollars",
    ),
    ("funding", "year"): Rule(
        message("The year of the date, else of the period, else of the publication."), "/guide/money"
    ),
    ("funding", "transaction_type"): _CODES,
    ("funding", "finance_type"): _CODES,
    ("funding", "flow_type"): _CODES,
    ("funding", "countable"): Rule(
        message("Depends on how the text describes the sum, and on whether other texts mention it too."),
        "/guide/same-facts#sums",
    ),
    ("funding", "not_countable"): _SAME,
    ("funding", "project"): Rule(
        message("The project named in the sentences around the sum."), "/guide/fields#funding"
    ),
    ("funding", "kind"): _NOT_SAID,
    ("funding", "instrument"): _NOT_SAID,
    ("meeting", "topics"): Rule(
        message("Derived from the words of the sentences about the meeting."), "/guide/fields#meetings"
    ),
    ("meeting", "country"): Rule(message("The country of the city or of the dateline."), "/guide/fields#meetings"),
    ("project", "sectors"): _REGISTER,
    ("document", "language"): Rule(
        message("Detected from the words and letters of the text."), "/guide/fields#documents"
    ),
    ("document", "official"): Rule(message("From our register of publishers."), "/guide/quality-of-records"),
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
_ELSE = Rule(message("Derived by a rule from the rest of the text."), "/guide/fields")
# Fields without evidence of their own, and the field whose sentence shows them.
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
    """The sentences shown for a field, and the number of all its sentences."""

    pieces: list[Ground]
    count: int


@dataclass(frozen=True)
class Row:
    """A field of a page: its values with their proof, else the field whose sentence shows them, else the rule."""

    field: str
    values: list[Shown]
    proof: Proof | None
    shown_by: str | None
    rule: Rule | None


@dataclass(frozen=True)
class Rows:
    """The fields of a record with a value, the names of the others, and the proof of the record as a whole."""

    stated: list[Row]
    missing: list[str]
    whole: Proof | None


def place_of(kind: Kind, field: str) -> str:
    """Returns the row of a page with the evidence for a field: `participants` for `participants.position`."""
    plain = field.partition(".")[0].partition("[")[0]
    plain = "amount" if (kind.name, plain) == ("funding", "currency") else plain
    return plain if plain in fields_of(kind) and plain not in _APART else WHOLE


def rows_of(reader: Reader, kind: Kind, record: dict[str, Any], evidence: Sequence[Ground]) -> Rows:
    """Returns the fields of a record, each with its basis."""
    proofs = _proofs(kind, evidence)
    stated, missing = [], []
    for field in fields_of(kind):
        if field in _APART:
            continue
        values, proof = _values(reader, kind, record, field), proofs.get(field)
        if not values and proof is None:
            missing.append(field)
            continue
        other = _WITH.get((kind.name, field))
        shown_by = other if proof is None and other in proofs else None
        rule = None if proof is not None or shown_by is not None else rule_of(kind, field)
        stated.append(Row(field, values, proof, shown_by, rule))
    return Rows(stated, missing, proofs.get(WHOLE))


def _proofs(kind: Kind, evidence: Sequence[Ground]) -> dict[str, Proof]:
    """Returns the evidence by the rows of a page, without repetitions of one rule at one place."""
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
    """Returns the rule for a value of a field that no sentence states."""
    return _RULES.get((kind.name, field)) or _RULES.get(("", field)) or _ELSE


def _values(reader: Reader, kind: Kind, record: dict[str, Any], field: str) -> list[Shown]:
    if (kind.name, field) == ("funding", "usd") and record["usd"] is None:
        return [Shown(reader.code(kind, "usd_reason", record["usd_reason"]))]
    return reader.values(kind, record, field)
