"""A real Chromium for the tests of the pages and for their pictures: one that is here, nothing is fetched.

Taken in this order: $KOMEK_TEST_CHROMIUM, a Chromium or Chrome of the system, the one that `playwright install`
has put here (docs/decisions/browser-for-tests.md says why in this order).
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# It runs as root in a container, and asks nobody but us.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Until something stands on a page, in milliseconds: only a test that fails waits so long.
PATIENCE = 20_000
# What breaks the policy of a page is told as an error, whatever else the browser says of it.
_WATCH = """
document.addEventListener("securitypolicyviolation",
    (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


class Unavailable(RuntimeError):
    """No browser can be had here; the text says what was looked for."""


@contextmanager
def browsing(*flags: str) -> Iterator[Browser]:
    """Gives a browser without a window while a `with` lasts; raises `Unavailable`."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_program(playwright), args=[*FLAGS, *flags])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def browsing_or_skip() -> Iterator[Browser]:
    """Gives a browser; without one the tests are skipped, or fail where REQUIRE_BROWSER=1."""
    try:
        with browsing() as browser:
            yield browser
    except Unavailable as error:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(f"REQUIRE_BROWSER=1, but {error}", pytrace=False)
        pytest.skip(str(error))


def _program(playwright: Playwright) -> str:
    given = os.environ.get("KOMEK_TEST_CHROMIUM")
    if given is not None:
        if shutil.which(given) is None:
            raise Unavailable(f"$KOMEK_TEST_CHROMIUM is {given}, which is no program")
        return given
    found = next((path for name in PROGRAMS if (path := shutil.which(name)) is not None), None)
    own = playwright.chromium.executable_path
    if found is None and not Path(own).exists():
        raise Unavailable(
            f"there is no browser here: none of {', '.join(PROGRAMS)}, and Playwright has none of its own"
        )
    return found or own


@dataclass
class Visit:
    """A page of a site, and all that happens on it beside being shown."""

    page: Page
    address: str
    # What went wrong: errors of scripts and of the console, dialogs, requests that failed.
    faults: list[str] = field(default_factory=list)
    # The addresses that were asked for, in order, each with how many bytes came over the wire.
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.add_init_script(_WATCH)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("dialog", self._dismiss)
        self.page.on("request", lambda request: self.requests.append(request))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"{message.type}: {message.text} {message.location['url']}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # that is one of a page that has been left
            self.faults.append(f"failed: {request.url} {request.failure}")

    def _dismiss(self, dialog: Any) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def go(self, path: str) -> int:
        """Opens a page of the site; returns its status once it is loaded."""
        answer = self.page.goto(self.address + path, wait_until="load")
        assert answer is not None
        return answer.status

    @property
    def elsewhere(self) -> list[str]:
        """What was asked of others than this site."""
        return [each.url for each in self.requests if not each.url.startswith((f"{self.address}/", "data:", "blob:"))]

    def is_too_wide(self) -> bool:
        """Returns whether the page has to be scrolled sideways."""
        wide: bool = self.page.evaluate(
            "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        return wide


@contextmanager
def visiting(browser: Browser, address: str, **options: Any) -> Iterator[Visit]:
    """Gives an empty page in a window of its own, of which nothing is kept; `options` are those of new_context."""
    context = browser.new_context(**options)
    try:
        yield Visit(context.new_page(), address)
    finally:
        context.close()
