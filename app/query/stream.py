"""All records of a query, one after the other, with a few hundred of them in memory.

One light statement sorts the ids; the records follow in batches by their ids. Both see the database as it was at the
first statement, so the stream equals the list of that moment, whatever a load changes meanwhile.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

import orjson
from sqlalchemy import (
    Connection,
    Engine,
    FromClause,
    Integer,
    ScalarSelect,
    Select,
    Text,
    bindparam,
    cast,
    func,
    select,
)

from app.database.dialect import IsoInstant, sortable
from app.database.engine import reading
from app.query.evidence import all_evidence
from app.query.filters import Used, asked, bound, conditions, shape
from app.query.known import known_values
from app.query.links import belongs
from app.query.pages import data_version, keys, order
from app.query.parameters import ExportParameters, SingleExportParameters
from app.query.quotes import INCLUDED
from app.query.records import require_expanded, require_record
from app.query.shape import record_json
from app.query.titles import in_language
from app.records import KINDS, Kind
from app.records.base import table_of
from app.records.document import Document
from app.records.evidence import Change, Claim

BATCH = 200
Item = TypeVar("Item")


@dataclass(frozen=True)
class Row:
    """A record as lists serve it, and the address of its first document."""

    data: dict[str, Any]
    address: str


@dataclass(frozen=True)
class Records:
    """The records of a query at one moment: `version` is that of the data, `as_of` their last change or None."""

    connection: Connection
    kind: Kind
    ids: Iterable[str]
    expand: frozenset[str]
    include: frozenset[str]
    single: bool
    version: int
    as_of: str | None
    language: str

    def __iter__(self) -> Iterator[Row]:
        """Yields the records in their order; an id without a record is an error."""
        for batch in batches(self.ids, BATCH):
            found = self._read(_batch_statement(self.kind.name, self.expand, self.include, self.single), batch)
            yield from (found[id_] for id_ in batch)

    def by_id(self, name: str, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Returns records of any kind by their ids."""
        wanted = sorted(set(ids))
        statement = _batch_statement(name, frozenset(), frozenset(), False)
        return {id_: row.data for batch in batches(wanted, BATCH) for id_, row in self._read(statement, batch).items()}

    def where(self, name: str, values: dict[str, Any], *sort: str) -> list[dict[str, Any]]:
        """Returns the records of any kind that meet filters, in an order."""
        ids = list(_ids(self.connection, KINDS[name], values, sort))
        found = self.by_id(name, ids)
        return [found[id_] for id_ in ids]

    def evidence(self, id_: str) -> list[dict[str, Any]]:
        """Returns all evidence of one of the records."""
        return all_evidence(self.connection, self.kind, id_)

    def _read(self, statement: Select[Any], ids: Sequence[str]) -> dict[str, Row]:
        rows = self.connection.execute(statement, {**in_language(self.language), "ids": list(ids)})
        return {id_: Row(orjson.loads(data), address or "") for id_, data, address in rows}


@contextmanager
def open_records(engine: Engine, kind: Kind, query: ExportParameters, *, language: str) -> Iterator[Records]:
    """Gives the records of a query, which can be read while the context is open; raises BadQuery."""
    require_expanded(kind, query)
    with reading(engine) as connection:
        version, as_of = _moment(connection)
        # The database holds the ids until all are read, or the context closes.
        with closing(_ids(connection, kind, asked(kind, query), query.sort, limit=query.limit)) as ids:
            expand, include = frozenset(query.expand), frozenset(query.include)
            yield Records(connection, kind, ids, expand, include, False, version, as_of, language)


@contextmanager
def open_record(
    engine: Engine, kind: Kind, id_: str, query: SingleExportParameters, *, language: str
) -> Iterator[Records]:
    """Gives one record, with the fields that are too large for lists; raises NotFound, Merged, BadQuery."""
    require_expanded(kind, query)
    require_record(engine, kind, id_)
    with reading(engine) as connection:
        version, as_of = _moment(connection)
        expand, include = frozenset(query.expand), frozenset(query.include)
        yield Records(connection, kind, [id_], expand, include, True, version, as_of, language)


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yields the items in lists of a size, the last of them shorter."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _moment(connection: Connection) -> tuple[int, str | None]:
    last = select(IsoInstant(func.max(table_of(Change).c.at))).scalar_subquery()
    version, as_of = connection.execute(select(data_version(), last)).one()
    return version, as_of


def _ids(
    connection: Connection, kind: Kind, values: dict[str, Any], sort: Iterable[str], *, limit: int | None = None
) -> Generator[str]:
    """Returns the ids in order; raises BadQuery at once, not when the first id is read: an answer has begun then."""
    statement = _ids_statement(kind.name, shape(kind, values), tuple(sort), limit is not None)
    binds = bound(kind, known_values(connection, kind, values)) | ({} if limit is None else {"limit": limit})
    return _read_ids(connection, statement, binds)


def _read_ids(connection: Connection, statement: Select[Any], binds: dict[str, Any]) -> Generator[str]:
    """Yields the ids; the database holds those that were not read yet."""
    with connection.execute(statement, binds, execution_options={"yield_per": BATCH}) as rows:
        yield from rows.scalars()


@lru_cache(maxsize=256)
def _ids_statement(name: str, filters: tuple[Used, ...], sort: tuple[str, ...], limited: bool) -> Select[Any]:
    kind = KINDS[name]
    table = table_of(kind.table)
    found = select(table.c.id).where(*conditions(kind, filters)).order_by(*order(keys(kind, sort), table))
    return found.limit(bindparam("limit", type_=Integer())) if limited else found


@lru_cache(maxsize=64)
def _batch_statement(name: str, expand: frozenset[str], include: frozenset[str], single: bool) -> Select[Any]:
    kind = KINDS[name]
    table = table_of(kind.table)
    more = {each: INCLUDED[each](kind, table) for each in sorted(include)}
    data = cast(record_json(kind, table, expand=expand, single=single, more=more), Text)
    return select(table.c.id, data, _address(kind, table)).where(table.c.id.in_(bindparam("ids", expanding=True)))


def _address(kind: Kind, owner: FromClause) -> Any:
    """Returns the address of a document, or of a record's first document: the one on the web if it is known."""
    if kind.name == "document":
        return func.coalesce(owner.c.original_url, owner.c.address)
    claim, document = table_of(Claim), table_of(Document)
    address: ScalarSelect[Any] = (
        select(func.coalesce(document.c.original_url, document.c.address))
        .join_from(document, claim, claim.c.document_id == document.c.id)
        .where(belongs(kind, claim, owner))
        .order_by(sortable(document.c.id))
        .limit(1)
        .correlate(owner)
        .scalar_subquery()
    )
    return address
