"""Records as rows of cells, for formats without lists: the columns follow from a kind's Out model.

A row is a record. A field of an object is a column with dots in its name (`provider.name`). A list is one cell, with
`; ` between its items; a list of objects has a column for each field, whose nth part belongs to the nth item. A `;`
inside an item is written `\\;`. The column `…_label` beside a code has its label. `source_url` comes last.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from app.exports.base import Export
from app.exports.labels import LABELS
from app.labels.languages import LANGUAGES
from app.records import KINDS

SEPARATOR = "; "
Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Column:
    """A column: the path to its values in a record, whether they are many, and whether it holds labels of codes."""

    name: str
    path: tuple[str, ...]
    many: bool
    is_label: bool = False

    def cell(self, record: dict[str, Any]) -> Cell | list[Cell]:
        """Returns the value in a record, or all of them."""
        found = _at(record, self.path)
        if self.is_label:
            means = LABELS[self.path[-1]]
            return [value and means(value) for value in found] if self.many else found and means(found)
        value: Cell | list[Cell] = found
        return value


@cache
def columns(kind: str, *, single: bool, fields: tuple[str, ...] = ()) -> tuple[Column, ...]:
    """Returns the columns of a kind's records, only those of some fields if there are any; the same for all records."""
    without = () if single else KINDS[kind].only_single
    found = _columns(KINDS[kind].out, (), many=False, without=without)
    paths = [tuple(field.split(".")) for field in fields]
    return tuple(each for each in found if not paths or any(each.path[: len(path)] == path for path in paths))


def header(export: Export) -> list[str]:
    """Returns the names of the columns."""
    names = [column.name for column in columns(export.kind.name, single=export.records.single, fields=export.fields)]
    return names if export.fields else [*names, "source_url"]


def rows(export: Export) -> Iterator[list[Cell | list[Cell]]]:
    """Yields the cells of each record; lists are left to be joined."""
    of_kind = columns(export.kind.name, single=export.records.single, fields=export.fields)
    for row in export.records:
        record = {**row.data, "url": export.url(row.data)}
        cells = [column.cell(record) for column in of_kind]
        yield cells if export.fields else [*cells, export.source_url(row)]


def joined(values: list[Cell]) -> str:
    """Returns the values of a list as one text."""
    return SEPARATOR.join(printed(value).replace(";", "\\;") for value in values)


def printed(value: Cell) -> str:
    """Returns a value as text; null is empty."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def present(annotation: Any) -> Any:
    """Returns the type of a field's value where it is not null."""
    if get_origin(annotation) not in (Union, UnionType):
        return annotation
    (present,) = (part for part in get_args(annotation) if part is not type(None))
    return present


def is_model(annotation: Any) -> bool:
    """Returns whether values of a type are objects with fields."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _columns(model: Any, path: tuple[str, ...], *, many: bool, without: tuple[str, ...] = ()) -> Iterator[Column]:
    for name, info in model.model_fields.items():
        if name in without:
            continue
        annotation, here, several = present(info.annotation), (*path, name), many
        if get_origin(annotation) is list:
            annotation, several = present(get_args(annotation)[0]), True
        if is_model(annotation):
            yield from _columns(annotation, here, many=several)
        elif get_origin(annotation) is dict:  # names by language
            yield from (Column(".".join((*here, language)), (*here, language), several) for language in LANGUAGES)
        else:
            yield Column(".".join(here), here, several)
            if name in LABELS:
                yield Column(f"{'.'.join(here)}_label", here, several, is_label=True)


def _at(value: Any, path: tuple[str, ...]) -> Any:
    """Returns the value at a path: of a list, that of each item; of null, null."""
    if isinstance(value, list):
        return [_at(item, path) for item in value]
    if not path or value is None:
        return value
    return _at(value.get(path[0]), path[1:])  # a record need not have a name in each language
