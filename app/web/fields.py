"""The fields of a record as people read them: words, a link, a note."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine

from app.query.titles import read_labels
from app.records import KINDS, Kind
from app.records.base import JudgedOut, Named
from app.records.declare import present
from app.records.values import is_web_address
from app.web.printing import (
    code_words,
    country_words,
    currency_words,
    date_words,
    language_words,
    money_words,
    number_words,
)
from app.web.wording import translations

# Fields with dates.
_DATES = frozenset({"date", "period", "published", "seen"})
# Fields that a page shows in another place.
_ELSEWHERE = (
    frozenset(JudgedOut.model_fields)
    | frozenset(Named.model_fields)
    | {"text", "lead", "names", "currency", "usd_reason", "city_id", "city_label"}
)


@dataclass(frozen=True)
class Shown:
    """One value: its words, their link, a note beside them, and the words of the text."""

    text: str
    href: str | None = None
    note: str | None = None
    # The words of the text, where they differ.
    printed: str | None = None

    @property
    def is_outside(self) -> bool:
        """Whether its link leads to another site."""
        return self.href is not None and not self.href.startswith("/")


def path_of(kind: str, id_: str) -> str:
    """Returns the path of the page of a record."""
    return f"/{KINDS[kind].plural}/{quote(id_, safe='')}"


@dataclass(frozen=True)
class Reader:
    """Reads records in a language; `labels` has the labels of the records that they refer to, by kind and id."""

    language: str
    labels: dict[tuple[str, str], str]

    def word(self, message: str) -> str:
        """Returns a message of the catalogue of the language."""
        return translations(self.language).gettext(message)

    def code(self, kind: Kind, field: str, code: Any) -> str:
        """Returns the value of a coded field in words."""
        if isinstance(code, bool):
            return self.word("Yes") if code else self.word("No")
        return code_words(_type_of(kind.name, field), code, self.language)

    def reference(self, kind: str, ref: dict[str, Any], *, note: str | None = None) -> Shown:
        """Returns a reference: its label, with a link where it has an id."""
        printed = ref["name"] if ref["name"] != ref["label"] else None
        return Shown(ref["label"], None if ref.get("id") is None else path_of(kind, ref["id"]), note, printed)

    def read(self, kind: Kind, field: str, value: str | None) -> str:
        """Returns the value of a piece of evidence in words."""
        if value is None:
            return ""
        if field in _DATES:
            return date_words(value, self.language)
        if field in ("country", "countries"):
            return country_words(value, self.language)
        if field == "amount":
            return number_words(value, self.language)
        return self.code(kind, field, value) if field in kind.out.model_fields else value

    def values(self, kind: Kind, record: dict[str, Any], field: str) -> list[Shown]:
        """Returns the values of a field of a record; an empty list where it is None."""
        value = record.get(field)
        if value is None or value == []:
            return []
        special = _SPECIAL.get((kind.name, field)) or _SPECIAL.get(("", field))
        if special is not None:
            return list(special(self, record, value))
        if f"{field}" in kind.expands:
            return [self.reference(kind.expands[field], value)]
        if field in _DATES:
            return [Shown(date_words(value, self.language))]
        return [Shown(self.code(kind, field, value))]

    def title(self, record: dict[str, Any]) -> str:
        """Returns the title of a record."""
        return str(record["label"])


def fields_of(kind: Kind) -> list[str]:
    """Returns the fields that the page of a record shows, in the order of the API."""
    return [name for name in kind.out.model_fields if name not in _ELSEWHERE]


def reader_of(
    engine: Engine,
    records: Iterable[dict[str, Any]],
    language: str,
    *,
    also: Iterable[tuple[str, str]] = (),
) -> Reader:
    """Returns a Reader with the titles of the documents of records, and of the records of `also`, by kind and id."""
    wanted: dict[str, set[str]] = {}
    documents = (("document", id_) for record in records for id_ in record.get("documents") or [])
    for of, id_ in chain(also, documents):
        wanted.setdefault(of, set()).add(id_)
    return Reader(language, read_labels(engine, wanted, language))


@cache
def _type_of(kind: str, field: str) -> Any:
    """Returns the type of the codes of a field; None if it has no such field."""
    of = KINDS[kind]
    for filter_ in of.filters:
        if field in (*filter_.columns, filter_.name):
            return next(iter(filter_.codes), filter_.type)
    return present(of.out.model_fields[field].annotation) if field in of.out.model_fields else None


# --- fields of several values -----------------------------------------------------------------------------------

Special = Callable[[Reader, dict[str, Any], Any], Iterable[Shown]]


def _amount(reader: Reader, record: dict[str, Any], value: str) -> Iterator[Shown]:
    yield Shown(
        money_words(value, record["currency"], reader.language),
        note=currency_words(record["currency"], reader.language),
    )


def _usd(reader: Reader, record: dict[str, Any], value: dict[str, Any]) -> Iterator[Shown]:
    note = reader.code(KINDS["funding"], "usd_basis", value["basis"])
    if value["rate_year"] is not None:
        note = f"{note}: {value['rate_year']}, {number_words(value['rate'], reader.language)}, {value['source']}"
    yield Shown(money_words(value["amount"], "USD", reader.language), note=note)


def _equivalents(reader: Reader, record: dict[str, Any], value: list[dict[str, Any]]) -> Iterator[Shown]:
    for each in value:
        yield Shown(money_words(each["amount"], each["currency"], reader.language))


def _participants(reader: Reader, record: dict[str, Any], value: list[dict[str, Any]]) -> Iterator[Shown]:
    for each in value:
        if each["person"] is not None:
            yield reader.reference("person", each["person"], note=each["position"])
        if each["organisation"] is not None:
            yield reader.reference("organisation", each["organisation"])
        if each["person"] is None and each["organisation"] is None and each["country"] is not None:
            yield Shown(country_words(each["country"], reader.language))


def _parts(reader: Reader, record: dict[str, Any], value: list[dict[str, Any]]) -> Iterator[Shown]:
    for each in value:
        yield reader.reference(
            "organisation", each["organisation"], note=reader.code(KINDS["project"], "role", each["role"])
        )


def _parties(reader: Reader, record: dict[str, Any], value: list[dict[str, Any]]) -> Iterator[Shown]:
    return (reader.reference("organisation", each["organisation"]) for each in value)


def _positions(reader: Reader, record: dict[str, Any], value: list[dict[str, Any]]) -> Iterator[Shown]:
    for each in value:
        where = [reader.reference("organisation", each["organisation"])] if each["organisation"] is not None else []
        notes = [*(each.text for each in where), date_words(each["seen"], reader.language)]
        yield Shown(each["title"], where[0].href if where else None, " · ".join(part for part in notes if part))


def _countries(reader: Reader, record: dict[str, Any], value: Any) -> Iterator[Shown]:
    for code in value if isinstance(value, list) else [value]:
        yield Shown(country_words(code, reader.language))


def _city(reader: Reader, record: dict[str, Any], value: str) -> Iterator[Shown]:
    label = record.get("city_label") or value
    yield Shown(label, printed=value if value != label else None)


def _language(reader: Reader, record: dict[str, Any], value: str) -> Iterator[Shown]:
    yield Shown(language_words(value, reader.language))


def _topics(reader: Reader, record: dict[str, Any], value: list[str]) -> Iterator[Shown]:
    return (Shown(reader.code(KINDS["meeting"], "topic", each)) for each in value)


def _outside(reader: Reader, record: dict[str, Any], value: str) -> Iterator[Shown]:
    # Only web addresses become links, whatever the database has.
    yield Shown(value, value if is_web_address(value) else None)


def _sectors(reader: Reader, record: dict[str, Any], value: list[str]) -> Iterator[Shown]:
    for code in value:
        yield Shown(reader.code(KINDS["project"], "sector", code), note=code)


def _plain(reader: Reader, record: dict[str, Any], value: list[str]) -> Iterator[Shown]:
    return (Shown(each) for each in value)


def _documents(reader: Reader, record: dict[str, Any], value: list[str]) -> Iterator[Shown]:
    for id_ in value:
        yield Shown(reader.labels.get(("document", id_), id_), path_of("document", id_))


def _same(kind: str) -> Special:
    def same(reader: Reader, record: dict[str, Any], value: list[str] | str) -> Iterator[Shown]:
        for id_ in value if isinstance(value, list) else [value]:
            yield Shown(id_, path_of(kind, id_))

    return same


# By kind and field; "" is any kind.
_SPECIAL: dict[tuple[str, str], Special] = {
    ("funding", "amount"): _amount,
    ("funding", "usd"): _usd,
    ("funding", "equivalents"): _equivalents,
    ("funding", "same_as"): _same("funding"),
    ("funding", "canonical_id"): _same("funding"),
    ("meeting", "same_as"): _same("meeting"),
    ("meeting", "canonical_id"): _same("meeting"),
    ("meeting", "participants"): _participants,
    ("meeting", "topics"): _topics,
    ("project", "organisations"): _parts,
    ("project", "sectors"): _sectors,
    ("agreement", "parties"): _parties,
    ("person", "positions"): _positions,
    ("organisation", "identifiers"): _plain,
    ("document", "parallel_group"): _same("document"),
    ("document", "original_url"): _outside,
    ("", "city"): _city,
    ("", "country"): _countries,
    ("", "countries"): _countries,
    ("", "language"): _language,
    ("", "documents"): _documents,
}
