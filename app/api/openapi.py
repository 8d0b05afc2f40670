"""The OpenAPI description: what FastAPI derives from the endpoints, completed with examples and problems.

What several operations have in common is written once, under `components`: parameters, problem responses, the values
that parameters take.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, TypeAdapter
from sqlmodel import SQLModel

from app.api.envelope import INCLUDED, record_models
from app.api.errors import Problem
from app.api.examples import EXAMPLES, filter_examples
from app.query.pages import write_cursor
from app.query.parameters import Substring, Word, countable
from app.records import BY_PLURAL, KINDS, Kind
from app.records.evidence import EvidenceOut
from app.records.rejected import RejectedOut
from app.records.values import Amount, CountryCode, CurrencyCode, Edtf

# Examples of the other models, by the name of the schema.
ANSWERS = Path(__file__).with_name("answers.json")

DESCRIPTION = """\
What press releases and agency news say about aid cooperation, as records with evidence.

Records can be traced to the words they were read from: `/v1/{kind}/{id}/evidence` gives each quote, its place in the
document's text, and the rule. Unknown is `null`. Amounts are exact decimal strings. A date is a day, a
month, a year or an interval (EDTF). `field=a,b` means "a or b", different fields mean "and". Every list is sorted;
`next_cursor` leads to the next page. Errors are RFC 9457 problems that say what is wrong and what would be right.

From the first call to the change feed: [guide](/guide). Questions with their answers: [cookbook](/guide/cookbook). All
fields: [fields](/guide/fields).
"""
# Paths of this server, which FastAPI would refuse: it wants whole addresses.
TERMS: dict[str, Any] = {
    "termsOfService": "/guide/terms",
    "contact": {"name": "Who runs this server", "url": "/guide/terms#contact"},
    "license": {
        "name": "Records are facts read from public texts; quote the source document; quotes remain their publishers'",
        "url": "/guide/terms",
    },
}

SEARCH = """\
Finds records of all kinds, and the texts of documents, by words in any of the languages and alphabets: other forms of
a word, names by their sound, acronyms, names with one letter wrong. docs/search.md explains what is found, and the
order.
"""

# The responses that refuse a request, by status: the name under components/responses, and the description.
_PROBLEMS = {
    "308": ("Merged", "The record was merged into another one; `Location` leads to it."),
    "400": ("BadJson", "The body is not a JSON object."),
    "404": ("NotFound", "There is no such record."),
    "406": ("NotAcceptable", "The requested format does not exist for this, or is not installed on this server."),
    "409": ("AheadOfData", "The database has no change with this number: it is another database."),
    "413": ("TooLarge", "The body is larger than any query."),
    "415": ("WrongMediaType", "The body is not application/json."),
    "422": ("BadQuery", "The query is wrong; `errors` names each parameter and what would be right."),
    "503": ("Unavailable", "The database cannot be used at the moment."),
}
# The paths that answer in several formats without a suffix, and those that take a body.
_FORMATTED = {f"/v1/{kind.plural}{rest}" for kind in KINDS.values() for rest in ("", "/{id}")}
_BODIES = {f"/v1/{kind.plural}/search" for kind in KINDS.values()}

# An example of a cursor.
_CURSOR = write_cursor(["funding", "id", ""], ["fnd_ujuzqpmcc3lqdzsr"])
# Values that many parameters and fields have; the schema is written once, under this name.
_VALUES = {
    "CountryCode": (CountryCode, "A country, ISO 3166-1 alpha-2."),
    "CurrencyCode": (CurrencyCode, "A currency, ISO 4217."),
    "Amount": (Amount, "An exact amount, above 0: a decimal string."),
    "PartialDate": (Edtf, "A day, a month, a year, or an interval of two of these (EDTF)."),
    "Text": (Word, "A text, or several with commas between them; `\\,` is a comma inside a text."),
    "Phrase": (Substring, "A text; its commas are commas."),
}


def describe(app: FastAPI) -> None:
    """Makes an app describe itself as OpenAPI 3.1 with examples."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _described(app: FastAPI) -> dict[str, Any]:
    spec = get_openapi(
        title=app.title,
        version=app.version,
        description=DESCRIPTION,
        routes=app.routes,
        tags=_tags(),
    )
    schemas = spec["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas |= problem.pop("$defs") | {"Problem": problem}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    _require(schemas)
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    _exemplify_schemas(schemas, examples)
    for path, operation in _operations(spec):
        _add_problems(path, operation)
        _exemplify_parameters(operation, _known(path, examples))
    values = _value_schemas(spec)
    names = {_text(_bare(value)): name for name, value in values.items()}
    described: dict[str, Any] = _compact(spec, names) | {"info": spec["info"] | TERMS}
    described["components"]["schemas"] |= values
    for kind in KINDS.values():
        _describe_body(described, kind)
    described["components"] |= {"parameters": _shared_parameters(described), "responses": _problems()}
    return described


def _tags() -> list[dict[str, str]]:
    tags = {kind.title: kind.description for kind in KINDS.values()} | {
        "Search": SEARCH,
        "Statistics": "Counts and sums by group, who meets whom, and how complete the fields are.",
        "Quality": "How well texts are read, and what is doubtful.",
        "Codelists": "The labels of codes, in several languages.",
        "Changes": "What changed, in order, for those who keep a copy.",
        "Status": "How many records the database has, and when it last changed.",
    }
    return [{"name": name, "description": description} for name, description in tags.items()]


def _operations(spec: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in spec["paths"].items():
        for operation in item.values():
            yield path, operation


# --- schemas --------------------------------------------------------------------------------------------------


def _require(schemas: dict[str, Any]) -> None:
    """Marks as required the fields that every answer has.

    The models of records inherit the defaults of columns, which pydantic takes for "may be left out". The other
    models have a default only where a field may really be left out.
    """
    of_kinds = {model for kind in KINDS.values() for model in record_models(kind.name)}
    for model in _models(*of_kinds, EvidenceOut, RejectedOut):
        if model in of_kinds or issubclass(model, SQLModel):
            schemas[model.__name__]["required"] = [name for name in model.model_fields if name not in INCLUDED]
    for schema in schemas.values():
        for field in schema.get("properties", {}).values():
            field.pop("default", None)


def _models(*models: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yields models and those of their fields, at any depth."""
    for model in models:
        yield model
        for info in model.model_fields.values():
            yield from _models(*_models_in(info.annotation))


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _exemplify_schemas(schemas: dict[str, Any], examples: dict[str, Any]) -> None:
    """Adds an example to the schema of each kind, and to those that the table of answers names."""
    for kind in KINDS.values():
        record = examples[kind.name]["record"]
        listed, whole = record_models(kind.name)
        # The only such field is the text of a document.
        schemas[whole.__name__]["examples"] = [record | dict.fromkeys(kind.only_single, record.get("lead"))]
        schemas[listed.__name__]["examples"] = [record]
    schemas["EvidenceOut"]["examples"] = [examples["funding"]["evidence"]]
    for name, example in json.loads(ANSWERS.read_text(encoding="utf-8")).items():
        schemas[name]["examples"] = [example]


# --- problems, parameters, bodies -------------------------------------------------------------------------------


def _add_problems(path: str, operation: dict[str, Any]) -> None:
    """Adds the problems with which an operation can answer; FastAPI declares its own, which we do not send."""
    single, body = "{id}" in path, path in _BODIES
    only = {
        "308": single,
        "400": body,
        "404": single or "{name}" in path,
        "406": "{format}" in path or path in _FORMATTED or path.startswith("/v1/stats/"),
        "409": path == "/v1/changes",
        "413": body,
        "415": body,
    }
    for status, (name, _) in _PROBLEMS.items():
        if only.get(status, True):
            operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}


def _problems() -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {name: {"description": description, "content": content} for name, description in _PROBLEMS.values()}


def _known(path: str, examples: dict[str, Any]) -> dict[str, Any]:
    """Returns example values for the parameters of a path."""
    values: dict[str, Any] = {"limit": 25, "cursor": _CURSOR, "format": "csv", "bom": True, "q": "вода", "parties": 6}
    kind = next((BY_PLURAL[part] for part in path.partition(".")[0].split("/") if part in BY_PLURAL), None)
    if kind is None:
        return values
    known = examples[kind.name]
    return {
        **values,
        **filter_examples(kind, examples),
        "id": known["record"]["id"],
        "field": known["evidence"]["field"],
        "sort": "-count" if path.startswith("/v1/stats/") else kind.default_sort,
        "facets": f"{countable(kind)[0]}:5",
    }


def _exemplify_parameters(operation: dict[str, Any], known: dict[str, Any]) -> None:
    """Adds an example to each parameter, and leaves out null, which an address cannot say."""
    for parameter in operation.get("parameters", []):
        schema = {
            key: each for key, each in parameter["schema"].items() if key not in ("title", "description", "anyOf")
        }
        if "anyOf" in parameter["schema"]:  # a value or null; in an address the parameter is left out instead
            schema |= parameter["schema"]["anyOf"][0]
        if "items" in schema:
            schema["items"] = {key: each for key, each in schema["items"].items() if key != "examples"}
        value = known.get(parameter["name"], _first(schema))
        parameter["schema"] = {"examples": [[value] if schema.get("type") == "array" else value]} | schema
        if not parameter["required"]:
            del parameter["required"]


def _first(schema: dict[str, Any]) -> Any:
    """Returns the first value of a closed vocabulary; null if the schema has none."""
    schema = schema.get("items", schema)
    return schema.get("const", schema.get("enum", [None])[0])


def _shared_parameters(spec: dict[str, Any]) -> dict[str, Any]:
    """Moves the parameters of operations under components, each once; returns them by name.

    Parameters of one name that differ, not only in their examples, carry the id of the first operation that has them:
    `listFunding.sort`.
    """
    variants: dict[str, dict[str, str]] = {}
    for _, operation in _operations(spec):
        for parameter in operation.get("parameters", []):
            variants.setdefault(parameter["name"], {}).setdefault(_meaning(parameter), operation["operationId"])
    shared: dict[str, Any] = {}
    for _, operation in _operations(spec):
        for place, parameter in enumerate(operation.get("parameters", [])):
            same = variants[parameter["name"]]
            name = parameter["name"] if len(same) == 1 else f"{same[_meaning(parameter)]}.{parameter['name']}"
            shared.setdefault(name, parameter)
            operation["parameters"][place] = {"$ref": f"#/components/parameters/{name}"}
    return dict(sorted(shared.items()))


def _meaning(parameter: dict[str, Any]) -> str:
    """Returns what distinguishes parameters of one name; the id of a meeting is no example of the id of a project."""
    if parameter["name"].partition("__")[0] in ("id", "canonical"):
        return _text(parameter)
    return _text(parameter | {"schema": _bare(parameter["schema"])})


def _text(part: Any) -> str:
    return json.dumps(part, sort_keys=True)


def _describe_body(spec: dict[str, Any], kind: Kind) -> None:
    """Adds the schema of the body of a search: the parameters of the list as members of an object."""
    path, name = f"/v1/{kind.plural}", f"{kind.name.title()}Query"
    schemas = spec["components"]["schemas"]
    schemas[name] = {
        "type": "object",
        "description": f"The parameters of the list {path}, by name.",
        "properties": {each["name"]: _member(each, schemas) for each in _list_of(spec, kind)["parameters"]},
        "additionalProperties": False,
        "examples": [{"sort": [kind.default_sort], "limit": 25}],
    }
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    spec["paths"][f"{path}/search"]["post"]["requestBody"] = {"required": True, "content": content}


def _member(parameter: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """Returns a parameter as a member of a body; several values of one schema are a schema of their own."""
    schema = {key: value for key, value in parameter["schema"].items() if key != "examples"}
    if schema.get("type") != "array":
        return schema
    if schema["items"] == {"$ref": "#/components/schemas/Text"}:  # in an array a comma separates nothing
        schema["items"] = {"$ref": "#/components/schemas/Phrase"}
    if parameter["name"] == "facets":  # an element of an array is one facet
        pattern = schema["items"]["pattern"].partition("(,")[0] + "$"
        schema["items"] = schema["items"] | {"pattern": pattern}
    several = {"anyOf": [schema, {"type": "string"}]}
    if schema["items"].keys() != {"$ref"} or "maxItems" in schema:
        return several
    name = f"{schema['items']['$ref'].rpartition('/')[2]}Values"
    schemas[name] = several | {"description": "An array of values, or a string with commas as in an address."}
    return {"$ref": f"#/components/schemas/{name}"}


# --- what is written once -----------------------------------------------------------------------------------------


def _value_schemas(spec: dict[str, Any]) -> dict[str, Any]:
    """Returns the schemas of recurring values, by name."""
    values = {}
    for name, (type_, description) in _VALUES.items():
        values[name] = {**_bare(TypeAdapter(type_).json_schema()), "description": description}
    for kind in KINDS.values():
        fields = next(each for each in _list_of(spec, kind)["parameters"] if each["name"] == "fields")
        description = f"A field of {kind.plural}, as a path."
        values[f"{kind.name.title()}Field"] = {**_bare(fields["schema"]["items"]), "description": description}
    return values


def _list_of(spec: dict[str, Any], kind: Kind) -> dict[str, Any]:
    operation: dict[str, Any] = spec["paths"][f"/v1/{kind.plural}"]["get"]
    return operation


def _bare(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key not in ("title", "description", "examples", "default")}


def _compact(part: Any, names: dict[str, str]) -> Any:
    """Returns a part of the description without pydantic's titles, and with references to the schemas of `names`."""
    if isinstance(part, list):
        return [_compact(each, names) for each in part]
    if not isinstance(part, dict):
        return part
    if "enum" in part or "pattern" in part:
        bare = _bare(part)
        if (name := names.get(_text(bare))) is not None:
            about = {key: value for key, value in part.items() if key not in bare and key != "title"}
            return {"$ref": f"#/components/schemas/{name}"} | about
    return {
        key: value if key == "examples" else _compact(value, names)
        for key, value in part.items()
        if key != "title" or not isinstance(value, str)
    }
