"""Every error as RFC 9457 problem+json: what is wrong, and what would be right."""

import difflib
import inspect
import logging
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from http import HTTPStatus
from typing import Any, Literal, get_args, get_origin
from urllib.parse import quote

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from starlette.exceptions import HTTPException

from app.database.dialect import is_missing_table
from app.errors import BadDatabase, BadQuery, KomekError, Merged, NotFound

log = logging.getLogger("komek")
# So much of what was sent is sent back, in characters.
LONGEST = 300
METHODS = "GET, HEAD, OPTIONS"


class ParameterError(BaseModel):
    """What is wrong with one parameter."""

    parameter: str
    message: str
    allowed: list[str] | None = Field(default=None, description="What would be right, where it can be listed.")
    did_you_mean: str | None = Field(default=None, description="The likeliest of these.")


class Problem(BaseModel):
    """An error, as RFC 9457 tells it."""

    type: str = Field(description="What kind of problem it is: /problems/ and its code.")
    title: str = Field(description="The kind of problem in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong here, and what would be right.")
    instance: str = Field(description="The path that was asked for.")
    code: str = Field(description="The kind of problem, for programs.")
    errors: list[ParameterError] = Field(description="What is wrong with which parameter.")
    request_id: str = Field(description="The id of the request, also in the header X-Request-ID and in the log.")


def problem(
    scope: Mapping[str, Any],
    error: KomekError,
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Returns the response that tells an error."""
    told = {
        "type": f"/problems/{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail[: 2 * LONGEST],
        "instance": quote(scope["path"], errors="replace")[: 2 * LONGEST],
        "code": error.code,
        "errors": error.errors,
        "request_id": scope["state"]["request_id"],
    }
    return Response(
        orjson.dumps(told), status_code=error.status, headers=headers, media_type="application/problem+json"
    )


def add_handlers(app: FastAPI) -> None:
    """Makes an app answer all that it refuses with a problem; what it fails at is for app.api.requests."""

    @app.exception_handler(KomekError)
    def komek(request: Request, error: KomekError) -> Response:
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("request %s: %s", request.state.request_id, error.detail)
        return problem(request.scope, error)

    @app.exception_handler(Merged)
    def merged(request: Request, error: Merged) -> Response:
        # /v1/people/ID/evidence of the one leads to that of the other, with the same query.
        _, version, _, _, *rest = request.url.path.split("/")
        suffix = f".{format_}" if (format_ := request.path_params.get("format")) is not None else ""
        path = "/".join(("", version, error.plural, quote(error.into_id, safe="") + suffix, *rest))
        query = f"?{request.url.query}" if request.url.query else ""
        return problem(request.scope, error, headers={"Location": path + query})

    @app.exception_handler(DBAPIError)
    def database(request: Request, error: DBAPIError) -> Response:
        if is_missing_table(error):
            return komek(request, BadDatabase("The database has no tables yet: run `komek load` or `komek serve`."))
        if type(error) in (OperationalError, DatabaseError):  # not those of their kinds that tell of mistakes of ours
            log.error("request %s: %s", request.state.request_id, error.orig)
            return problem(request.scope, BadDatabase("The database cannot be used at the moment."))
        raise error

    @app.exception_handler(RequestValidationError)
    def refused(request: Request, error: RequestValidationError) -> Response:
        return problem(request.scope, _refusal(error.errors(), parameters_of(request.scope["endpoint"])))

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTPStatus.NOT_FOUND:
            return problem(request.scope, _unknown_path(app, request.url.path))
        headers, detail, status = dict(error.headers or {}), str(error.detail), HTTPStatus(error.status_code)
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            methods = f"{METHODS}, POST" if request.url.path.endswith("/search") else METHODS
            headers["Allow"] = methods
            if request.method == "OPTIONS":
                return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
            detail = f"{request.method[:20]} is not possible here, only {methods} are."
        told = KomekError(detail)
        told.status, told.code, told.title = status, status.name.lower(), status.phrase
        return problem(request.scope, told, headers=headers)


def refusal(errors: Iterable[Mapping[str, Any]], model: type[BaseModel]) -> BadQuery:
    """Returns the error that tells what pydantic says of a query that is to be of a model."""
    return _refusal(errors, {name: field.annotation for name, field in model.model_fields.items()})


def _refusal(errors: Iterable[Mapping[str, Any]], parameters: Mapping[str, Any]) -> BadQuery:
    told = [explained(each, parameters) for each in errors]
    return BadQuery("; ".join(f"{each['parameter']}: {each['message']}" for each in told), errors=told)


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


def explained(error: Mapping[str, Any], parameters: Mapping[str, Any]) -> dict[str, object]:
    """Returns what pydantic says of a parameter with what would be right."""
    _, name, *_ = [*map(str, error["loc"]), ""]
    given, message = error["input"], error["msg"].removeprefix("Value error, ")
    allowed = error.get("ctx", {}).get("allowed") or list(_choices(parameters.get(name)))
    if error["type"] == "extra_forbidden":
        given, allowed, message = name, sorted(parameters), "there is no such parameter here"
    elif error["type"] == "too_long":
        message = f"{error['ctx']['actual_length']} values are given, more than {error['ctx']['max_length']}"
    told: dict[str, object] = {"parameter": name[:LONGEST], "message": message[:LONGEST]}
    return told | hints(given, allowed)


def hints(given: object, allowed: Sequence[str]) -> dict[str, object]:
    """Returns what is allowed, where it can be listed, and which of it was likely meant."""
    if not allowed:
        return {}
    close = difflib.get_close_matches(str(given)[:LONGEST], allowed, n=1)
    return {"allowed": list(allowed), **({"did_you_mean": close[0]} if close else {})}


def _choices(annotation: Any) -> Iterable[str]:
    """Yields the values of the closed vocabulary that a type holds, if any."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(member.value) for member in annotation)
    elif get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for part in get_args(annotation):
            yield from _choices(part)


def _unknown_path(app: FastAPI, path: str) -> NotFound:
    close = difflib.get_close_matches(path[:LONGEST], app.openapi()["paths"], n=1)
    meant = f"; did you mean {close[0]}?" if close else "; /docs shows what there is."
    return NotFound(f"There is nothing at {path[:LONGEST]!r}{meant}")
