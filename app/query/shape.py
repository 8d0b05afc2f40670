"""A record as JSON, derived from the kind's Out model: a field is a column, a reference, or a list of rows."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from sqlalchemy import ColumnElement, FromClause, Text, case, func, literal_column, select

from app.database.dialect import JsonArray, JsonObject
from app.query.fields import Wanted, wanted_of
from app.query.links import SHARED, link_of, rows_of
from app.query.titles import city_label, label, labels, reference_label
from app.records import KINDS, Kind
from app.records.base import Party, Quality, Ref, table_of
from app.records.declare import is_model, present

# How a field is made: of its name, its type, and what is wanted of it.
Field = Callable[[str, Any, Wanted], ColumnElement[Any]]


def record_json(
    kind: Kind,
    source: FromClause,
    *,
    expand: Collection[str] = (),
    single: bool = False,
    fields: Collection[str] = (),
    more: dict[str, ColumnElement[Any]] | None = None,
) -> ColumnElement[str]:
    """Returns the JSON of the record in a row of the source.

    `expand` names fields and `link.field`s whose references are replaced by the whole record they lead to;
    `single` adds the columns that are too large for lists; `fields` are the only paths that are wanted, if there are
    any; `more` is added to the record.
    """
    return _record(kind, source, expand, wanted_of(fields), single=single, more=more or {})


def _record(
    kind: Kind,
    source: FromClause,
    expand: Collection[str],
    wanted: Wanted,
    *,
    single: bool = False,
    more: dict[str, ColumnElement[Any]] | None = None,
) -> ColumnElement[str]:
    def field(name: str, annotation: Any, wanted: Wanted) -> ColumnElement[Any]:
        if name == "type":
            return literal_column(f"'{kind.name}'")
        if name == "url":
            return literal_column(f"'/v1/{kind.plural}/'", Text) + source.c.id
        if name in ("label", "labels"):
            return label(kind, source) if name == "label" else labels(kind, source)
        if name == "city_label":
            return city_label(source)
        if get_origin(annotation) is list:
            return _list_json(kind, name, get_args(annotation)[0], source, expand, wanted)
        if annotation is Quality:
            return _object(
                annotation,
                lambda part, inner, below: field(part if part in SHARED else f"{name}_{part}", inner, below),
                wanted,
            )
        return _field_json(source, name, annotation, kind.expands[name] if name in expand else None, wanted)

    return _object(kind.out, field, wanted, without=() if single else kind.only_single, more=more)


def _list_json(
    kind: Kind, name: str, item: Any, owner: FromClause, expand: Collection[str], wanted: Wanted
) -> ColumnElement[str]:
    """Returns the JSON array of the rows that belong to the owner."""
    link = link_of(kind, name)
    rows = rows_of(kind, link, owner).subquery()

    def field(inner: str, annotation: Any, below: Wanted) -> ColumnElement[Any]:
        leads_to = kind.expands[f"{name}.{inner}"] if f"{name}.{inner}" in expand else None
        # A column that would share its name with another one carries its table's name before it: name_kind.
        prefixed = f"{link.table.__tablename__}_{inner}"
        return _field_json(rows, prefixed if prefixed in rows.c else inner, annotation, leads_to, below)

    value = rows.c[link.scalar] if link.scalar is not None else _object(item, field, wanted)
    return select(JsonArray(value)).select_from(rows).scalar_subquery()


def _object(
    model: type[BaseModel],
    field: Field,
    wanted: Wanted,
    *,
    without: Iterable[str] = (),
    more: dict[str, ColumnElement[Any]] | None = None,
) -> ColumnElement[str]:
    values = {
        name: field(name, present(info.annotation), None if wanted is None else wanted[name])
        for name, info in model.model_fields.items()
        if name not in without and (wanted is None or name in wanted)
    }
    return JsonObject(values | (more or {}))


def _field_json(
    source: FromClause, name: str, annotation: Any, leads_to: str | None, wanted: Wanted
) -> ColumnElement[Any]:
    """Returns a column of the source, or the object that several columns `<name>_<field>` make.

    The object is null where the first of its fields that is never null is: a reference without a name, a sum without
    an amount.
    """
    if not is_model(annotation):
        return source.c[name]
    fields = annotation.model_fields
    needed = next(part for part, info in fields.items() if present(info.annotation) is info.annotation)
    parts = [part for part in fields if wanted is None or part in wanted]
    whole_of = JsonObject({part: _part(source, name, part, annotation) for part in parts})
    value = case((source.c[f"{name}_{needed}"].is_not(None), whole_of))
    if leads_to is None:
        return value
    kind = KINDS[leads_to]
    other = table_of(kind.table).alias()
    whole = select(_record(kind, other, (), wanted)).where(other.c.id == source.c[f"{name}_id"]).correlate(source)
    # Somebody may be known by name only, or by an id that no text has made a record of.
    return func.coalesce(whole.scalar_subquery(), value)


def _part(source: FromClause, name: str, part: str, model: type[BaseModel]) -> ColumnElement[Any]:
    """Returns a field of an object: a column, or the label of a reference."""
    if part == "label" and issubclass(model, Ref):
        return reference_label(name, source, may_be_state=issubclass(model, Party))
    return source.c[f"{name}_{part}"]
