"""Exports over HTTP: all records that meet a query as a stream, in the format of a suffix or of the Accept header.

Nobody takes a stream that breaks off for a complete one: the connection is cut, so that clients see an incomplete
transfer, and a format that can do so ends with an error.
"""

import re
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager
from threading import BoundedSemaphore
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Engine
from starlette.concurrency import iterate_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.envelope import link
from app.api.errors import problem
from app.api.language import spoken
from app.errors import Busy
from app.exports import FORMATS, Export, Format, choose, formats_of, not_acceptable
from app.exports.figures import FIGURES
from app.query.parameters import SingleExportParameters, export_parameters, single_export_parameters
from app.query.records import normalised, shaping
from app.query.stream import Records, open_record, open_records
from app.records import BY_PLURAL, KINDS, Kind

# An export holds a database connection while its client reads; some must stay free for lists.
AT_ONCE = 8
_places = BoundedSemaphore(AT_ONCE)


def _schema(media_type: str) -> dict[str, str]:
    return {"type": "object"} if media_type.endswith("json") else {"type": "string", "format": "binary"}


def add_exports(
    router: APIRouter, kind: Kind, engine: Engine, *, as_json: tuple[Callable[..., Response], Callable[..., Response]]
) -> None:
    """Adds the exports of a kind; `as_json` are the endpoints of the list and of one record, for the suffix .json."""
    # FastAPI reads these types, which are made at run time; a type checker cannot.
    ManyQuery: Any = export_parameters(kind.name)
    OneQuery: Any = single_export_parameters(kind.name)
    known = [each.name for each in formats_of(kind) if each.name != "json"]
    Name = Annotated[str, Path(alias="format", description="The format.", json_schema_extra={"enum": known})]
    Id = Annotated[str, Path(description=f"The {kind.name}’s id, as lists give it.")]

    def many(name: Name, query: Annotated[ManyQuery, Query()], request: Request) -> Response:
        chosen, query = choose(kind, name, query)
        path, asked = f"{router.prefix}.{name}", normalised(kind, query)
        limited = {} if query.limit is None else {"limit": query.limit}
        opened = open_records(engine, kind, query, language=spoken(query.lang, request))
        return _answer(request, chosen, opened, link(path, asked | limited), query, of=kind.plural)

    def one(id: Id, name: Name, query: Annotated[OneQuery, Query()], request: Request) -> Response:
        chosen, query = choose(kind, name, query)
        path = link(f"{router.prefix}/{quote(id, safe='')}.{name}", shaping(query))
        opened = open_record(engine, kind, id, query, language=spoken(query.lang, request))
        return _answer(request, chosen, opened, path, query, of=id)

    content = {FORMATS[name].media_type: {"schema": _schema(FORMATS[name].media_type)} for name in known}
    answers: dict[int | str, dict[str, Any]] = {200: {"description": "All records, as a stream.", "content": content}}
    plural, single = kind.plural.title(), kind.name.title()

    def add(path: str, endpoint: Callable[..., Response], operation: str, summary: str) -> None:
        router.add_api_route(
            path, endpoint, response_class=StreamingResponse, responses=answers, operation_id=operation, summary=summary
        )

    for path, endpoint in zip((".json", "/{id}.json"), as_json, strict=True):
        router.add_api_route(path, endpoint, response_model=None, include_in_schema=False)
    add(".{format}", many, f"export{plural}", f"Export all {kind.plural} that meet the query")
    add("/{id}.{format}", one, f"exportOne{single}", f"Export one {kind.name}")


def _answer(
    request: Request,
    format_: Format,
    opened: AbstractContextManager[Records],
    path: str,
    query: SingleExportParameters,
    *,
    of: str,
) -> Response:
    """Returns the stream with its first piece made, so that a failure before it is answered with a problem."""
    base = str(request.base_url).rstrip("/")
    pieces = _pieces(
        format_, opened, lambda records: Export(records, base, path, fields=tuple(query.fields), bom=query.bom)
    )
    first = next(pieces, b"")
    name = quote(f"komek-{of}.{format_.name}")
    headers = {"Content-Disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"}
    if request.state.head:
        pieces.close()
        return StreamingResponse(iter(()), media_type=format_.media_type, headers=headers)
    return StreamingResponse(_sent(first, pieces), media_type=format_.media_type, headers=headers)


def _pieces(
    format_: Format, opened: AbstractContextManager[Records], export: Callable[[Records], Export]
) -> Generator[bytes]:
    if not _places.acquire(blocking=False):
        raise Busy(f"{AT_ONCE} exports are running, the most there can be: ask again in a minute.")
    begun = False
    try:
        with opened as records:
            for piece in format_.write(export(records)):
                yield piece
                begun = True
    except Exception:
        if begun and format_.broken is not None:
            yield format_.broken("The export broke off here: it is not complete.")
        raise
    finally:
        _places.release()


async def _sent(first: bytes, rest: Generator[bytes]) -> Any:
    """Yields the pieces; releases the connection also if the client disconnects."""
    try:
        yield first
        async for piece in iterate_in_threadpool(rest):
            yield piece
    finally:
        rest.close()


# --- the Accept header ------------------------------------------------------------------------------------------

_RECORDS = re.compile(rf"/v1/({'|'.join(kind.plural for kind in KINDS.values())})(?:/[^/.]+)?")
_FIGURES = re.compile(rf"/v1/stats/(?:{'|'.join(kind.plural for kind in KINDS.values())})(?:/pairs)?")


def formats_at(path: str) -> list[Format]:
    """Returns the formats among which a path without a suffix lets the Accept header choose; none elsewhere."""
    if _FIGURES.fullmatch(path):
        return FIGURES
    found = _RECORDS.fullmatch(path)
    return [] if found is None else formats_of(BY_PLURAL[found[1]])


class Negotiation:
    """Leads a request for a list, a record or figures without a suffix to the format that its Accept header prefers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, with the suffix of the format unless that is JSON."""
        formats = formats_at(scope["path"]) if scope["type"] == "http" and scope["method"] == "GET" else []
        if not formats:
            return await self.app(scope, receive, send)
        header = ",".join(Headers(scope=scope).getlist("accept"))
        chosen = preferred(header, formats)

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Accept")
                if chosen is not None and chosen.name != "json":
                    headers["Content-Location"] = f"{quote(scope['path'])}.{chosen.name}" + _query(scope)
            await send(message)

        if chosen is None:
            error = not_acceptable(formats, "Accept names no format of this path", "Accept", header)
            return await problem(scope, error)(scope, receive, send_on)
        suffix = "" if chosen.name == "json" else f".{chosen.name}"
        await self.app({**scope, "path": scope["path"] + suffix}, receive, send_on)


def _query(scope: Scope) -> str:
    return f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""


def preferred(accept: str, formats: Iterable[Format]) -> Format | None:
    """Returns the format that an Accept header (RFC 9110, 12.5.1) prefers, or None; the first of equals."""
    ranges = list(_ranges(accept))
    # A browser lists XML before "anything" because it can show XHTML; it does not want IATI.
    if not ranges or any(range_ == "text/html" for range_, _ in ranges):
        ranges = [("*/*", 1.0)]
    rated = [(_quality(each, ranges), -place, each) for place, each in enumerate(formats)]
    quality, _, best = max(rated, key=lambda each: each[:2])
    return best if quality > 0 else None


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.lower().split(","):
        range_, *parameters = (each.strip() for each in part.split(";"))
        given = [each.removeprefix("q=") for each in parameters if each.startswith("q=")]
        try:
            quality = float(given[0]) if given else 1.0
        except ValueError:
            continue
        if "/" in range_ and 0 <= quality <= 1:
            yield range_, quality


def _quality(format_: Format, ranges: Iterable[tuple[str, float]]) -> float:
    """Returns the quality that the most specific range gives a format."""
    media_type = format_.media_type.partition(";")[0]
    wider = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    qualities = dict(ranges)
    return next((qualities[range_] for range_ in wider if range_ in qualities), 0.0)
