"""What each field of a record rests on: sentences of texts, another field, or a rule that a page of the guide tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.records import Kind
from app.web.fields import Reader, Shown, fields_of
from app.web.wording import message

# The evidence of a record as a whole, and of what has no place of its own on a page.
WHOLE = "record"
# These stand elsewhere on a page.
_APART = frozenset({"documents", "same_as"})


class Piece(Protocol):
    """Evidence as far as it must be known here."""

    @property
    def field(self) -> str:
        """The field that it is for."""


@dataclass(frozen=True)
class Rule:
    """Why a value has no sentence of its own, and the page of the guide that tells more."""

    told: str
    guide: str


_CODES = Rule(
    message("A code of IATI that follows from the step and the form of the payment."), "/guide/money#codes-of-iati"
)
_REGISTER = Rule(
    message("From the register of known names, not from a text."), "/guide/decisions/words-and-things"
)
_SOURCE = Rule(message("A property of the source itself."), "/guide/fields#documents")
_SAME = Rule(message("Found by comparing what several texts tell."), "/guide/same-facts")
_NOT_SAID = Rule(message("The text does not say it: this is what is taken then."), "/guide/fields")
# What a value follows from where no sentence says it; by kind and field, or "" and field.
_RULES = {
    ("funding", "usd"): Rule(
        message("Computed from the sum, by the rate of the year where it is in another currency."),
        "/guide/money#dollars",
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
    ("document", "language"): Rule(
        message("Told by the words and letters of the text."), "/guide/fields#documents"
    ),
    ("document", "official"): Rule(
        message("What the register knows of the publisher."), "/guide/quality-of-records"
    ),
    ("document", "parallel_group"): _SAME,
    ("document", "file"): _SOURCE,
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
class Row:
    """A field of a page: its values with the evidence, else the field that shows it, else the rule."""

    field: str
    values: list[Shown]
    evidence: list[Any]
    shown_by: str | None
    rule: Rule | None


@dataclass(frozen=True)
class Rows:
    """The fields of a record that it tells, those that it does not, and the evidence of the record as a whole."""

    told: list[Row]
    not_told: list[str]
    whole: list[Any]


def place_of(kind: Kind, field: str) -> str:
    """Returns the field of a page at which evidence for a field stands: `participants.position` is of participants."""
    plain = field.partition(".")[0].partition("[")[0]
    plain = "amount" if (kind.name, plain) == ("funding", "currency") else plain
    return plain if plain in fields_of(kind) and plain not in _APART else WHOLE


def rows_of(reader: Reader, kind: Kind, record: dict[str, Any], evidence: Sequence[Piece]) -> Rows:
    """Returns the fields of a record, each with what it rests on."""
    by_field: dict[str, list[Any]] = {}
    for piece in evidence:
        by_field.setdefault(place_of(kind, piece.field), []).append(piece)
    told, not_told = [], []
    for field in fields_of(kind):
        if field in _APART:
            continue
        values = _values(reader, kind, record, field)
        pieces = by_field.get(field, [])
        if not values and not pieces:
            not_told.append(field)
            continue
        other = _WITH.get((kind.name, field))
        shown_by = other if not pieces and other in by_field else None
        rule = None if pieces or shown_by is not None else rule_of(kind, field)
        told.append(Row(field, values, pieces, shown_by, rule))
    return Rows(told, not_told, by_field.get(WHOLE, []))


def rule_of(kind: Kind, field: str) -> Rule:
    """Returns why a field may have a value without a sentence that says it."""
    return _RULES.get((kind.name, field)) or _RULES.get(("", field)) or _ELSE


def _values(reader: Reader, kind: Kind, record: dict[str, Any], field: str) -> list[Shown]:
    if (kind.name, field) == ("funding", "usd") and record["usd"] is None:
        return [Shown(reader.code(kind, "usd_reason", record["usd_reason"]))]
    return reader.values(kind, record, field)
