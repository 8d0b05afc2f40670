"""Every error as RFC 9457 problem+json: what is wrong, and what would be right."""

import inspect
import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import cache
from http import HTTPStatus
from typing import Any, Literal, get_args, get_origin
from urllib.parse import quote

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from starlette.exceptions import HTTPException

from app.api.suggestions import hint_for, suggest_parameters, suggest_path
from app.database.dialect import is_missing_table
from app.errors import BadDatabase, BadQuery, KomekError, Merged, Message, NotFound, parameter_error
from app.labels.codelists import codelist_of
from app.labels.lookup import find_codes, nearest

log = logging.getLogger("komek")
# How much of a request an answer repeats, in characters.
LONGEST = 300
# How many mistakes of a request, and how many allowed values, an answer lists.
MOST = 20
METHODS = "GET, HEAD, OPTIONS"
# Our words for mistakes that pydantic finds, by their type, so that pages can translate them.
_TEMPLATES = {
    "bool_parsing": Message("Input should be a valid boolean, unable to interpret input"),
    "enum": Message("{given!r} is not one of the allowed values"),
    "greater_than_equal": Message("Input should be greater than or equal to {ge}"),
    "int_parsing": Message("Input should be a valid integer, unable to parse string as an integer"),
    "less_than_equal": Message("Input should be less than or equal to {le}"),
    "literal_error": Message("{given!r} is not one of the allowed values"),
    "no_facet": Message("there is no such facet"),
    "too_long": Message("{actual_length} values are given, more than {max_length}"),
}


class ParameterError(BaseModel):
    """What is wrong with one parameter."""

    parameter: str = Field(description="The name of the parameter.")
    message: str = Field(description="What is wrong, in words.")
    allowed: list[str] | None = Field(
        default=None,
        description=f"What is allowed: {MOST} names or values at most. The names of parameters are listed once.",
    )
    did_you_mean: str | None = Field(default=None, description="The likeliest of the suggestions.")
    suggestions: list[str] | None = Field(default=None, description="What was probably meant, likeliest first.")


class Problem(BaseModel):
    """An error, as RFC 9457 describes it."""

    type: str = Field(description="The kind of problem: /problems/ and its code.")
    title: str = Field(description="The kind of problem in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong, and what would be right.")
    instance: str = Field(description="The path of the request.")
    code: str = Field(description="The kind of problem, for programs.")
    errors: list[ParameterError] = Field(description=f"What is wrong with each parameter: {MOST} mistakes at most.")
    request_id: str = Field(description="The id of the request, also in the header X-Request-ID and in the log.")


def problem(
    scope: Mapping[str, Any],
    error: KomekError,
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Returns the response for an error."""
    scope["state"]["error"] = error  # for app.web.problems, which shows it on a page
    content = {
        "type": f"/problems/{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail[: 2 * LONGEST],
        "instance": quote(scope["path"], errors="replace")[: 2 * LONGEST],
        "code": error.code,
        "errors": error.errors[:MOST],
        "request_id": scope["state"]["request_id"],
    }
    return Response(
        orjson.dumps(content), status_code=error.status, headers=headers, media_type="application/problem+json"
    )


def add_handlers(app: FastAPI) -> None:
    """Makes an app answer with a problem whenever it refuses a request; app.api.requests does so where it fails."""

    @app.exception_handler(KomekError)
    def komek(request: Request, error: KomekError) -> Response:
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("request %s: %s", request.state.request_id, error.detail)
        return problem(request.scope, error)

    @app.exception_handler(Merged)
    def merged(request: Request, error: Merged) -> Response:
        # /v1/people/ID/evidence leads to the evidence of the other record, with the same query.
        _, version, _, _, *rest = request.url.path.split("/")
        suffix = f".{format_}" if (format_ := request.path_params.get("format")) is not None else ""
        path = "/".join(("", version, error.plural, quote(error.into_id, safe="") + suffix, *rest))
        query = f"?{request.url.query}" if request.url.query else ""
        return problem(request.scope, error, headers={"Location": path + query})

    @app.exception_handler(DBAPIError)
    def database(request: Request, error: DBAPIError) -> Response:
        if is_missing_table(error):
            detail = Message("The database has no tables yet: run `komek load` or `komek serve`.")
            return komek(request, BadDatabase(detail))
        if type(error) in (OperationalError, DatabaseError):  # not their subclasses, which are mistakes of ours
            log.error("request %s: %s", request.state.request_id, error.orig)
            return problem(request.scope, BadDatabase(Message("The database cannot be used at the moment.")))
        raise error

    @app.exception_handler(RequestValidationError)
    def refused(request: Request, error: RequestValidationError) -> Response:
        return problem(request.scope, _refusal(error.errors(), parameters_of(request.scope["endpoint"])))

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTPStatus.NOT_FOUND:
            return problem(request.scope, _unknown_path(request.url.path))
        headers, detail, status = dict(error.headers or {}), str(error.detail), HTTPStatus(error.status_code)
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            methods = f"{METHODS}, POST" if request.url.path.endswith("/search") else METHODS
            headers["Allow"] = methods
            if request.method == "OPTIONS":
                return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
            detail = Message(
                "{method} is not possible here, only {methods}.", method=request.method[:20], methods=methods
            )
        refused = KomekError(detail)
        refused.status, refused.code, refused.title = status, status.name.lower(), status.phrase
        return problem(request.scope, refused, headers=headers)


def refusal(errors: Iterable[Mapping[str, Any]], model: type[BaseModel]) -> BadQuery:
    """Returns the error for what pydantic says of a query that does not fit a model."""
    return _refusal(errors, {name: field.annotation for name, field in model.model_fields.items()})


def _refusal(errors: Iterable[Mapping[str, Any]], parameters: Mapping[str, Any]) -> BadQuery:
    """Returns the error for mistakes, of which the first few are explained: a request may have any number."""
    mistakes = list(errors)
    listed = [explain(each, parameters) for each in mistakes[:MOST]]
    unknown = [mistake for each, mistake in zip(mistakes, listed, strict=False) if each["type"] == "extra_forbidden"]
    for mistake in unknown[1:]:
        mistake.pop("allowed", None)  # the first one lists the parameters
    several = f"{len(mistakes)} mistakes, of which {MOST} are listed: " if len(mistakes) > MOST else ""
    return BadQuery(several + "; ".join(f"{each['parameter']}: {each['message']}" for each in listed), errors=listed)


@cache
def parameters_of(endpoint: Any) -> dict[str, Any]:
    """Returns the query parameters of an endpoint with their types."""
    annotated = [part.annotation for part in inspect.signature(endpoint).parameters.values()]
    models = [args[0] for each in annotated if (args := get_args(each))]
    return {
        name: field.annotation
        for model in models
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
    }


def explain(error: Mapping[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a mistake that pydantic found, in our words, with what is allowed and what was probably meant."""
    _, name, *_ = [*map(str, error["loc"]), ""]
    given = str(error["input"])
    if error["type"] == "extra_forbidden":
        return _unknown(name[:LONGEST], parameters)
    allowed = error.get("ctx", {}).get("allowed") or list(_choices(parameters.get(name)))
    return _explained(name[:LONGEST], _message(error), _suggested(given, name, parameters, allowed), allowed)


def _message(error: Mapping[str, Any]) -> str:
    """Returns what is wrong with a value: a Message where a page can translate it."""
    values = error.get("ctx", {})
    raised = values.get("error")
    if isinstance(raised, ValueError) and raised.args and isinstance(raised.args[0], Message):
        return raised.args[0].cut(LONGEST)
    template = _TEMPLATES.get(error["type"])
    if template is None:
        return str(error["msg"]).removeprefix("Value error, ")[:LONGEST]
    return Message(template, **{**values, "given": str(error["input"])[:LONGEST]})


def _unknown(name: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the mistake of a parameter that does not exist."""
    plain = [each for each in parameters if "__" not in each]
    if (hint := hint_for(name, parameters)) is not None:
        return _explained(name, Message("there is no such parameter; {hint}", hint=hint), [], plain)
    return _explained(name, Message("there is no such parameter"), suggest_parameters(name, parameters), plain)


def _suggested(given: str, name: str, parameters: Mapping[str, Any], allowed: Sequence[str]) -> list[str]:
    """Returns the allowed values that a value may mean: codes by their names, else what is spelt alike."""
    codelist = "language" if name == "lang" else codelist_of(parameters.get(name))
    codes = [] if codelist is None else find_codes(given, codelist)
    meant = [code for code in codes if not allowed or code in allowed]
    return meant or nearest(given, allowed)


def _explained(name: str, message: str, suggestions: list[str], allowed: Sequence[str]) -> dict[str, Any]:
    """Returns a mistake as it is served; of many allowed values the suggested ones come first."""
    found = parameter_error(name, message, suggestions)
    if allowed:
        few = allowed if len(allowed) <= MOST else list(dict.fromkeys([*suggestions, *allowed]))[:MOST]
        found["allowed"] = list(few)
    return found


def _choices(annotation: Any) -> Iterable[str]:
    """Yields the values of the closed vocabulary that a type has at any depth."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(member.value) for member in annotation)
    elif get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for part in get_args(annotation):
            yield from _choices(part)


def _unknown_path(path: str) -> NotFound:
    meant = suggest_path(path[:LONGEST])
    if meant is None:
        return NotFound(Message("There is nothing at {path!r}; /docs lists all paths.", path=path[:LONGEST]))
    return NotFound(Message("There is nothing at {path!r}; did you mean {meant}?", path=path[:LONGEST], meant=meant))


async def given_once(request: Request) -> None:
    """Raises BadQuery for a parameter that takes one value and is given twice: the program would see the last only."""
    names = [name for name, _ in request.query_params.multi_items()]
    if len(names) == len(set(names)) or not request.url.path.startswith("/v1/"):
        return
    counts = Counter(names)
    single = (name for name, type_ in parameters_of(request.scope["endpoint"]).items() if get_origin(type_) is not list)
    message = "takes one value, but is given {} times"
    errors: list[dict[str, object]] = [
        {"parameter": name, "message": message.format(counts[name])} for name in single if counts[name] > 1
    ]
    if errors:
        raise BadQuery("; ".join(f"{each['parameter']} {each['message']}" for each in errors), errors=errors)
