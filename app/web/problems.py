"""Shows an error to a browser as a page in its language, where the API answers with a problem."""

from urllib.parse import parse_qsl, urlencode

from fastapi import Request, Response
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.render import Site

# Programs ask for these: they get the problem as JSON.
_OF_PROGRAMS = ("/v1", "/openapi.json", "/static")


class Problems:
    """Answers a browser with a page where the app answers with a problem, and drops empty fields of forms."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on; replaces the response if it is a problem."""
        if scope["type"] != "http" or scope["path"].startswith(_OF_PROGRAMS):
            return await self.app(scope, receive, send)
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if scope["method"] == "GET" and any(not value for _, value in pairs):
            query = urlencode([pair for pair in pairs if pair[1]])
            there = scope["path"] + (f"?{query}" if query else "")
            return await RedirectResponse(there, status_code=303)(scope, receive, send)
        if "text/html" not in Headers(scope=scope).get("accept", ""):
            return await self.app(scope, receive, send)
        start: Message | None = None

        async def send_on(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_problem(message):
                start = message
            elif start is None:
                await send(message)

        await self.app(scope, receive, send_on)
        if start is not None:
            await self._page(scope, start)(scope, receive, send)

    def _page(self, scope: Scope, start: Message) -> Response:
        """Returns the page of the error that app.api.errors answered with, with the other headers of its answer."""
        error, request_id = scope["state"]["error"], scope["state"]["request_id"]
        page = self.site.answer(
            Request(scope), "problem.html", status=start["status"], problem=error, request_id=request_id
        )
        kept = [(name, value) for name, value in start["headers"] if name not in (b"content-type", b"content-length")]
        page.raw_headers.extend(kept)
        return page


def _is_problem(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("application/problem+json")
