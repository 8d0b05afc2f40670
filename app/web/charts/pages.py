"""The charts as pages, pictures, specifications and for other pages to embed; all of one address and its filters."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response

from app.api.envelope import link
from app.query.filters import asked
from app.query.parameters import Parameters
from app.records import KINDS
from app.web.charts import drawing, forms, timeline
from app.web.charts.catalogue import CHARTS, Chart, ChartParameters, Form, chart_parameters
from app.web.charts.cells import read_figures
from app.web.charts.pictures import OF_PICTURES, VERSION, draw_png, draw_svg, script
from app.web.lists import narrowing
from app.web.render import HEADERS, Here, Site
from app.web.wording import language_of

# What draws in the browser changes only with the release that makes it.
SCRIPT = f"/static/vega-{VERSION}.js"
_FOREVER = "public, max-age=31536000, immutable"


def script_router(_: Site) -> APIRouter:
    """Returns the script that draws charts in a browser: made when it is first asked for, then kept."""
    router = APIRouter(include_in_schema=False)

    @router.get(SCRIPT)
    def vega() -> Response:
        return Response(script(), media_type="text/javascript", headers=HEADERS | {"Cache-Control": _FOREVER})

    return router


def charts_router(site: Site) -> APIRouter:
    """Returns the pages of all charts together and of each, and its pictures."""
    router = APIRouter(include_in_schema=False)

    @router.get("/charts")
    def charts(_: Annotated[Parameters, Query()], request: Request) -> Response:
        language = language_of(request)
        told = {
            name: _read(site, chart, chart_parameters(chart.kind)(), language).told for name, chart in CHARTS.items()
        }
        return site.answer(request, "charts.html", told=told)

    for chart in CHARTS.values():
        _add_pages(router, chart, site)
        _add_pictures(router, chart, site)
    return router


def _add_pages(router: APIRouter, chart: Chart, site: Site) -> None:
    Asked: Any = chart_parameters(chart.kind)
    kind = KINDS[chart.kind]

    @router.get(f"/charts/{chart.name}")
    def page(query: Annotated[Asked, Query()], request: Request) -> Response:
        language, here = language_of(request), Here.of(request)
        read = _read(site, chart, query, language)
        chips, _ = narrowing(site.engine, kind, here, {}, language)
        values = _values(chart, query)
        return site.answer(
            request,
            read.template,
            chart=chart,
            figures=read.figures,
            values=values,
            chips=chips,
            told=read.told,
            list_=link(f"/{kind.plural}", {**read.only, **values, "lang": query.lang}),
            script=SCRIPT,
        )

    @router.get(f"/charts/{chart.name}/embed")
    def embed(query: Annotated[Asked, Query()], request: Request) -> Response:
        language = language_of(request)
        theme = query.theme if "theme" in query.model_fields_set else None
        told = _read(site, chart, query, language).told
        values = _values(chart, query)
        return site.answer(
            request, "chart_embedded.html", embedded=True, chart=chart, values=values, told=told, theme=theme
        )


def _add_pictures(router: APIRouter, chart: Chart, site: Site) -> None:
    Asked: Any = chart_parameters(chart.kind)

    def drawn(query: ChartParameters, request: Request) -> dict[str, Any]:
        language = language_of(request)
        read = _read(site, chart, query, language)
        return read.specification(theme=query.theme, width=query.width)

    def answer(content: str | bytes, media_type: str, request: Request) -> Response:
        headers = OF_PICTURES | {"Content-Language": language_of(request)}
        return Response(content, media_type=media_type, headers=headers)

    @router.get(f"/charts/{chart.name}.svg")
    def svg(query: Annotated[Asked, Query()], request: Request) -> Response:
        return answer(draw_svg(drawn(query, request)), "image/svg+xml", request)

    @router.get(f"/charts/{chart.name}.png")
    def png(query: Annotated[Asked, Query()], request: Request) -> Response:
        return answer(draw_png(drawn(query, request)), "image/png", request)

    @router.get(f"/charts/{chart.name}.json")
    def json(query: Annotated[Asked, Query()], request: Request) -> Response:
        return answer(orjson.dumps(drawn(query, request)), "application/json", request)


def _values(chart: Chart, query: ChartParameters) -> dict[str, Any]:
    """Returns the filters of a query, for the addresses of the same chart in other forms."""
    return asked(KINDS[chart.kind], query)


@dataclass(frozen=True)
class _ReadChart:
    """A chart that was read: what its page shows and by which template, its words, what draws it.

    `only` are the filters by which its records are fewer than those of the list.
    """

    template: str
    only: dict[str, Any]
    figures: Any
    told: dict[str, str]
    specification: Callable[..., drawing.Specification]


def _read(site: Site, chart: Chart, query: ChartParameters, language: str) -> _ReadChart:
    """Returns a chart as it is told in words, to who does not see it and below it, and as it is drawn."""
    figures: Any
    way: Any
    if chart.form is Form.TIMELINE:
        figures, way, template = timeline.read_timeline(site.engine, chart, query, language), timeline, "timeline.html"
    else:
        figures, way, template = read_figures(site.engine, chart, query, language), forms, "chart.html"
    told: dict[str, str] = {name: getattr(way, name)(chart, figures, language) for name in ("alternative", "whole")}
    only = timeline.WITH_DATE if chart.form is Form.TIMELINE else {}
    return _ReadChart(template, only, figures, told, partial(way.specification, chart, figures, language=language))
