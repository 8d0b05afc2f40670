"""Answers kept, and told by their ETag, for as long as the data are what they were.

Every answer follows from the version of the data, the program, and the query in its one spelling: these make the ETag,
known before anything is asked of the database but its version. Pure ASGI and outside the app: inside an endpoint the
same is four times slower (docs/decisions/answers-kept.md).
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

# So many bytes are kept in all, and no answer larger than this.
MOST_BYTES, LARGEST = 64 * 2**20, 2**20
# For a minute nobody needs to ask again; then a question costs a 304.
CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=300"
# What of a request decides the answer, beside the address.
VARIES = ("accept", "accept-encoding", "accept-language")
# These tell what is so just now, or are files that do not follow from the data.
_NEVER = ("/v1/status", "/static/", "/docs", "/redoc", "/guide", "/openapi.json")


@dataclass
class Kept:
    """Answers by what they answer, the one used last at the end; never more than MOST_BYTES."""

    answers: OrderedDict[str, list[Message]] = field(default_factory=OrderedDict)
    size: int = 0

    def get(self, key: str) -> list[Message] | None:
        """Returns an answer, which is now the one used last."""
        if key in self.answers:
            self.answers.move_to_end(key)
        return self.answers.get(key)

    def put(self, key: str, answer: list[Message]) -> None:
        """Keeps an answer, and lets go of those that nobody has used for longest."""
        self.size += _size(answer) - _size(self.answers.pop(key, []))
        self.answers[key] = answer
        while self.size > MOST_BYTES:
            self.size -= _size(self.answers.popitem(last=False)[1])


class Cache:
    """The layer that knows what it has answered; `standing` reads the version of the data."""

    def __init__(self, app: ASGIApp, standing: Callable[[], DataVersion]) -> None:
        self.app = app
        self.standing = standing
        self.kept = Kept()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers from what is kept, with 304 where the asker has it, else passes the request on."""
        path = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] != "GET" or path.startswith(_NEVER):
            return await self.app(scope, receive, send)
        try:
            standing = await to_thread.run_sync(self.standing)
        except DBAPIError:
            return await self.app(scope, receive, send)  # which says what is wrong
        headers = Headers(scope=scope)
        etag = _etag(scope, headers, standing)
        kept = self.kept.get(etag)
        if _has(headers, etag, standing, known=kept is not None):
            return await _answer(send, _not_modified(etag, standing))
        if kept is not None:
            return await _answer(send, kept)
        recorder = _Recorder(send, self.kept, etag, standing)
        if scope["state"]["head"]:  # an export answers it without its body: that is not what a GET gets
            recorder.answer = None
        await self.app(scope, receive, recorder)


class _Recorder:
    """Passes an answer on with its headers, and keeps it if it is a good one that is not too large."""

    def __init__(self, send: Send, kept: Kept, etag: str, standing: DataVersion) -> None:
        self.send, self.kept, self.etag, self.standing = send, kept, etag, standing
        self.answer: list[Message] | None = []
        self.size = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._begin(message)
        if self.answer is not None:
            # A copy: those outside of us put more headers into theirs.
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
        for name, value in _told(self.etag, self.standing):
            headers[name] = value


def _told(etag: str, standing: DataVersion) -> list[tuple[str, str]]:
    modified = [] if standing.at is None else [("Last-Modified", format_datetime(standing.at, usegmt=True))]
    varies = ", ".join(name.title() for name in VARIES)
    return [("ETag", etag), ("Cache-Control", CACHE_CONTROL), ("Vary", varies), *modified]


def _etag(scope: Scope, headers: Headers, standing: DataVersion) -> str:
    """Returns the strong ETag of the answer: the order of parameters is no matter, the encoding is."""
    query = sorted(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    # Exports tell whole addresses, of the server as it was asked for.
    server = scope["scheme"], headers.get("host", "")
    asked = [version("komek"), standing, server, scope["path"], query, [headers.get(name, "") for name in VARIES]]
    return f'"{hashlib.sha256(repr(asked).encode()).hexdigest()[:32]}"'


def _has(headers: Headers, etag: str, standing: DataVersion, *, known: bool) -> bool:
    """Whether the asker has the answer already; a date alone says so only of an address that was answered before."""
    given = headers.get("if-none-match")
    if given is not None:
        tags = [each.strip().removeprefix("W/") for each in given.split(",")]
        return etag in tags or (known and tags == ["*"])
    since = headers.get("if-modified-since")
    if since is None or standing.at is None or not known:
        return False
    try:
        return parsedate_to_datetime(since) >= standing.at
    except (ValueError, TypeError):  # no date, or one without a zone
        return False


def _not_modified(etag: str, standing: DataVersion) -> list[Message]:
    headers = [(name.lower().encode(), value.encode()) for name, value in _told(etag, standing)]
    start = {"type": "http.response.start", "status": HTTPStatus.NOT_MODIFIED, "headers": headers}
    return [start, {"type": "http.response.body", "body": b""}]


async def _answer(send: Send, messages: list[Message]) -> None:
    for message in messages:
        # Those outside of us add headers to what they are given.
        await send({**message, "headers": [*message["headers"]]} if "headers" in message else message)


def _size(answer: list[Message]) -> int:
    return sum(len(message.get("body", b"")) + 200 for message in answer)
