"""Specifications drawn on the server, by Vega in an engine of JavaScript that is only begun for the first picture."""

import re
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from app.web.charts.drawing import Specification

FONTS = Path(__file__).with_name("fonts")
VEGA_LITE = "6.4"
# The browser's Vega is of the same release as the server's.
VERSION = version("vl-convert-python")
# A picture has so many dots for each pixel: sharp on paper and on good screens.
DOTS = 2
# A picture may be shown anywhere; opened by itself it can neither run nor fetch anything.
OF_PICTURES = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'",
    "Vary": "Accept-Language",
}
_DATA_OF_PATH = re.compile(r'(?<= d=")[^"]*')
_LONG_NUMBER = re.compile(r"(\.\d)\d+")
_NOTHING = re.compile(r' transform="translate\(0,0\)"|<path(?![^>]* d=")[^>]*/>')
_ID = re.compile(r"(?<= id=\")[a-z_]+\d+(?=\")")


def draw_svg(spec: Specification) -> str:
    """Returns the SVG of a specification; the same gives the same."""
    return _svg(orjson.dumps(spec, option=orjson.OPT_SORT_KEYS))


def draw_png(spec: Specification) -> bytes:
    """Returns the PNG of a specification, DOTS to the pixel."""
    return svg_to_png(draw_svg(spec))


def svg_to_png(svg: str, *, dots: float = DOTS) -> bytes:
    """Returns a picture in dots."""
    made: bytes = _converter().svg_to_png(svg, scale=dots)
    return made


@lru_cache(maxsize=32)
def _svg(spec: bytes) -> str:
    told = orjson.loads(spec)
    locale = told["usermeta"]["embedOptions"]
    svg: str = _converter().vegalite_to_svg(
        told,
        vl_version=VEGA_LITE,
        allowed_base_urls=[],
        format_locale=locale["formatLocale"],
        time_format_locale=locale["timeFormatLocale"],
        show_warnings=False,
    )
    # A tenth of a pixel is as much as anybody sees, and half the bytes of a map.
    short = _NOTHING.sub("", _DATA_OF_PATH.sub(lambda path: _LONG_NUMBER.sub(r"\1", path[0]), svg))
    # Vega counts what it has ever drawn: here each picture counts for itself.
    for number, id_ in enumerate(dict.fromkeys(_ID.findall(short))):
        short = re.sub(rf'(?<= id="){id_}(?=")|(?<=url\(#){id_}(?=\))', f"part-{number}", short)
    return short


@lru_cache(maxsize=1)
def script() -> bytes:
    """Returns Vega, Vega-Lite and Vega-Embed as one script, which makes them known to the scripts after it."""
    made: str = _converter().javascript_bundle(vl_version=VEGA_LITE)
    return made.encode()


@cache
def _converter() -> Any:
    """Returns what draws, with the fonts that it draws with."""
    import vl_convert  # takes long and much room, which no other page needs

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert
