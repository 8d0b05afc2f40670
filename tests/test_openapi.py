"""The description of the API: complete, true, and with examples that find what they show."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from jsonschema import Draft202012Validator

from app.api.examples import EXAMPLES, OF_THE_LOAD, examples, filter_examples
from app.api.pairs import PATH
from app.database.engine import open_engine
from app.exports import FORMATS, formats_of
from app.load import load
from app.main import create_app
from app.query.parameters import parameter_name
from app.query.suspicious import RULES
from app.records import KINDS, Kind
from app.records.base import Operator
from app.settings import Settings, data_folder
from tests.client import Client, client_at

# The endpoints beside those of the kinds.
DOUBTS = {f"/v1/quality/{name}" for name in ("conflicts", "candidates", "suspicious")}
CODELISTS = {"/v1/codelists", "/v1/codelists/{name}"}
OTHERS = DOUBTS | CODELISTS | {"/v1/changes", "/v1/coverage", "/v1/search", "/v1/autocomplete", PATH}
OTHERS |= {"/v1/status", "/v1/quality"}

EXPORTS = (".{format}", "/{id}.{format}")
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    """The description as it is served."""
    described = create_app(Settings(database_url="sqlite:///unused.db")).openapi()
    served: dict[str, Any] = json.loads(json.dumps(described))
    return served


def operations(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {path: operation for path, item in spec["paths"].items() for operation in item.values()}


def referred(spec: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """Returns a part of the description, or what stands under components where it refers to that."""
    found = part
    if "$ref" in part:
        _, *names = part["$ref"].split("/")
        found = spec
        for name in names:
            found = found[name]
    return found


def parameters_of(spec: dict[str, Any], path: str) -> dict[str, dict[str, Any]]:
    parameters = (referred(spec, each) for each in operations(spec)[path].get("parameters", []))
    return {each["name"]: each for each in parameters}


def schema(spec: dict[str, Any], part: dict[str, Any]) -> Draft202012Validator:
    """Returns a validator of a part of the description, which may refer to its other parts."""
    return Draft202012Validator({**part, "components": spec["components"]})


def test_every_kind_has_its_operations(spec: dict[str, Any]) -> None:
    assert spec["openapi"].startswith("3.1")
    assert spec["info"]["title"] == "Komek"
    rests = ("", "/{id}", "/{id}/evidence", "/search", *EXPORTS)
    paths = [f"/v1/{kind.plural}{rest}" for kind in KINDS.values() for rest in rests]
    paths += [f"/v1/stats/{kind.plural}" for kind in KINDS.values()]
    assert set(spec["paths"]) == {*paths, *OTHERS}
    bodies = {f"/v1/{kind.plural}/search" for kind in KINDS.values()}
    assert all(set(item) == {"post" if path in bodies else "get"} for path, item in spec["paths"].items())


def test_operation_ids(spec: dict[str, Any]) -> None:
    names = [operation["operationId"] for operation in operations(spec).values()]
    assert len(names) == len(set(names)) == 7 * len(KINDS) + len(OTHERS)
    assert {"listMeetings", "getMeeting", "listMeetingEvidence", "listPeople", "getPerson", "getStatus"} <= set(names)
    assert all(name.isalpha() and len(name) <= 32 for name in names)


def test_tags_are_described(spec: dict[str, Any]) -> None:
    described = {tag["name"] for tag in spec["tags"] if tag["description"]}
    assert {tag for operation in operations(spec).values() for tag in operation["tags"]} == described


def test_every_parameter_is_described_with_an_example_that_is_valid(spec: dict[str, Any]) -> None:
    for name, parameter in spec["components"]["parameters"].items():
        assert parameter["description"], name
        validator = schema(spec, parameter["schema"])
        examples = parameter["schema"]["examples"]
        assert examples
        for example in examples:
            assert validator.is_valid(example), (name, example)


def test_what_is_common_is_written_once(spec: dict[str, Any]) -> None:
    for path, operation in operations(spec).items():
        assert all(each.keys() == {"$ref"} for each in operation.get("parameters", [])), path
        assert all(each.keys() == {"$ref"} for status, each in operation["responses"].items() if status != "200"), path
        for body in operation.get("requestBody", {}).get("content", {}).values():
            assert body["schema"].keys() == {"$ref"}
    parameters = [json.dumps(each) for each in spec["components"]["parameters"].values()]
    assert len(parameters) == len(set(parameters))
    used = {each["$ref"] for operation in operations(spec).values() for each in operation.get("parameters", [])}
    assert used == {f"#/components/parameters/{name}" for name in spec["components"]["parameters"]}


def test_terms_are_stated(spec: dict[str, Any]) -> None:
    info = spec["info"]
    assert info["termsOfService"] == info["license"]["url"] == "/guide/terms"
    assert "quote the source document" in info["license"]["name"]
    assert info["contact"]["url"].startswith("/guide/terms#")


def test_names_of_schemas(spec: dict[str, Any]) -> None:
    assert all(name.isalpha() for name in spec["components"]["schemas"])


@every_kind
def test_every_format_is_told(spec: dict[str, Any], kind: Kind) -> None:
    for rest in EXPORTS:
        operation = operations(spec)[f"/v1/{kind.plural}{rest}"]
        parameters = parameters_of(spec, f"/v1/{kind.plural}{rest}")
        names = parameters["format"]["schema"]["enum"]
        assert parameters["format"]["in"] == "path"
        assert names == [each.name for each in formats_of(kind) if each.name != "json"]
        told = operation["responses"]["200"]["content"]
        assert set(told) == {FORMATS[name].media_type for name in names}


@every_kind
def test_every_filter_is_a_parameter(spec: dict[str, Any], kind: Kind) -> None:
    named = parameters_of(spec, f"/v1/{kind.plural}").keys()
    counted = parameters_of(spec, f"/v1/stats/{kind.plural}").keys()
    assert counted >= named - {"cursor", "count", "expand", "fields", "include", "facets", "lang"}
    for filter_ in kind.filters:
        asked = {parameter_name(filter_, operator) for operator in filter_.operators}
        assert asked <= named
    assert {"sort", "limit", "cursor", "count", "expand"} <= named
    assert spec["components"]["schemas"][f"{kind.name.title()}Query"]["properties"].keys() == named


def test_closed_vocabularies_are_enums(spec: dict[str, Any]) -> None:
    parameters = parameters_of(spec, "/v1/meetings")
    for name, code in (("meeting_type", "bilateral"), ("sort", "-date"), ("country", "KG"), ("fields", "id")):
        assert code in referred(spec, parameters[name]["schema"]["items"])["enum"]


def test_examples_of_answers_are_valid(spec: dict[str, Any]) -> None:
    """Swagger UI and ReDoc put the example of an answer together from those of its schemas."""
    for name, described in spec["components"]["schemas"].items():
        for example in described.get("examples", []):
            errors = [*schema(spec, described).iter_errors(example)]
            assert not errors, (name, errors[0])
    for path, operation in operations(spec).items():
        if "{format}" in path:
            continue
        answer = referred(spec, operation["responses"]["200"]["content"]["application/json"]["schema"])
        for part in answer["properties"].values():
            part = referred(spec, part.get("items", part.get("additionalProperties", part)))
            assert "examples" in part or path == "/v1/quality", path


def test_examples_hold_what_is_served(spec: dict[str, Any]) -> None:
    """No example of a record has a field that its schema does not, or lacks one."""
    schemas = spec["components"]["schemas"]
    assert schemas["SuspiciousOut"]["examples"][0]["reason"] in RULES.values()
    for kind in KINDS.values():
        (record,) = schemas[f"{kind.name.title()}Out"]["examples"]
        assert record.keys() == {*schemas[f"{kind.name.title()}Out"]["properties"]} - set(kind.includes)


@every_kind
def test_what_is_always_served_is_required(spec: dict[str, Any], kind: Kind, client: Client) -> None:
    name = kind.name.title()
    schemas = spec["components"]["schemas"]
    for record in client.json(f"/v1/{kind.plural}?limit=3")["data"]:
        assert record.keys() == set(schemas[f"{name}Out"]["required"])
        whole = schemas.get(f"Whole{name}Out", schemas[f"{name}Out"])
        assert client.json(record["url"])["data"].keys() == set(whole["required"])
        evidence = client.json(f"{record['url']}/evidence?limit=1")["data"]
        assert all(each.keys() == set(schemas["EvidenceOut"]["required"]) for each in evidence)


def test_every_error_is_declared(spec: dict[str, Any]) -> None:
    for path, operation in operations(spec).items():
        expected = {"200", "422", "503"} | ({"308", "404"} if "{id}" in path else set())
        expected |= {"404"} if "{name}" in path else set()
        body = path in {f"/v1/{kind.plural}/search" for kind in KINDS.values()}
        expected |= {"400", "413", "415"} if body else set()
        expected |= {"409"} if path == "/v1/changes" else set()
        formatted = path.startswith("/v1/stats/")
        formatted |= path in {f"/v1/{kind.plural}{rest}" for kind in KINDS.values() for rest in ("", "/{id}")}
        expected |= {"406"} if "{format}" in path or formatted else set()
        assert set(operation["responses"]) == expected
        for status in expected - {"200"}:
            response = referred(spec, operation["responses"][status])
            assert set(response["content"]) == {"application/problem+json"}


def test_references_lead_somewhere(spec: dict[str, Any]) -> None:
    text = json.dumps(spec)
    for where in ("schemas", "parameters", "responses"):
        named = {part.split('"')[0] for part in text.split(f"#/components/{where}/")[1:]}
        assert named <= set(spec["components"][where])
    unused = set(spec["components"]["schemas"]) - {part.split('"')[0] for part in text.split("/schemas/")[1:]}
    assert unused == set()
    assert "HTTPValidationError" not in text


@every_kind
def test_answers_are_as_described(spec: dict[str, Any], kind: Kind, client: Client) -> None:
    many = client.json(f"/v1/{kind.plural}?expand={','.join(kind.expands)}")
    url = many["data"][0]["url"]
    base = f"/v1/{kind.plural}"
    for path, answer in (
        (base, many),
        (f"{base}/{{id}}", client.json(url)),
        (f"{base}/{{id}}/evidence", client.json(f"{url}/evidence")),
    ):
        described = operations(spec)[path]["responses"]["200"]["content"]["application/json"]["schema"]
        errors = [*schema(spec, described).iter_errors(answer)]
        assert not errors, (path, errors[0])


def test_problems_are_as_described(spec: dict[str, Any], client: Client) -> None:
    described = schema(spec, {"$ref": "#/components/schemas/Problem"})
    for path in ("/v1/meetings?x=1", "/v1/meetings?sort=dat", "/v1/meetings/none", "/v1/meetings?cursor=x", "/none"):
        errors = [*described.iter_errors(client.get(path).json())]
        assert not errors, (path, errors[0])


@every_kind
def test_every_declared_filter_works(kind: Kind, seeds_client: Client) -> None:
    for name, value in filter_examples(kind, json.loads(EXAMPLES.read_text())).items():
        seeds_client.json(f"/v1/{kind.plural}?{urlencode({name: spelt(value)})}")


def spelt(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool | int | float) else value.replace(",", "\\,")


@pytest.fixture(scope="module")
def seeds(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database with the seed texts."""
    path = tmp_path_factory.mktemp("seeds") / "komek.db"
    shutil.copy(sqlite_template, path)
    engine = open_engine(f"sqlite:///{path}")
    load([data_folder("seed") / "texts"], engine=engine, max_bytes=1_000_000)
    engine.dispose()
    yield f"sqlite:///{path}"


def test_examples_are_what_the_seeds_give(seeds: str) -> None:
    engine = open_engine(seeds)
    found = examples(engine)
    engine.dispose()
    assert json.loads(EXAMPLES.read_text()) == found, "make examples.json anew: app/api/examples.py says how"


@every_kind
def test_examples_of_filters_find_something(kind: Kind, seeds: str) -> None:
    known = json.loads(EXAMPLES.read_text())
    record = known[kind.name]["record"]
    with client_at(seeds) as client:
        for filter_ in kind.filters:
            if filter_.columns[0] in OF_THE_LOAD:
                continue
            asked = {filter_.name: spelt(filter_examples(kind, known)[filter_.name])}
            answer = client.json(f"/v1/{kind.plural}?{urlencode(asked)}&limit=1000")
            if Operator.ISNULL not in filter_.operators:
                assert record["id"] in {each["id"] for each in answer["data"]}, asked
                continue
            without = client.json(f"/v1/{kind.plural}?{filter_.name}__isnull=true&limit=1000")
            assert record["id"] in {each["id"] for page in (answer, without) for each in page["data"]}, asked
