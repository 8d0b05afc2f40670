"""Announcing an end: on a small app, whatever it answers, and never where nothing is announced."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

import pytest
from fastapi import Depends, FastAPI, Response
from starlette.exceptions import HTTPException

from app.api.deprecation import Deprecations, deprecated
from tests.client import Client, client_at

ENDING = Depends(deprecated(since=date(2026, 11, 22), sunset=date(2027, 11, 22), instead="/v2/funding"))


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """A client of an app with endpoints that end, and one that stays."""
    app = FastAPI()

    @app.get("/made", dependencies=[ENDING], deprecated=True)
    def made() -> dict[str, int]:
        return {"a": 1}

    @app.get("/own", dependencies=[ENDING])
    def own() -> Response:
        return Response("a", headers={"Link": '</own?page=2>; rel="next"'})

    @app.get("/refused", dependencies=[ENDING])
    def refused() -> None:
        raise HTTPException(404)

    @app.get("/undated", dependencies=[Depends(deprecated(since=date(2026, 11, 22)))])
    def undated() -> Response:
        return Response("a")

    @app.get("/stays")
    def stays() -> Response:
        return Response("a")

    app.add_middleware(Deprecations)
    with Client(app) as client:
        yield client


@pytest.mark.parametrize(("path", "status"), [("/made", 200), ("/own", 200), ("/refused", 404)])
def test_an_end_is_announced_in_every_answer(client: Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    since = answer.headers["Deprecation"]
    assert since.startswith("@")
    assert datetime.fromtimestamp(int(since[1:]), UTC) == datetime(2026, 11, 22, tzinfo=UTC)
    assert answer.headers["Sunset"] == "Mon, 22 Nov 2027 00:00:00 GMT"
    assert parsedate_to_datetime(answer.headers["Sunset"]) == datetime(2027, 11, 22, tzinfo=UTC)
    assert answer.headers.get_list("Link")[-1] == '</v2/funding>; rel="successor-version"'


def test_other_links_stay(client: Client) -> None:
    assert client.get("/own").headers.get_list("Link")[0] == '</own?page=2>; rel="next"'


def test_what_is_not_known_is_not_told(client: Client) -> None:
    headers = client.get("/undated").headers
    assert "Deprecation" in headers
    assert not {"sunset", "link"} & set(headers)


def test_what_stays_announces_nothing(client: Client) -> None:
    client.get("/made")
    assert not {"deprecation", "sunset", "link"} & set(client.get("/stays").headers)


def test_an_end_before_its_announcement_is_refused() -> None:
    with pytest.raises(ValueError, match="not after"):
        deprecated(since=date(2026, 11, 22), sunset=date(2026, 11, 22))


@pytest.mark.parametrize("instead", ['/v2>; rel="next"', "/v2\r\nX: y", "/v2 3", "/ж"])
def test_what_is_no_address_is_refused(instead: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        deprecated(since=date(2026, 11, 22), instead=instead)


def test_our_app_has_the_layer_and_a_page_may_read_it() -> None:
    with client_at("sqlite:///unused.db") as client:
        app = client.app
        app.get("/ending", dependencies=[ENDING])(lambda: {"a": 1})
        answer = client.get("/ending", headers={"Origin": "https://example.org"})
    assert answer.headers["Deprecation"] == "@1795305600"
    exposed = answer.headers["Access-Control-Expose-Headers"]
    assert {"Deprecation", "Sunset", "Link"} <= {name.strip() for name in exposed.split(",")}
