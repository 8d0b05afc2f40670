"""The API over HTTP: every kind's three answers, and what it says to those who ask for something else."""

import asyncio
import gzip
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from app.api.envelope import EvidenceList, envelopes
from app.records import KINDS, Kind
from tests.client import Client, client_at, served

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


# --- what is there ----------------------------------------------------------------------------------------------


@every_kind
def test_list_one_evidence(client: Client, kind: Kind) -> None:
    many_model, one_model = envelopes(kind)
    many = client.json(f"/v1/{kind.plural}?limit=3")
    many_model.model_validate(many)
    assert len(many["data"]) == 3
    assert (many["page"]["limit"], many["page"]["total"]) == (3, 12)
    assert many["meta"] == {"data_version": 84, "query": {"sort": [kind.default_sort]}}
    for record in many["data"]:
        one = client.json(record["url"])
        one_model.model_validate(one)
        assert {**one["data"], **record} == one["data"]
        assert one["links"] == {"self": record["url"]}
        evidence = client.json(f"{record['url']}/evidence")
        EvidenceList.model_validate(evidence)
        assert evidence["page"]["total"] == 8


@every_kind
def test_links_lead_through_all_pages(client: Client, kind: Kind) -> None:
    path: str | None = f"/v1/{kind.plural}?limit=5&sort=-updated_at&expand={next(iter(kind.expands))}"
    seen = []
    while path is not None:
        page = client.json(path)
        assert client.json(page["links"]["self"])["data"] == page["data"]
        seen += [record["id"] for record in page["data"]]
        path = page["links"]["next"]
    assert len(seen) == len(set(seen)) == 12


def test_links_keep_every_parameter(client: Client) -> None:
    page = client.json("/v1/projects?name=көмек\\,%20қолдау,OVOP&limit=1&count=none&topic__not=ict")
    assert page["page"]["total"] is None
    after = client.json(page["links"]["next"])
    assert after["page"]["total"] is None
    assert {page["data"][0]["name"], after["data"][0]["name"]} == {"OVOP", "көмек, қолдау"}
    assert after["links"]["next"] is None
    assert page["meta"]["query"] == after["meta"]["query"]


def test_documents_carry_their_text_only_alone(client: Client) -> None:
    assert "text" not in client.json("/v1/documents?limit=1")["data"][0]
    assert client.json("/v1/documents/doc_00")["data"]["text"].startswith("Бишкек, 3 августа")


def test_expand(client: Client) -> None:
    whole = client.json("/v1/organisations/org_07")["data"]
    meeting = client.json("/v1/meetings/mtg_00?expand=participants.organisation")
    assert meeting["data"]["participants"][0]["organisation"] == whole
    assert meeting["meta"]["query"] == {"expand": ["participants.organisation"]}


def test_status(client: Client, request: pytest.FixtureRequest) -> None:
    status = client.json("/v1/status")
    assert status["data"]["counts"]["meetings"] == 12
    assert status["data"]["engine"].removesuffix("ql") in request.node.name
    assert status["meta"]["data_version"] == status["data"]["data_version"] == 84


# --- errors -----------------------------------------------------------------------------------------------------


def told(answer: Any, status: int, code: str) -> dict[str, Any]:
    """Returns a problem, after a look at its form."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert set(problem) == {"type", "title", "status", "detail", "instance", "code", "errors", "request_id"}
    assert (problem["status"], problem["code"], problem["type"]) == (status, code, f"/problems/{code}")
    assert problem["request_id"] == answer.headers["X-Request-ID"]
    return problem


def test_unknown_parameter(client: Client) -> None:
    problem = told(client.get("/v1/meetings?contry=KG"), 422, "bad_query")
    (error,) = problem["errors"]
    assert error["parameter"] == "contry"
    assert error["did_you_mean"] == "country"
    assert {"country", "limit", "sort", "expand"} <= set(error["allowed"])


def test_unknown_value(client: Client) -> None:
    problem = told(client.get("/v1/meetings?meeting_type=visits&sort=dat&expand=participant.person"), 422, "bad_query")
    by_name = {error["parameter"]: error for error in problem["errors"]}
    assert by_name["meeting_type"]["did_you_mean"] == "visit"
    assert "bilateral" in by_name["meeting_type"]["allowed"]
    orders = ["date", "id", "updated_at", "source_count", "confidence"]
    assert by_name["sort"]["allowed"] == [f"{sign}{order}" for order in orders for sign in ("", "-")]
    assert by_name["expand"]["did_you_mean"] == "participants.person"


@pytest.mark.parametrize("path", ["/v1/status", "/v1/meetings/mtg_00", "/v1/meetings/mtg_00/evidence"])
def test_unknown_parameters_everywhere(client: Client, path: str) -> None:
    (error,) = told(client.get(f"{path}?expnd=x"), 422, "bad_query")["errors"]
    assert error["parameter"] == "expnd"


@every_kind
def test_unknown_ids(client: Client, kind: Kind) -> None:
    for id_ in (
        "none",
        "%00",
        "a%2Fb",
        "%FF",
        quote("'; DROP TABLE meeting --"),
        "x" * 3000,
        "..%2f..",
        "%F0%9F%92%A9",
    ):
        for path in (f"/v1/{kind.plural}/{id_}", f"/v1/{kind.plural}/{id_}/evidence"):
            told(client.get(path), 404, "not_found")
    assert f"/v1/{kind.plural} lists" in client.get(f"/v1/{kind.plural}/none").json()["detail"]


@pytest.mark.parametrize("path", ["/v1", "/v1/meting", "/v1/meetings/", "/meeting", "/v1/meetings/x/y", "/%00"])
def test_unknown_paths(sqlite_client: Client, path: str) -> None:
    told(sqlite_client.get(path), 404, "not_found")


def test_a_path_close_to_one(sqlite_client: Client) -> None:
    assert "did you mean /v1/meetings?" in sqlite_client.get("/v1/meting").json()["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "QUERY", "X" * 500])
@pytest.mark.parametrize(
    "path", ["/v1/meetings", "/v1/meetings/mtg_00", "/v1/status", "/docs", "/docs/files/favicon.png"]
)
def test_unknown_methods(sqlite_client: Client, method: str, path: str) -> None:
    answer = sqlite_client.request(method, path)
    told(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


HUGE = "9" * 5000
BAD = [
    *(f"limit={value}" for value in ("0", "-1", "1001", "ten", "", "1.5", "99999999999999999999", HUGE, "%00", "1,2")),
    *(f"cursor={value}" for value in ("", "x", "%00", "%FF", HUGE, "W10", "🙂")),
    *(f"count={value}" for value in ("", "yes", "%00")),
    *(f"sort={value}" for value in ("", ",", "name", "--date", "date;", "%00", HUGE)),
    *(f"expand={value}" for value in ("", "documents", "participants", "%00")),
    *(f"country={value}" for value in ("", "kg", "KGZ", "%00", "%FF", "KG,", ",", "KG%20", "🇰🇬", HUGE)),
    *(f"date={value}" for value in ("", "0000", "2018-13", "2018-02-30", "20180803", "2018/", "/", "2019/2018", "x",
                                    "%00", "٢٠١٨", "-2018", "2018-08-03T00:00:00Z", HUGE)),
    *(f"date__gte={value}" for value in ("0000", "99999", "", "2018,2019", "%00")),
    *(f"city={value}" for value in ("", "%00", "a%00b", HUGE, "Китеж")),
    *(f"person={value}" for value in ("", "%00", HUGE)),
    *(f"country__isnull={value}" for value in ("", "maybe", "2", "%00")),
    "country__gte=KG", "country__contains=K", "city_name=" + ",".join("x" * 501), "%00=1", "=1", "=", "%FF=%FF",
    "a" * 5000,
    "limit=5&limit=0", "__proto__=1", "self=1", "model_config=1",
]  # fmt: skip


@pytest.mark.parametrize("query", BAD, ids=lambda query: query[:40])
def test_bad_values_are_refused(sqlite_client: Client, postgres_client: Client, query: str) -> None:
    answers = [client.get(f"/v1/meetings?{query}") for client in (sqlite_client, postgres_client)]
    for answer in answers:
        told(answer, 422, "bad_cursor" if query.startswith("cursor=") else "bad_query")
        assert answer.json()["errors"]
        assert len(answer.content) < 6000
    assert answers[0].json()["errors"] == answers[1].json()["errors"]


AMOUNTS = [
    "0", "-1", "1e400", "1e99999999999", "NaN", "Infinity", "-0", "0.0001", "9223372036854775.808", "1,5,x", "",
    "%00", "0x10", HUGE,
]  # fmt: skip


@pytest.mark.parametrize("value", AMOUNTS, ids=lambda value: value[:20])
@pytest.mark.parametrize("name", ["amount", "amount__not", "amount__lt"])
def test_bad_amounts_are_refused(sqlite_client: Client, name: str, value: str) -> None:
    told(sqlite_client.get(f"/v1/funding?{name}={value}"), 422, "bad_query")


ODD = [
    "date=9999-12-31", "date__gt=9999", "date__lt=0001", "person_name=a%2Fb",
    *(f"city_name={value}" for value in ("%FF", "%25", "_", "%27%22%5C", "🙂", "%ED%A0%80", "я" * 1000, "\\\\,")),
    "city_name=" + ",".join("x" * 100),
    "sort=date,-date,id", "limit=1000", "limit=%2B5", "country=KG&country=KG,KG",
    "date=2018,2019&date__not=2017&date__gte=2000",
]  # fmt: skip


@pytest.mark.parametrize("query", ODD, ids=lambda query: query[:40])
def test_odd_values_are_answered(sqlite_client: Client, postgres_client: Client, query: str) -> None:
    assert sqlite_client.json(f"/v1/meetings?{query}") == postgres_client.json(f"/v1/meetings?{query}")


@pytest.mark.parametrize("query", ["field=", "field=%00", "limit=0", "cursor=x", "sort=id", "expand=x"])
def test_bad_evidence_queries(client: Client, query: str) -> None:
    answer = client.get(f"/v1/meetings/mtg_00/evidence?{query}")
    told(answer, 422, "bad_cursor" if query.startswith("cursor") else "bad_query")


def test_a_database_without_tables(empty_url: str) -> None:
    with client_at(empty_url) as client:
        for path in ("/v1/meetings", "/v1/meetings/x", "/v1/status", "/v1/meetings/x/evidence"):
            assert "komek load" in told(client.get(path), 503, "bad_database")["detail"]


def test_a_database_that_cannot_be_reached(tmp_path: Path) -> None:
    with client_at("postgresql://me:secret@127.0.0.1:1/komek") as client:
        assert "secret" not in json.dumps(told(client.get("/v1/status"), 503, "bad_database"))
    broken = tmp_path / "broken.db"
    broken.write_text("no database" * 500)
    with client_at(f"sqlite:///{broken}") as client:
        answer = client.get("/v1/status")
    assert str(broken) not in json.dumps(told(answer, 503, "bad_database"))


def test_a_failure_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise RuntimeError("a secret of ours")

    with client_at("sqlite:///unused.db") as client:
        client.app.add_api_route("/fail", fail)
        answer = client.get("/fail", headers={"Origin": "https://example.org", "X-Request-ID": "abc-1"})
    problem = told(answer, 500, "internal_error")
    assert "secret" not in answer.text
    assert problem["request_id"] == "abc-1"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "abc-1" in caplog.text
    assert "a secret of ours" in caplog.text


# --- HTTP -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/v1/meetings?limit=1000", "/v1/meetings/mtg_00", "/v1/status", "/docs", "/v1/none"])
def test_head_is_get_without_a_body(sqlite_client: Client, path: str) -> None:
    head, get = sqlite_client.request("HEAD", path), sqlite_client.get(path)
    assert head.status_code == get.status_code
    assert head.content == b""
    if get.status_code == 200:
        assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_head_sends_no_body_whatever_the_server(sqlite_client: Client) -> None:
    sent = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "HEAD", "path": "/v1/status", "query_string": b"", "headers": []}
    asyncio.run(sqlite_client.app(scope, receive, send))  # type: ignore[arg-type]
    assert sent[0]["status"] == 200
    assert b"".join(message["body"] for message in sent[1:]) == b""


def test_options(sqlite_client: Client) -> None:
    answer = sqlite_client.request("OPTIONS", "/v1/meetings")
    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")


def test_any_page_may_read(client: Client) -> None:
    origin = {"Origin": "https://example.org"}
    for path in ("/v1/meetings", "/v1/none", "/v1/meetings?x=1"):
        answer = client.get(path, headers=origin)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "X-Request-ID" in answer.headers["Access-Control-Expose-Headers"]
    asked = {**origin, "Access-Control-Request-Method": "GET"}
    assert client.request("OPTIONS", "/v1/meetings", headers=asked).status_code == 200
    refused = client.request("OPTIONS", "/v1/meetings", headers={**asked, "Access-Control-Request-Method": "DELETE"})
    assert refused.status_code == 400


def test_long_answers_are_packed(client: Client) -> None:
    packed = client.get("/v1/meetings", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/v1/meetings", headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Content-Encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert int(packed.headers["Content-Length"]) < len(gzip.compress(b"")) + len(plain.content) / 2


def test_request_ids(sqlite_client: Client) -> None:
    assert (
        sqlite_client.get("/v1/status", headers={"X-Request-ID": "mine-1.2_3"}).headers["X-Request-ID"] == "mine-1.2_3"
    )
    for bad in ("", "a b", "x" * 65, "é".encode()):
        given = sqlite_client.get("/v1/status", headers={"X-Request-ID": bad}).headers["X-Request-ID"]
        assert re.fullmatch("[0-9a-f]{32}", given)
    assert (
        sqlite_client.get("/v1/status").headers["X-Request-ID"]
        != sqlite_client.get("/v1/status").headers["X-Request-ID"]
    )


RAW = [
    (b"GET /v1/meetings?city=%ED%A0%80&date=\xff HTTP/1.1", {400, 422}),
    (b"GET /v1/meetings/\xff\xfe HTTP/1.1", {400, 404}),
    (b"GET /v1/meetings/%80%FF%00 HTTP/1.1", {404}),
    (b"GET /v1/meetings?%80=%FF HTTP/1.1", {422}),
    (b"GET /v1/meetings?limit=%0d%0aSet-Cookie:a=b HTTP/1.1", {422}),
    (b"GET /v1/../v1/./meetings HTTP/1.1", {404}),
    (b"GET http://elsewhere.example/v1/none HTTP/1.1", {404}),
    (b"PROPFIND /v1/meetings HTTP/1.1", {405}),
    (b"HEAD /v1/meetings HTTP/1.1", {200}),
    (b"GET /v1/status HTTP/1.1", {200}),
]


@pytest.mark.parametrize(("line", "statuses"), RAW, ids=lambda part: str(part)[:40])
def test_on_a_real_socket(server: int, line: bytes, statuses: set[int]) -> None:
    with socket.create_connection(("127.0.0.1", server), timeout=10) as connection:
        connection.sendall(line + b"\r\nHost: komek.test\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert int(answer.split(b" ", 2)[1]) in statuses, answer[:500]
    assert b"Traceback" not in answer


@pytest.fixture(scope="module")
def server(sqlite_client: Client) -> Iterator[int]:
    """The port of a server on a real socket."""
    with served(sqlite_client.app) as port:
        yield port
