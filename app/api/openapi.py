"""The OpenAPI description: what FastAPI makes of the endpoints, with examples and with the errors that they give."""

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from app.api.envelope import link
from app.api.errors import Problem
from app.query.pages import write_cursor
from app.query.parameters import parameter_name
from app.records import KINDS, Kind
from app.records.base import Filter, Operator

# A record of each kind as the seed texts give it, with a piece of its evidence; made by `python -m app.api.examples`.
EXAMPLES = Path(__file__).with_name("examples.json")

DESCRIPTION = """\
What press releases and agency news say about aid cooperation, as records with evidence.

Every field of every record can be traced to the words it was read from: `/v1/{kind}/{id}/evidence` gives the quote,
its place in the document's text, and the rule. Unknown is `null`. Amounts are exact decimal strings, dates may be a
day, a month, a year or an interval (EDTF). `field=a,b` means "a or b", different fields mean "and"; every list is
sorted, and followed page by page with `next_cursor`. Errors are RFC 9457 problems that say what would be right.
"""

_PROBLEMS = {
    "404": "There is no such record.",
    "406": "It cannot be told in the format that is asked for; `errors` says in which it can.",
    "422": "The query cannot be understood; `errors` says which parameter, and what would be right.",
    "501": "What the format takes is not installed here.",
    "503": "The database cannot be used.",
}
# Where an answer may be in several formats.
_FORMATTED = {f"/v1/{kind.plural}{rest}" for kind in KINDS.values() for rest in ("", "/{id}")}


def describe(app: FastAPI) -> None:
    """Makes an app describe itself as OpenAPI 3.1 with examples."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _described(app: FastAPI) -> dict[str, Any]:
    tags = [{"name": kind.title, "description": kind.description} for kind in KINDS.values()]
    spec = get_openapi(
        title=app.title,
        version=app.version,
        description=DESCRIPTION,
        routes=app.routes,
        tags=[*tags, {"name": "Status", "description": "What there is, and since when."}],
    )
    schemas = spec["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs") | {"Problem": problem}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for path, item in spec["paths"].items():
        _complete(path, item["get"])
    examples = json.loads(EXAMPLES.read_text())
    for kind in KINDS.values():
        _exemplify(spec["paths"], kind, examples)
    return spec


def _complete(path: str, operation: dict[str, Any]) -> None:
    """Adds the errors that an operation gives; FastAPI would tell of its own, which we do not send."""
    responses = operation["responses"]
    exports = "{format}" in path
    only = {"404": "{id}" in path, "406": exports or path in _FORMATTED, "501": exports}
    for status, description in _PROBLEMS.items():
        if only.get(status, True):
            content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
            responses[status] = {"description": description, "content": content}


def _exemplify(paths: dict[str, Any], kind: Kind, examples: dict[str, Any]) -> None:
    """Adds examples to the operations of a kind: what is answered, and to what."""
    record, evidence = examples[kind.name]["record"], examples[kind.name]["evidence"]
    base = f"/v1/{kind.plural}"
    many, one = paths[base]["get"], paths[f"{base}/{{id}}"]["get"]
    quotes = paths[f"{base}/{{id}}/evidence"]["get"]
    exports = (paths[f"{base}.{{format}}"]["get"], paths[f"{base}/{{id}}.{{format}}"]["get"])
    _answer(many, [record], base)
    _answer(one, record, record["url"])
    _answer(quotes, [evidence], f"{record['url']}/evidence")
    values = filter_examples(kind, examples) | {
        "id": record["id"],
        "sort": kind.default_sort,
        "limit": 25,
        "count": "none",
        "field": evidence["field"],
        "cursor": write_cursor([kind.plural, "id", ""], [record["id"]]),
        "expand": next(iter(kind.expands), None),
        "format": "csv",
        "bom": True,
    }
    for operation in (many, one, quotes, *exports):
        for parameter in operation["parameters"]:
            parameter["schema"] = _parameter_schema(parameter["schema"], values[parameter["name"]])


def _parameter_schema(schema: dict[str, Any], value: Any) -> dict[str, Any]:
    """Returns the schema of a parameter with an example, without what pydantic says and no address can."""
    kept = {key: each for key, each in schema.items() if key not in ("title", "description", "anyOf")}
    if "anyOf" in schema:  # a value or null, which is to leave the parameter out
        kept |= schema["anyOf"][0]
    return kept | {"examples": [[value] if kept.get("type") == "array" else value]}


def _answer(operation: dict[str, Any], data: Any, path: str) -> None:
    page = {"page": {"limit": 25, "next_cursor": None, "total": 1}} if isinstance(data, list) else {}
    links = {"self": link(path, {}), **({"next": None} if page else {})}
    meta = {"data_version": 128, "query": {}}
    example = {"data": data, **page, "meta": meta, "links": links}
    operation["responses"]["200"]["content"]["application/json"]["example"] = example


def filter_examples(kind: Kind, examples: dict[str, Any]) -> dict[str, Any]:
    """Returns a value for each parameter that filters: one that the kind's example has, if it has any."""
    values = {}
    for filter_ in kind.filters:
        value = _value(filter_, examples[kind.name]["record"], examples)
        for operator in filter_.operators:
            values[parameter_name(filter_, operator)] = False if operator is Operator.ISNULL else value
    return values


def _value(filter_: Filter, record: dict[str, Any], examples: dict[str, Any]) -> Any:
    link_name, _, column = filter_.column.rpartition(".")
    found = record[link_name] if link_name else [record]
    for row in found:
        if (value := _cell(row, column)) is not None:
            return value
    schema = TypeAdapter(filter_.type).json_schema()
    if known := schema.get("examples", schema.get("enum")):
        return known[0]
    return examples.get(filter_.name, examples["organisation"])["record"]["id"]


def _cell(row: Any, column: str) -> Any:
    """Returns what stands in a column: of a scalar row, of a record, or of one of its references."""
    if not isinstance(row, dict):
        return row
    if column in row:
        return row[column]
    name, _, part = column.partition("_") if column.startswith("quality_") else column.rpartition("_")
    return None if row[name] is None else row[name][part]
