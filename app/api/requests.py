"""The layers around every request: it gets an id, HEAD is a GET without a body, a failure is answered and logged."""

import logging
import re
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from app.api.errors import problem
from app.errors import KomekError, Message

log = logging.getLogger("komek")
_SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Requests:
    """The outermost layer: gives each request an id, and each response the header with it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on under its id, a HEAD as a GET."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        given = Headers(scope=scope).get("x-request-id", "")
        id_ = given if _SANE_ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = id_
        head = scope["state"]["head"] = scope["method"] == "HEAD"

        async def send_on(message: Event) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-ID"] = id_
            elif head:
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"} if head else scope, receive, send_on)


class Failures:
    """Answers a failure of ours with a problem without internals; inside CORS, so that scripts can read it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on; answers 500 if it fails before an answer has begun."""
        began = False

        async def send_on(message: Event) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self.app(scope, receive, send_on)
        except Exception:
            if scope["type"] != "http" or began:
                raise
            id_ = scope["state"]["request_id"]
            log.exception("request %s failed: %s %s", id_, scope["method"], scope["path"])
            detail = Message("Internal error. The server log has the details under this request id.")
            await problem(scope, KomekError(detail))(scope, receive, send)
