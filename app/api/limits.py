"""The rate limit of an address: headers of every answer show it, and 429 answers what exceeds it."""

import ipaddress
import math
import time

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.errors import problem
from app.errors import TooManyRequests


class RateLimits:
    """Counts the requests of each address in a sliding window; each process counts for itself."""

    def __init__(self, app: ASGIApp, rate: RateLimitItem, *, loopback: bool = False) -> None:
        self.app = app
        self.rate = rate
        self.loopback = loopback
        self.limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or answers 429; requests from this machine count only with `loopback`."""
        address = scope["client"][0] if scope.get("client") else ""
        if scope["type"] != "http" or (_is_own(address) and not self.loopback):
            return await self.app(scope, receive, send)
        allowed = self.limiter.hit(self.rate, address)
        window = self.limiter.get_window_stats(self.rate, address)
        reset = max(1, math.ceil(window.reset_time - time.time()))
        limits = {
            "RateLimit-Limit": str(self.rate.amount),
            "RateLimit-Remaining": str(max(0, window.remaining)),
            "RateLimit-Reset": str(reset),
        }
        if not allowed:
            error = TooManyRequests(f"More than {self.rate} from this address: ask again in {reset} s.")
            return await problem(scope, error, headers={**limits, "Retry-After": str(reset)})(scope, receive, send)

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(limits)
            await send(message)

        await self.app(scope, receive, send_on)


def _is_own(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:  # a Unix socket has a path, or nothing
        return True
