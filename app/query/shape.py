"""A record as JSON, derived from the kind's Out model: a field is a column, a reference, or a list of rows."""

from collections.abc import Callable, Collection, Iterable
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from sqlalchemy import ColumnElement, FromClause, Text, case, func, literal_column, select

from app.query.links import SHARED, link_of, rows_of, table_of
from app.records import KINDS, Kind
from app.records.base import Quality
from app.store.dialect import JsonArray, JsonObject

Field = Callable[[str, Any], ColumnElement[Any]]


def record_json(
    kind: Kind, source: FromClause, *, expand: Collection[str] = (), single: bool = False
) -> ColumnElement[str]:
    """Returns the JSON of the record in a row of the source.

    `expand` names fields and `link.field`s whose references are replaced by the whole record they lead to;
    `single` adds the columns that are too large for lists.
    """

    def field(name: str, annotation: Any) -> ColumnElement[Any]:
        if name == "type":
            return literal_column(f"'{kind.name}'")
        if name == "url":
            return literal_column(f"'/v1/{kind.plural}/'", Text) + source.c.id
        if get_origin(annotation) is list:
            return _list_json(kind, name, get_args(annotation)[0], source, expand)
        if annotation is Quality:
            return _object(annotation, lambda part, inner: field(part if part in SHARED else f"{name}_{part}", inner))
        return _field_json(source, name, annotation, kind.expands[name] if name in expand else None)

    return _object(kind.out, field, without=() if single else kind.only_single)


def _list_json(kind: Kind, name: str, item: Any, owner: FromClause, expand: Collection[str]) -> ColumnElement[str]:
    """Returns the JSON array of the rows that belong to the owner."""
    link = link_of(kind, name)
    rows = rows_of(kind, link, owner).subquery()

    def field(inner: str, annotation: Any) -> ColumnElement[Any]:
        leads_to = kind.expands[f"{name}.{inner}"] if f"{name}.{inner}" in expand else None
        # A column that would share its name with another one carries its table's name before it: name_kind.
        prefixed = f"{link.table.__tablename__}_{inner}"
        return _field_json(rows, prefixed if prefixed in rows.c else inner, annotation, leads_to)

    value = rows.c[link.scalar] if link.scalar is not None else _object(item, field)
    return select(JsonArray(value)).select_from(rows).scalar_subquery()


def _object(model: type[BaseModel], field: Field, *, without: Iterable[str] = ()) -> ColumnElement[str]:
    return JsonObject(
        {
            name: field(name, present(info.annotation))
            for name, info in model.model_fields.items()
            if name not in without
        }
    )


def _field_json(source: FromClause, name: str, annotation: Any, leads_to: str | None) -> ColumnElement[Any]:
    """Returns a column of the source, or the object that several columns `<name>_<field>` make.

    The object is null where the first of its fields that is never null is: a reference without a name, a sum without
    an amount.
    """
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return source.c[name]
    fields = annotation.model_fields
    needed = next(part for part, info in fields.items() if present(info.annotation) is info.annotation)
    whole_of = JsonObject({part: source.c[f"{name}_{part}"] for part in fields})
    value = case((source.c[f"{name}_{needed}"].is_not(None), whole_of))
    if leads_to is None:
        return value
    kind = KINDS[leads_to]
    other = table_of(kind.table).alias()
    whole = select(record_json(kind, other)).where(other.c.id == source.c[f"{name}_id"]).correlate(source)
    # Somebody may be known by name only, or by an id that no text has made a record of.
    return func.coalesce(whole.scalar_subquery(), value)


def present(annotation: Any) -> Any:
    """Returns the type of a field's value where it is not null."""
    if get_origin(annotation) not in (Union, UnionType):
        return annotation
    (present,) = (part for part in get_args(annotation) if part is not type(None))
    return present
