"""Draws specifications on the server, with Vega in a JavaScript engine that starts with the first picture."""

import re
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from app.web.charts.drawing import Specification

FONTS = Path(__file__).with_name("fonts")
VEGA_LITE = "6.4"
# Browser and server use the same release of Vega.
VERSION = version("vl-convert-python")
# How many dots a PNG has per pixel: enough for paper and good screens.
DOTS = 2
# Any site may show a picture; opened by itself it cannot run or fetch anything.
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
    """Returns the SVG of a specification; equal specifications give equal SVGs."""
    return _svg(orjson.dumps(spec, option=orjson.OPT_SORT_KEYS))


def draw_png(spec: Specification) -> bytes:
    """Returns the PNG of a specification, with DOTS dots per pixel."""
    return svg_to_png(draw_svg(spec))


def svg_to_png(svg: str, *, dots: float = DOTS) -> bytes:
    """Returns the PNG of an SVG."""
    made: bytes = _converter().svg_to_png(svg, scale=dots)
    return made


@lru_cache(maxsize=32)
def _svg(spec: bytes) -> str:
    specification = orjson.loads(spec)
    locale = specification["usermeta"]["embedOptions"]
    svg: str = _converter().vegalite_to_svg(
        specification,
        vl_version=VEGA_LITE,
        allowed_base_urls=[],
        format_locale=locale["formatLocale"],
        time_format_locale=locale["timeFormatLocale"],
        show_warnings=False,
    )
    # Nobody sees less than a tenth of a pixel; rounding to it halves the bytes of a map.
    short = _NOTHING.sub("", _DATA_OF_PATH.sub(lambda path: _LONG_NUMBER.sub(r"\1", path[0]), svg))
    # Vega numbers the parts of all its pictures together: here each picture starts at 0.
    for number, id_ in enumerate(dict.fromkeys(_ID.findall(short))):
        short = re.sub(rf'(?<= id="){id_}(?=")|(?<=url\(#){id_}(?=\))', f"part-{number}", short)
    return short


@lru_cache(maxsize=1)
def script() -> bytes:
    """Returns Vega, Vega-Lite and Vega-Embed as one script, which defines them for later scripts."""
    made: str = _converter().javascript_bundle(vl_version=VEGA_LITE)
    return made.encode()


@cache
def _converter() -> Any:
    """Returns vl-convert with our fonts."""
    import vl_convert  # slow and large, and needed for pictures only

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert
