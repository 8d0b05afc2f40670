"""Pages by keyset: a cursor holds the keys of the last record, and the next page begins after it.

Every order ends with the id, so that no two records tie. Records without a value come last in either direction.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import orjson
from pydantic import AfterValidator, AwareDatetime, Field, TypeAdapter, ValidationError
from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Engine,
    Float,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    false,
    func,
    or_,
    select,
)

from app.database.dialect import JsonArray, JsonList, json_value, sortable
from app.errors import BadCursor, Message
from app.query.parameters import clean_text
from app.records import Kind
from app.records.base import Instant, table_of
from app.records.evidence import Change
from app.records.values import Amount, Thousandths

_CHECK = 6
# The type of a key in a cursor, by the type of its column; all others are text.
_VALUES: tuple[tuple[type, TypeAdapter[Any]], ...] = (
    (Date, TypeAdapter(date)),
    (Instant, TypeAdapter(AwareDatetime)),
    (Thousandths, TypeAdapter(Amount)),
    (Float, TypeAdapter(Annotated[float, Field(strict=True, ge=0, le=1)])),
    (Integer, TypeAdapter(Annotated[int, Field(strict=True, ge=0, lt=2**31)])),
)
_TEXT: TypeAdapter[str] = TypeAdapter(Annotated[str, Field(strict=True), AfterValidator(clean_text)])


@dataclass(frozen=True)
class Key:
    """A column to sort by."""

    column: str
    falling: bool = False


@dataclass(frozen=True)
class Page:
    """A page of records: `data` is a JSON array; `total` is None unless it was requested."""

    data: str
    next_cursor: str | None
    total: int | None
    version: int
    facets: dict[str, Any] | None = None


def keys(kind: Kind, sort: Sequence[str]) -> tuple[Key, ...]:
    """Returns the columns to sort by; a partial date sorts by its first day."""
    columns = table_of(kind.table).c
    found: dict[str, Key] = {}
    for part in [*(sort or [kind.default_sort]), "id"]:
        name = part.removeprefix("-")
        column = next((each for each in (f"{name}_first", f"quality_{name}") if each in columns), name)
        found.setdefault(column, Key(column, part.startswith("-")))
    return tuple(found.values())


def order(by: Sequence[Key], rows: FromClause) -> list[ColumnElement[Any]]:
    """Returns the ORDER BY of the keys."""
    return [_ordered(key, rows) for key in by]


def _ordered(key: Key, rows: FromClause) -> ColumnElement[Any]:
    column = sortable(rows.c[key.column])
    directed = column.desc() if key.falling else column.asc()
    return directed.nulls_last() if _nullable(rows.c[key.column]) else directed


def _nullable(column: ColumnElement[Any]) -> bool:
    return bool(getattr(column, "nullable", True))


def after(by: Sequence[Key], rows: FromClause, nulls: Sequence[bool]) -> ColumnElement[bool]:
    """Returns the condition that a row comes after the bound one; `nulls` says which keys of that one are null."""
    ways: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for number, (key, null) in enumerate(zip(by, nulls, strict=True)):
        column = rows.c[key.column]
        if null:  # only ties come after a record without a value
            same.append(column.is_(None))
            continue
        bind = bindparam(f"after_{number}", type_=column.type)
        comparable = sortable(column)
        later = comparable < bind if key.falling else comparable > bind
        ways.append(and_(*same, or_(later, column.is_(None)) if _nullable(column) else later))
        same.append(comparable == bind)
    return or_(false(), *ways)


def page_statement(
    base: Select[Any],
    table: FromClause,
    by: Sequence[Key],
    item: Callable[[FromClause], ColumnElement[str]],
    *,
    nulls: Sequence[bool] | None,
    count: bool,
) -> Select[Any]:
    """Returns the one statement of a page: its JSON, the last row's keys, how many rows were found, total, version.

    `base` selects from the table all that `item` and the keys need, filtered. The statement looks for
    one row more than `limit`: if it exists, there is a next page.
    """
    limit = bindparam("limit", type_=Integer())
    begun = base if nulls is None else base.where(after(by, table, nulls))
    found = begun.order_by(*order(by, table)).limit(limit + 1).subquery("found")
    numbered = select(found, func.row_number().over(order_by=order(by, found)).label("place"))
    page = numbered.order_by("place").subquery("page")
    place = page.c.place
    last = JsonList(*(json_value(page.c[key.column]) for key in by))
    total = base.with_only_columns(func.count(), maintain_column_froms=True).scalar_subquery()
    return select(
        cast(JsonArray(item(page), place <= limit), Text),
        cast(JsonArray(last, place == limit), Text),
        func.count(),
        *((total,) if count else ()),
        data_version(),
    ).select_from(page)


def data_version() -> ColumnElement[int]:
    """Returns the number of the last change, 0 before the first."""
    return select(func.coalesce(func.max(table_of(Change).c.seq), 0)).scalar_subquery()


def read_version(engine: Engine) -> int:
    """Returns the number of the last change of a database, 0 before the first."""
    with engine.connect() as connection:
        return int(connection.execute(select(data_version())).scalar_one())


def read_page(
    connection: Connection, statement: Select[Any], binds: dict[str, Any], *, limit: int, of: Sequence[str]
) -> Page:
    """Returns the page that a page_statement gives; `of` is what its cursor will belong to."""
    row = connection.execute(statement, {**binds, "limit": limit}).one()
    data, last, found, *total, version = row
    next_cursor = write_cursor(of, orjson.loads(last)[0]) if found > limit else None
    return Page(data=data, next_cursor=next_cursor, total=total[0] if total else None, version=version)


# --- cursors: base64url of a checksum and the JSON of [what it belongs to, the last record's keys] --------------


def write_cursor(of: Sequence[str], last: list[Any]) -> str:
    """Returns the cursor for what comes after a record."""
    content = orjson.dumps([*of, last])
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()[:_CHECK] + content).decode().rstrip("=")


def read_cursor(cursor: str, *, of: Sequence[str], by: Sequence[Key], table: FromClause) -> list[Any]:
    """Returns the keys in a cursor; raises BadCursor if it is damaged or belongs to another query."""
    *belongs_to, last = _opened(cursor)
    if belongs_to != list(of):
        parts = ("list", "order", "filters")
        other = [part for part, its, ours in zip(parts, belongs_to, of, strict=True) if its != ours]
        raise _bad(
            Message(
                "The cursor belongs to another query: its {parts} differ. Begin without a cursor.",
                parts=" and ".join(other),
            )
        )
    try:
        return [_key_value(table.c[key.column], value) for key, value in zip(by, last, strict=True)]
    except (ValidationError, ValueError, TypeError):
        raise _damaged() from None


def _opened(cursor: str) -> list[Any]:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        check, body = raw[:_CHECK], raw[_CHECK:]
        content = orjson.loads(body)
    except (binascii.Error, ValueError):
        raise _damaged() from None
    if hashlib.sha256(body).digest()[:_CHECK] != check or not isinstance(content, list) or len(content) != 4:
        raise _damaged()
    return content


def _key_value(column: ColumnElement[Any], value: Any) -> Any:
    if value is None and _nullable(column):
        return None
    adapter = next((adapter for type_, adapter in _VALUES if isinstance(column.type, type_)), _TEXT)
    return adapter.validate_python(value)


def _damaged() -> BadCursor:
    return _bad(Message("The cursor is damaged or not one of ours: pass `next_cursor` on as it is."))


def _bad(detail: Message) -> BadCursor:
    return BadCursor(detail, errors=[{"parameter": "cursor", "message": detail}])
