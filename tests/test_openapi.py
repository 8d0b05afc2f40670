"""The description of the API: complete, true, and with examples that find what they show."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from jsonschema import Draft202012Validator

from app.api.examples import OF_THE_LOAD, examples
from app.api.openapi import EXAMPLES, filter_examples
from app.api.pairs import PATH
from app.database.engine import open_engine
from app.exports import FORMATS, formats_of
from app.load import load
from app.main import create_app
from app.query.parameters import parameter_name
from app.records import KINDS, Kind
from app.records.base import Operator
from app.settings import Settings, data_folder
from tests.client import Client, client_at

# What there is beside the endpoints of the kinds; of the first two the answer is what a test compares elsewhere.
NO_EXAMPLE = {"/v1/status", "/v1/quality"}
DOUBTS = {f"/v1/quality/{name}" for name in ("conflicts", "candidates", "suspicious")}
CODELISTS = {"/v1/codelists", "/v1/codelists/{name}"}
OTHERS = NO_EXAMPLE | DOUBTS | CODELISTS | {"/v1/changes", "/v1/coverage", "/v1/search", "/v1/autocomplete", PATH}

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
    for path, operation in operations(spec).items():
        for parameter in operation.get("parameters", []):
            assert parameter["description"], (path, parameter["name"])
            validator = schema(spec, parameter["schema"])
            examples = parameter["schema"]["examples"]
            assert examples
            for example in examples:
                assert validator.is_valid(example), (path, parameter["name"], example)


@every_kind
def test_every_format_is_told(spec: dict[str, Any], kind: Kind) -> None:
    for rest in EXPORTS:
        operation = operations(spec)[f"/v1/{kind.plural}{rest}"]
        parameters = {each["name"]: each for each in operation["parameters"]}
        names = parameters["format"]["schema"]["enum"]
        assert parameters["format"]["in"] == "path"
        assert names == [each.name for each in formats_of(kind) if each.name != "json"]
        told = operation["responses"]["200"]["content"]
        assert set(told) == {FORMATS[name].media_type for name in names}


@every_kind
def test_every_filter_is_a_parameter(spec: dict[str, Any], kind: Kind) -> None:
    named = {parameter["name"] for parameter in operations(spec)[f"/v1/{kind.plural}"]["parameters"]}
    counted = {parameter["name"] for parameter in operations(spec)[f"/v1/stats/{kind.plural}"]["parameters"]}
    assert counted >= named - {"cursor", "count", "expand", "fields", "include", "facets", "lang"}
    for filter_ in kind.filters:
        asked = {parameter_name(filter_, operator) for operator in filter_.operators}
        assert asked <= named
    assert {"sort", "limit", "cursor", "count", "expand"} <= named


def test_closed_vocabularies_are_enums(spec: dict[str, Any]) -> None:
    parameters = {each["name"]: each["schema"] for each in operations(spec)["/v1/meetings"]["parameters"]}
    reference = parameters["meeting_type"]["items"]["$ref"].rpartition("/")[2]
    assert "bilateral" in spec["components"]["schemas"][reference]["enum"]
    assert "-date" in parameters["sort"]["items"]["enum"]


def test_every_answer_has_an_example_that_is_valid(spec: dict[str, Any]) -> None:
    for path, operation in operations(spec).items():
        if "{format}" in path:
            continue
        answer = operation["responses"]["200"]["content"]["application/json"]
        if path not in NO_EXAMPLE:
            errors = [*schema(spec, answer["schema"]).iter_errors(answer["example"])]
            assert not errors, (path, errors[0])


def test_every_error_is_declared(spec: dict[str, Any]) -> None:
    for path, operation in operations(spec).items():
        expected = {"200", "422", "503"} | ({"308", "404"} if "{id}" in path else set())
        expected |= {"404"} if "{name}" in path else set()
        body = path in {f"/v1/{kind.plural}/search" for kind in KINDS.values()}
        expected |= {"400", "413", "415"} if body else set()
        expected |= {"409"} if path == "/v1/changes" else set()
        formatted = path in {f"/v1/{kind.plural}{rest}" for kind in KINDS.values() for rest in ("", "/{id}")}
        expected |= {"406"} if "{format}" in path or formatted else set()
        assert set(operation["responses"]) == expected
        for status in expected - {"200"}:
            assert set(operation["responses"][status]["content"]) == {"application/problem+json"}


def test_references_lead_somewhere(spec: dict[str, Any]) -> None:
    text = json.dumps(spec)
    named = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= set(spec["components"]["schemas"])
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
def test_every_declared_filter_works(kind: Kind, client: Client) -> None:
    for name, value in filter_examples(kind, json.loads(EXAMPLES.read_text())).items():
        client.json(f"/v1/{kind.plural}?{urlencode({name: spelt(value)})}")


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
