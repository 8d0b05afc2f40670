"""What people do on the pages, done by a real browser: with a script and without, on a telephone and on a desk."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser import Visit, visiting

SIZES = {"telephone": {"width": 360, "height": 740}, "desk": {"width": 1440, "height": 900}}


def data(site: str, path: str) -> Any:
    """Returns what the API answers."""
    return httpx.get(site + path).raise_for_status().json()["data"]


def query(visit: Visit) -> dict[str, list[str]]:
    """Returns the query of the address in the browser."""
    return parse_qs(urlsplit(visit.page.url).query)


def number(text: str) -> str:
    """Returns the digits of a number that is printed in English."""
    return re.sub(r"[^0-9.]", "", text)


# --- from the first page to the sentence -----------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_from_the_first_page_to_the_sentence(browser: Browser, site: str, has_script: bool, size: str) -> None:
    of_it = [data(site, f"/v1/documents/{id_}") for id_ in data(site, "/v1/projects/ovop")["documents"]]
    (kabar,) = [each for each in of_it if each["publisher"] is not None and each["publisher"]["id"] == "kabar"]
    said = [each for each in data(site, "/v1/projects/ovop/evidence?field=name") if each["document_id"] == kabar["id"]]
    options: Any = {"java_script_enabled": has_script, "viewport": SIZES[size], "locale": "en-GB"}
    with visiting(browser, site, **options) as visit:
        page = visit.page
        visit.go("/")
        assert not visit.is_too_wide()
        page.locator("#q").fill("OVOP")
        page.locator("#q").press("Enter")
        page.wait_for_url("**/search?q=OVOP")
        assert not visit.is_too_wide()
        page.get_by_role("link", name="One Village One Product").click()
        page.wait_for_url("**/projects/ovop")
        assert not visit.is_too_wide()
        page.locator("#f-name summary").click()
        quoted = page.locator("#f-name .from a", has=page.locator(f"xpath=self::*[contains(@href, '{kabar['id']}')]"))
        sentence = page.locator("#f-name blockquote").filter(has_text=said[0]["quote"]).first
        expect(sentence.locator("mark")).to_have_text(said[0]["quote"])
        assert quoted.count() == len(said)
        quoted.first.click()
        page.wait_for_url(f"**/documents/{kabar['id']}#e-{said[0]['id']}")
        assert not visit.is_too_wide()
        marked = page.locator(".m:has(> :target)")
        expect(marked).to_have_text(said[0]["quote"])
        expect(marked).to_be_in_viewport()
        other = page.locator(".m.of-project:not(:has(> :target))").first
        assert colour(marked) != colour(other)
        text = page.locator("#text").evaluate("(text) => text.textContent")
        assert text == kabar["text"]
        page.locator("a.api").click()
        page.wait_for_url(f"**/v1/documents/{kabar['id']}*")
        assert json.loads(page.locator("pre").inner_text())["data"]["id"] == kabar["id"]
        assert (visit.faults, visit.elsewhere) == ([], [])


def colour(locator: Locator) -> str:
    """Returns what colour stands behind an element."""
    told: str = locator.evaluate("(element) => getComputedStyle(element).backgroundColor")
    return told


# --- narrowing -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_a_list_is_narrowed_by_provider_and_year(browser: Browser, site: str, has_script: bool) -> None:
    told = data(site, "/v1/stats/funding?provider=adb&year__gte=2024&year__lte=2024")["total"]
    assert told["count"] == 3
    with visiting(browser, site, java_script_enabled=has_script, locale="en-GB", viewport=SIZES["desk"]) as visit:
        page = visit.page
        visit.go("/funding")
        page.locator(".facet").get_by_role("link", name="Asian Development Bank").first.click()
        page.get_by_label("Year from").fill("2024")
        page.get_by_label("Year to").fill("2024")
        page.get_by_role("button", name="Apply").click()
        assert query(visit) == {"provider": ["adb"], "year__gte": ["2024"], "year__lte": ["2024"]}
        expect(page.locator(".chips li")).to_have_count(3)
        assert page.locator("h1 small").inner_text() == "3"
        rows = page.locator(".found tbody tr")
        ids = {urlsplit(str(link.get_attribute("href"))).path.rpartition("/")[2] for link in rows.locator("th a").all()}
        assert ids == set(told["ids"])
        page.get_by_role("link", name="Chart and data table").click()
        page.wait_for_url("**/charts/funding-by-year?*")
        assert query(visit) == {"provider": ["adb"], "year__gte": ["2024"], "year__lte": ["2024"]}
        table = page.locator("table.figures tbody tr")
        expect(table).to_have_count(1)
        expect(table.get_by_role("rowheader")).to_have_text("2024")
        titles = table.locator("td [title]").evaluate_all("(cells) => cells.map((cell) => cell.title)")
        assert {number(title) for title in titles} == {told["sum_usd"]}
        left_out = [number(count) for count in page.locator("figure.chart li a").all_inner_texts()]
        assert sum(map(int, left_out)) == told["count"] - told["summed"] > 0
        assert (visit.faults, visit.elsewhere) == ([], [])


# --- languages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "name"), [("ru", "Русский"), ("kk", "Қазақша"), ("ky", "Кыргызча")])
def test_another_language_keeps_the_filters(browser: Browser, site: str, code: str, name: str) -> None:
    with visiting(browser, site, locale="en-GB") as visit:
        page = visit.page
        visit.go("/funding?provider=adb&sort=-date")
        ids = [link.get_attribute("href") for link in page.locator(".found tbody th a").all()]
        english = page.locator("h1").inner_text()
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", code)
        assert page.locator("h1").inner_text() not in ("", english)
        assert query(visit) == {"provider": ["adb"], "sort": ["-date"], "lang": [code]}
        links = page.locator(".found tbody th a").all()
        assert [link.get_attribute("href") for link in links] == [f"{href}?lang={code}" for href in ids]


def test_a_browser_is_answered_in_its_own_language(browser: Browser, site: str) -> None:
    with visiting(browser, site, locale="ky-KG") as visit:
        visit.go("/")
        assert visit.page.locator("html").get_attribute("lang") == "ky"


# --- the box of the search -------------------------------------------------------------------------------------


def test_what_is_typed_is_completed_and_chosen_by_keys(browser: Browser, site: str) -> None:
    with visiting(browser, site, locale="en-GB") as visit:
        page = visit.page
        visit.go("/")
        box = page.get_by_role("combobox", name="Search")
        box.press_sequentially("OVO")
        expect(page.get_by_role("option").first).to_be_visible()
        expect(box).to_have_attribute("aria-expanded", "true")
        box.press("ArrowDown")
        chosen = page.get_by_role("option", selected=True)
        expect(chosen).to_contain_text("One Village One Product")
        assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
        box.press("Enter")
        page.wait_for_url("**/projects/ovop")
        assert visit.elsewhere == []


def test_the_options_go_when_they_are_not_wanted(browser: Browser, site: str) -> None:
    with visiting(browser, site, locale="en-GB") as visit:
        visit.go("/")
        box = visit.page.get_by_role("combobox", name="Search")
        box.press_sequentially("OVO")
        expect(visit.page.get_by_role("option").first).to_be_visible()
        box.press("Escape")
        expect(visit.page.get_by_role("option")).to_have_count(0)
        box.press("Enter")
        visit.page.wait_for_url("**/search?q=OVO")


# --- paper -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/funding", "/projects/ovop", "/charts/funding-by-year"])
def test_paper_has_no_navigation(browser: Browser, site: str, path: str) -> None:
    with visiting(browser, site) as visit:
        visit.go(path)
        away = visit.page.locator("nav, form, .narrow, .skip")
        assert away.count() > 3
        visit.page.emulate_media(media="print")
        assert [each.get_attribute("class") for each in away.all() if each.is_visible()] == []
        expect(visit.page.locator("h1")).to_be_visible()
