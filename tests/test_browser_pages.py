"""Every page as a real browser shows it: accessible, without faults, small, no wider than the screen, asking nobody."""

import re
from typing import Any
from urllib.parse import urldefrag

import httpx
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, expect

from tests.browser import Visit, visiting

PAGES = {
    "start": "/",
    "list": "/funding",
    "narrowed list": "/meetings?country=KG&sort=-date",
    "empty list": "/funding?provider=osce&provider_country=JP",
    "search": "/search?q=Бишкек",
    "charts": "/charts",
    "chart": "/charts/funding-by-year",
    "map": "/charts/meetings-by-country",
    "matrix": "/charts/who-meets-whom",
    "embedded chart": "/charts/funding-by-year/embed",
    "compare": "/compare",
    "compared": "/compare?by=provider&a=adb&b=jica",
    "project": "/projects/ovop",
    "organisation": "/organisations/jica",
    "document": "/documents/first",
    "meeting": "/meetings/first",
    "funding": "/funding/first",
    "agreement": "/agreements/first",
    "person": "/people/first",
    "unknown record": "/projects/none",
    "bad query": "/funding?currency=dollars",
}
STATUS = {"unknown record": 404, "bad query": 422}
# The colours are all that the scheme changes.
RULES: dict[str, dict[str, Any]] = {"light": {}, "dark": {"runOnly": ["color-contrast", "link-in-text-block"]}}
# In bytes, over the wire.
MOST_OF_FIRST, MOST = 100_000, 150_000


def address_of(site: str, name: str) -> str:
    """Returns the path of a page; `first` is the id of the first record of a kind."""
    path = PAGES[name]
    if not path.endswith("/first"):
        return path
    listed = path.removesuffix("/first")
    (record,) = httpx.get(f"{site}/v1{listed}?limit=1&fields=id").json()["data"]
    return f"{listed}/{record['id']}"


def violations(visit: Visit, rules: dict[str, Any]) -> list[str]:
    """Returns what axe finds: the rule, and the elements that break it."""
    found: list[str] = visit.page.evaluate(
        """async (options) => {
            const { violations } = await axe.run({ resultTypes: ["violations"], ...options });
            return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html}`));
        }""",
        rules,
    )
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_has_no_fault(browser: Browser, site: str, name: str) -> None:
    status = STATUS.get(name, 200)
    with visiting(browser, site, locale="en-GB", viewport={"width": 1440, "height": 900}) as visit:
        assert visit.go(address_of(site, name)) == status
        visit.page.evaluate(AXE_SCRIPT)
        for scheme, rules in RULES.items():
            visit.page.emulate_media(color_scheme=scheme)
            assert (scheme, violations(visit, rules)) == (scheme, [])
        visit.page.set_viewport_size({"width": 360, "height": 740})
        assert not visit.is_too_wide()
        if status != 200:  # the browser tells the status of the page itself as an error
            assert f"the server responded with a status of {status}" in visit.faults.pop(0)
        assert (visit.faults, visit.elsewhere) == ([], [])


@pytest.mark.parametrize("name", [name for name in PAGES if name not in STATUS])
def test_a_page_is_small_and_its_links_lead_somewhere(browser: Browser, site: str, name: str) -> None:
    with visiting(browser, site, viewport={"width": 1440, "height": 900}) as visit:
        visit.go(address_of(site, name))
        parts = [each for each in visit.requests if each.url.startswith(site) and each.response() is not None]
        sizes = {each.url: each.sizes()["responseBodySize"] + each.sizes()["responseHeadersSize"] for each in parts}
        counted = {each.url for each in parts if name == "start" or each.resource_type != "image"}
        assert sum(sizes[url] for url in counted) <= (MOST_OF_FIRST if name == "start" else MOST), sizes
        links = visit.page.locator("a[href]").evaluate_all("(links) => links.map((link) => link.href)")
        here = sorted({urldefrag(link).url for link in links if link.startswith(f"{site}/")})
        assert {link for link in links if not link.startswith(f"{site}/")} == set()
    with httpx.Client(timeout=30) as client:
        # Of many links of one form, a few.
        forms: dict[str, list[str]] = {}
        for link in here:
            forms.setdefault(re.sub(r"[^/?&=]*\d[^/?&=]*|=[^&]*", "", link), []).append(link)
        for link in (link for some in forms.values() for link in some[:2]):
            answer = client.get(link, headers={"Accept": "text/html"}, follow_redirects=True)
            assert answer.status_code < 400, link


def test_a_chart_comes_alive_under_the_policy(browser: Browser, site: str) -> None:
    with visiting(browser, site, locale="en-GB", viewport={"width": 1440, "height": 900}) as visit:
        visit.go("/charts/funding-by-year")
        visit.page.get_by_role("button", name="Interactive").click()
        expect(visit.page.locator("figure.chart canvas")).to_be_visible()
        assert (visit.faults, visit.elsewhere) == ([], [])
