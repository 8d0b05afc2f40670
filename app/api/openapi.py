"""The OpenAPI description: what FastAPI makes of the endpoints, with examples and with the errors that they give."""

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from app.api import changes, coverage, pairs, quality, statistics, vocabularies
from app.api.envelope import link
from app.api.errors import Problem
from app.query.pages import write_cursor
from app.query.parameters import countable, list_parameters, parameter_name
from app.records import KINDS, Kind
from app.records.base import Filter, Operator
from app.records.codes import COUNTRY_CODES

# A record of each kind as the seed texts give it, with a piece of its evidence; made by `python -m app.api.examples`.
EXAMPLES = Path(__file__).with_name("examples.json")

# What is answered at endpoints that are of no kind. (FastAPI would leave the nulls out of an example given to it.)
OTHER_EXAMPLES = {"/v1/changes": changes.EXAMPLE}

DESCRIPTION = """\
What press releases and agency news say about aid cooperation, as records with evidence.

Every field of every record can be traced to the words it was read from: `/v1/{kind}/{id}/evidence` gives the quote,
its place in the document's text, and the rule. Unknown is `null`. Amounts are exact decimal strings, dates may be a
day, a month, a year or an interval (EDTF). `field=a,b` means "a or b", different fields mean "and"; every list is
sorted, and followed page by page with `next_cursor`. Errors are RFC 9457 problems that say what would be right.

From the first call to the change feed: [guide](/guide). Questions with their answers: [cookbook](/guide/cookbook). What
every field is: [fields](/guide/fields).
"""

SEARCH = """\
Finds records of all kinds, and the texts of documents, by words in any of the languages and alphabets: forms of a word,
names as they sound, acronyms, names with a letter wrong. docs/search.md explains what is found and in which order.
"""

_PROBLEMS = {
    "308": "The record was merged into another one, to which `Location` leads.",
    "400": "The body is no JSON object.",
    "404": "There is no such record.",
    "406": "It cannot be told in the format that is asked for, or what that takes is not installed here.",
    "409": "The database has not come to this change: it is another one.",
    "413": "The body is larger than any query.",
    "415": "The body is not application/json.",
    "422": "The query cannot be understood; `errors` says which parameter, and what would be right.",
    "503": "The database cannot be used.",
}
# Where an answer may be in several formats.
_FORMATTED = {f"/v1/{kind.plural}{rest}" for kind in KINDS.values() for rest in ("", "/{id}")}


_BODIES = {f"/v1/{kind.plural}/search" for kind in KINDS.values()}


def describe(app: FastAPI) -> None:
    """Makes an app describe itself as OpenAPI 3.1 with examples."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _described(app: FastAPI) -> dict[str, Any]:
    tags = [{"name": kind.title, "description": kind.description} for kind in KINDS.values()]
    tags += [
        {"name": "Search", "description": SEARCH},
        {"name": "Statistics", "description": "How many, and how much, by what; and of how much each field tells."},
        {"name": "Quality", "description": "How well texts are read, and what is in doubt."},
        {"name": "Codelists", "description": "What the codes in records are called, in several languages."},
        {"name": "Changes", "description": "What happened to which record, in order: for those who keep a copy."},
        {"name": "Status", "description": "What there is, and since when."},
    ]
    spec = get_openapi(
        title=app.title,
        version=app.version,
        description=DESCRIPTION,
        routes=app.routes,
        tags=tags,
    )
    schemas = spec["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs") | {"Problem": problem}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for path, item in spec["paths"].items():
        for operation in item.values():
            _complete(path, operation)
    for path, example in OTHER_EXAMPLES.items():
        spec["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["example"] = example
    examples = json.loads(EXAMPLES.read_text())
    for kind in KINDS.values():
        _exemplify(spec["paths"], kind, examples)
        _exemplify_statistics(spec["paths"], kind, examples)
        schemas |= _exemplify_body(spec["paths"], kind, examples)
    data, asked = pairs.example()
    _answer(spec["paths"][pairs.PATH]["get"], data, pairs.PATH)
    _parameters(spec["paths"][pairs.PATH]["get"], filter_examples(KINDS["meeting"], examples) | asked)
    for path, (data, values) in (coverage.EXAMPLES | quality.EXAMPLES).items():
        operation = spec["paths"][path]["get"]
        _answer(operation, data, path)
        _parameters(operation, values | {"limit": 25, "count": "none", "cursor": _cursor(path)})
    for path, data in vocabularies.EXAMPLES.items():
        operation = spec["paths"][path]["get"]
        _answer(operation, data, path)
    for path, asked in (("/v1/search", {"kind": ["person"], "limit": 5}), ("/v1/autocomplete", {"limit": 10})):
        _exemplify_search(spec["paths"][path]["get"], path, asked, examples["person"]["record"])
    countries = {"type": "string", "enum": sorted(COUNTRY_CODES), "description": "ISO 3166-1 alpha-2."}
    named: dict[str, Any] = _naming(spec, countries["enum"], "CountryCode")
    named["components"]["schemas"]["CountryCode"] = countries
    return named


def _naming(part: Any, codes: Any, name: str) -> Any:
    """Returns a part of the description with a long list of codes named where it would be repeated."""
    if isinstance(part, list):
        return [_naming(each, codes, name) for each in part]
    if not isinstance(part, dict):
        return part
    if part.get("enum") == codes:
        kept = {key: value for key, value in part.items() if key not in ("enum", "type")}
        return kept | {"$ref": f"#/components/schemas/{name}"}
    return {key: _naming(value, codes, name) for key, value in part.items()}


def _complete(path: str, operation: dict[str, Any]) -> None:
    """Adds the errors that an operation gives; FastAPI would tell of its own, which we do not send."""
    responses = operation["responses"]
    single = "{id}" in path
    formatted = "{format}" in path or path in _FORMATTED
    only = {
        "308": single,
        "404": single or "{name}" in path,
        "406": formatted,
        "409": path == "/v1/changes",
        **dict.fromkeys(("400", "413", "415"), path in _BODIES),
    }
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
        "cursor": _cursor(kind.plural),
        "expand": next(iter(kind.expands), None),
        "fields": "id",
        "include": kind.includes[-1],
        "facets": f"{countable(kind)[0]}:5",
        "lang": "ky",
        "format": "csv",
        "bom": True,
    }
    for operation in (many, one, quotes, *exports):
        _parameters(operation, values)


def _exemplify_statistics(paths: dict[str, Any], kind: Kind, examples: dict[str, Any]) -> None:
    """Adds examples to the statistics of a kind."""
    path = f"/v1/stats/{kind.plural}"
    data, asked = statistics.example(kind, examples[kind.name]["record"])
    _answer(paths[path]["get"], data, path, notes=[])
    _parameters(paths[path]["get"], filter_examples(kind, examples) | asked | {"limit": 100})


def _exemplify_body(paths: dict[str, Any], kind: Kind, examples: dict[str, Any]) -> dict[str, Any]:
    """Adds body and example to the search of a kind; returns the schemas that the body refers to."""
    path = f"/v1/{kind.plural}"
    operation = paths[f"{path}/search"]["post"]
    model = list_parameters(kind.name)
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    used: dict[str, Any] = schema.pop("$defs", {})
    for name, each in schema["properties"].items():
        if "anyOf" in each:  # a value or null, which is to leave it out: that is not said by null
            each |= next(one for one in each.pop("anyOf") if one.get("type") != "null")
            each.pop("default", None)
        if each.get("type") == "array":  # or, as in an address, a string with commas
            told = {key: each.pop(key) for key in ("description", "title") if key in each}
            if name == "facets":  # an element of an array is one, whatever commas it holds
                each["items"]["pattern"] = each["items"]["pattern"].partition("(,")[0] + "$"
            schema["properties"][name] = told | {"anyOf": [each, {"type": "string"}]}
    body = {"schema": schema, "example": {"sort": [kind.default_sort], "limit": 25}}
    operation["requestBody"] = {"required": True, "content": {"application/json": body}}
    listed = paths[path]["get"]["responses"]["200"]["content"]["application/json"]
    operation["responses"]["200"]["content"]["application/json"]["example"] = listed["example"]
    return used


def _cursor(listed: str) -> str:
    return write_cursor([listed, "id", ""], ["fnd_ujuzqpmcc3lqdzsr"])


def _parameters(operation: dict[str, Any], values: dict[str, Any]) -> None:
    for parameter in operation["parameters"]:
        value = "ky" if parameter["name"] == "lang" else values[parameter["name"]]
        parameter["schema"] = _parameter_schema(parameter["schema"], value)


def _exemplify_search(operation: dict[str, Any], path: str, asked: dict[str, Any], person: dict[str, Any]) -> None:
    """Adds examples to the search or the completion: a person is found by name."""
    name = person["name"]
    values = {"q": name, "kind": "person", "lang": "ru", "limit": asked["limit"]}
    for parameter in operation["parameters"]:
        parameter["schema"] = _parameter_schema(parameter["schema"], values[parameter["name"]])
    found = {"kind": "person", "id": person["id"], "label": name, "url": person["url"]}
    shown = {"text": name, "highlights": [[0, len(name)]], "offset": None}
    hit = {**found, "day": None, "score": 100, "near": False, "snippet": shown}
    data = [{"kind": "person", "total": 1, "results": [hit]}] if path == "/v1/search" else [found]
    asked = {"q": name, **asked}
    meta = {"data_version": 128, "query": asked}
    example = {"data": data, "meta": meta, "links": {"self": link(path, asked)}}
    operation["responses"]["200"]["content"]["application/json"]["example"] = example


def _parameter_schema(schema: dict[str, Any], value: Any) -> dict[str, Any]:
    """Returns the schema of a parameter with an example, without what pydantic says and no address can."""
    kept = {key: each for key, each in schema.items() if key not in ("title", "description", "anyOf")}
    if "anyOf" in schema:  # a value or null, which is to leave the parameter out
        kept |= schema["anyOf"][0]
    return kept | {"examples": [[value] if kept.get("type") == "array" else value]}


def _answer(operation: dict[str, Any], data: Any, path: str, **meta_of_kind: Any) -> None:
    paged = any(parameter["name"] == "cursor" for parameter in operation["parameters"])
    page = {"page": {"limit": 25, "next_cursor": None, "total": 1}} if paged else {}
    links = {"self": link(path, {}), **({"next": None} if page else {})}
    meta = {"data_version": 128, "query": {}, **meta_of_kind}
    example = {"data": data, **page, "meta": meta, "links": links}
    operation["responses"]["200"]["content"]["application/json"]["example"] = example


def filter_examples(kind: Kind, examples: dict[str, Any]) -> dict[str, Any]:
    """Returns a value for each parameter that filters: one that the kind's example has, if it has any."""
    values = {}
    for filter_ in kind.filters:
        value = _value(kind, filter_, examples)
        for operator in filter_.operators:
            values[parameter_name(filter_, operator)] = False if operator is Operator.ISNULL else value
    return values


def _value(kind: Kind, filter_: Filter, examples: dict[str, Any]) -> Any:
    record = examples[kind.name]["record"]
    link_name, _, column = filter_.columns[0].rpartition(".")
    found = ((record | record.get("quality", {}))[link_name]) if link_name else [record]
    if link_name in kind.expands:  # a column of the record that a reference leads to
        found = [examples[kind.expands[link_name]]["record"]]
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
    if column == "city_key":
        return row.get("city_id")
    name = next(name for name in row if column.startswith(f"{name}_"))
    return None if row[name] is None else row[name][column.removeprefix(f"{name}_")]
