"""Files for web crawlers: robots.txt, sitemaps, and llms.txt, which explains the API."""

from collections.abc import Iterable
from typing import Annotated
from xml.sax.saxutils import escape

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from app.errors import NotFound
from app.query.addresses import read_addresses
from app.query.status import read_status
from app.records import BY_PLURAL, KINDS
from app.web.charts.catalogue import CHARTS
from app.web.fields import path_of
from app.web.render import Site, environment

# How many addresses a sitemap has at most (sitemaps.org); a large kind has several sitemaps.
MOST = 50_000
PAGES = (
    "/",
    *(f"/{kind.plural}" for kind in KINDS.values()),
    "/charts",
    *(f"/charts/{name}" for name in CHARTS),
    "/compare",
    "/guide",
    "/docs",
)
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def crawlers_router(site: Site) -> APIRouter:
    """Returns the router of robots.txt, the sitemaps, llms.txt and the icon."""
    router = APIRouter(include_in_schema=False)

    @router.get("/favicon.ico")
    def icon() -> Response:
        return RedirectResponse("/static/favicon.svg", status_code=301)

    @router.get("/robots.txt")
    def robots(request: Request) -> Response:
        # Filtered lists are countless and have nothing that the pages of records do not have.
        lines = ["User-agent: *", "Disallow: /*?*cursor=", "Disallow: /*?*sort=", "Disallow: /v1/"]
        return PlainTextResponse("\n".join([*lines, "", f"Sitemap: {_base(request)}/sitemap.xml", ""]))

    @router.get("/sitemap.xml")
    def sitemaps(request: Request) -> Response:
        counts = read_status(site.engine).counts
        parts = [f"{plural}-{part}" for plural, count in counts.items() for part in range(-(-count // MOST))]
        places = [f"{_base(request)}/sitemaps/{part}.xml" for part in ["pages", *parts]]
        entries = "".join(f"<sitemap><loc>{escape(place)}</loc></sitemap>\n" for place in places)
        return _xml(f'<sitemapindex xmlns="{_NAMESPACE}">\n{entries}</sitemapindex>\n')

    @router.get("/sitemaps/pages.xml")
    def pages(request: Request) -> Response:
        return _urls((f"{_base(request)}{path}", None) for path in PAGES)

    @router.get("/sitemaps/{plural}-{part}.xml")
    def sitemap(plural: str, part: Annotated[int, Path(ge=0, lt=10_000)], request: Request) -> Response:
        kind = BY_PLURAL.get(plural)
        found = [] if kind is None else read_addresses(site.engine, kind, skip=part * MOST, most=MOST)
        if kind is None or not found:
            raise NotFound(f"There is no such sitemap; {_base(request)}/sitemap.xml lists all sitemaps.")
        return _urls((_base(request) + path_of(kind.name, id_), moment.date().isoformat()) for id_, moment in found)

    @router.get("/llms.txt")
    def llms(request: Request) -> Response:
        text = environment("en").get_template("llms.txt").render(base=_base(request), kinds=KINDS.values())
        return PlainTextResponse(text, media_type="text/markdown; charset=utf-8")

    return router


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _urls(places: Iterable[tuple[str, str | None]]) -> Response:
    entries = "".join(
        f"<url><loc>{escape(place)}</loc>" + (f"<lastmod>{day}</lastmod>" if day is not None else "") + "</url>\n"
        for place, day in places
    )
    return _xml(f'<urlset xmlns="{_NAMESPACE}">\n{entries}</urlset>\n')


def _xml(text: str) -> Response:
    return Response(_XML + text, media_type="application/xml")
