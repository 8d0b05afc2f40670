"""What HTTP itself promises: ETags and 304, times, encodings, how often one may ask."""

import asyncio
import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import httpx
import pytest
from limits import parse
from pydantic import ValidationError
from sqlalchemy import Engine

from app.api import cache
from app.api.limits import RateLimits
from app.api.protocol import Protocol
from app.load import load
from app.main import create_app
from app.settings import Settings
from tests.client import Client, served
from tests.test_relate import RELEASE, put

PATHS = ["/v1/meetings?limit=3", "/v1/people", "/v1/changes?limit=2", "/v1/quality"]


@pytest.mark.parametrize("path", PATHS)
def test_who_has_it_is_not_sent_it_again(client: Client, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200
    etag = first.headers["etag"]
    assert etag.startswith('"')
    for given in (etag, f'"other", {etag}', f"W/{etag}"):
        again = client.request("GET", path, headers={"If-None-Match": given})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
        assert again.headers["cache-control"] == first.headers["cache-control"]
        assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert client.request("GET", path, headers={"If-None-Match": '"other"'}).content == first.content


def test_the_same_question_has_one_etag(client: Client) -> None:
    one, other = client.get("/v1/meetings?limit=3&country=KG"), client.get("/v1/meetings?country=KG&limit=3")
    assert one.headers["etag"] == other.headers["etag"]
    different = {client.get(f"/v1/meetings?limit={n}").headers["etag"] for n in (1, 2, 3)}
    assert len(different) == 3


def test_an_encoding_is_another_answer(client: Client) -> None:
    plain = client.request("GET", "/v1/people", headers={"Accept-Encoding": "identity"})
    zipped = client.request("GET", "/v1/people", headers={"Accept-Encoding": "gzip"})
    zstd = client.request("GET", "/v1/people", headers={"Accept-Encoding": "zstd"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert zstd.headers["content-encoding"] == "zstd"
    assert plain.content == zipped.content == zstd.content
    assert len({each.headers["etag"] for each in (plain, zipped, zstd)}) == 3
    assert "accept-encoding" in plain.headers["vary"].lower()


def test_what_is_kept_is_what_was_sent(client: Client) -> None:
    first, second = client.get("/v1/people?limit=4"), client.get("/v1/people?limit=4")
    assert first.content == second.content
    ours = {"x-request-id"}
    assert {k: v for k, v in first.headers.items() if k not in ours} == {
        k: v for k, v in second.headers.items() if k not in ours
    }
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


def test_new_data_are_another_answer(engine: Engine, tmp_path: Path) -> None:
    url = engine.url.render_as_string(hide_password=False)
    with Client(create_app(Settings(database_url=url))) as client:
        empty = client.get("/v1/people")
        assert "last-modified" not in empty.headers
        load(put(tmp_path, **RELEASE), engine=engine, max_bytes=1_000_000)
        filled = client.request("GET", "/v1/people", headers={"If-None-Match": empty.headers["etag"]})
        assert filled.status_code == 200 and filled.json()["data"]
        modified = parsedate_to_datetime(filled.headers["last-modified"])
        assert abs(datetime.now(UTC) - modified) < timedelta(minutes=10)
        for since, status in ((modified, 304), (modified - timedelta(seconds=1), 200)):
            given = {"If-Modified-Since": format_datetime(since, usegmt=True)}
            assert client.request("GET", "/v1/people", headers=given).status_code == status
        nonsense = client.request("GET", "/v1/people", headers={"If-Modified-Since": "yesterday"})
        assert nonsense.status_code == 200


def test_head_is_a_get_without_the_body(client: Client) -> None:
    head, get = client.request("HEAD", "/v1/people"), client.get("/v1/people")
    assert head.content == b"" and head.headers["etag"] == get.headers["etag"]
    given = {"If-None-Match": get.headers["etag"]}
    assert client.request("HEAD", "/v1/people", headers=given).status_code == 304


@pytest.mark.parametrize("path", ["/v1/people/nobody", "/v1/people?limit=0", "/v1/none"])
def test_what_was_refused_is_not_kept(client: Client, path: str) -> None:
    answer = client.request("GET", path, headers={"If-None-Match": "*"})
    assert answer.status_code >= 400
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_the_status_is_always_asked(client: Client) -> None:
    assert "etag" not in client.get("/v1/status").headers


def test_no_more_is_kept_than_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST_BYTES", 1000)
    kept = cache.Kept()
    for number in range(10):
        kept.put(str(number), [{"type": "http.response.body", "body": b"x" * 100}])
        kept.get("0")
    assert kept.size <= 1000
    assert "0" in kept.answers and "9" in kept.answers and "1" not in kept.answers
    kept.put("0", [{"type": "http.response.body", "body": b""}])
    assert kept.size == sum(cache._size(answer) for answer in kept.answers.values())


def test_scripts_may_read_what_they_need(client: Client) -> None:
    answer = client.request("GET", "/v1/people", headers={"Origin": "https://elsewhere.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    exposed = {name.strip() for name in answer.headers["access-control-expose-headers"].split(",")}
    assert {"ETag", "Link", "RateLimit-Remaining", "Retry-After", "X-Request-ID"} <= exposed


def test_scripts_may_send_what_they_need(client: Client) -> None:
    names = "if-none-match, x-request-id, authorization, content-type, accept, accept-language"
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    answer = client.request("OPTIONS", "/v1/people", headers={**asked, "Access-Control-Request-Headers": names})
    assert answer.status_code == 200
    allowed = {name.strip().lower() for name in answer.headers["access-control-allow-headers"].split(",")}
    assert allowed >= set(names.split(", "))
    refused = client.request("OPTIONS", "/v1/people", headers={**asked, "Access-Control-Request-Headers": "x-other"})
    assert refused.status_code == 400


# --- what comes over a socket ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def port(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server, speaking HTTP as `komek serve` does, of a database without records."""
    path = tmp_path_factory.mktemp("nothing") / "komek.db"
    path.write_bytes(sqlite_template.read_bytes())
    with served(create_app(Settings(database_url=f"sqlite:///{path}")), http=Protocol) as port:
        yield port


def sent(port: int, *requests: bytes) -> list[bytes]:
    """Returns what a server answers to requests on one connection, a part for each head and body."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        received = b""
        for request in requests:
            connection.sendall(request)
            received += connection.recv(65536)  # an answer has begun
        while more := connection.recv(65536):
            received += more
    return received.split(b"\r\n\r\n")


REST = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def test_letters_of_an_address_may_be_raw(port: int) -> None:
    raw, encoded = "/v1/search?q=вода".encode(), b"/v1/search?q=%D0%B2%D0%BE%D0%B4%D0%B0"
    *_, one = sent(port, b"GET " + raw + REST)
    *_, other = sent(port, b"GET " + encoded + REST)
    assert json.loads(one) == json.loads(other)
    assert json.loads(one)["meta"]["query"]["q"] == "вода"
    first, *_, last = sent(port, b"GET " + raw + REST.replace(b"close", b"keep-alive"), b"GET " + raw + REST)
    assert first.startswith(b"HTTP/1.1 200") and json.loads(last) == json.loads(one)


def test_what_is_not_http_is_a_problem(port: int) -> None:
    for wrong in (b"GET /v1/search?q=a b" + REST, b"hello\r\n\r\n", b"GET /\xff\n\xff" + REST):
        head, body = sent(port, wrong)
        assert head.startswith(b"HTTP/1.1 400 Bad Request")
        assert b"content-type: application/problem+json" in head
        problem = json.loads(body)
        assert (problem["status"], problem["code"]) == (400, "bad_request")
        assert "--data-urlencode" in problem["detail"]


# --- how often -----------------------------------------------------------------------------------------------


def limited(rate: str, **options: bool) -> "httpx.ASGITransport":
    """Returns an app of one answer behind limits, asked from an address elsewhere."""

    async def app(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b"ok"})  # type: ignore[operator]

    async def with_id(scope: dict, receive: object, send: object) -> None:  # type: ignore[type-arg]
        scope.setdefault("state", {})["request_id"] = "r"
        await limits(scope, receive, send)  # type: ignore[arg-type]

    limits = RateLimits(app, parse(rate), **options)  # type: ignore[arg-type]
    return httpx.ASGITransport(with_id, client=("192.0.2.7", 1))  # type: ignore[arg-type]


def test_too_often_is_told() -> None:
    client = _Sync(limited("2/minute"))
    answers = [client.get() for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["ratelimit-remaining"] for answer in answers] == ["1", "0", "0"]
    assert answers[0].headers["ratelimit-limit"] == "2"
    last = answers[2]
    assert 1 <= int(last.headers["retry-after"]) <= 60
    assert last.headers["content-type"] == "application/problem+json"
    assert last.json()["code"] == "too_many_requests"


def test_this_machine_is_not_counted() -> None:
    transport = limited("1/minute")
    transport.client = ("127.0.0.1", 1)
    client = _Sync(transport)
    assert [client.get().status_code for _ in range(3)] == [200, 200, 200]
    assert "ratelimit-limit" not in client.get().headers


class _Sync:
    def __init__(self, transport: httpx.ASGITransport) -> None:
        self.transport = transport

    def get(self) -> httpx.Response:
        async def send() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.transport, base_url="http://komek.test") as client:
                return await client.get("/v1/people")

        return asyncio.run(send())


@pytest.mark.parametrize("rate", ["often", "1", "1/fortnight"])
def test_a_rate_that_is_none(rate: str) -> None:
    with pytest.raises(ValidationError, match="is not a rate: write NUMBER/second"):
        Settings(rate_limit=rate)
