"""The pages of lists, of the search, of the comparison, and what walkers of the web are told."""

import re
from urllib.parse import urlsplit

import pytest
from lxml import etree, html

from app.records import KINDS
from app.web.render import Here
from app.web.views import VIEWS
from tests.client import Client, client_at

POLICY = re.compile(r"unsafe|\*")


def page(client: Client, path: str, status: int = 200, **headers: str) -> html.HtmlElement:
    """Returns a page as a browser reads it."""
    answer = client.get(path, headers={"Accept": "text/html", **headers})
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert not POLICY.search(answer.headers["Content-Security-Policy"])
    found = html.fromstring(answer.content)
    assert len(found.findall(".//h1")) == 1
    assert not found.xpath("//@style | //@*[starts-with(name(), 'on')] | //script[not(@src)]")
    return found


def hrefs(found: html.HtmlElement, path: str) -> list[str]:
    return [str(href) for href in found.xpath(f"{path}//@href")]


@pytest.mark.parametrize("name", KINDS)
def test_list_is_what_the_api_lists(client: Client, name: str) -> None:
    kind = KINDS[name]
    told = client.json(f"/v1/{kind.plural}")
    found = page(client, f"/{kind.plural}")
    assert hrefs(found, "//tbody//th") == [each["url"].removeprefix("/v1") for each in told["data"]]
    assert found.xpath("string(//h1/small)") == str(told["page"]["total"])
    assert f"/v1/{kind.plural}" in hrefs(found, "//aside")


def test_views_as_data_answer(sqlite_client: Client) -> None:
    path = "/funding?lang=ky&currency=USD&sort=-amount&limit=5"
    places = hrefs(page(sqlite_client, path), "//aside")
    assert places == [
        f"/v1{path}",
        "/v1/funding.csv?lang=ky&currency=USD&sort=-amount",
        "/v1/funding.xlsx?lang=ky&currency=USD&sort=-amount",
    ]
    assert [sqlite_client.get(each).status_code for each in places] == [200, 200, 200]


@pytest.mark.parametrize("name", KINDS)
def test_views_name_what_there_is(name: str) -> None:
    kind, view = KINDS[name], VIEWS[name]
    assert set(view.columns) <= set(kind.out.model_fields)
    assert {*view.facets} <= {filter_.name for filter_ in kind.filters}


@pytest.mark.parametrize("name", KINDS)
def test_every_facet_leads_to_as_many_records_as_it_says(sqlite_client: Client, name: str) -> None:
    found = page(sqlite_client, f"/{KINDS[name].plural}")
    for item in found.xpath("//ul[@class='facet']/li"):
        there = page(sqlite_client, hrefs(item, ".")[0])
        assert there.xpath("string(//h1/small)") == item.xpath("string(small)")
        assert len(there.xpath("//ul[@class='chips']/li")) == 1
        # The chip leads back to the whole list.
        assert hrefs(there, "//ul[@class='chips']") == [f"/{KINDS[name].plural}"]


def test_filters_add_up_and_are_taken_away_one_by_one(sqlite_client: Client) -> None:
    found = page(sqlite_client, "/funding?currency=USD,EUR&countable=true&sort=-amount&lang=ru")
    assert len(found.xpath("//ul[@class='chips']/li")) == 3
    chips = [urlsplit(href).query for href in hrefs(found, "//ul[@class='chips']")]
    assert all("lang=ru" in chip and "sort=-amount" in chip for chip in chips)
    assert chips[0] == "countable=true&sort=-amount&lang=ru&currency=EUR"


def test_pages_follow_each_other(sqlite_client: Client) -> None:
    seen: list[str] = []
    path = "/organisations?limit=2&sort=-name"
    while path:
        found = page(sqlite_client, path)
        seen += hrefs(found, "//tbody//th")
        path = next(iter(hrefs(found, "//*[@rel='next']/..")[-1:]), "") if found.xpath("//a[@rel='next']") else ""
    told = sqlite_client.json("/v1/organisations?limit=1000&sort=-name")
    assert seen == [each["url"].removeprefix("/v1") for each in told["data"]]


def test_empty_fields_of_a_form_are_left_out(sqlite_client: Client) -> None:
    answer = sqlite_client.get("/funding?usd_amount__gte=&date__gte=2015&date__lte=")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/funding?date__gte=2015")
    assert sqlite_client.get("/search?q=").headers["Location"] == "/search"


def test_what_is_wrong_is_told_on_a_page(sqlite_client: Client) -> None:
    found = page(sqlite_client, "/funding?provder=osce", 422)
    assert "did you mean" in found.text_content().lower()
    assert "provider" in found.text_content()
    for path in ("/nothing", "/people/nobody", "/funding/nothing"):
        assert page(sqlite_client, path, 404).xpath("//h1")
    # A program gets the problem as it is, there as here.
    assert sqlite_client.get("/funding?provder=osce").json()["code"] == "bad_query"
    assert sqlite_client.get("/v1/nothing", headers={"Accept": "text/html"}).json()["code"] == "not_found"


def test_search_shows_what_was_found_and_where(texts_url: str) -> None:
    with client_at(texts_url) as client:
        _compare_search(client)


def _compare_search(client: Client) -> None:
    told = client.json("/v1/search?q=OVOP&lang=en")["data"]
    assert told
    found = page(client, "/search?q=OVOP")
    assert hrefs(found, "//ol[@class='hits']") == [
        hit["url"].removeprefix("/v1") for group in told for hit in group["results"]
    ]
    assert [mark.text for mark in found.xpath("//mark")] != []
    assert found.xpath("//input[@name='q']/@value") == ["OVOP"]
    nothing = page(client, "/search?q=zzzzzz")
    assert not nothing.xpath("//ol")
    assert page(client, "/search").xpath("//h1")


def test_search_shows_markup_as_text(sqlite_client: Client) -> None:
    text = '<script>alert(1)</script>"onload="alert(1)'
    found = page(sqlite_client, "/search?q=%3Cscript%3Ealert(1)%3C/script%3E%22onload=%22alert(1)")
    assert found.xpath("//input[@name='q']/@value") == [text]
    assert text in found.xpath("string(//h1)")


def test_compared_figures_are_those_of_the_statistics(client: Client) -> None:
    offered = page(client, "/compare").xpath("//select[@name='a']/option/@value")[1:]
    assert offered
    a, b = offered[0], offered[-1]
    found = page(client, f"/compare?a={a}&b={b}")
    first = found.xpath("//table")[0]
    for side, code in enumerate((a, b)):
        total = client.json(f"/v1/stats/funding?provider={code}")["data"]["total"]
        cells = [row.xpath("td")[side].text_content().strip() for row in first.xpath("tbody/tr")]
        assert cells[1] == str(total["count"])
        exact = first.xpath("tbody/tr[1]/td")[side].xpath("string(.//@title)")
        assert re.sub(r"\D", "", exact) == re.sub(r"\D", "", total["sum_usd"] or "")
        filters = {"projects": "organisation", "meetings": "organisation", "agreements": "organisation"}
        if len(code) == 2:  # a country
            filters = {
                "projects": "organisation_country",
                "meetings": "participant_country",
                "agreements": "party_country",
            }
        for place, (name, filter_) in enumerate(filters.items(), start=3):
            assert cells[place] == str(client.json(f"/v1/{name}?{filter_}={code}")["page"]["total"])


def test_comparison_refuses_what_it_does_not_know(sqlite_client: Client) -> None:
    page(sqlite_client, "/compare?by=colour", 422)
    page(sqlite_client, "/compare?c=jica", 422)


def test_sitemaps_hold_every_record(client: Client) -> None:
    index = etree.fromstring(client.get("/sitemap.xml").content)
    maps = index.xpath("//*[local-name()='loc']/text()")
    places = [
        urlsplit(place).path
        for each in maps
        for place in etree.fromstring(client.get(urlsplit(each).path).content).xpath("//*[local-name()='loc']/text()")
    ]
    expected = [
        each["url"].removeprefix("/v1")
        for kind in KINDS.values()
        for each in client.json(f"/v1/{kind.plural}?limit=1000")["data"]
    ]
    assert set(expected) < set(places)
    assert len(places) == len(set(places))
    assert client.get("/sitemaps/people-1.xml").status_code == 404
    assert f"{maps[0].rpartition('/sitemaps')[0]}/sitemap.xml" in client.get("/robots.txt").text


def test_llms_txt_names_addresses_that_answer(sqlite_client: Client) -> None:
    text = sqlite_client.get("/llms.txt").text
    places = re.findall(r"\]\(http://komek\.test([^)]+)\)", text)
    assert len(places) > 10
    for place in places:
        assert sqlite_client.get(place).status_code == 200, place


def test_addresses_keep_the_language_and_begin_anew() -> None:
    here = Here("/funding", (("provider", "osce"), ("lang", "ky"), ("cursor", "x")))
    assert here.to("/people", country="KG") == "/people?lang=ky&country=KG"
    assert here.but(sort="-date") == "/funding?provider=osce&lang=ky&sort=-date"
    assert here.but(provider=None, lang="ru") == "/funding?lang=ru"
    assert here.as_data == "/v1/funding?provider=osce&lang=ky&cursor=x"


def test_pages_are_kept_and_told_apart_by_language(sqlite_client: Client) -> None:
    russian = sqlite_client.get("/funding", headers={"Accept-Language": "ru"})
    english = sqlite_client.get("/funding")
    assert russian.headers["ETag"] != english.headers["ETag"]
    again = sqlite_client.get("/funding", headers={"If-None-Match": english.headers["ETag"]})
    assert again.status_code == 304
