"""Charts that a browser draws: by the same figures as their pictures, within the policy of the pages."""

import re

import pytest
from playwright.sync_api import Browser, expect

from app.web.charts.catalogue import CHARTS, Form
from tests.browser import Visit, visiting

OF_EACH_FORM = [next(name for name, chart in CHARTS.items() if chart.form is form) for form in Form]
SIZES = {"telephone": {"width": 360, "height": 740}, "desk": {"width": 1440, "height": 900}}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", OF_EACH_FORM)
def test_chart_is_drawn_live(browser: Browser, site: str, name: str, size: str) -> None:
    with visiting(browser, site, viewport=SIZES[size], locale="en-GB") as visit:
        visit.go(f"/charts/{name}")
        assert not [each.url for each in visit.requests if "/static/vega" in each.url]
        visit.page.get_by_role("button", name="Interactive").click()
        expect(visit.page.locator("figure.chart canvas")).to_be_visible(timeout=60_000)
        expect(visit.page.locator("figure.chart picture")).to_have_count(0)
        assert not visit.is_too_wide()
        tooltip = pointed_at(visit)
        # The table has the figure of the tooltip, with the same link; a sum has all its digits in the title.
        figure = tooltip.splitlines()[-1]
        links = visit.page.locator(".scroll a").all()
        leads = {
            each.get_attribute("href") or ""
            for each in links
            if figure in (each.get_attribute("title"), each.inner_text())
        }
        visit.page.mouse.down()
        visit.page.mouse.up()
        visit.page.wait_for_url(re.compile(r"/(funding|meetings|projects)[?/]"))
        assert re.sub("[?&]lang=en$", "", visit.page.url.removeprefix(site)) in leads
        assert (visit.faults, visit.elsewhere) == ([], [])


def pointed_at(visit: Visit) -> str:
    """Returns what the tooltip tells of the first figure that the pointer comes to."""
    box = visit.page.locator("figure.chart canvas").bounding_box()
    assert box is not None
    tooltip = visit.page.locator("[role=tooltip]")
    for down in (0.35, 0.45, 0.55, 0.65, 0.25, *(each / 100 for each in range(12, 80, 2))):
        for across in range(2, 100, 1):
            visit.page.mouse.move(box["x"] + box["width"] * across / 100, box["y"] + box["height"] * down)
            if tooltip.is_visible():
                return tooltip.inner_text()
    raise AssertionError("no tooltip anywhere")
