"""The charts as pages, pictures, specifications and embedded pages, all with the same filters."""

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
from app.web.printing import Figure
from app.web.render import HEADERS, Here, Site
from app.web.wording import language_of

# The script that draws in a browser changes only with the release of vl-convert.
SCRIPT = f"/static/vega-{VERSION}.js"
_FOREVER = "public, max-age=31536000, immutable"


def script_router(_: Site) -> APIRouter:
    """Returns the router of the script that draws charts in a browser; the first request makes it."""
    router = APIRouter(include_in_schema=False)

    @router.get(SCRIPT)
    def vega() -> Response:
        return Response(script(), media_type="text/javascript", headers=HEADERS | {"Cache-Control": _FOREVER})

    return router


def charts_router(site: Site) -> APIRouter:
    """Returns the router of the page of all charts, and of the pages and pictures of each."""
    router = APIRouter(include_in_schema=False)

    @router.get("/charts")
    def charts(_: Annotated[Parameters, Query()], request: Request) -> Response:
        language = language_of(request)
        alternatives = {
            name: _read(site, chart, chart_parameters(chart.kind)(), language).alternative
            for name, chart in CHARTS.items()
        }
        return site.answer(request, "charts.html", alternatives=alternatives)

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
            alternative=read.alternative,
            total=read.total,
            list_=link(f"/{kind.plural}", {**read.only, **values, "lang": query.lang}),
            script=SCRIPT,
        )

    @router.get(f"/charts/{chart.name}/embed")
    def embed(query: Annotated[Asked, Query()], request: Request) -> Response:
        language = language_of(request)
        theme = query.theme if "theme" in query.model_fields_set else None
        alternative = _read(site, chart, query, language).alternative
        return site.answer(
            request,
            "chart_embedded.html",
            embedded=True,
            chart=chart,
            values=_values(chart, query),
            alternative=alternative,
            theme=theme,
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
    """Returns the filters of a query, for other addresses of the same chart."""
    return asked(KINDS[chart.kind], query)


@dataclass(frozen=True)
class _ReadChart:
    """A chart with its figures: the template of its page, the chart in words, the function that draws it.

    `only` has the filters by which its records are fewer than those of the list.
    """

    template: str
    only: dict[str, Any]
    figures: Any
    alternative: str
    total: Figure
    specification: Callable[..., drawing.Specification]


def _read(site: Site, chart: Chart, query: ChartParameters, language: str) -> _ReadChart:
    """Returns a chart with its figures."""
    figures: Any
    way: Any
    if chart.form is Form.TIMELINE:
        figures, way, template = timeline.read_timeline(site.engine, chart, query, language), timeline, "timeline.html"
    else:
        figures, way, template = read_figures(site.engine, chart, query, language), forms, "chart.html"
    return _ReadChart(
        template,
        timeline.WITH_DATE if chart.form is Form.TIMELINE else {},
        figures,
        way.alternative(chart, figures, language),
        way.total(chart, figures, language),
        partial(way.specification, chart, figures, language=language),
    )
