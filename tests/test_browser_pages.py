"""Every page as a real browser shows it: accessible, without faults, small, and asking nobody else."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from app.records import KINDS
from tests.browser import visiting

PAGES = {
    "start": "/",
    **{f"list of {kind.plural}": f"/{kind.plural}" for kind in KINDS.values()},
    "narrowed list": "/funding?provider_country=JP&sort=-usd_amount",
    "empty list": "/funding?provider=osce&provider_country=JP",
    "search": "/search?q=Бишкек",
}
PROBLEMS = {"unknown record": ("/projects/none", 404), "bad query": ("/funding?currency=dollars", 422)}
# The colours are all that the scheme changes.
RULES = {"light": {}, "dark": {"runOnly": ["color-contrast", "link-in-text-block"]}}


@pytest.mark.parametrize("name", [*PAGES, *PROBLEMS])
def test_a_page_is_accessible_and_has_no_fault(browser: Browser, site: str, name: str) -> None:
    path, status = PROBLEMS.get(name) or (PAGES[name], 200)
    with visiting(browser, site) as visit:
        assert visit.go(path) == status
        for scheme, rules in RULES.items():
            visit.page.emulate_media(color_scheme=scheme)
            found = Axe().run(visit.page, options={"resultTypes": ["violations"], **rules})
            assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"
        if status != 200:  # the browser tells the status of the page itself as an error
            assert f"the server responded with a status of {status}" in visit.faults.pop(0)
        assert (visit.faults, visit.elsewhere) == ([], [])
