"""The README's examples are run as they stand against a real server with the seed texts."""

import csv
import io
import json
import re
import shlex
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
CALLS = re.findall(r"^curl -s (.+)$", README, re.MULTILINE)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serves the seed texts as `komek serve` does, on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("readme")
    command = [
        f"{sysconfig.get_path('scripts')}/komek",
        "serve",
        "--port",
        str(port),
        "--database-url",
        f"sqlite:///{folder}/k.db",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            assert process.poll() is None, process.stderr.read() if process.stderr is not None else ""
            try:
                httpx.get(f"{base}/v1/status").raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield base
    finally:
        process.terminate()
        process.wait(10)
        if process.stderr is not None:
            process.stderr.close()


def answer(server: str, call: str) -> Any:
    """Returns the data of one call of the README."""
    (address,) = shlex.split(call)
    response = httpx.get(address.replace("localhost:8000", server, 1))
    assert response.status_code == 200, response.text
    return json.loads(response.text)["data"]


def test_there_are_nine_examples() -> None:
    assert len(CALLS) == 9


def test_the_sum_is_told_with_why_it_is_not_counted(server: str) -> None:
    (funding,) = answer(server, CALLS[0])
    assert (funding["amount"], funding["currency"], funding["kind"]) == ("120000000", "USD", "cumulative")
    assert (funding["countable"], funding["not_countable"], funding["period"]) == (False, "cumulative", "1998/2018")
    assert (funding["provider"]["id"], funding["receiver"]["country"]) == ("osce", "KG")


def test_the_sum_has_its_quote(server: str) -> None:
    (evidence,) = answer(server, CALLS[1])
    assert evidence["quote"] == "120 млн долларов США"
    document = httpx.get(f"{server}/v1/documents/{evidence['document_id']}").json()["data"]
    assert document["text"][evidence["start"] : evidence["end"]] == evidence["quote"]


def test_the_meetings_are_in_kyrgyzstan_since_2018(server: str) -> None:
    meetings = answer(server, CALLS[2])
    assert [m["date"] for m in meetings] == sorted((m["date"] for m in meetings), reverse=True)
    assert {m["country"] for m in meetings} == {"KG"}
    names = {p["person"]["name"] for m in meetings for p in m["participants"] if p["person"] is not None}
    assert {"Адылбек Касымалиев", "Хидэки Года", "Мухаммедкалый Абылгазиев", "Пьер фон Аркс"} <= names


def test_the_project_has_its_names_and_who_runs_it(server: str) -> None:
    project = answer(server, CALLS[3])
    names = {(name["lang"], name["text"]) for name in project["names"]}
    assert {("ru", "Одно село – один продукт"), ("en", "One Village One Product"), ("ru", "ОСОП")} <= names
    assert ("implementing", "jica") in {(o["role"], o["organisation"]["id"]) for o in project["organisations"]}
    assert project["countries"] == ["KG"]
    assert len(project["documents"]) == 2


def test_the_organisation_has_its_quotes(server: str) -> None:
    quotes = {evidence["quote"] for evidence in answer(server, CALLS[4])}
    assert "JICA" in quotes


def test_the_statistics_tell_what_is_in_no_sum(server: str) -> None:
    told = answer(server, CALLS[5])
    (cell,) = told["cells"]
    assert cell["group"] == {
        "provider": {"code": "osce", "label": "Organization for Security and Co-operation in Europe"}
    }
    assert (cell["count"], cell["summed"], cell["sum_usd"]) == (1, 0, None)
    (left_out,) = told["excluded"]
    assert (left_out["reason"], left_out["sum_usd"], left_out["ids"]) == ("cumulative", "120000000", cell["ids"])


def test_who_meets_whom(server: str) -> None:
    told = answer(server, CALLS[6])
    pair = told["pairs"][0]
    assert [each["code"] for each in pair["parties"]] == ["JP", "KZ"]
    meetings = httpx.get(server + pair["link"]).json()
    assert meetings["page"]["total"] == pair["count"] == 4


def test_the_table_has_a_header_and_only_what_was_committed(server: str) -> None:
    (address,) = shlex.split(CALLS[7])
    table = httpx.get(address.replace("localhost:8000", server, 1))
    rows = list(csv.DictReader(io.StringIO(table.text, newline=""), strict=True))
    assert table.text.startswith("id,type,url,")
    assert {row["kind"] for row in rows} <= {"committed"}


def test_a_name_is_found_in_another_alphabet(server: str) -> None:
    groups = answer(server, CALLS[8])
    assert "Kairat Abdrakhmanov" in {hit["label"] for group in groups for hit in group["results"]}
    assert "document" in {group["type"] for group in groups}
