"""The pages that show the API ask nothing of another server."""

import re
from collections.abc import Iterator

import pytest

from app.api.docs import FILES
from tests.client import Client, client_at


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
