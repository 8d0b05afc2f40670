"""Makes docs/fields.md, the reference of all fields: python -m app.api.fields."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, TypeAdapter

from app.query.parameters import parameter_name
from app.records import KINDS, Kind
from app.records.base import Filter, Operator
from app.records.codes import COUNTRY_CODES
from app.records.evidence import ChangeOut, EvidenceOut
from app.records.rejected import RejectedOut
from app.records.values import Amount, Edtf
from app.settings import data_folder

_HEAD = """\
# Fields

Every field of every record, made from the program by `python -m app.api.fields`. A dot leads into an object, `[]` into
each element of a list. `date` is EDTF: a day, a month, a year, or two of these with a slash between; `decimal` is an
exact number in a string; `time` is RFC 3339 in UTC. Where *asked by* names a parameter, `name=a,b` means one of these
values, and `name__gte=…` and the like are its other questions ([guide](guide.md)); a check marks where `sort=` takes
the field.
"""
_OTHERS = (
    ("Evidence", "The words that say what a field of a record says: `/v1/{kind}/{id}/evidence`.", EvidenceOut),
    ("Rejected sums", "The sums of a text that are no funding: `/v1/documents?include=rejected`.", RejectedOut),
    ("Changes", "What happened to a record: `/v1/changes`.", ChangeOut),
)
_PATTERNS = {
    TypeAdapter(Amount).json_schema(mode="validation")["pattern"]: "decimal",
    TypeAdapter(Edtf).json_schema(mode="validation")["pattern"]: "date",
}
# Filters whose column has another name in the record.
_ELSEWHERE = {"languages.language": "quality.languages"}


@dataclass(frozen=True)
class Line:
    """A field: its path, its type in a word or two, its description, and its values if they are few."""

    path: str
    type: str
    description: str
    codes: tuple[str, ...] = ()


def reference() -> str:
    """Returns the content of the file."""
    parts = [_HEAD, *(_section(kind) for kind in KINDS.values())]
    for title, description, model in _OTHERS:
        parts.append(f"## {title}\n\n{description}\n\n{_table(lines(model), {}, ())}")
    return "\n".join(parts)


def lines(model: type[BaseModel]) -> list[Line]:
    """Returns the fields of a model, those of an object inside it after the object."""
    schema = model.model_json_schema(mode="serialization")
    return [*_walk(schema, schema.get("$defs", {}), "")]


def _walk(schema: dict[str, Any], named: dict[str, Any], base: str) -> Iterator[Line]:
    for name, field in schema.get("properties", {}).items():
        inner, type_, many = _resolved(field, named)
        path = f"{base}{name}"
        yield Line(path, type_, field.get("description", inner.get("description", "")), _codes(inner))
        yield from _walk(inner, named, f"{path}[]." if many else f"{path}.")


def _resolved(field: dict[str, Any], named: dict[str, Any]) -> tuple[dict[str, Any], str, bool]:
    """Returns the schema of a field's values, the name of their type, and whether the field is a list of them."""
    if "$ref" in field:
        field = named[field["$ref"].rpartition("/")[2]]
    if "anyOf" in field:
        others = [each for each in field["anyOf"] if each != {"type": "null"}]
        inner, type_, many = _resolved(others[0], named)
        return inner, f"{type_} or null" if len(others) < len(field["anyOf"]) else type_, many
    if field.get("type") == "array" and "items" in field:
        inner, type_, _ = _resolved(field["items"], named)
        return inner, f"list of {type_}s" if not type_.endswith("y") else f"list of {type_[:-1]}ies", True
    return field, _type(field), field.get("type") == "array"


def _type(schema: dict[str, Any]) -> str:
    if schema.get("format") == "date-time":
        return "time"
    if schema.get("enum") is not None and set(schema["enum"]) == set(COUNTRY_CODES):
        return "country"
    if "enum" in schema:
        return "code"
    return _PATTERNS.get(schema.get("pattern", ""), str(schema.get("type", "any")))


def _codes(schema: dict[str, Any]) -> tuple[str, ...]:
    codes = schema.get("enum", ())
    return () if set(codes) == set(COUNTRY_CODES) else tuple(map(str, codes))


def _section(kind: Kind) -> str:
    fields = lines(kind.out)
    asked: dict[str, list[Filter]] = {}
    for filter_ in kind.filters:
        for path in {_asked_at(column, {line.path for line in fields}): None for column in filter_.columns}:
            asked.setdefault(path, []).append(filter_)
    others = asked.pop("", [])
    text = f"## {kind.title}\n\n{kind.description} `/v1/{kind.plural}`\n\n"
    text += _table(fields, asked, _sorted(kind, fields))
    if kind.expands:
        text += f"\n`expand=` takes {_named(kind.expands)}."
    if kind.only_single:
        text += f" {_named(kind.only_single)}: only where one record is asked for."
    for filter_ in others:
        text += f"\n\nAlso asked by {_question(filter_)}: {filter_.description}"
    return text + "\n"


def _plain(path: str) -> str:
    """Returns a path as columns are called: `participants[].person.id` is `participants_person_id`."""
    return path.replace("[]", "").replace(".", "_")


def _asked_at(column: str, paths: set[str]) -> str:
    """Returns the path of the field of a filter's column, or an empty text if the record has none."""
    column = _ELSEWHERE.get(column, column)
    # The plain values of a link are served as a list: `documents.document_id` is `documents`.
    for wanted in (_plain(column), _plain(column.rpartition(".")[0])):
        for path in sorted(paths):
            if _plain(path) == wanted:
                return path
    return ""


def _sorted(kind: Kind, fields: list[Line]) -> set[str]:
    names = set(kind.sorts)
    return {line.path for line in fields if {_plain(line.path), _plain(line.path).removeprefix("quality_")} & names}


def _question(filter_: Filter) -> str:
    names = [parameter_name(filter_, operator) for operator in Operator if operator in filter_.operators]
    return " ".join(
        f"`{name if number == 0 else name.removeprefix(filter_.name)}`" for number, name in enumerate(names)
    )


def _named(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(fields: list[Line], asked: dict[str, list[Filter]], sorted_: Collection[str]) -> str:
    rows = ["| field | type | what it is | asked by | sorts |", "|---|---|---|---|---|"]
    for line in fields:
        codes = f" One of {_named(line.codes)}." if line.codes else ""
        questions = "; ".join(map(_question, asked.get(line.path, [])))
        description = f"{line.description}{codes}".replace("|", "\\|").replace("\n", " ")
        sorts = "✓" if line.path in sorted_ else ""
        rows.append(f"| `{line.path}` | {line.type} | {description} | {questions} | {sorts} |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    (data_folder("docs") / "fields.md").write_text(reference(), encoding="utf-8")
