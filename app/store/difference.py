"""Writes the difference between the stored rows and the wanted rows, and touches no other row.

A record that differs gets its next revision and a row in the table of changes, whose numbers have no gaps.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Column, ColumnElement, Connection, Table, and_, bindparam, delete, func, insert, select, update

from app.records import KINDS, METADATA, Kind
from app.records.base import table_of
from app.store import index
from app.store.fold import Row

CHANGE, CLAIM = METADATA.tables["change"], METADATA.tables["claim"]
RECORD_TABLES = {table_of(kind.table) for kind in KINDS.values()}
# SQLite binds at most 32,766 values in a statement.
MOST_BOUND = 5_000
# Kind and id of a record.
RecordKey = tuple[str, str]
# Rows by their primary key.
Keyed = dict[tuple[Any, ...], Row]


class Changed(NamedTuple):
    """A change of a record: it was `created`, `updated`, `merged` or `deleted`."""

    operation: str
    kind: str
    id: str


def _tables() -> dict[Table, Keyed]:
    return defaultdict(dict)


@dataclass
class Plan:
    """The rows before and after a change, by record and by table."""

    before: dict[RecordKey, dict[Table, Keyed]] = field(default_factory=lambda: defaultdict(_tables))
    after: dict[RecordKey, dict[Table, Keyed]] = field(default_factory=lambda: defaultdict(_tables))
    # Records whose list of documents, or of records that state the same fact, changes though no row of theirs does.
    relisted: set[RecordKey] = field(default_factory=set)
    # Records that are removed because they are merged into another one, with its id.
    merged: dict[RecordKey, str] = field(default_factory=dict)


def apply(connection: Connection, plan: Plan) -> list[Changed]:
    """Writes the differing rows, in an order in which no row ever refers to a missing one."""
    at = datetime.now(UTC)
    order = list(KINDS)
    keys = sorted({*plan.before, *plan.after}, key=lambda key: (order.index(key[0]), key[1]))
    records = [_record_change(key, plan, at) for key in keys]
    _continue_revisions(connection, records)
    gone, fresh = _parts(plan)
    for table, rows in gone.items():
        _delete(connection, table, rows)
    for table in METADATA.sorted_tables:
        _insert(connection, table, [change.row for change in records if change.is_of("created", table)])
        for change in records:
            if change.is_of("updated", table):
                connection.execute(update(table).where(table.c.id == change.row["id"]).values(change.row))
    for table, rows in fresh.items():
        _insert(connection, table, rows)
    for table in reversed(METADATA.sorted_tables):
        _delete(connection, table, [change.row for change in records if change.is_gone_from(table)])
    changed = [change for change in records if change.operation is not None]
    _note_changes(connection, changed, at)
    _index(connection, plan, changed)
    return [Changed(change.operation or "", *change.key) for change in changed]


@dataclass(frozen=True)
class _RecordChange:
    key: RecordKey
    operation: str | None
    row: Row
    into_id: str | None = None
    fields: tuple[str, ...] = ()

    def is_of(self, operation: str, table: Table) -> bool:
        return self.operation == operation and table is table_of(KINDS[self.key[0]].table)

    def is_gone_from(self, table: Table) -> bool:
        return self.is_of("deleted", table) or self.is_of("merged", table)


def _record_change(key: RecordKey, plan: Plan, at: datetime) -> _RecordChange:
    own = table_of(KINDS[key[0]].table)
    before, after = plan.before[key], plan.after[key]
    old = next(iter(before[own].values()), None)
    new = next(iter(after[own].values()), None)
    if new is None:
        into_id = plan.merged.get(key)
        gone = "deleted" if into_id is None else "merged"
        return _RecordChange(key, gone if old is not None else None, old or {}, into_id)
    if old is None:
        return _RecordChange(key, "created", {**new, "revision": 1, "created_at": at, "updated_at": at})
    # A record is served with its links and names, so they count; the claims and evidence of a document do not.
    tables = [own] if key[0] == "document" else [*dict.fromkeys([*before, *after])]
    differing = [table for table in tables if not _same(before[table], after[table])]
    if key not in plan.relisted and not differing:
        return _RecordChange(key, None, old)
    fields = _fields(KINDS[key[0]], old, new, differing)
    if key in plan.relisted:
        fields |= {"documents"} if KINDS[key[0]].merges else {"same_as"} & KINDS[key[0]].out.model_fields.keys()
    updated = {**new, "revision": old["revision"] + 1, "updated_at": at}
    return _RecordChange(key, "updated", updated, fields=tuple(sorted(fields)))


def _fields(kind: Kind, old: Row, new: Row, differing: Iterable[Table]) -> set[str]:
    """Returns the names of the served fields whose columns or links differ."""
    served = sorted(kind.out.model_fields, key=len, reverse=True)
    columns = [column for column, value in new.items() if old[column] != value]
    found = (next((f for f in served if column == f or column.startswith(f"{f}_")), None) for column in columns)
    links = {table_of(link.table).name: link.name for link in kind.links} | {"name": "names"}
    own = {field for field in found if field is not None}
    return own | {links[table.name] for table in differing if table.name in links}


def _continue_revisions(connection: Connection, records: Iterable[_RecordChange]) -> None:
    """Gives a record that was deleted and is created again the revision after its last one."""
    created: dict[str, list[_RecordChange]] = defaultdict(list)
    for change in records:
        if change.operation == "created":
            created[change.key[0]].append(change)
    for kind, changes in created.items():
        by_id = {change.key[1]: change for change in changes}
        for some in batches(by_id):
            last = (
                select(CHANGE.c.record_id, func.max(CHANGE.c.revision))
                .where(CHANGE.c.kind == kind, CHANGE.c.record_id.in_(some))
                .group_by(CHANGE.c.record_id)
            )
            for record_id, revision in connection.execute(last):
                by_id[record_id].row["revision"] = revision + 1


def _same(before: Keyed, after: Keyed) -> bool:
    return before.keys() == after.keys() and all(_equal(before[key], row) for key, row in after.items())


def _equal(stored: Row | None, wanted: Row | None) -> bool:
    """Whether a stored row has the wanted values; its revision and times do not count."""
    if stored is None or wanted is None:
        return stored is wanted
    return all(stored[column] == value for column, value in wanted.items())


def _parts(plan: Plan) -> tuple[dict[Table, list[Row]], dict[Table, list[Row]]]:
    """Returns the rows to delete and to insert, by table, in all tables but those of the records themselves."""
    gone: dict[Table, list[Row]] = defaultdict(list)
    fresh: dict[Table, list[Row]] = defaultdict(list)
    for key in {**plan.before, **plan.after}:
        before, after = plan.before[key], plan.after[key]
        for table in {**before, **after}:
            if table in RECORD_TABLES:
                continue
            old, new = before[table], after[table]
            gone[table] += [row for primary_key, row in old.items() if not _equal(row, new.get(primary_key))]
            fresh[table] += [row for primary_key, row in new.items() if not _equal(old.get(primary_key), row)]
    return gone, fresh


def last_change(connection: Connection) -> int:
    """Returns the number of the last change, which is the data version; 0 before the first change."""
    return connection.scalar(select(func.coalesce(func.max(CHANGE.c.seq), 0))) or 0


def _note_changes(connection: Connection, changed: list[_RecordChange], at: datetime) -> None:
    last = last_change(connection)
    rows = [
        {
            "seq": seq,
            "operation": change.operation,
            "kind": change.key[0],
            "record_id": change.key[1],
            "revision": change.row["revision"],
            "into_id": change.into_id,
            "fields": orjson.dumps(change.fields).decode() if change.operation == "updated" else None,
            "at": at,
        }
        for seq, change in enumerate(changed, start=last + 1)
    ]
    _insert(connection, CHANGE, rows)


def _index(connection: Connection, plan: Plan, changed: list[_RecordChange]) -> None:
    """Brings the search index up to date with the changed records."""
    index.remove(connection, [change.key for change in changed if change.operation in ("merged", "deleted")])
    entries = []
    for kind, id_ in (change.key for change in changed if change.operation in ("created", "updated")):
        rows = {table: list(keyed.values()) for table, keyed in plan.after[kind, id_].items()}
        if kind == "document" and CLAIM not in rows:
            rows[CLAIM] = [dict(row) for row in connection.execute(index.claims_of_documents([id_])).mappings()]
        entries.append(index.entry(KINDS[kind], rows))
    index.put(connection, entries)


def batches(ids: Iterable[str]) -> Iterator[list[str]]:
    """Yields sorted ids in lists short enough to bind in one statement."""
    ordered = sorted(ids)
    return (ordered[at : at + MOST_BOUND] for at in range(0, len(ordered), MOST_BOUND))


def given_columns(table: Table) -> list[Column[Any]]:
    """Returns the columns of a table, without those that the database computes."""
    return [column for column in table.columns if column.computed is None]


def stored_rows(connection: Connection, table: Table, condition: ColumnElement[bool]) -> Keyed:
    """Returns the rows of a table that meet a condition, by primary key, without computed columns."""
    rows = connection.execute(select(*given_columns(table)).where(condition)).mappings()
    return keyed(table, [dict(row) for row in rows])


def keyed(table: Table, rows: Iterable[Row]) -> Keyed:
    """Returns rows by primary key; of two rows with one key it keeps the first."""
    keyed: Keyed = {}
    for row in rows:
        keyed.setdefault(tuple(row[column.name] for column in table.primary_key), row)
    return keyed


def _insert(connection: Connection, table: Table, rows: list[Row]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _delete(connection: Connection, table: Table, rows: list[Row]) -> None:
    if rows:
        key = list(table.primary_key)
        condition = and_(*(column == bindparam(f"old_{column.name}") for column in key))
        connection.execute(
            delete(table).where(condition), [{f"old_{c.name}": row[c.name] for c in key} for row in rows]
        )
