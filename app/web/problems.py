"""What goes wrong on the way to a page, told as a page: the same words as the API's problem, for whoever reads HTML."""

from urllib.parse import parse_qsl, urlencode

import orjson
from fastapi import Request
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.render import Site

# Here a program asks: it gets the problem as it is.
_OF_PROGRAMS = ("/v1", "/openapi.json", "/static")


class Problems:
    """Makes a page of a problem where a browser asked for one, and drops the empty fields that forms send."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on; holds an answer back only if it is a problem."""
        if scope["type"] != "http" or scope["path"].startswith(_OF_PROGRAMS):
            return await self.app(scope, receive, send)
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if scope["method"] == "GET" and any(not value for _, value in pairs):
            query = urlencode([pair for pair in pairs if pair[1]])
            there = scope["path"] + (f"?{query}" if query else "")
            return await RedirectResponse(there, status_code=303)(scope, receive, send)
        if "text/html" not in Headers(scope=scope).get("accept", ""):
            return await self.app(scope, receive, send)
        held: Message | None = None
        body = b""

        async def send_on(message: Message) -> None:
            nonlocal held, body
            if message["type"] == "http.response.start" and _is_problem(message):
                held = message
            elif held is None:
                await send(message)
            else:
                body += message.get("body", b"")

        await self.app(scope, receive, send_on)
        if held is not None:
            told = orjson.loads(body) if body else {}
            page = self.site.answer(Request(scope), "problem.html", status=held["status"], problem=told)
            kept = [
                (name, value) for name, value in held["headers"] if name not in (b"content-type", b"content-length")
            ]
            page.raw_headers.extend(kept)
            await page(scope, receive, send)


def _is_problem(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("application/problem+json")
