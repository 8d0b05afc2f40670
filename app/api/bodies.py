"""Queries as JSON in the body of a POST: the same names and values as in an address, for those too long for one."""

import json
from typing import Any, TypeVar, get_args

from fastapi import Request
from pydantic import ValidationError

from app.api.errors import refusal
from app.errors import BadJson, BadQuery, TooLarge, WrongMediaType
from app.query.parameters import Parameters, Substring, Word

# Room for a hundred values of a thousand characters.
LARGEST = 256 * 1024
Asked = TypeVar("Asked", bound=Parameters)


class _Number(str):
    """A number that is not whole, as it is written: no digit is lost."""


async def body_of(request: Request) -> bytes:
    """Returns the body of a request; raises WrongMediaType, and TooLarge before it reads more than the limit."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise WrongMediaType(f"The body is {media_type[:80] or 'of no declared type'}: send application/json.")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise TooLarge(f"The body has more than {LARGEST} bytes.")
    return bytes(body)


def query_of(model: type[Asked], body: bytes) -> Asked:
    """Returns the query in a body, checked like one in an address; raises BadJson, BadQuery."""
    try:
        query = json.loads(body, parse_float=_Number, parse_constant=_Number, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise BadJson(f"The body is not JSON: {error}") from None
    if not isinstance(query, dict):
        raise BadJson('The body is not a JSON object: write {"country": ["KG", "KZ"], "limit": 50}')
    try:
        return model.model_validate({name: _given(model, name, value) for name, value in query.items()})
    except ValidationError as error:
        raise refusal([{**each, "loc": ("body", *each["loc"])} for each in error.errors()], model) from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for place, (name, _) in enumerate(pairs) if name in dict(pairs[:place]))
        raise ValueError(f"{twice[:80]!r} is given twice")
    return found


def _given(model: type[Parameters], name: str, value: Any) -> Any:
    """Returns a value as an address would have it; a comma inside an element of an array is escaped."""
    info = model.model_fields.get(name)
    is_list = info is not None and isinstance(info.default_factory, type) and info.default_factory is list
    of_text = info is not None and not {Word, Substring}.isdisjoint(get_args(info.annotation))
    if isinstance(value, list):
        values = [_spelt(name, each, of_text=of_text).replace(",", "\\,") for each in value]
        return values if is_list else _only(name, values)
    text = _spelt(name, value, of_text=of_text)
    return [text] if is_list else text


def _only(name: str, values: list[str]) -> str:
    raise _wrong(name, f"takes one value, not an array of {len(values)}")


def _spelt(name: str, value: Any, *, of_text: bool) -> str:
    if of_text and type(value) is not str:
        raise _wrong(name, "takes a string, or an array of strings")
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    raise _wrong(name, "takes a string, a number, true, false, or an array of these")


def _wrong(name: str, message: str) -> BadQuery:
    return BadQuery(f"{name[:80]}: {message}", errors=[{"parameter": name[:80], "message": message}])
