"""How large the description of the API is, and how long a browser takes to show it.

    python -m benchmarks.docs_pages

Prints the size of /openapi.json as it is and as it is sent compressed, the number of parameters, of the list of
funding and of all operations, and the seconds until /docs shows its first operation in a Chromium without a window:
the median of five visits with an empty cache, and of five visits of somebody who has been there before. The database
is empty: nobody asks it.
"""

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from playwright.sync_api import Page

from app.main import create_app
from app.settings import Settings
from tests.browser import browsing
from tests.client import served

VISITS = 5
OPERATION = ".opblock"
PATIENCE = 120_000  # ms


def main() -> None:
    """Serves an empty database, measures, and prints."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(database_url=f"sqlite:///{Path(folder) / 'empty.db'}"))
        with served(app) as port:
            address = f"http://127.0.0.1:{port}"
            _print_sizes(f"{address}/openapi.json")
            _print_seconds(f"{address}/docs")


def _print_sizes(address: str) -> None:
    plain = httpx.get(address, headers={"Accept-Encoding": "identity"}, timeout=60)
    with httpx.stream("GET", address, headers={"Accept-Encoding": "gzip"}, timeout=60) as answer:
        sent = sum(len(piece) for piece in answer.iter_raw())
    print(f"size of /openapi.json: {len(plain.content):,} bytes, {sent:,} as sent with gzip")
    description = plain.json()
    counts = {
        operation["operationId"]: len(operation.get("parameters", []))
        for item in description["paths"].values()
        for operation in item.values()
    }
    print(f"parameters: {counts['listFunding']} of listFunding, {sum(counts.values()):,} of {len(counts)} operations")


def _print_seconds(address: str) -> None:
    with browsing() as browser:
        fresh, again = [], []
        for _ in range(VISITS):
            context = browser.new_context()
            page = context.new_page()
            fresh.append(_seconds(page, address))
            again.append(_seconds(page, address))
            context.close()
    for how, seconds in (("a fresh profile", fresh), ("files of the last visit", again)):
        print(f"first operation of /docs with {how}: {median(seconds):.2f} s (of {_listed(seconds)})")


def _seconds(page: Page, address: str) -> float:
    """Returns the seconds from asking for the page until an operation is to be seen."""
    page.set_default_timeout(PATIENCE)
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(OPERATION)
    return time.perf_counter() - began


def _listed(values: list[Any]) -> str:
    return ", ".join(f"{value:.2f}" for value in sorted(values))


if __name__ == "__main__":
    main()
