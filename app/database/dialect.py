"""The SQL that SQLite and Postgres spell differently: JSON made by the database, and the order of texts.

Both give the same JSON for the same rows: instants end in Z, amounts are exact decimal strings, booleans are
booleans. SQLite forgets across a subquery that a text is JSON, so every nested value is marked again by json().
Neither engine takes more than 50 fields in one object.
"""

from collections.abc import Mapping
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
    """A JSON object of named values; the names are the code's own."""

    type = Json()
    inherit_cache = True

    def __init__(self, fields: Mapping[str, ColumnElement[Any]]) -> None:
        super().__init__(
            *(part for name, value in fields.items() for part in (literal_column(f"'{name}'"), json_value(value)))
        )


class JsonArray(FunctionElement[str]):
    """The JSON array of a value over all rows, in their order, or over those that meet a condition."""

    type = Json()
    inherit_cache = True

    def __init__(self, value: ColumnElement[Any], where: ColumnElement[bool] | None = None) -> None:
        super().__init__(json_value(value), *(() if where is None else (where,)))


class JsonMap(FunctionElement[str]):
    """The JSON object of keys and values over all rows, in their order."""

    type = Json()
    inherit_cache = True


class JsonList(FunctionElement[str]):
    """A JSON array of just these values."""

    type = Json()
    inherit_cache = True


class StoredJson(FunctionElement[str]):
    """A column of text that holds JSON, as JSON."""

    type = Json()
    inherit_cache = True


class JsonBoolean(FunctionElement[str]):
    """A truth value as JSON."""

    type = Json()
    inherit_cache = True


class IsoInstant(FunctionElement[str]):
    """A moment as text: 2026-11-22T17:00:00Z."""

    type = Text()
    inherit_cache = True


class DecimalText(FunctionElement[str]):
    """Whole thousandths as the one spelling of the amount that app.records.values.print_amount gives."""

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
    """A text that sorts and compares by its bytes, thus the same on every engine and machine."""

    type = Text()
    inherit_cache = True


class Pattern(TypeDecorator[str]):
    """Words to look for in a text, bound as a pattern that spells out each letter's forms: к as [Кк], е as [ЕЁеё].

    So neither engine's idea of upper and lower case is asked: SQLite knows none but of ASCII, that of Postgres is its
    machine's.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Returns a pattern for GLOB on SQLite, for ~ on Postgres."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return f"*{''.join(_forms(letter, '*?[', '[{}]') for letter in value)}*"
        return "".join(_forms(letter, "\\*?+.^$|()[]{}", "\\{}") for letter in value)


def _forms(letter: str, signs: str, quoted: str) -> str:
    forms = spellings(letter)
    if len(forms) > 1:
        return f"[{''.join(sorted(forms))}]"  # in this order a hyphen is the first, where it means itself
    return quoted.format(forms) if forms and forms in signs else forms


class Holds(FunctionElement[bool]):
    """Whether a text holds words, bound as a Pattern."""

    type = Boolean()
    inherit_cache = True


def json_value(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Returns a column as it is written in JSON."""
    if isinstance(column.type, Thousandths):
        return DecimalText(type_coerce(column, BigInteger))
    if isinstance(column.type, Instant):
        return IsoInstant(column)
    return JsonBoolean(column) if isinstance(column.type, Boolean) else column


def sortable(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Returns a column in the order that both engines agree on."""
    stored = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return Bytewise(column) if isinstance(stored, String) else column


def is_missing_table(error: DBAPIError) -> bool:
    """Returns whether a statement failed because its table does not exist: nobody migrated the database."""
    return getattr(error.orig, "sqlstate", None) == "42P01" or str(error.orig).startswith("no such table")


def _parts(element: FunctionElement[Any], compiler: SQLCompiler, **options: Any) -> list[str]:
    return [compiler.process(clause, **options) for clause in element.clauses]


@compiles(JsonObject, "sqlite")
def _object_sqlite(element: JsonObject, compiler: SQLCompiler, **options: Any) -> str:
    parts = zip(element.clauses, _parts(element, compiler, **options), strict=True)
    return f"json_object({', '.join(_marked(clause, text) for clause, text in parts)})"


@compiles(JsonObject, "postgresql")
def _object_postgresql(element: JsonObject, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_build_object({', '.join(_parts(element, compiler, **options))})"


@compiles(JsonList, "sqlite")
def _list_sqlite(element: JsonList, compiler: SQLCompiler, **options: Any) -> str:
    parts = zip(element.clauses, _parts(element, compiler, **options), strict=True)
    return f"json_array({', '.join(_marked(clause, text) for clause, text in parts)})"


@compiles(JsonList, "postgresql")
def _list_postgresql(element: JsonList, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_build_array({', '.join(_parts(element, compiler, **options))})"


@compiles(JsonArray, "sqlite")
def _array_sqlite(element: JsonArray, compiler: SQLCompiler, **options: Any) -> str:
    value, *where = _parts(element, compiler, **options)
    value = _marked(next(iter(element.clauses)), value)
    return f"json_group_array({value})" + "".join(f" FILTER (WHERE {condition})" for condition in where)


@compiles(JsonArray, "postgresql")
def _array_postgresql(element: JsonArray, compiler: SQLCompiler, **options: Any) -> str:
    value, *where = _parts(element, compiler, **options)
    rows = f"json_agg({value})" + "".join(f" FILTER (WHERE {condition})" for condition in where)
    return f"coalesce({rows}, '[]')"


@compiles(JsonMap, "sqlite")
def _map_sqlite(element: JsonMap, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_object({', '.join(_parts(element, compiler, **options))})"


@compiles(JsonMap, "postgresql")
def _map_postgresql(element: JsonMap, compiler: SQLCompiler, **options: Any) -> str:
    return f"coalesce(json_object_agg({', '.join(_parts(element, compiler, **options))}), '{{}}')"


def _marked(clause: ColumnElement[Any], text: str) -> str:
    """Returns a value marked as JSON, unless its own function marks it: the parser allows a hundred levels."""
    is_made_here = isinstance(clause, JsonObject | JsonList | JsonArray | JsonMap)
    return f"json({text})" if isinstance(clause.type, Json) and not is_made_here else text


@compiles(StoredJson, "sqlite")
def _stored_sqlite(element: StoredJson, compiler: SQLCompiler, **options: Any) -> str:
    return _parts(element, compiler, **options)[0]


@compiles(StoredJson, "postgresql")
def _stored_postgresql(element: StoredJson, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({_parts(element, compiler, **options)[0]} AS json)"


@compiles(JsonBoolean, "sqlite")
def _boolean_sqlite(element: JsonBoolean, compiler: SQLCompiler, **options: Any) -> str:
    (value,) = _parts(element, compiler, **options)
    return f"CASE {value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"


@compiles(JsonBoolean, "postgresql")
def _boolean_postgresql(element: JsonBoolean, compiler: SQLCompiler, **options: Any) -> str:
    return _parts(element, compiler, **options)[0]


@compiles(IsoInstant, "sqlite")
def _instant_sqlite(element: IsoInstant, compiler: SQLCompiler, **options: Any) -> str:
    (value,) = _parts(element, compiler, **options)
    return f"replace(substr({value}, 1, 19), ' ', 'T') || 'Z'"


@compiles(IsoInstant, "postgresql")
def _instant_postgresql(element: IsoInstant, compiler: SQLCompiler, **options: Any) -> str:
    (value,) = _parts(element, compiler, **options)
    return f"""to_char({value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""


@compiles(DecimalText)
def _decimal(element: DecimalText, compiler: SQLCompiler, **options: Any) -> str:
    (value,) = _parts(element, compiler, **options)
    # Between integers, / drops the rest on both engines; % would have to be escaped for one of the drivers.
    rest = f"({value} - {value} / 1000 * 1000)"
    decimals = f"'.' || rtrim(substr(CAST(1000 + {rest} AS TEXT), 2), '0')"
    return f"CAST({value} / 1000 AS TEXT) || CASE WHEN {rest} = 0 THEN '' ELSE {decimals} END"


@compiles(Holds, "sqlite")
def _holds_sqlite(element: Holds, compiler: SQLCompiler, **options: Any) -> str:
    return "({} GLOB {})".format(*_parts(element, compiler, **options))


@compiles(Holds, "postgresql")
def _holds_postgresql(element: Holds, compiler: SQLCompiler, **options: Any) -> str:
    return "({} ~ {})".format(*_parts(element, compiler, **options))


@compiles(Bytewise, "sqlite")
def _bytewise_sqlite(element: Bytewise, compiler: SQLCompiler, **options: Any) -> str:
    return _parts(element, compiler, **options)[0]


@compiles(Bytewise, "postgresql")
def _bytewise_postgresql(element: Bytewise, compiler: SQLCompiler, **options: Any) -> str:
    return f'{_parts(element, compiler, **options)[0]} COLLATE "C"'


@compiles(GroupedDecimal, "sqlite")
def _grouped_sqlite(element: GroupedDecimal, compiler: SQLCompiler, **options: Any) -> str:
    value, thousands, decimals = _parts(element, compiler, **options)
    return f"replace(printf('%,d', {value} / 1000), ',', {thousands}) || {_decimals(value, decimals)}"


@compiles(GroupedDecimal, "postgresql")
def _grouped_postgresql(element: GroupedDecimal, compiler: SQLCompiler, **options: Any) -> str:
    value, thousands, decimals = _parts(element, compiler, **options)
    whole = f"to_char({value} / 1000, 'FM9,999,999,999,999,990')"
    return f"replace({whole}, ',', {thousands}) || {_decimals(value, decimals)}"


def _decimals(value: str, sign: str) -> str:
    rest = f"({value} - {value} / 1000 * 1000)"
    digits = f"rtrim(substr(CAST(1000 + {rest} AS TEXT), 2), '0')"
    return f"CASE WHEN {rest} = 0 THEN '' ELSE {sign} || {digits} END"


@compiles(Joined, "sqlite")
def _joined_sqlite(element: Joined, compiler: SQLCompiler, **options: Any) -> str:
    return f"group_concat({', '.join(_parts(element, compiler, **options))})"


@compiles(Joined, "postgresql")
def _joined_postgresql(element: Joined, compiler: SQLCompiler, **options: Any) -> str:
    return f"string_agg({', '.join(_parts(element, compiler, **options))})"


@compiles(MapValue, "sqlite")
def _value_sqlite(element: MapValue, compiler: SQLCompiler, **options: Any) -> str:
    return "({} ->> {})".format(*_parts(element, compiler, **options))


@compiles(MapValue, "postgresql")
def _value_postgresql(element: MapValue, compiler: SQLCompiler, **options: Any) -> str:
    return "(CAST({} AS jsonb) ->> {})".format(*_parts(element, compiler, **options))
