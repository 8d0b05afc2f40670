"""What a text or a record may hold is shown, never run: a database full of it, looked at by a real browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine, update

from app.database.engine import open_engine
from app.main import create_app
from app.records import KINDS, METADATA
from app.records.base import table_of
from app.settings import Settings
from app.store.index import bring_up_to_date
from tests import rows
from tests.browser import Visit, visiting
from tests.client import served

SCRIPT = "<script>window.pwned=1</script>"
HOSTILE = [
    SCRIPT,
    '"onload="window.pwned=1',
    "' autofocus onfocus='window.pwned=1",
    '"><img src=x onerror=window.pwned=1>',
    "</title></textarea></script><svg onload=window.pwned=1>",
    "javascript:window.pwned=1",
    "\N{RIGHT-TO-LEFT OVERRIDE}gro.live//:sptth",
    "{{ 7 * 7 }}{% raise %}${7*7}",
    "<style>*{display:none}</style>",
    "%(name)s %s &lt;b&gt;",
]
# What is not a name, but is read from a text too.
TEXTS = {
    "document": ("city", "publisher_name"),
    "meeting": ("city", "date_text"),
    "meeting_participant": ("position", "organisation_name", "person_name", "country_name"),
    "person_position": ("title", "organisation_name"),
    "project_organisation": ("organisation_name",),
    "agreement_party": ("organisation_name",),
    "funding": ("provider_name", "receiver_name", "project_name", "amount_text"),
    "organisation": ("acronym", "parent_name"),
    "project": ("acronym",),
}
PATHS = [
    "/",
    *(f"/{kind.plural}" for kind in KINDS.values()),
    *("/documents/doc_00", "/meetings/mtg_00", "/projects/prj_00", "/funding/fnd_00", "/agreements/agr_00"),
    *("/organisations/org_07", "/people/person_00", "/charts", "/charts/who-meets-whom", "/charts/funding-by-year"),
    f"/search?q={quote(SCRIPT)}",
    "/search?q=window",
    f"/projects?name__contains={quote(SCRIPT)}",
    f"/charts/funding-by-year?provider={quote(SCRIPT)}",
    f"/?lang={quote(SCRIPT)}",
    "/compare?by=provider&a=org_07&b=org_00",
]
REFUSED = {
    f"/charts/funding-by-year?provider={quote(SCRIPT)}": 422,
    f"/funding?{quote(SCRIPT)}={quote(SCRIPT)}": 422,
    f"/funding?provider={quote(SCRIPT)}&sort={quote(SCRIPT)}": 422,
    f"/projects/{quote(SCRIPT, safe='')}": 404,
    f"/{quote(SCRIPT, safe='')}": 404,
}


@pytest.fixture(scope="module")
def hostile_site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of records whose names and texts would all like to be a program."""
    path = tmp_path_factory.mktemp("hostile") / "komek.db"
    shutil.copy(sqlite_template, path)
    address = f"sqlite:///{path}"
    engine = open_engine(address)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "NAMES", [*HOSTILE, *rows.NAMES][: len(rows.NAMES)])
        patch.setattr(rows, "TEXT", "\n".join([*HOSTILE, rows.TEXT]))
        rows.fill(engine)
    spoil(engine)
    bring_up_to_date(engine)
    engine.dispose()
    with served(create_app(Settings(database_url=address))) as port:
        yield f"http://127.0.0.1:{port}"


def spoil(engine: Engine) -> None:
    """Puts a program into all else that is read from a text, and an address that is one into documents."""
    with engine.begin() as connection:
        for name, columns in TEXTS.items():
            for column in columns:
                of = METADATA.tables[name].c[column]
                connection.execute(update(METADATA.tables[name]).where(of.is_not(None)).values({column: SCRIPT}))
        document = table_of(KINDS["document"].table)
        script = "javascript:window.pwned=1//" + document.c.id
        connection.execute(update(document).values(address=script, original_url=script))


def was_run(visit: Visit) -> list[str]:
    """Returns what of a text has become part of the page: programs, handlers, addresses."""
    found: list[str] = visit.page.evaluate(
        """() => [
            ...("pwned" in window ? ["pwned"] : []),
            ...Array.from(document.querySelectorAll("*")).flatMap((element) => Array.from(element.attributes)
                .filter((each) => each.name.startsWith("on") || /^\\s*javascript:/i.test(each.value) &&
                    ["href", "src", "action", "formaction", "data"].includes(each.name))
                .map((each) => `${element.tagName} ${each.name}=${each.value}`)),
            ...Array.from(document.querySelectorAll("script:not([src]), style, [style], iframe, object, img[src=x]"))
                .map((element) => element.outerHTML.slice(0, 200)),
        ]"""
    )
    return found


@pytest.fixture(scope="module")
def window(browser: Browser, hostile_site: str) -> Iterator[Visit]:
    """One window for all visits that leave nothing behind."""
    with visiting(browser, hostile_site) as visit:
        yield visit


@pytest.mark.parametrize("path", [*PATHS, *REFUSED])
def test_nothing_of_a_text_is_run(window: Visit, path: str) -> None:
    window.faults.clear()
    window.requests.clear()
    status = window.go(path)
    assert status == REFUSED.get(path, 200)
    if status != 200:
        assert f"status of {status}" in window.faults.pop(0)
    assert (was_run(window), window.faults, window.elsewhere) == ([], [], [])
    expect(window.page.locator("h1")).to_be_visible()


def test_a_program_is_seen_as_the_text_that_it_is(browser: Browser, hostile_site: str) -> None:
    with visiting(browser, hostile_site) as visit:
        visit.go("/organisations")
        shown = visit.page.locator(".found tbody").inner_text()
        assert [text for text in HOSTILE if text not in shown] == []


def test_a_program_in_a_text_is_seen_where_it_stands(window: Visit) -> None:
    window.go("/documents/doc_00")
    shown = window.page.locator("#text").evaluate("(text) => text.textContent")
    assert [text for text in HOSTILE if text not in shown] == []
    assert was_run(window) == []


def test_a_program_is_completed_as_text(browser: Browser, hostile_site: str) -> None:
    with visiting(browser, hostile_site) as visit:
        visit.go("/")
        visit.page.get_by_role("combobox").press_sequentially("script")
        expect(visit.page.get_by_role("option").first).to_be_visible()
        expect(visit.page.get_by_role("option").filter(has_text=SCRIPT).first).to_be_visible()
        assert (was_run(visit), visit.faults) == ([], [])


def test_letters_from_right_to_left_turn_nothing_else(browser: Browser, hostile_site: str) -> None:
    with visiting(browser, hostile_site) as visit:
        visit.go("/organisations")
        turned = visit.page.locator(".found tbody th a", has_text="\N{RIGHT-TO-LEFT OVERRIDE}")
        assert turned.locator("bdi").count() == 1
        assert visit.page.locator("html").get_attribute("dir") == "ltr"


def test_only_a_chart_that_is_to_be_embedded_may_stand_in_other_pages(hostile_site: str) -> None:
    answer = httpx.get(f"{hostile_site}/charts/funding-by-year/embed").raise_for_status()
    policy = answer.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors *")
    assert "script-src 'self'; style-src 'self';" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", [*PATHS, *REFUSED])
def test_the_policy_lets_nothing_of_a_text_run(hostile_site: str, path: str) -> None:
    answer = httpx.get(hostile_site + path, headers={"Accept": "text/html"}, follow_redirects=True)
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == policy["frame-ancestors"] == "'self'"
    assert "unsafe" not in str(policy)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"].startswith("text/html")


def test_the_policy_stops_what_would_run(browser: Browser, hostile_site: str) -> None:
    with visiting(browser, hostile_site) as visit:
        visit.go("/")
        visit.page.evaluate(
            """() => {
                const script = document.createElement("script");
                script.textContent = "window.pwned = 1";
                document.body.append(script);
                document.body.insertAdjacentHTML("beforeend", "<img src=/static/none onerror='window.pwned = 1'>");
            }"""
        )
        with visit.page.expect_event("console", lambda message: "policy: script-src-attr" in message.text):
            pass
        assert any("policy: script-src-elem inline" in fault for fault in visit.faults)
        assert visit.page.evaluate("() => window.pwned") is None
