"""The pages that show the API ask nothing of another server."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from app.api.docs import FILES
from app.main import create_app
from app.settings import Settings
from tests.browser import visiting
from tests.client import Client, client_at, served


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """A client of an app whose database nobody asks."""
    with client_at("sqlite:///unused.db") as client:
        yield client


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_pages_name_no_other_server(client: Client, path: str) -> None:
    page = client.get(path)
    assert page.headers["Content-Type"].startswith("text/html")
    assert "//" not in re.sub(r"<!--.*?-->|^\s*//.*$", "", page.text, flags=re.DOTALL | re.MULTILINE)
    parts = re.findall(r'(?:src|href|url|spec-url)[=:] ?["\']([^"\']+)', page.text)
    assert "/openapi.json" in parts
    assert len(parts) >= 3
    for part in parts:
        answer = client.get(part)
        assert answer.status_code == 200, part
        assert len(answer.content) > 100


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_browsers_are_told_to_ask_no_other_server(client: Client, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'")
    assert not re.search(r"https?:|\*", policy)


def test_files_have_their_types(client: Client) -> None:
    for name, type_ in (
        ("swagger-ui.css", "text/css"),
        ("redoc.standalone.js", "text/javascript"),
        ("favicon.png", "image/png"),
    ):
        assert client.get(f"{FILES}/{name}").headers["Content-Type"].startswith(type_)


@pytest.mark.parametrize("path", ["none", "..%2f..%2fcore.py", "../core.py", "", "%00", "x" * 5000])
def test_no_other_file_is_served(client: Client, path: str) -> None:
    assert client.get(f"{FILES}/{path}").status_code == 404


def test_an_operation_opens_in_a_browser(browser: Browser) -> None:
    with (
        served(create_app(Settings(database_url="sqlite:///unused.db"))) as port,
        visiting(browser, f"http://127.0.0.1:{port}") as visit,
    ):
        visit.go("/docs")
        visit.page.click("#operations-Search-search .opblock-summary-control")
        visit.page.wait_for_selector('#operations-Search-search tr[data-param-name="q"]')
        visit.page.wait_for_selector("#operations-Search-search .example:has-text('Kairat Abdrakhmanov')")
        assert visit.elsewhere == visit.faults == []
