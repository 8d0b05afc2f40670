"""Runs after a load: merges records of one thing, links records of one fact, and writes only the differences.

Everything is computed from all stored claims each time, so the order of the loads makes no difference. Decisions of
people override rules (docs/same-facts.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, Table, delete, insert, select, tuple_, update

from app.records import KINDS, METADATA
from app.records.base import table_of
from app.resolve.groups import Pair
from app.resolve.likeness import FINDERS
from app.store.conflicts import find_conflicts
from app.store.difference import Changed, Plan, apply, batches, keyed, stored_rows
from app.store.facts import find_facts, find_versions, read_encounters, read_sums, read_texts
from app.store.fold import Row
from app.store.identity import SAME_AS, Identities, Same, read_identities
from app.store.things import find_things
from app.store.write import CLAIM, DOCUMENT, EVIDENCE, document_row, plan_records, read_claims

CANDIDATE, CONFLICT = METADATA.tables["candidate"], METADATA.tables["conflict"]


def relate(connection: Connection) -> list[Changed]:
    """Merges records of one thing, links records of one fact, and returns the changed records.

    The connection must come from `writing`.
    """
    identities = read_identities(connection)
    things, candidates = find_things(connection, identities)
    linked = {key: to for key, to in identities.canonical.items() if not KINDS[key[0]].merges}
    merged = {key: to for key, (to, _) in things.items()}
    changed = _merge(connection, replace(identities, canonical=linked | merged), things)
    texts = read_texts(connection)
    facts = find_versions(texts)
    for text in tuple(texts.values()):
        if ("document", text.id) in facts:
            texts[text.id] = replace(text, group=facts["document", text.id][0])
    sums, encounters = read_sums(connection, texts), read_encounters(connection, texts)
    facts |= find_facts(connection, sums, encounters)
    changed += _link(connection, identities, {**things, **facts})
    _replace(connection, CANDIDATE, [{"kind": kind, **_columns(pair)} for kind, pair in candidates])
    _replace(connection, CONFLICT, list(find_conflicts(connection)))
    return changed


def _columns(pair: Pair) -> Row:
    return {"one": pair.one, "other": pair.other, "reason": pair.reason}


def _merge(connection: Connection, identities: Identities, things: Same) -> list[Changed]:
    """Moves every claim to the record that its id means now, and updates the records that refer to a moved one."""
    plan = Plan()
    moved: dict[str, dict[str, None]] = defaultdict(dict)
    for row in connection.execute(select(CLAIM).where(CLAIM.c.kind.in_(FINDERS))).mappings():
        now = identities.of(row["kind"], row["said_id"], row["document_id"])
        if now == row["record_id"]:
            continue
        moved[row["kind"]] |= {row["record_id"]: None, now: None}
        for table in (CLAIM, EVIDENCE):
            keys = ("document_id", "kind", "said_id")
            own = (table.c[name] == row[name] for name in keys)
            connection.execute(update(table).where(*own).values(record_id=now))
    if not moved:
        return []
    plan.merged = {key: to for key, (to, _) in things.items()}
    _plan(connection, plan, _referring(connection, moved), identities)
    return apply(connection, plan)


def _referring(connection: Connection, moved: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """Returns the ids, by kind, of the moved records and of all records that refer to one of them."""
    touched: dict[str, set[str]] = defaultdict(set, {kind: set(ids) for kind, ids in moved.items()})
    for kind in KINDS.values():
        own = table_of(kind.table)
        tables: list[tuple[Table, str]] = [(own, "id"), *((table_of(li.table), f"{kind.name}_id") for li in kind.links)]
        for table, owner in tables:
            for column in table.columns:
                target = next((key.column.table.name for key in column.foreign_keys), None)
                if column.name == owner or target is None or target not in moved:
                    continue
                for some in batches(moved[target]):
                    found = connection.scalars(select(table.c[owner]).where(column.in_(some)))
                    touched[kind.name].update(found)
    return touched


def _plan(connection: Connection, plan: Plan, touched: Mapping[str, Iterable[str]], identities: Identities) -> None:
    """Plans records from their claims and from what ids mean now."""
    for kind in KINDS:
        ids = set(touched.get(kind, ()))
        if kind == "document":
            for some in batches(ids):
                rows = stored_rows(connection, DOCUMENT, DOCUMENT.c.id.in_(some))
                for key, row in rows.items():
                    plan.before[kind, row["id"]][DOCUMENT][key] = row
                    plan.after[kind, row["id"]][DOCUMENT][key] = document_row(row, identities)
        elif ids:
            claims = read_claims(connection, kind, ids, identities=identities)
            plan_records(connection, plan, kind, claims, identities=identities)


def _link(connection: Connection, identities: Identities, same: Same) -> list[Changed]:
    """Stores which records are the same, and updates the records that this changes."""
    columns = select(SAME_AS.c.kind, SAME_AS.c.id, SAME_AS.c.canonical_id, SAME_AS.c.reason)
    before = {(kind, id_): (canonical, reason) for kind, id_, canonical, reason in connection.execute(columns)}
    now = replace(identities, canonical={key: to for key, (to, _) in same.items()})
    differ = {key for key in {*before, *same} if before.get(key, ("",))[0] != same.get(key, ("",))[0]}
    _replace(
        connection,
        SAME_AS,
        [{"kind": kind, "id": id_, "canonical_id": to, "reason": why} for (kind, id_), (to, why) in same.items()],
    )
    touched: dict[str, set[str]] = defaultdict(set)
    for kind, id_ in differ:
        if not KINDS[kind].merges:
            # Every record of a fact is served with the ids of the others, so the whole set changes.
            ends = {end for end, _ in (before.get((kind, id_), ("", "")), same.get((kind, id_), ("", "")))}
            touched[kind] |= {id_} | {other for (of, other), (to, _) in same.items() if of == kind and to in ends}
    for some in batches(touched.get("document", ())):
        for kind, record_id in connection.execute(
            select(CLAIM.c.kind, CLAIM.c.record_id).where(CLAIM.c.document_id.in_(some))
        ):
            touched[kind].add(record_id)
    if not touched:
        return []
    plan = Plan()
    plan.relisted = {(kind, id_) for kind in ("meeting", "funding") for id_ in touched.get(kind, ())}
    _plan(connection, plan, touched, now)
    return apply(connection, plan)


def _replace(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Replaces the rows of a table; a row that is stored already is not touched."""
    wanted = keyed(table, rows)
    stored = stored_rows(connection, table, table.c.kind.is_not(None))
    gone = [key for key, row in stored.items() if row != wanted.get(key)]
    fresh = [row for key, row in wanted.items() if row != stored.get(key)]
    columns = list(table.primary_key)
    for at in range(0, len(gone), 500):
        some = gone[at : at + 500]
        connection.execute(delete(table).where(tuple_(*columns).in_(some)))
    if fresh:
        connection.execute(insert(table), fresh)
