"""A cache of answers, which are valid as long as the data do not change.

An answer depends only on the version of the data, the version of the program, and the request. The ETag is a hash of
these, so that the cache knows it before it asks the database for anything but its version. The cache is pure ASGI and
outside the app: inside an endpoint it is four times slower (docs/decisions/answers-kept.md).
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import version
from urllib.parse import parse_qsl

from anyio import to_thread
from sqlalchemy.exc import DBAPIError
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.query.status import DataVersion

# The most bytes in all, and in one answer.
MOST_BYTES, LARGEST = 64 * 2**20, 2**20
# For a minute a client need not ask again; after that it costs a 304.
CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=300"
# The headers of a request that change the answer.
VARIES = ("accept", "accept-encoding", "accept-language")
# These show the present moment, or are files that do not depend on the data.
_NEVER = ("/v1/status", "/static/", "/docs", "/redoc", "/guide", "/openapi.json")


@dataclass
class Kept:
    """Answers by their ETag, the one used last at the end; at most MOST_BYTES in all."""

    answers: OrderedDict[str, list[Message]] = field(default_factory=OrderedDict)
    size: int = 0

    def get(self, key: str) -> list[Message] | None:
        """Returns an answer, and moves it to the end; returns None where there is no such answer."""
        if key in self.answers:
            self.answers.move_to_end(key)
        return self.answers.get(key)

    def put(self, key: str, answer: list[Message]) -> None:
        """Keeps an answer, and drops those that have not been used for longest."""
        self.size += _size(answer) - _size(self.answers.pop(key, []))
        self.answers[key] = answer
        while self.size > MOST_BYTES:
            self.size -= _size(self.answers.popitem(last=False)[1])


class Cache:
    """The layer with the cache; `read_version` reads the version of the data."""

    def __init__(self, app: ASGIApp, read_version: Callable[[], DataVersion]) -> None:
        self.app = app
        self.read_version = read_version
        self.kept = Kept()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers from the cache, with 304 where the client has the answer already, else passes the request on."""
        path = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] != "GET" or path.startswith(_NEVER):
            return await self.app(scope, receive, send)
        try:
            state = await to_thread.run_sync(self.read_version)
        except DBAPIError:
            return await self.app(scope, receive, send)  # the app says what is wrong
        headers = Headers(scope=scope)
        etag = _etag(scope, headers, state)
        kept = self.kept.get(etag)
        if _has(headers, etag, state, known=kept is not None):
            return await _answer(send, _not_modified(etag, state))
        if kept is not None:
            return await _answer(send, kept)
        recorder = _Recorder(send, self.kept, etag, state)
        if scope["state"]["head"]:  # an export answers it without the body that a GET gets
            recorder.answer = None
        await self.app(scope, receive, recorder)


class _Recorder:
    """Passes an answer on with its headers, and keeps it if it succeeded and is not too large."""

    def __init__(self, send: Send, kept: Kept, etag: str, state: DataVersion) -> None:
        self.send, self.kept, self.etag, self.state = send, kept, etag, state
        self.answer: list[Message] | None = []
        self.size = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._begin(message)
        if self.answer is not None:
            # A copy: the layers outside of us add headers to theirs.
            self.answer.append({**message, "headers": [*message["headers"]]} if "headers" in message else message)
            self.size += _size([message])
            if self.size > LARGEST:
                self.answer = None
            elif message["type"] == "http.response.body" and not message.get("more_body", False):
                self.kept.put(self.etag, self.answer)
        await self.send(message)

    def _begin(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        if message["status"] != HTTPStatus.OK:
            headers["Cache-Control"] = "no-store"
            self.answer = None
            return
        for name, value in _headers(self.etag, self.state):
            headers[name] = value


def _headers(etag: str, state: DataVersion) -> list[tuple[str, str]]:
    modified = [] if state.at is None else [("Last-Modified", format_datetime(state.at, usegmt=True))]
    varies = ", ".join(name.title() for name in VARIES)
    return [("ETag", etag), ("Cache-Control", CACHE_CONTROL), ("Vary", varies), *modified]


def _etag(scope: Scope, headers: Headers, state: DataVersion) -> str:
    """Returns the strong ETag of an answer: it depends on the encoding, but not on the order of the parameters."""
    query = sorted(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    # Exports contain whole addresses, with the name of the server as the client writes it.
    server = scope["scheme"], headers.get("host", "")
    asked = [version("komek"), state, server, scope["path"], query, [headers.get(name, "") for name in VARIES]]
    return f'"{hashlib.sha256(repr(asked).encode()).hexdigest()[:32]}"'


def _has(headers: Headers, etag: str, state: DataVersion, *, known: bool) -> bool:
    """Returns whether the client has the answer already; by a date alone only if the answer is `known` here."""
    given = headers.get("if-none-match")
    if given is not None:
        tags = [each.strip().removeprefix("W/") for each in given.split(",")]
        return etag in tags or (known and tags == ["*"])
    since = headers.get("if-modified-since")
    if since is None or state.at is None or not known:
        return False
    try:
        return parsedate_to_datetime(since) >= state.at
    except (ValueError, TypeError):  # not a date, or one without a time zone
        return False


def _not_modified(etag: str, state: DataVersion) -> list[Message]:
    headers = [(name.lower().encode(), value.encode()) for name, value in _headers(etag, state)]
    start = {"type": "http.response.start", "status": HTTPStatus.NOT_MODIFIED, "headers": headers}
    return [start, {"type": "http.response.body", "body": b""}]


async def _answer(send: Send, messages: list[Message]) -> None:
    for message in messages:
        # The layers outside of us add headers to the list they get.
        await send({**message, "headers": [*message["headers"]]} if "headers" in message else message)


def _size(answer: list[Message]) -> int:
    return sum(len(message.get("body", b"")) + 200 for message in answer)
