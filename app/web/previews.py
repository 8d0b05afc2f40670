"""The pictures that messengers and social networks show beside a link: kind, title and main values of a record."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Engine

from app.api.envelope import link
from app.errors import Merged, NotFound
from app.query.parameters import single_parameters
from app.query.records import get_record
from app.query.status import read_status
from app.records import BY_PLURAL, KINDS, Kind
from app.web.charts.drawing import FONT, THEMES
from app.web.charts.groups import plain
from app.web.charts.pictures import OF_PICTURES, svg_to_png
from app.web.fields import reader_of
from app.web.printing import number_words
from app.web.render import Site
from app.web.views import VIEWS
from app.web.wording import counted_words, field_words, language_of, message, translations

# The size that readers of Open Graph recommend.
WIDTH, HEIGHT = 1200, 630
EDGE = 80
# For titles up to a number of characters: the size in pixels, and how many characters each of the four lines has.
_SIZES = ((60, 56, 26), (120, 46, 32), (200, 38, 39))
_TITLE = message("Aid cooperation, with the sentence behind every value")
# The light colours of static/explorer.css.
_COLOURS = {
    "document": "#57606a", "meeting": "#0072b2", "project": "#00795a", "funding": "#a85600", "agreement": "#a03b7c",
    "organisation": "#1f6f9e", "person": "#7a6a00",
}  # fmt: skip
_OWN = "#00795a"


def previews_router(site: Site) -> APIRouter:
    """Returns the router of the pictures for the site and for each record."""
    router = APIRouter(include_in_schema=False)

    @router.get("/preview.png")
    def of_site(request: Request) -> Response:
        language = language_of(request)
        word = translations(language).gettext
        counts = read_status(site.engine).counts
        parts = [
            f"{number_words(counts[kind.plural], language)} {counted_words(kind.name, counts[kind.plural], language)}"
            for kind in KINDS.values()
        ]
        return _answer(draw(_OWN, "", word(_TITLE), " · ".join(parts[:4])), language)

    @router.get("/preview/{plural}/{id_}.png")
    def of_record(plural: str, id_: str, request: Request) -> Response:
        kind, language = BY_PLURAL.get(plural), language_of(request)
        if kind is None:
            raise NotFound(f"{plural[:80]!r} is not a kind of records; the kinds are {', '.join(BY_PLURAL)}.")
        try:
            title, values = _of_record(site.engine, kind, id_, language)
        except Merged as merged:
            there = f"/preview/{merged.plural}/{quote(merged.into_id, safe='')}.png"
            return RedirectResponse(link(there, {"lang": language}), status_code=308)
        word = translations(language).gettext(field_words(kind.name))
        return _answer(draw(_COLOURS[kind.name], word, title, " · ".join(values)), language)

    return router


def _of_record(engine: Engine, kind: Kind, id_: str, language: str) -> tuple[str, list[str]]:
    """Returns the title of a record and the values of the first columns of its list; raises NotFound, Merged."""
    query: Any = single_parameters(kind.name)()
    record = orjson.loads(get_record(engine, kind, id_, query, language=language).data)
    reader = reader_of(engine, [record], language)
    values = [value.text for name in VIEWS[kind.name].columns for value in reader.values(kind, record, name)[:2]]
    return reader.title(record), values[:4]


def draw(colour: str, kind: str, title: str, values: str) -> str:
    """Returns the SVG of a preview; a longer text ends in an ellipsis."""
    theme = THEMES["light"]
    svg = Element("svg", xmlns="http://www.w3.org/2000/svg", width=str(WIDTH), height=str(HEIGHT))
    SubElement(svg, "rect", width=str(WIDTH), height=str(HEIGHT), fill=theme.paper)
    SubElement(svg, "rect", width="24", height=str(HEIGHT), fill=colour)
    _write(svg, [kind], 100, size=34, fill=colour, weight="bold")
    _, size, most = next((each for each in _SIZES if len(title) <= each[0]), _SIZES[-1])
    lines = list(_lines(title, most, 4))
    _write(svg, lines, 120 + size, size=size, fill=theme.ink, weight="bold")
    _write(svg, list(_lines(values, 52, 2)), 160 + size + len(lines) * size * 1.25, size=32, fill=theme.soft)
    _write(svg, ["Komek"], HEIGHT - 48, size=38, fill=_OWN, weight="bold")
    return tostring(svg, encoding="unicode")


def _lines(text: str, most: int, number: int) -> Iterator[str]:
    yield from wrap(plain(text), most, max_lines=number, placeholder="…")


def _write(svg: Element, lines: Sequence[str], top: float, *, size: int, fill: str, weight: str = "normal") -> None:
    font = {"font-family": FONT, "font-size": str(size), "font-weight": weight, "fill": fill}
    for number, line in enumerate(lines):
        SubElement(svg, "text", {"x": str(EDGE), "y": f"{top + number * size * 1.25:.0f}", **font}).text = line


def _answer(svg: str, language: str) -> Response:
    png = svg_to_png(svg, dots=1)
    return Response(png, media_type="image/png", headers=OF_PICTURES | {"Content-Language": language})
