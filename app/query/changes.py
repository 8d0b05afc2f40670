"""The change feed: what happened to which record, in order and without gaps, from a number on."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, NamedTuple

import orjson
from pydantic import Field
from sqlalchemy import ColumnElement, Engine, Integer, Select, Text, bindparam, case, cast, func, literal_column, select

from app.database.dialect import IsoInstant, JsonArray, JsonObject, StoredJson
from app.errors import AheadOfData
from app.labels.languages import LANGUAGES
from app.query.pages import data_version
from app.query.parameters import Parameters, many
from app.query.shape import record_json
from app.query.titles import in_language
from app.records import KINDS, Kind
from app.records.base import table_of
from app.records.evidence import Change

Named = Literal[tuple(kind.name for kind in KINDS.values())]  # type: ignore[valid-type]


class ChangeParameters(Parameters):
    """What may be asked of the change feed."""

    since: int = Field(
        default=0,
        ge=0,
        lt=2**31,
        description="The number of the last change that you have: `next_since`; 0 for all.",
        examples=[128],
    )
    limit: int = Field(default=100, ge=1, le=1000, description="How many changes a page holds.", examples=[100])
    type: many(Named) = Field(  # type: ignore[valid-type]
        default_factory=list, description="Only changes of these kinds of records.", examples=[["funding"]]
    )
    include: many(Literal["record"]) = Field(  # type: ignore[valid-type]
        default_factory=list, description="`record` adds each record as it is now.", examples=[["record"]]
    )


@dataclass(frozen=True)
class Changes:
    """Changes as a JSON array; `next_since` is where to go on, `more` whether there is more already."""

    data: str
    next_since: int
    more: bool
    version: int


def list_changes(engine: Engine, query: ChangeParameters, *, language: str = LANGUAGES[0]) -> Changes:
    """Returns the changes after a number; raises AheadOfData if the database has not come so far."""
    statement = _statement(bool(query.type), "record" in query.include)
    binds: dict[str, Any] = {**in_language(language), "since": query.since, "limit": query.limit, "type": query.type}
    with engine.connect() as connection:
        data, last, found, version = connection.execute(statement, binds).one()
    if query.since > version:
        detail = f"The last change is {version}, not {query.since}: this is another database. Begin with since=0."
        raise AheadOfData(detail, errors=[{"parameter": "since", "message": detail}])
    more = found > query.limit
    # Where there is no more, all that came up to this version has been seen, of whatever kind.
    return Changes(data=data, next_since=last if more else version, more=more, version=version)


class Happened(NamedTuple):
    """One change of a record; `fields` are those that an update changed."""

    seq: int
    operation: str
    revision: int
    at: datetime
    fields: list[str] | None


def record_changes(engine: Engine, kind: Kind, id_: str, *, most: int) -> list[Happened]:
    """Returns the last changes of a record, the last one first."""
    change = table_of(Change)
    wanted = (
        select(*(change.c[name] for name in Happened._fields))
        .where(change.c.kind == kind.name, change.c.record_id == id_)
        .order_by(change.c.seq.desc())
        .limit(most)
    )
    with engine.connect() as connection:
        rows = connection.execute(wanted).all()
    return [
        Happened(seq, operation, revision, at, None if fields is None else orjson.loads(fields))
        for seq, operation, revision, at, fields in rows
    ]


@cache
def _statement(types: bool, records: bool) -> Select[str, Any, int, int]:
    change = table_of(Change)
    limit = bindparam("limit", type_=Integer())
    base = select(change).where(change.c.seq > bindparam("since", type_=Integer()))
    if types:
        base = base.where(change.c.kind.in_(bindparam("type", expanding=True)))
    found = base.order_by(change.c.seq).limit(limit + 1).subquery("found")
    numbered = select(found, func.row_number().over(order_by=found.c.seq).label("place")).subquery("numbered")
    page = select(numbered).order_by(numbered.c.place).subquery("page")
    shown = page.c.place <= limit
    return select(
        cast(JsonArray(_item(page, records), shown), Text),
        func.max(case((shown, page.c.seq))),
        func.count(),
        data_version(),
    ).select_from(page)


def _item(page: Any, records: bool) -> ColumnElement[str]:
    c = page.c
    plural = case(*((c.kind == name, f"/v1/{kind.plural}/") for name, kind in KINDS.items()))
    fields = {
        "seq": c.seq,
        "operation": c.operation,
        "type": c.kind,
        "id": c.record_id,
        "url": plural + c.record_id,
        "revision": c.revision,
        "into_id": c.into_id,
        "fields": StoredJson(c.fields),
        "at": IsoInstant(c.at),
    }
    return JsonObject(fields | ({"record": _record(page)} if records else {}))


def _record(page: Any) -> ColumnElement[Any]:
    """Returns the record of a change as it is now, of whatever kind; null where it is gone."""
    return case(*((page.c.kind == literal_column(f"'{kind.name}'"), _whole(kind, page)) for kind in KINDS.values()))


def _whole(kind: Kind, page: Any) -> ColumnElement[Any]:
    table = table_of(kind.table).alias()
    found = select(record_json(kind, table, single=True)).where(table.c.id == page.c.record_id)
    return found.correlate(page).scalar_subquery()
