"""The forms of charts: bars, a matrix, a map; and each in words, for readers who do not see it."""

from collections.abc import Callable
from typing import Any

from app.records import KINDS
from app.registry.borders import load_borders, load_capitals
from app.web.charts.catalogue import Chart, Form
from app.web.charts.cells import Figures
from app.web.charts.drawing import (
    NOTHING,
    THEMES,
    Drawing,
    Specification,
    categories,
    data_of,
    framed,
    labels,
    nothing,
    shade,
    step,
    tooltip,
)
from app.web.printing import Figure
from app.web.wording import message, translations

_ONLY_MISSING = message("Only the table shows records without a value.")
_ONLY_LEFT_OUT = message("None of these sums is counted in totals.")


def specification(
    chart: Chart, figures: Figures, *, language: str, theme: str = "light", width: str = "wide"
) -> Specification:
    """Returns the Vega-Lite specification of a chart: version 6, with the separators of numbers for vega-embed."""
    drawing = Drawing(chart, figures, language, THEMES[theme], width)
    subtitle = [total(chart, figures, language).text, *_undated(chart, figures, language)]
    words = alternative(chart, figures, language)
    frame = framed(chart, words, subtitle, language=language, theme=drawing.theme, width=width)
    return frame | _FORMS[chart.form](drawing)


def alternative(chart: Chart, figures: Figures, language: str) -> str:
    """Returns a chart in a few sentences, for readers who do not see it."""
    word = translations(language).gettext
    sentences = [f"{word(chart.title)}.", word(chart.description)]
    if not figures.cells:
        return " ".join([*sentences, word(_empty(figures))])
    sentences += [f"{each}." for each in (total(chart, figures, language).text, *_undated(chart, figures, language))]
    if figures.largest is not None:
        row, column, cell = figures.largest
        where = row.label if column.code is None else f"{row.label}, {column.label}"
        sentences.append(word("Largest: %(where)s, %(figure)s.") % {"where": where, "figure": cell.figure.text})
    return " ".join(sentences)


def total(chart: Chart, figures: Figures, language: str) -> Figure:
    """Returns the total of a chart, with a label."""
    of = message("Total of counted sums") if chart.is_of_money else KINDS[chart.kind].title
    return Figure(f"{translations(language).gettext(of)}: {figures.total.text}", figures.total.exact)


def _undated(chart: Chart, figures: Figures, language: str) -> list[str]:
    """Returns the sum of the records without a year, which an axis of years cannot show; empty without such records."""
    if not chart.is_of_years or figures.undated is None:
        return []
    return [translations(language).gettext("Not dated: %(figure)s") % {"figure": figures.undated.text}]


def _nothing(drawing: Drawing) -> Specification:
    """Returns the picture of a chart without any record that has both a row and a column."""
    reason = _ONLY_MISSING if drawing.figures.cells else _empty(drawing.figures)
    return nothing(drawing.theme, drawing.language, reason)


def _empty(figures: Figures) -> str:
    """Returns the reason why there is no figure."""
    return _ONLY_LEFT_OUT if figures.left_out else NOTHING


# --- bars -------------------------------------------------------------------------------------------------------


def _bars(drawing: Drawing) -> Specification:
    """Returns stacked bars: vertical by year, else horizontal, with room for names."""
    upright = drawing.chart.is_of_years
    rows = tuple(row for row in drawing.figures.rows if row.code is not None)
    along: dict[str, Any] = {
        "field": "row",
        "type": "ordinal",
        "title": None,
        "scale": {"domain": labels(rows, drawing.width)},
        "axis": {"labelLimit": 110 if drawing.width == "narrow" else 260, "ticks": False},
    }
    if upright:
        along["axis"] |= {"labelAngle": -90 if len(rows) > (8 if drawing.width == "narrow" else 16) else 0}
    amount = {
        "field": "value",
        "type": "quantitative",
        "title": drawing.unit[1],
        "axis": {"format": ",~f", "tickCount": 6, "tickMinStep": step(drawing)},
    }
    sides = ("x", "y") if upright else ("y", "x")
    data = data_of(drawing, lambda row, _: row in rows)
    if not data:
        return _nothing(drawing)
    return {
        "data": {"values": data},
        "mark": {"type": "bar"},
        "encoding": {
            **dict(zip(sides, (along, amount), strict=True)),
            "color": _categories(drawing, {each["place"] for each in data}),
            "order": {"field": "place", "type": "quantitative"},
            "tooltip": tooltip(drawing),
        },
    }


def _categories(drawing: Drawing, shown: set[int]) -> dict[str, Any]:
    columns = [column for place, column in enumerate(drawing.figures.columns) if place in shown]
    return categories(drawing.theme, drawing.width, columns)


# --- matrix -----------------------------------------------------------------------------------------------------


def _matrix(drawing: Drawing) -> Specification:
    figures, theme = drawing.figures, drawing.theme
    cells = [key for key in figures.cells if not any(group.code is None for group in key)]
    rows = [each for each in figures.rows if any(each == row for row, _ in cells)]
    columns = [each for each in figures.columns if any(each == column for _, column in cells)]
    narrow = drawing.width == "narrow"
    limit = 90 if narrow else 170
    axis = {"labelLimit": limit, "ticks": False, "domain": False}
    across = {"field": "column", "type": "nominal", "title": None, "scale": {"domain": labels(columns, drawing.width)},
              "axis": {**axis, "orient": "top", "labelAngle": -90 if narrow else -45}}  # fmt: skip
    down = {"field": "row", "type": "nominal", "title": None, "scale": {"domain": labels(rows, drawing.width)},
            "axis": {**axis, "labelLimit": limit if narrow else 230}}  # fmt: skip
    if not rows:
        return _nothing(drawing)
    money = drawing.chart.is_of_money
    text = {"field": "short", "type": "nominal"}
    words: Specification = {"mark": {"type": "text", "fontSize": 10 if money else 12}}
    much = {"test": f"datum.share > {theme.share_of_much}", "value": theme.text_on_much}
    readable = {"condition": much, "value": theme.text_on_little}
    return {
        "data": {"values": data_of(drawing, lambda row, column: row in rows and column in columns)},
        # Vega measures slanted names a little shorter than they are.
        "padding": {"left": 8, "top": 8, "bottom": 8, "right": 24},
        "encoding": {"x": across, "y": down, "tooltip": tooltip(drawing)},
        "layer": [
            {"mark": {"type": "rect"}, "encoding": {"color": shade(drawing, legend=money)}},
            # A telephone has no room for sums.
            *([] if money and narrow else [words | {"encoding": {"text": text, "color": readable}}]),
        ],
    }


# --- map --------------------------------------------------------------------------------------------------------


def _map(drawing: Drawing) -> Specification:
    """Returns the countries in shades, Central Asia beside the world, on a telephone above it."""
    capitals = load_capitals()
    data = data_of(drawing, lambda row, _: row.code is not None)
    if not data:
        return _nothing(drawing)
    dots = [
        {**each, "longitude": capitals[each["code"]][0], "latitude": capitals[each["code"]][1]}
        for each in data
        if each["code"] not in load_borders().codes and each["code"] in capitals
    ]
    (across, down), narrow = drawing.chart.size(drawing.width), drawing.width == "narrow"
    # The rest of the height is for the title and the legend, the rest of the width for the space around the maps.
    region = (across - 16, 160) if narrow else (270, down - 120)
    world = (across - 16, down - 160 - 130) if narrow else (across - 270 - 36, down - 120)
    central_asia: dict[str, Any] = {"type": "azimuthalEqualArea", "rotate": [-68, -42, 0]}
    middle = {"translate": [region[0] / 2, region[1] / 2], "scale": min(region[0] * 1.5, region[1] * 1.9)}
    around = {"clipExtent": [[0, 0], [*region]]}
    return {
        "datasets": {"borders": load_borders().topology, "figures": data, "dots": dots},
        "vconcat" if narrow else "hconcat": [
            _states(drawing, region, bool(dots), {**central_asia, **middle, **around}),
            _states(drawing, world, bool(dots), {"type": "equalEarth", "rotate": [-11, 0, 0]}),
        ],
        "spacing": 10 if narrow else 18,
        "autosize": "pad",
    }


def _states(drawing: Drawing, size: tuple[int, int], dots: bool, projection: dict[str, Any]) -> Specification:
    """Returns one map; countries too small for a shape are dots at their capitals."""
    theme = drawing.theme
    shaded = {"color": shade(drawing, legend=True), "tooltip": tooltip(drawing)}
    shapes = {"name": "borders", "format": {"type": "topojson", "feature": "countries"}}
    known = {"data": {"name": "figures"}, "key": "code", "fields": ["row_label", "value", "exact", "list"]}
    of_cell = {"lookup": "id", "from": known}
    outline = {"type": "geoshape", "stroke": theme.paper, "strokeWidth": 0.4}
    without = {"transform": [of_cell, {"filter": "!isValid(datum.value)"}], "mark": {**outline, "fill": theme.land}}
    stated = {"transform": [of_cell, {"filter": "isValid(datum.value)"}], "mark": outline, "encoding": shaded}
    place = {name: {"field": name, "type": "quantitative"} for name in ("longitude", "latitude")}
    dot = {"type": "circle", "size": 40, "opacity": 1, "stroke": theme.ink, "strokeWidth": 0.5, "clip": True}
    return {
        "width": size[0],
        "height": size[1],
        "projection": projection,
        "layer": [
            {"data": shapes, **without},
            {"data": shapes, **stated},
            *([{"data": {"name": "dots"}, "mark": dot, "encoding": {**place, **shaded}}] if dots else []),
        ],
    }


_FORMS: dict[Form, Callable[[Drawing], Specification]] = {Form.BARS: _bars, Form.MATRIX: _matrix, Form.MAP: _map}
