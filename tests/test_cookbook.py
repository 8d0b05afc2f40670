"""The calls of docs/{cookbook,guide,money}.md are run as they stand; what is printed below each must come back.

Below a call stands a fenced block of what its answer holds, beside other things. Of `json`: these members, and in
lists these elements (`ordered`: in this order; `all`: no others); a text that ends in `…` begins so. Of `csv`: these
columns of these rows. Of `text`: these lines. A call may use what those before it answered: $ETAG, $NEXT_SINCE,
$NEXT_CURSOR.
"""

import csv
import io
import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from tests.client import Client, client_at

DOCS = Path(__file__).parent.parent / "docs"
_BLOCK = re.compile(r"^```(\w+)(.*)\n((?s:.*?))^```$", re.MULTILINE)


@dataclass(frozen=True)
class Call:
    """A call of a page, and what is printed as its answer."""

    command: str
    format: str
    how: str
    expected: str


@dataclass(frozen=True)
class Section:
    """Calls that belong together, under the heading of a page."""

    heading: str
    calls: list[Call] = field(default_factory=list)


def sections(page: str) -> list[Section]:
    """Returns the parts of a page that have calls; each call must have its answer below it."""
    found = []
    for part in re.split(r"^## ", (DOCS / page).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        blocks = [(name, how.strip(), body) for name, how, body in _BLOCK.findall(part)]
        commands, answers = blocks[::2], blocks[1::2]
        heading = part.partition("\n")[0]
        assert len(commands) == len(answers), f"{page}, {heading}: a call has no answer"
        calls = []
        for (shell, _, command), (format_, how, body) in zip(commands, answers, strict=True):
            assert shell == "sh" and format_ in ("json", "csv", "text"), f"{page}, {heading}"
            calls.append(Call(command.replace("\\\n", " ").strip(), format_, how, body))
        found += [Section(heading, calls)] if calls else []
    return found


COOKBOOK, GUIDE, MONEY = (sections(page) for page in ("cookbook.md", "guide.md", "money.md"))


# --- the app ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest) -> Iterator[Client]:
    """A client of the app with all that the seed and development texts tell, on each engine."""
    with client_at(request.getfixturevalue(f"{request.param}_texts")) as client:
        yield client


def answered(client: Client, command: str, known: dict[str, str]) -> httpx.Response:
    """Returns the answer to a call of curl, of which we know the options that the pages use."""
    for name, value in known.items():
        command = command.replace(f"${name}", value.replace('"', '\\"'))
    program, *arguments = shlex.split(command)
    assert program == "curl"
    headers, data, method, as_query, addresses = {}, [], "GET", False, []
    rest = iter(arguments)
    for argument in rest:
        match argument:
            case "-H":
                name, _, value = next(rest).partition(":")
                headers[name] = value.strip()
            case "--data-urlencode":
                name, _, value = next(rest).partition("=")
                data.append((name, value))
            case "-o":
                next(rest)
            case _ if argument.startswith("-"):
                assert set(argument[1:]) <= set("siIGL"), argument
                method = "HEAD" if "I" in argument else method
                as_query = as_query or "G" in argument
            case _:
                addresses.append(argument)
    (address,) = addresses
    assert as_query is bool(data)
    path = address.removeprefix("localhost:8000")
    assert path.startswith("/")
    return client.request(method, path + ("?" if data else "") + urlencode(data), headers=headers)


def known_of(answer: httpx.Response) -> dict[str, str]:
    """Returns what the next call may use of an answer."""
    known = {"ETAG": answer.headers.get("ETag", "")}
    if answer.headers.get("Content-Type") == "application/json" and answer.content:
        page = answer.json().get("page", {})
        names = {"NEXT_SINCE": "next_since", "NEXT_CURSOR": "next_cursor"}
        known |= {name: str(page[key]) for name, key in names.items() if page.get(key) is not None}
    return known


# --- the comparison ---------------------------------------------------------------------------------------


def holds(found: Any, expected: Any, how: str) -> bool:
    """Whether an answer holds what is expected of it."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            name in found and holds(found[name], value, how) for name, value in expected.items()
        )
    if isinstance(expected, list):
        if not isinstance(found, list) or (how == "all" and len(found) != len(expected)):
            return False
        if how == "ordered":
            rest = iter(found)
            return all(any(holds(each, value, how) for each in rest) for value in expected)
        return all(any(holds(each, value, how) for each in found) for value in expected)
    if isinstance(expected, str) and expected.endswith("…"):
        return isinstance(found, str) and found.startswith(expected[:-1])
    return type(found) is type(expected) and bool(found == expected)


def rows(table: str) -> list[dict[str, str]]:
    """Returns the rows of a CSV file by the names of its columns."""
    return list(csv.DictReader(io.StringIO(table.strip() + "\n", newline=""), strict=True))


def fits(answer: httpx.Response, call: Call) -> bool:
    """Whether an answer is as printed below its call."""
    if call.format == "json":
        return holds(answer.json(), json.loads(call.expected), call.how)
    if call.format == "csv":
        return answer.headers["Content-Type"].startswith("text/csv") and holds(
            rows(answer.text), rows(call.expected), call.how
        )
    status = f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}"
    headers = [f"{name.title()}: {value}" for name, value in answer.headers.items()]
    lines = [status, *headers, *answer.text.splitlines()]
    return all(any(holds(line.strip(), wanted.strip(), "") for line in lines) for wanted in call.expected.splitlines())


@pytest.mark.parametrize("section", COOKBOOK + GUIDE + MONEY, ids=lambda section: section.heading[:40])
def test_every_call_answers_as_printed(told: Client, section: Section) -> None:
    known: dict[str, str] = {}
    for call in section.calls:
        answer = answered(told, call.command, known)
        expected = "4" if call.expected.lstrip().startswith('{"type": "/problems') else "23"
        assert str(answer.status_code)[0] in expected, answer.text
        assert fits(answer, call), f"{call.command}\nanswers\n{answer.text[:3000]}\nand not\n{call.expected}"
        known |= known_of(answer)


def test_there_are_twenty_questions_and_each_is_answered() -> None:
    assert [int(section.heading.partition(".")[0]) for section in COOKBOOK] == list(range(1, len(COOKBOOK) + 1))
    assert len(COOKBOOK) >= 20
    text = (DOCS / "cookbook.md").read_text(encoding="utf-8")
    assert len(COOKBOOK) == len(re.findall(r"^## ", text, re.MULTILINE))


# --- the comparison can fail ------------------------------------------------------------------------------

ANSWER = {"data": [{"id": "b", "n": 2, "of": None}, {"id": "a", "n": 1, "of": {"x": "long text"}}], "more": True}


@pytest.mark.parametrize(
    ("expected", "how"),
    [
        ({"data": [{"id": "a"}]}, ""),
        ({"data": [{"id": "a"}, {"id": "b"}]}, ""),
        ({"data": [{"id": "b"}, {"id": "a"}]}, "ordered"),
        ({"data": [{"id": "a", "of": {"x": "long…"}}, {"of": None}]}, "all"),
        ({"data": []}, ""),
    ],
)
def test_what_is_there_fits(expected: Any, how: str) -> None:
    assert holds(ANSWER, expected, how)


@pytest.mark.parametrize(
    ("expected", "how"),
    [
        ({"data": [{"id": "c"}]}, ""),
        ({"data": [{"id": "a", "n": 2}]}, ""),
        ({"data": [{"id": "a"}, {"id": "b"}]}, "ordered"),
        ({"data": [{"id": "a"}]}, "all"),
        ({"data": []}, "all"),
        ({"data": [{"id": "a", "of": {"x": "text…"}}]}, ""),
        ({"data": [{"id": "b", "of": "null"}]}, ""),
        ({"more": 1}, ""),
        ({"less": None}, ""),
    ],
)
def test_what_is_not_there_does_not_fit(expected: Any, how: str) -> None:
    assert not holds(ANSWER, expected, how)
