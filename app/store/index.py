"""Keeps the search index: makes the texts of a record into terms and stores them.

A term begins with two letters. The first is the class of its text: `n` a name of the record, `t` the title of a
document, `f` a text of a field (positions, parties, states), `b` the body of a document. The second is the form of the
term: `x` the word, `s` its stem, `k` its sound, `d` its sound without one letter, `w` a whole name.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Select, Table, and_, bindparam, delete, func, insert, select

from app.database.engine import writing
from app.records import KINDS, METADATA, Kind
from app.records.base import table_of
from app.registry import load_registry
from app.registry.cities import load_cities
from app.sounds.terms import ENDINGS, VERSION, Word, near, plain, sounds, stems, words
from app.store.fold import NAME, Row
from app.store.terms import Terms, write_terms

SEARCH, CLAIM, DOCUMENT = (METADATA.tables[name] for name in ("search", "claim", "document"))
# Columns of a record or of its links that are indexed beside its own names and those in `…_name`.
BESIDE = ("position", "title", "city", "country_name", "amount_text", "identifier")
LONGEST_TEXT = 4_000
LONGEST_WHOLE = 80
SHORTEST_CAPITAL = 4
RecordRows = Mapping[Table, Collection[Row]]


class IndexedText(NamedTuple):
    """A text of a record: its class and, where known, its language and the country of the one who has this name."""

    of: str
    text: str
    language: str | None = None
    country: str | None = None


@dataclass(frozen=True)
class Entry:
    """A record in the index; `text` has all its texts but the body of a document, a line each."""

    kind: str
    id: str
    day: date | None
    label: str
    text: str
    terms: Terms

    def row(self) -> Row:
        """Returns the row in `search`, without its number."""
        digest = hashlib.sha256("\x1f".join([self.label, self.text, str(self.day), self.terms.text()]).encode())
        return {
            "kind": self.kind,
            "record_id": self.id,
            "day": self.day,
            "label": self.label,
            "lines": self.text,
            "digest": digest.hexdigest()[:32],
            "version": version(),
        }


@cache
def version() -> str:
    """Returns the version of what terms are made from: the rules, the registry and the endings of words."""
    source = f"{VERSION} {load_registry().digest}".encode() + ENDINGS.read_bytes()
    return hashlib.sha256(source).hexdigest()[:12]


def entry(kind: Kind, rows: RecordRows) -> Entry:
    """Makes the index entry of a record from its rows: its own, its links, its names, the claims of a document."""
    (own,) = rows[table_of(kind.table)]
    texts = list(dict.fromkeys(_document_texts(own, rows) if kind.name == "document" else _texts(kind, own, rows)))
    lines = "\n".join(dict.fromkeys(_line(text) for text in texts if text.of != "b"))
    day = own.get("published_first", own.get("date_first"))
    return Entry(kind.name, own["id"], day, _label(own), lines[:LONGEST_TEXT], _terms(texts))


# --- the texts of a record -------------------------------------------------------------------------------------


def _document_texts(own: Row, rows: RecordRows) -> Iterator[IndexedText]:
    if own["title"] is not None:
        yield IndexedText("t", own["title"], own["language"])
    yield from (IndexedText("f", own[name]) for name in ("publisher_name", "city") if own[name] is not None)
    for id_ in _values([own], lambda column: column == "city_id"):
        yield from _city(id_)
    known = {row["said_id"] for row in rows.get(CLAIM, ()) if row["kind"] == "organisation"}
    for id_ in sorted(known):
        yield from _organisation(id_)
    yield IndexedText("b", own["text"], own["language"])


def _texts(kind: Kind, own: Row, rows: RecordRows) -> Iterator[IndexedText]:
    country = own.get("country")
    for column in ("name", "acronym"):
        if own.get(column) is not None:
            yield IndexedText("n", own[column], None, country)
    for row in sorted(rows.get(NAME, ()), key=lambda row: (row["ordinal"], row["lang"], row["text"])):
        yield IndexedText("n", row["text"], row["lang"], country)
    tables = [table_of(kind.table), *(table_of(link.table) for link in kind.links)]
    found = [
        row for table in tables for row in sorted(rows.get(table, ()), key=lambda row: str(row.get("ordinal", "")))
    ]
    for row in found:
        for column, value in row.items():
            if value is not None and (column.endswith("_name") or column in BESIDE):
                yield IndexedText("f", value)
    # Organisations, cities and states are found by every name that the registry has, in all languages.
    for id_ in _values(found, lambda column: column.endswith("_id") and column not in ("canonical_id", "city_id")):
        yield from _organisation(id_)
    for id_ in _values(found, lambda column: column == "city_id"):
        yield from _city(id_)
    for code in _values(found, lambda column: column == "country" or column.endswith("_country")):
        yield from _country(code)


def _values(rows: Iterable[Row], is_asked: Callable[[str], bool]) -> list[str]:
    return list(
        dict.fromkeys(value for row in rows for column, value in row.items() if value is not None and is_asked(column))
    )


def _organisation(id_: str) -> Iterator[IndexedText]:
    known = load_registry().organisations.get(id_)
    if known is not None:
        yield from (*_every(known.names), *_every(known.acronyms))


def _city(id_: str) -> Iterator[IndexedText]:
    known = load_cities().get(id_)
    if known is not None:
        yield from _every(known.names)


def _country(code: str) -> Iterator[IndexedText]:
    known = load_registry().countries.get(code)
    if known is not None:
        yield from _every(known.names)


def _every(names: Mapping[str, Collection[str]]) -> Iterator[IndexedText]:
    """Yields the names of a thing of the register in all languages."""
    return (IndexedText("f", name, language) for language, some in names.items() for name in some)


def _line(text: IndexedText) -> str:
    return " ".join(text.text.split())


def _label(own: Row) -> str:
    """Returns the name of a record, or what a document is called; completions sort by its length."""
    return str(own.get("name") or own.get("label") or "")


# --- their terms -----------------------------------------------------------------------------------------------


def _terms(texts: Iterable[IndexedText]) -> Terms:
    terms = Terms()
    seen: set[tuple[str, ...]] = set()
    for text in texts:
        found = [word for word in words(text.text) if plain(word.text)]
        forms = (text.of, *(plain(word.text) for word in found))
        # A name may be the same in several languages: its words are added once, its stems and sounds for each.
        is_new = forms not in seen
        seen.add(forms)
        if is_new:
            terms.part()
        for word in found:
            if is_new:
                terms.place(f"{text.of}x{plain(word.text)}")
            _add(terms, text, word)
        if text.of in "nt":
            whole = "".join(forms[1:])
            if 0 < len(whole) <= LONGEST_WHOLE:
                terms.add(f"{text.of}w{whole}")
    return terms


def _add(terms: Terms, text: IndexedText, word: Word) -> None:
    for stem in stems(plain(word.text), text.language):
        terms.add(f"{text.of}s{stem}")
    # In a body only words that may be names have sounds.
    if text.of in "nf" or (word.text[0].isupper() and len(word.text) >= SHORTEST_CAPITAL):
        for sound in sounds(word.text, text.language, country=text.country):
            terms.add(f"{text.of}k{sound}")
    if text.of == "n":
        for sound in near(word.text):
            terms.add(f"nd{sound}")


# --- the index -------------------------------------------------------------------------------------------------


def put(connection: Connection, entries: Iterable[Entry]) -> None:
    """Stores entries in the index; an entry that is stored already is not touched."""
    wanted = {(each.kind, each.id): each for each in entries}
    stored = _stored(connection, wanted)
    rows = {key: each.row() for key, each in wanted.items()}
    stale = {key: number for key, (number, *mark) in stored.items() if mark != _mark(rows[key])}
    _remove(connection, stale.values())
    fresh = [key for key in wanted if key not in stored or key in stale]
    if not fresh:
        return
    last = connection.scalar(select(func.coalesce(func.max(SEARCH.c.number), 0))) or 0
    numbers = {key: number for number, key in enumerate(fresh, start=last + 1)}
    connection.execute(insert(SEARCH), [{**rows[key], "number": number} for key, number in numbers.items()])
    write_terms(connection, {number: wanted[key].terms for key, number in numbers.items()})


def remove(connection: Connection, keys: Iterable[tuple[str, str]]) -> None:
    """Removes records from the index."""
    _remove(connection, [number for number, *_ in _stored(connection, keys).values()])


def _mark(row: Row) -> list[Any]:
    return [row["digest"], row["version"]]


def _stored(connection: Connection, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Returns number, digest and version of the stored entries, by kind and id."""
    ids: dict[str, list[str]] = {}
    for kind, id_ in keys:
        ids.setdefault(kind, []).append(id_)
    found: dict[tuple[str, str], tuple[Any, ...]] = {}
    columns = select(SEARCH.c.record_id, SEARCH.c.number, SEARCH.c.digest, SEARCH.c.version)
    for kind, some in ids.items():
        for at in range(0, len(some), 500):
            condition = and_(SEARCH.c.kind == kind, SEARCH.c.record_id.in_(some[at : at + 500]))
            for id_, *entry in connection.execute(columns.where(condition)):
                found[kind, id_] = tuple(entry)
    return found


def _remove(connection: Connection, numbers: Iterable[int]) -> None:
    gone = list(numbers)
    if gone:
        connection.execute(
            delete(SEARCH).where(SEARCH.c.number == bindparam("gone")), [{"gone": number} for number in gone]
        )


# --- the whole index -------------------------------------------------------------------------------------------


def is_indexed(connection: Connection) -> bool:
    """Whether the index has all records, made by the current version of the rules."""
    records = sum(
        connection.scalar(select(func.count()).select_from(table_of(kind.table))) or 0 for kind in KINDS.values()
    )
    current = select(func.count()).select_from(SEARCH).where(SEARCH.c.version == version())
    return connection.scalar(current) == records


def bring_up_to_date(engine: Engine) -> None:
    """Rebuilds the index if a record is missing or was indexed by another version of the rules; else only reads."""
    with engine.connect() as connection:
        if is_indexed(connection):
            return
    with writing(engine) as connection:
        if not is_indexed(connection):
            reindex(connection)


def reindex(connection: Connection, *, at_once: int = 200) -> int:
    """Rebuilds the index from all records and returns their number; the connection must come from `writing`."""
    connection.execute(delete(SEARCH))
    count = 0
    for kind in KINDS.values():
        ids = list(connection.scalars(select(table_of(kind.table).c.id).order_by(table_of(kind.table).c.id)))
        for at in range(0, len(ids), at_once):
            some = ids[at : at + at_once]
            put(connection, entries_of(connection, kind, some))
            count += len(some)
    return count


def entries_of(connection: Connection, kind: Kind, ids: list[str]) -> Iterator[Entry]:
    """Yields the index entries of records of a kind."""
    return (entry(kind, rows) for rows in _rows_of(connection, kind, ids))


def _rows_of(connection: Connection, kind: Kind, ids: list[str]) -> Iterator[RecordRows]:
    own = table_of(kind.table)
    owners = [(own, "id"), *((table_of(link.table), f"{kind.name}_id") for link in kind.links)]
    statements = {table: select(table).where(table.c[owner].in_(ids)) for table, owner in owners}
    keys: dict[Table, str] = dict(owners)
    statements[NAME] = select(NAME).where(NAME.c.kind == kind.name, NAME.c.record_id.in_(ids))
    keys[NAME] = "record_id"
    if kind.name == "document":
        statements[CLAIM] = claims_of_documents(ids)
        keys[CLAIM] = "document_id"
    found: dict[str, dict[Table, list[Row]]] = {id_: {} for id_ in ids}
    for table, statement in statements.items():
        for row in connection.execute(statement).mappings():
            found[row[keys[table]]].setdefault(table, []).append(dict(row))
    return iter(found.values())


def claims_of_documents(ids: Collection[str]) -> Select[Any]:
    """Returns the statement that selects the claims of documents about organisations."""
    columns = select(CLAIM.c.document_id, CLAIM.c.kind, CLAIM.c.said_id)
    return columns.where(CLAIM.c.kind == "organisation", CLAIM.c.document_id.in_(ids))
