"""SQL that SQLite and Postgres spell differently: JSON made by the database, text search, and the order of texts.

`SPELLINGS` has both spellings of each element. Both engines give the same JSON for the same rows: instants end in Z,
amounts are exact decimal strings, booleans are booleans. An object has at most 50 fields, the limit of both engines.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Dialect,
    String,
    Text,
    TypeDecorator,
    literal_column,
    type_coerce,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.records.base import Instant
from app.records.values import Thousandths
from app.text.fold import spellings


class Json(Text):
    """The type of an expression that is JSON: text on SQLite, json on Postgres."""


class JsonObject(FunctionElement[str]):
    """A JSON object of named values; the names come from code, never from a request."""

    type = Json()
    inherit_cache = True

    def __init__(self, fields: Mapping[str, ColumnElement[Any]]) -> None:
        super().__init__(
            *(part for name, value in fields.items() for part in (literal_column(f"'{name}'"), json_value(value)))
        )


class JsonArray(FunctionElement[str]):
    """Aggregates a value over all rows, or over the rows that meet a condition, into a JSON array in row order."""

    type = Json()
    inherit_cache = True

    def __init__(self, value: ColumnElement[Any], where: ColumnElement[bool] | None = None) -> None:
        super().__init__(json_value(value), *(() if where is None else (where,)))


class JsonMap(FunctionElement[str]):
    """Aggregates keys and values over all rows into a JSON object in row order."""

    type = Json()
    inherit_cache = True


class JsonList(FunctionElement[str]):
    """A JSON array of the given values."""

    type = Json()
    inherit_cache = True


class StoredJson(FunctionElement[str]):
    """A text column that holds JSON, read as JSON."""

    type = Json()
    inherit_cache = True


class JsonBoolean(FunctionElement[str]):
    """A boolean as JSON."""

    type = Json()
    inherit_cache = True


class IsoInstant(FunctionElement[str]):
    """An instant as text: 2026-11-22T17:00:00Z."""

    type = Text()
    inherit_cache = True


class DecimalText(FunctionElement[str]):
    """An amount in whole thousandths as decimal text, as `app.records.values.print_amount` spells it."""

    type = Text()
    inherit_cache = True


class GroupedDecimal(FunctionElement[str]):
    """Whole thousandths as people write an amount: with a sign between thousands and one before decimals."""

    type = Text()
    inherit_cache = True

    def __init__(self, thousandths: ColumnElement[Any], thousands: ColumnElement[str], decimals: ColumnElement[str]):
        super().__init__(type_coerce(thousandths, BigInteger), thousands, decimals)


class Joined(FunctionElement[str]):
    """The texts of all rows in their order, with a separator between them; nulls are left out."""

    type = Text()
    inherit_cache = True


class MapValue(FunctionElement[str]):
    """The text under a key of a JSON object, or null if the object lacks the key."""

    type = Text()
    inherit_cache = True


class Bytewise(FunctionElement[str]):
    """A text that sorts and compares by its bytes, so in the same order on every engine and machine."""

    type = Text()
    inherit_cache = True


class Pattern(TypeDecorator[str]):
    """Words to find in a text, bound as a pattern with all forms of each letter: к becomes [Кк], е becomes [ЕЁеё].

    So the engines need not ignore case themselves: SQLite can do it for ASCII only, Postgres by its locale.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Returns a pattern for `GLOB` on SQLite and for `~` on Postgres."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return f"*{''.join(_forms(letter, '*?[', '[{}]') for letter in value)}*"
        return "".join(_forms(letter, "\\*?+.^$|()[]{}", "\\{}") for letter in value)


def _forms(letter: str, signs: str, quoted: str) -> str:
    forms = spellings(letter)
    if len(forms) > 1:
        return f"[{''.join(sorted(forms))}]"  # sorted, a hyphen comes first and means itself
    return quoted.format(forms) if forms and forms in signs else forms


class Holds(FunctionElement[bool]):
    """Whether a text contains words that are bound as a `Pattern`."""

    type = Boolean()
    inherit_cache = True


def json_value(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Returns a column in the form in which JSON has it."""
    if isinstance(column.type, Thousandths):
        return DecimalText(type_coerce(column, BigInteger))
    if isinstance(column.type, Instant):
        return IsoInstant(column)
    return JsonBoolean(column) if isinstance(column.type, Boolean) else column


def sortable(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Returns a column that sorts in the same order on both engines."""
    stored = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return Bytewise(column) if isinstance(stored, String) else column


def is_missing_table(error: DBAPIError) -> bool:
    """Whether a statement failed because its table does not exist, so the database was never migrated."""
    return getattr(error.orig, "sqlstate", None) == "42P01" or str(error.orig).startswith("no such table")


# Between integers, / drops the remainder on both engines; % would need an escape for one of the drivers.
REMAINDER = "({0} - {0} / 1000 * 1000)"
DIGITS = f"rtrim(substr(CAST(1000 + {REMAINDER} AS TEXT), 2), '0')"
DECIMAL = f"CAST({{0}} / 1000 AS TEXT) || CASE WHEN {REMAINDER} = 0 THEN '' ELSE '.' || {DIGITS} END"
# {1} is the sign between thousands, {2} that before decimals.
GROUPED = f" || CASE WHEN {REMAINDER} = 0 THEN '' ELSE {{2}} || {DIGITS} END"

# How each engine spells an element, SQLite first. {0} and {1} are its arguments, {all} is all of them with commas
# between; {where} is the FILTER of an aggregate that has a condition as its second argument.
SPELLINGS: dict[type[FunctionElement[Any]], tuple[str, str]] = {
    JsonObject: (
        "json_object({all})",
        "json_build_object({all})",
    ),
    JsonList: (
        "json_array({all})",
        "json_build_array({all})",
    ),
    JsonArray: (
        "json_group_array({0}){where}",
        "coalesce(json_agg({0}){where}, '[]')",
    ),
    JsonMap: (
        "json_group_object({all})",
        "coalesce(json_object_agg({all}), '{{}}')",
    ),
    StoredJson: (
        "{0}",
        "CAST({0} AS json)",
    ),
    JsonBoolean: (
        "CASE {0} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END",
        "{0}",
    ),
    IsoInstant: (
        "replace(substr({0}, 1, 19), ' ', 'T') || 'Z'",
        """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')""",
    ),
    DecimalText: (
        DECIMAL,
        DECIMAL,
    ),
    GroupedDecimal: (
        f"replace(printf('%,d', {{0}} / 1000), ',', {{1}}){GROUPED}",
        f"replace(to_char({{0}} / 1000, 'FM9,999,999,999,999,990'), ',', {{1}}){GROUPED}",
    ),
    Joined: (
        "group_concat({all})",
        "string_agg({all})",
    ),
    MapValue: (
        "({0} ->> {1})",
        "(CAST({0} AS jsonb) ->> {1})",
    ),
    Holds: (
        "({0} GLOB {1})",
        "({0} ~ {1})",
    ),
    Bytewise: (
        "{0}",
        '{0} COLLATE "C"',
    ),
}


def _spell(spelling: str, element: FunctionElement[Any], compiler: SQLCompiler, **options: Any) -> str:
    parts = [compiler.process(clause, **options) for clause in element.clauses]
    if compiler.dialect.name == "sqlite":
        marked = map(_is_forgotten, element.clauses)
        parts = [f"json({part})" if is_forgotten else part for part, is_forgotten in zip(parts, marked, strict=True)]
    where = f" FILTER (WHERE {parts[1]})" if len(parts) > 1 else ""
    return spelling.format(*parts, all=", ".join(parts), where=where)


def _is_forgotten(clause: ColumnElement[Any]) -> bool:
    """Whether SQLite forgets that a text is JSON: across a subquery it does, from one function to the next it does not.

    Only what needs a mark gets one: the parser of SQLite allows a hundred levels.
    """
    return isinstance(clause.type, Json) and not isinstance(clause, JsonObject | JsonList | JsonArray | JsonMap)


for _element, (_sqlite, _postgresql) in SPELLINGS.items():
    compiles(_element, "sqlite")(partial(_spell, _sqlite))
    compiles(_element, "postgresql")(partial(_spell, _postgresql))
