"""Finds the documents, sums and meetings in the stored records that are the same (docs/same-facts.md)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from app.records import KINDS, METADATA
from app.records.base import table_of
from app.records.codes import Qualifier
from app.records.identity import Sameness
from app.records.values import print_amount
from app.resolve.facts import (
    Encounter,
    Sum,
    Text,
    only_sums_of_versions,
    pick_canonical,
    same_encounters,
    same_sums,
    versions,
)
from app.resolve.groups import Pair, group
from app.resolve.likeness import FINDERS
from app.store.difference import batches
from app.store.fold import Row
from app.store.identity import Same, decided
from app.store.write import CLAIM, DOCUMENT

MEETING, FUNDING = (table_of(KINDS[kind].table) for kind in ("meeting", "funding"))


def read_texts(connection: Connection) -> dict[str, Text]:
    """Returns all documents by id, with the things and amounts that they mention."""
    anchors: dict[str, set[str]] = defaultdict(set)
    mentions = select(CLAIM.c.document_id, CLAIM.c.kind, CLAIM.c.record_id).where(CLAIM.c.kind.in_(FINDERS))
    for document_id, kind, record_id in connection.execute(mentions):
        anchors[document_id].add(f"{kind} {record_id}")
    money = select(FUNDING.c.document_id, FUNDING.c.amount, FUNDING.c.currency).where(FUNDING.c.amount.is_not(None))
    for document_id, amount, currency in connection.execute(money):
        anchors[document_id].add(f"{print_amount(amount)} {currency}")
    columns = (DOCUMENT.c.id, DOCUMENT.c.language, DOCUMENT.c.published_first, DOCUMENT.c.publisher_id)
    return {
        id_: Text(id_, language, published, publisher, frozenset(anchors[id_]))
        for id_, language, published, publisher in connection.execute(select(*columns))
    }


def find_versions(texts: Mapping[str, Text]) -> Same:
    """Returns the group of each text that has versions in other languages, with the reason."""
    return _grouped("document", group(versions(texts.values())), dict.fromkeys(texts, ()))


def _grouped(kind: str, sets: Iterable[Mapping[str, str]], rank: Mapping[str, tuple[object, ...]]) -> Same:
    found: Same = {}
    for members in sets:
        canonical = pick_canonical(members, rank)
        found |= {(kind, id_): (canonical, reason) for id_, reason in members.items()}
    return found


def read_sums(connection: Connection, texts: Mapping[str, Text]) -> list[Sum]:
    """Returns all sums with an amount, each with its equivalents in other currencies."""
    whole = _wholes(connection)
    equivalents: dict[str, set[tuple[Decimal, str]]] = defaultdict(set)
    others = METADATA.tables["funding_equivalent"]
    for id_, amount, currency in connection.execute(select(others.c.funding_id, others.c.amount, others.c.currency)):
        equivalents[id_].add((amount, currency))

    def party(row: Row, name: str) -> str | None:
        return whole.get(row[f"{name}_id"] or "") or row[f"{name}_country"] or row[f"{name}_name"]

    return [
        Sum(
            row["id"],
            texts[row["document_id"]],
            frozenset({(row["amount"], row["currency"])} | equivalents[row["id"]]),
            row["usd_amount"],
            row["kind"],
            row["instrument"],
            row["period"],
            party(row, "provider"),
            party(row, "receiver"),
            row["project_id"] or row["project_name"],
            row["date_first"],
            row["date_last"],
            row["qualifier"] == Qualifier.ABOUT,
        )
        for row in map(dict[str, Any], connection.execute(select(FUNDING).order_by(FUNDING.c.id)).mappings())
        if row["amount"] is not None
    ]


def _wholes(connection: Connection) -> dict[str, str]:
    """Returns what each organisation is a part of, by id: its state, else its topmost parent, else itself."""
    table = METADATA.tables["organisation"]
    rows = connection.execute(select(table.c.id, table.c.country, table.c.parent_id)).all()
    parents = {id_: parent for id_, _, parent in rows}

    def top(id_: str) -> str:
        seen = {id_}
        while (parent := parents.get(id_)) is not None and parent not in seen:
            id_ = parent
            seen.add(id_)
        return id_

    return {id_: country or top(id_) for id_, country, _ in rows}


def read_encounters(connection: Connection, texts: Mapping[str, Text]) -> list[Encounter]:
    """Returns all meetings with the ids and states of their participants."""
    people: dict[str, set[str]] = defaultdict(set)
    states: dict[str, set[str]] = defaultdict(set)
    table = METADATA.tables["meeting_participant"]
    for row in connection.execute(select(table)).mappings():
        if (who := row["person_id"] or row["organisation_id"]) is not None:
            people[row["meeting_id"]].add(who)
        if row["country"] is not None:
            states[row["meeting_id"]].add(row["country"])
    columns = (MEETING.c[name] for name in ("id", "document_id", "meeting_type", "date_first", "date_last"))
    return [
        Encounter(id_, texts[document], type_, first, last, frozenset(people[id_]), frozenset(states[id_]))
        for id_, document, type_, first, last in connection.execute(select(*columns).order_by(MEETING.c.id))
    ]


def find_facts(connection: Connection, sums: Sequence[Sum], encounters: Sequence[Encounter]) -> Same:
    """Returns the canonical record of each sum and meeting that several texts state, with the reason."""
    found: Same = {}
    paired = list(same_sums(sums))
    pairs: dict[str, list[Pair]] = {
        "funding": [*paired, *only_sums_of_versions(sums, paired)],
        "meeting": list(same_encounters(encounters)),
    }
    texts = {"funding": {s.id: s.text.id for s in sums}, "meeting": {e.id: e.text.id for e in encounters}}
    for kind, of_kind in pairs.items():
        by_hand = decided(connection, kind)
        parted = {key for key, verdict in by_hand.items() if verdict == Sameness.DIFFERENT}
        of_kind += [
            Pair(*key, "decided by a person")
            for key, verdict in by_hand.items()
            if verdict == Sameness.SAME and set(key) <= texts[kind].keys()
        ]
        ranks = _RANKS[kind](connection, {id_ for pair in of_kind for id_ in pair.key})
        found |= _grouped(kind, group(of_kind, apart=parted, owners=texts[kind]), ranks)
    return found


def _rank(kind: str, *first: Callable[[Row], object]) -> Callable[[Connection, Iterable[str]], dict[str, Any]]:
    """Returns a function that ranks records of one fact; the one with the lowest rank becomes canonical."""
    table = table_of(KINDS[kind].table)
    columns = select(table, DOCUMENT.c.official, DOCUMENT.c.published_first.label("published"))
    joined = columns.join(DOCUMENT, DOCUMENT.c.id == table.c.document_id)

    def ranks(connection: Connection, ids: Iterable[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for some in batches(ids):
            for row in connection.execute(joined.where(table.c.id.in_(some))).mappings():
                published = row["published"]
                found[row["id"]] = (
                    *(part(dict(row)) for part in first),
                    -(row["quality_completeness"] or 0),
                    row["official"] is not True,
                    (published is None, str(published)),
                )
        return found

    return ranks


_RANKS = {
    # A sum that is not countable in its own text must not become canonical for a countable one, nor a rounded one for
    # an exact one.
    "funding": _rank(
        "funding",
        lambda row: row["not_countable"] not in (None, "duplicate"),
        lambda row: row["qualifier"] != Qualifier.EXACT,
    ),
    "meeting": _rank("meeting", lambda row: row["focus"] != "reported", lambda row: row["status"] != "held"),
}
