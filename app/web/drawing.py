"""A chart as a Vega-Lite specification with its data in it: nothing is fetched, and no text of a record is code in it.

Categories have the colours of Okabe and Ito, amounts shades that colour-blind people can tell apart too.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap
from typing import Any

from babel import Locale

from app.records import KINDS
from app.registry.borders import load_borders, load_capitals
from app.web.cells import Cell, Figures, Group
from app.web.charts import Chart, Form
from app.web.printing import compact_words
from app.web.wording import field_words, message, translations

Specification = dict[str, Any]
_NOTHING, _ONLY_UNTOLD = message("Nothing is found."), message("What is not told stands in the table only.")
# So many letters of a sentence fit beside each other in a narrow picture.
_LONGEST_LINE = 40
_ONLY_LEFT_OUT = message("No sum here may be added to others.")
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
# The first stands in fonts/; the second is as wide, so that texts measured with the one fit in the other.
FONT = "DejaVu Sans, Verdana, sans-serif"
_CATEGORIES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
_LONGEST_LABEL = {"wide": 300, "narrow": 240}


@dataclass(frozen=True)
class Theme:
    """The colours of a picture: as those of the pages in static/explorer.css."""

    paper: str
    ink: str
    soft: str
    line: str
    # Of the seventh category, of all others together, of what is not told, of a state without a figure.
    seventh: str
    rest: str
    missing: str
    land: str
    # From little to much; from this share of the largest on, `text_on_much` is what can be read on them.
    shades: tuple[str, ...]
    share_of_much: float
    text_on_much: str
    text_on_little: str


THEMES = {
    "light": Theme(
        "#ffffff", "#1b1f24", "#57606a", "#d0d7de", "#1b1f24", "#8c959f", "#c4cbd2", "#e8ebee",
        ("#d6e6f4", "#9dc6e0", "#5ba3d0", "#2474b7", "#08306b"), 0.5, "#ffffff", "#1b1f24",
    ),
    "dark": Theme(
        "#14181d", "#e6e9ec", "#a2acb6", "#39424c", "#e6e9ec", "#7d8794", "#4b5560", "#2a313a",
        ("#123570", "#575d6d", "#8a8678", "#c4b56c", "#fee838"), 0.15, "#14181d", "#ffffff",
    ),
}  # fmt: skip
_UNITS = (
    (Decimal(10**9), message("billions of US dollars")),
    (Decimal(10**6), message("millions of US dollars")),
    (Decimal(10**3), message("thousands of US dollars")),
    (Decimal(1), message("US dollars")),
)


@dataclass(frozen=True)
class Drawing:
    """What all parts of a picture are drawn by."""

    chart: Chart
    figures: Figures
    language: str
    theme: Theme
    width: str

    def word(self, english: str) -> str:
        """Returns a message in the language."""
        return translations(self.language).gettext(english)

    @property
    def unit(self) -> tuple[Decimal, str]:
        """What the figures are divided by to be drawn, and what they then are, in words."""
        if not self.chart.is_of_money:
            return Decimal(1), self.word(KINDS[self.chart.kind].title)
        most = max((cell.value for cell in self.figures.cells.values()), default=Decimal(0))
        size, words = next((each for each in _UNITS if most >= each[0]), _UNITS[-1])
        return size, self.word(words)

    def named(self, dimension: str) -> str:
        """Returns what a dimension is called."""
        return self.word(field_words(dimension))

    def number(self, value: Decimal) -> float:
        """Returns a figure as it is drawn."""
        return float(value / self.unit[0])


def specification(
    chart: Chart, figures: Figures, *, language: str, theme: str = "light", width: str = "wide"
) -> Specification:
    """Returns the Vega-Lite specification of a chart: version 6, with the numbers' marks for vega-embed."""
    drawing = Drawing(chart, figures, language, THEMES[theme], width)
    told, total = alternative(chart, figures, language), whole(chart, figures, language)
    frame = framed(chart, told, total, language=language, theme=drawing.theme, width=width)
    return frame | _FORMS[chart.form](drawing)


def framed(chart: Chart, told: str, total: str, *, language: str, theme: Theme, width: str) -> Specification:
    """Returns what is the same for all charts: size, title, fonts, the marks of numbers and the names of months."""
    across, down = chart.size(width)
    return {
        "$schema": _SCHEMA,
        "description": told,
        "title": {"text": translations(language).gettext(chart.title), "subtitle": total},
        "width": across,
        "height": down,
        "autosize": {"type": "fit", "contains": "padding"},
        "config": _config(chart, theme, width),
        "usermeta": {
            "embedOptions": {"formatLocale": number_locale(language), "timeFormatLocale": time_locale(language)}
        },
    }


def alternative(chart: Chart, figures: Figures, language: str) -> str:
    """Returns what a chart shows in a sentence or two, for those who do not see it."""
    word = translations(language).gettext
    told = f"{word(chart.title)}. {word(chart.tells)}"
    if not figures.cells:
        return f"{told} {word(_empty(figures))}"
    told = f"{told} {whole(chart, figures, language)}."
    if figures.largest is None:
        return told
    row, column, cell = figures.largest
    where = row.label if column.code is None else f"{row.label}, {column.label}"
    most = word("The most: %(where)s, %(figure)s.") % {"where": where, "figure": cell.told}
    return f"{told} {most}"


def whole(chart: Chart, figures: Figures, language: str) -> str:
    """Returns what all records of a chart come to, in words."""
    of = message("Countable sums") if chart.is_of_money else KINDS[chart.kind].title
    return f"{translations(language).gettext(of)}: {figures.total}"


def number_locale(language: str) -> dict[str, Any]:
    """Returns the marks of numbers in a language, as d3-format takes them."""
    symbols = Locale.parse(language).number_symbols["latn"]
    return {"decimal": symbols["decimal"], "thousands": symbols["group"], "grouping": [3], "currency": ["", "\u00a0$"]}


def time_locale(language: str) -> dict[str, Any]:
    """Returns the names of months and days in a language, as d3-time-format takes them; dates are told in words."""
    locale = Locale.parse(language)
    months, weekdays = locale.months["stand-alone"], locale.days["stand-alone"]
    # Sunday is the first for d3, the last for Babel.
    order = (6, *range(6))
    return {
        "dateTime": "%Y-%m-%d %H:%M",
        "date": "%Y-%m-%d",
        "time": "%H:%M",
        "periods": ["AM", "PM"],
        "days": [weekdays["wide"][day] for day in order],
        "shortDays": [weekdays["abbreviated"][day] for day in order],
        "months": [months["wide"][month] for month in range(1, 13)],
        "shortMonths": [months["abbreviated"][month] for month in range(1, 13)],
    }


def _config(chart: Chart, theme: Theme, width: str) -> dict[str, Any]:
    text = {"labelColor": theme.ink, "titleColor": theme.soft, "labelFontSize": 12, "titleFontSize": 12}
    return {
        "font": FONT,
        "background": theme.paper,
        "padding": 8,
        "title": {"color": theme.ink, "subtitleColor": theme.soft, "anchor": "start", "subtitleFontSize": 12,
                  "fontSize": 14 if width == "narrow" else 16, "frame": "bounds", "offset": 10,
                  "limit": chart.size(width)[0] - 16},
        "view": {"stroke": None},
        "axis": {**text, "titleFontWeight": "normal", "gridColor": theme.line, "domainColor": theme.soft,
                 "tickColor": theme.soft},
        "legend": {**text, "titleFontWeight": "normal", "orient": "bottom", "symbolType": "square"},
        "bar": {"stroke": theme.paper, "strokeWidth": 0.5},
    }  # fmt: skip


def nothing(theme: Theme, language: str, told: str = _NOTHING) -> Specification:
    """Returns what is drawn where there is nothing to draw: a sentence."""
    lines = wrap(translations(language).gettext(told), _LONGEST_LINE)
    text = {"type": "text", "text": lines, "fontSize": 14, "color": theme.soft}
    return {"data": {"values": [{}]}, "mark": text}


def _nothing(drawing: Drawing) -> Specification:
    """Returns what is drawn where there is nothing, or nothing that has both a row and a column."""
    told = _ONLY_UNTOLD if drawing.figures.cells else _empty(drawing.figures)
    return nothing(drawing.theme, drawing.language, told)


def _empty(figures: Figures) -> str:
    """Returns why there is no figure: there is nothing, or what there is may not be added up."""
    return _ONLY_LEFT_OUT if figures.left_out else _NOTHING


def _data(drawing: Drawing, shown: Callable[[Group, Group], bool]) -> list[dict[str, Any]]:
    """Returns the cells as rows of data: what is drawn, and the words for it."""
    figures = drawing.figures
    cells = [
        (row, place, cell)
        for row in figures.rows
        for place, column in enumerate(figures.columns)
        if shown(row, column) and (cell := figures.cells.get((row, column))) is not None
    ]
    most = max((cell.value for _, _, cell in cells), default=Decimal(1))
    return [
        {
            "row": row.drawn(drawing.width),
            "row_told": row.label,
            "column": figures.columns[place].drawn(drawing.width),
            "column_told": figures.columns[place].label,
            "place": place,
            "value": drawing.number(cell.value),
            "share": round(float(cell.value / most), 3),
            "told": cell.told,
            "short": compact_words(cell.value, drawing.language),
            **_code_and_list(row, cell),
        }
        for row, place, cell in cells
    ]


def _code_and_list(row: Group, cell: Cell) -> dict[str, str]:
    """Returns by what a map finds its state, and where a click leads: static/charts.js follows `list`."""
    told = {"code": row.code, "list": cell.href}
    return {name: value for name, value in told.items() if value is not None}


def _tooltip(drawing: Drawing) -> list[dict[str, str]]:
    chart = drawing.chart
    names = [("row_told", drawing.named(chart.rows))]
    if chart.columns is not None:
        names.append(("column_told", drawing.named(chart.columns)))
    names.append(("told", drawing.word("US dollars") if chart.is_of_money else drawing.unit[1]))
    return [{"field": field, "type": "nominal", "title": title} for field, title in names]


def _labels(groups: Iterable[Group], width: str) -> list[str]:
    return [group.drawn(width) for group in groups]


# --- bars -------------------------------------------------------------------------------------------------------


def _bars(drawing: Drawing) -> Specification:
    """Returns stacked bars: upright by year, else lying, with room for names."""
    chart, figures = drawing.chart, drawing.figures
    upright, rows = chart.is_of_years, figures.rows
    if not upright:
        rows = tuple(row for row in rows if row.code is not None)
    along: dict[str, Any] = {
        "field": "row",
        "type": "ordinal",
        "title": None,
        "scale": {"domain": _labels(rows, drawing.width)},
        "axis": {"labelLimit": 110 if drawing.width == "narrow" else 260, "ticks": False},
    }
    if upright:
        along["axis"] |= {"labelAngle": -90 if len(rows) > (8 if drawing.width == "narrow" else 16) else 0}
    amount = {
        "field": "value",
        "type": "quantitative",
        "title": drawing.unit[1],
        "axis": {"format": ",~f", "tickCount": 6, "tickMinStep": _step(drawing)},
    }
    sides = ("x", "y") if upright else ("y", "x")
    data = _data(drawing, lambda row, _: row in rows)
    if not data:
        return _nothing(drawing)
    return {
        "data": {"values": data},
        "mark": {"type": "bar"},
        "encoding": {
            **dict(zip(sides, (along, amount), strict=True)),
            "color": _categories(drawing, {each["place"] for each in data}),
            "order": {"field": "place", "type": "quantitative"},
            "tooltip": _tooltip(drawing),
        },
    }


def _step(drawing: Drawing) -> float:
    """Returns the least step of an axis: there is no half of a record."""
    return 0 if drawing.chart.is_of_money else 1


def _categories(drawing: Drawing, shown: set[int]) -> dict[str, Any]:
    columns = [column for place, column in enumerate(drawing.figures.columns) if place in shown]
    return categories(drawing.theme, drawing.width, columns)


def categories(theme: Theme, width: str, columns: Iterable[Group]) -> dict[str, Any]:
    """Returns the colours of groups, by the field `column` that has their labels."""
    columns, colours = tuple(columns), iter((*_CATEGORIES, theme.seventh))
    chosen = [
        theme.rest if each.rest else theme.missing if each.code is None else next(colours, theme.rest)
        for each in columns
    ]
    legend = {"title": None, "columns": 1 if width == "narrow" else 2, "labelLimit": _LONGEST_LABEL[width]}
    domain = {"domain": _labels(columns, width), "range": chosen}
    return {"field": "column", "type": "nominal", "scale": domain, "legend": legend}


# --- matrix -----------------------------------------------------------------------------------------------------


def _matrix(drawing: Drawing) -> Specification:
    figures, theme = drawing.figures, drawing.theme
    cells = [key for key in figures.cells if not any(group.code is None for group in key)]
    rows = [each for each in figures.rows if any(each == row for row, _ in cells)]
    columns = [each for each in figures.columns if any(each == column for _, column in cells)]
    limit = 90 if drawing.width == "narrow" else 170
    axis = {"labelLimit": limit, "ticks": False, "domain": False}
    across = {"field": "column", "type": "nominal", "title": None, "scale": {"domain": _labels(columns, drawing.width)},
              "axis": {**axis, "orient": "top", "labelAngle": -45}}  # fmt: skip
    down = {"field": "row", "type": "nominal", "title": None, "scale": {"domain": _labels(rows, drawing.width)},
            "axis": {**axis, "labelLimit": limit if drawing.width == "narrow" else 230}}  # fmt: skip
    if not rows:
        return _nothing(drawing)
    money = drawing.chart.is_of_money
    text = {"field": "short", "type": "nominal"}
    words: Specification = {"mark": {"type": "text", "fontSize": 10 if money else 12}}
    much = {"test": f"datum.share > {theme.share_of_much}", "value": theme.text_on_much}
    readable = {"condition": much, "value": theme.text_on_little}
    return {
        "data": {"values": _data(drawing, lambda row, column: row in rows and column in columns)},
        "encoding": {"x": across, "y": down, "tooltip": _tooltip(drawing)},
        "layer": [
            {"mark": {"type": "rect"}, "encoding": {"color": _shade(drawing, legend=money)}},
            # On a telephone there is no room for sums.
            *([] if money and drawing.width == "narrow" else [words | {"encoding": {"text": text, "color": readable}}]),
        ],
    }


def _shade(drawing: Drawing, *, legend: bool) -> dict[str, Any]:
    told = {"title": drawing.unit[1], "gradientLength": 200, "format": ",~f", "tickMinStep": _step(drawing)}
    # Few have most: of their root the small ones are told apart too.
    scale = {"type": "sqrt", "range": list(drawing.theme.shades), "domainMin": 0, "interpolate": "lab"}
    return {"field": "value", "type": "quantitative", "scale": scale, "legend": told if legend else None}


# --- map --------------------------------------------------------------------------------------------------------


def _map(drawing: Drawing) -> Specification:
    """Returns the states in shades, Central Asia beside the world, on a telephone above it."""
    capitals = load_capitals()
    data = _data(drawing, lambda row, _: row.code is not None)
    if not data:
        return _nothing(drawing)
    dots = [
        {**each, "longitude": capitals[each["code"]][0], "latitude": capitals[each["code"]][1]}
        for each in data
        if each["code"] not in load_borders().codes and each["code"] in capitals
    ]
    (across, down), narrow = drawing.chart.size(drawing.width), drawing.width == "narrow"
    # The rest of the height is that of the title and the legend, of the width that between and around the maps.
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
    """Returns one map; states too small for a shape are dots at their capitals."""
    theme = drawing.theme
    shade = {"color": _shade(drawing, legend=True), "tooltip": _tooltip(drawing)}
    shapes = {"name": "borders", "format": {"type": "topojson", "feature": "countries"}}
    known = {"data": {"name": "figures"}, "key": "code", "fields": ["row_told", "value", "told", "list"]}
    of_cell = {"lookup": "id", "from": known}
    outline = {"type": "geoshape", "stroke": theme.paper, "strokeWidth": 0.4}
    without = {"transform": [of_cell, {"filter": "!isValid(datum.value)"}], "mark": {**outline, "fill": theme.land}}
    told = {"transform": [of_cell, {"filter": "isValid(datum.value)"}], "mark": outline, "encoding": shade}
    place = {name: {"field": name, "type": "quantitative"} for name in ("longitude", "latitude")}
    dot = {"type": "circle", "size": 40, "opacity": 1, "stroke": theme.ink, "strokeWidth": 0.5, "clip": True}
    return {
        "width": size[0],
        "height": size[1],
        "projection": projection,
        "layer": [
            {"data": shapes, **without},
            {"data": shapes, **told},
            *([{"data": {"name": "dots"}, "mark": dot, "encoding": {**place, **shade}}] if dots else []),
        ],
    }


_FORMS: dict[Form, Callable[[Drawing], Specification]] = {Form.BARS: _bars, Form.MATRIX: _matrix, Form.MAP: _map}
