"""The announced end of an endpoint, as headers: since when (RFC 9745), until when (RFC 8594), what replaces it."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from datetime import date as Day
from email.utils import format_datetime

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# In the state of a request: the headers of its answer, also of an error.
_STATE = "deprecation"


def deprecated(*, since: Day, sunset: Day | None = None, instead: str | None = None) -> Callable[[Request], None]:
    """Returns the dependency that announces the end of an endpoint; raises ValueError where it ends before `since`.

    `since` and `sunset` are days, and mean their first moment in UTC; `instead` is the path that replaces the endpoint.
    `Depends(deprecated(...))` goes with `deprecated=True` of the route, which says so in the OpenAPI description.
    """
    if sunset is not None and sunset <= since:
        raise ValueError(f"it ends on {sunset}, not after it is deprecated, on {since}")
    if instead is not None and any(sign in '<>"' or not "!" <= sign <= "~" for sign in instead):
        raise ValueError(f"{instead!r} is not an address: write it percent-encoded")
    headers = {"Deprecation": f"@{int(_begin(since).timestamp())}"}
    if sunset is not None:
        headers["Sunset"] = format_datetime(_begin(sunset), usegmt=True)
    if instead is not None:
        headers["Link"] = f'<{instead}>; rel="successor-version"'

    def announce(request: Request) -> None:
        setattr(request.state, _STATE, headers)

    return announce


class Deprecations:
    """The layer that adds the headers to the answer: FastAPI drops them where an endpoint returns its own response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, and its answer with the headers of `deprecated`, if the endpoint has it."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        state = scope.setdefault("state", {})

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in state.get(_STATE, {}).items():
                    headers.append(name, value)  # an answer may have another Link
            await send(message)

        await self.app(scope, receive, send_on)


def _begin(day: Day) -> datetime:
    return datetime.combine(day, time(), UTC)
