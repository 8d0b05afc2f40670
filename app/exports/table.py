"""Records as rows of cells, for formats without lists: the columns follow from a kind's Out model.

A row is a record. A field of an object is a column with dots in its name (`provider.name`). A list is one cell, with
`; ` between its items; a list of objects has a column for each field, whose nth part belongs to the nth item. A `;`
inside an item is written `\\;`. The column `…_label` beside a code has its label. `source_url` comes last.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin

from app.exports.base import Export
from app.labels.codelists import codelist_of, label_of, spelt
from app.labels.languages import LANGUAGES
from app.records import KINDS
from app.records.declare import hints, is_model, present

SEPARATOR = "; "
Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Column:
    """A column: the path to its values in a record, and whether there are many.

    A column of labels names the codelist of the codes at its path.
    """

    name: str
    path: tuple[str, ...]
    many: bool
    codelist: str | None = None

    def cell(self, record: dict[str, Any], language: str) -> Cell | list[Cell]:
        """Returns the value in a record, or all of them; labels are in the language."""
        found: Cell | list[Cell] = _at(record, self.path)
        if self.codelist is None:
            return found
        if isinstance(found, list):
            return [self._label(each, language) for each in found]
        return self._label(found, language)

    def _label(self, code: Cell, language: str) -> str | None:
        return None if code is None or self.codelist is None else label_of(self.codelist, spelt(code), language)


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
        cells = [column.cell(record, export.records.language) for column in of_kind]
        yield cells if export.fields else [*cells, export.source_url(row)]


def joined(values: list[Cell]) -> str:
    """Returns the values of a list as one text."""
    return SEPARATOR.join(printed(value).replace(";", "\\;") for value in values)


def printed(value: Cell) -> str:
    """Returns a value as text; null is empty."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _columns(model: Any, path: tuple[str, ...], *, many: bool, without: tuple[str, ...] = ()) -> Iterator[Column]:
    for name, hint in hints(model).items():
        if name in without:
            continue
        annotation, here, several = present(hint), (*path, name), many
        if get_origin(annotation) is list:
            annotation, several = present(get_args(annotation)[0]), True
        if is_model(annotation):
            yield from _columns(annotation, here, many=several)
        elif get_origin(annotation) is dict:  # names by language
            yield from (Column(".".join((*here, language)), (*here, language), several) for language in LANGUAGES)
        else:
            yield Column(".".join(here), here, several)
            codelist = codelist_of(annotation)
            if codelist is not None and annotation is not bool:
                yield Column(f"{'.'.join(here)}_label", here, several, codelist)


def _at(value: Any, path: tuple[str, ...]) -> Any:
    """Returns the value at a path: of a list, that of each item; of null, null."""
    if isinstance(value, list):
        return [_at(item, path) for item in value]
    if not path or value is None:
        return value
    return _at(value.get(path[0]), path[1:])  # a record need not have a name in each language
