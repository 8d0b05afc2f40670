"""The parts of a Vega-Lite specification that all forms of charts share.

The data are in it: a browser fetches nothing, and no text of a record is code.

Categories have the colours of Okabe and Ito, amounts have shades that colour-blind people can distinguish too.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap
from typing import Any

from babel import Locale

from app.records import KINDS
from app.web.charts.catalogue import Chart
from app.web.charts.cells import Cell, Figures
from app.web.charts.groups import Group
from app.web.printing import compact_words
from app.web.wording import field_words, message, translations

Specification = dict[str, Any]
NOTHING = message("Nothing found.")
# How many letters of a sentence fit in the width of a narrow picture.
_LONGEST_LINE = 40
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
# The first is in fonts/; the second is as wide, so that a text measured in one fits in the other.
FONT = "DejaVu Sans, Verdana, sans-serif"
_CATEGORIES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
_LONGEST_LABEL = {"wide": 300, "narrow": 240}


@dataclass(frozen=True)
class Theme:
    """The colours of a picture, like those of the pages in static/explorer.css."""

    paper: str
    ink: str
    soft: str
    line: str
    # Of the seventh category, of all others together, of records without a value, of a country without a figure.
    seventh: str
    rest: str
    missing: str
    land: str
    # From small to large values; above this share of the largest, `text_on_much` is readable on them.
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
    """A picture: its chart, figures, language, colours and width."""

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
        """The unit of the figures in the picture, and its name."""
        if not self.chart.is_of_money:
            return Decimal(1), self.word(KINDS[self.chart.kind].title)
        most = max((cell.value for cell in self.figures.cells.values()), default=Decimal(0))
        size, words = next((each for each in _UNITS if most >= each[0]), _UNITS[-1])
        return size, self.word(words)

    def named(self, dimension: str) -> str:
        """Returns the name of a dimension."""
        return self.word(field_words(dimension, self.chart.kind))

    def number(self, value: Decimal) -> float:
        """Returns a value in the unit of the picture."""
        return float(value / self.unit[0])


def framed(
    chart: Chart, alternative: str, subtitle: Sequence[str], *, language: str, theme: Theme, width: str
) -> Specification:
    """Returns what all charts share: size, title, fonts, the separators of numbers and the names of months."""
    across, down = chart.size(width)
    return {
        "$schema": _SCHEMA,
        "description": alternative,
        "title": {"text": translations(language).gettext(chart.title), "subtitle": list(subtitle)},
        "width": across,
        "height": down,
        "autosize": {"type": "fit", "contains": "padding"},
        "config": _config(chart, theme, width),
        "usermeta": {
            "embedOptions": {"formatLocale": number_locale(language), "timeFormatLocale": time_locale(language)}
        },
    }


def number_locale(language: str) -> dict[str, Any]:
    """Returns the separators of numbers in a language, for d3-format."""
    symbols = Locale.parse(language).number_symbols["latn"]
    return {"decimal": symbols["decimal"], "thousands": symbols["group"], "grouping": [3], "currency": ["", "\u00a0$"]}


def time_locale(language: str) -> dict[str, Any]:
    """Returns the names of months and days in a language, for d3-time-format."""
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


def nothing(theme: Theme, language: str, reason: str = NOTHING) -> Specification:
    """Returns a picture without figures: a sentence with the reason."""
    lines = wrap(translations(language).gettext(reason), _LONGEST_LINE)
    text = {"type": "text", "text": lines, "fontSize": 14, "color": theme.soft}
    return {"data": {"values": [{}]}, "mark": text}


def data_of(drawing: Drawing, shown: Callable[[Group, Group], bool]) -> list[dict[str, Any]]:
    """Returns the cells of the rows and columns to show, as data for the picture and its tooltips."""
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
            "row_label": row.label,
            "column": figures.columns[place].drawn(drawing.width),
            "column_label": figures.columns[place].label,
            "place": place,
            "value": drawing.number(cell.value),
            "share": round(float(cell.value / most), 3),
            "exact": cell.figure.exact or cell.figure.text,
            "short": compact_words(cell.value, drawing.language),
            **_code_and_list(row, cell),
        }
        for row, place, cell in cells
    ]


def _code_and_list(row: Group, cell: Cell) -> dict[str, str]:
    """Returns the code by which a map finds a country, and the list that a click opens in static/charts.js."""
    values = {"code": row.code, "list": cell.href}
    return {name: value for name, value in values.items() if value is not None}


def tooltip(drawing: Drawing) -> list[dict[str, str]]:
    """Returns the tooltip of a cell: its row, its column, its exact figure."""
    chart = drawing.chart
    names = [("row_label", drawing.named(chart.rows))]
    if chart.columns is not None:
        names.append(("column_label", drawing.named(chart.columns)))
    names.append(("exact", drawing.word("US dollars") if chart.is_of_money else drawing.unit[1]))
    return [{"field": field, "type": "nominal", "title": title} for field, title in names]


def labels(groups: Iterable[Group], width: str) -> list[str]:
    """Returns the labels of groups in a picture, in order."""
    return [group.drawn(width) for group in groups]


def categories(theme: Theme, width: str, columns: Iterable[Group]) -> dict[str, Any]:
    """Returns the colours of groups by the field `column`, which has their labels."""
    columns, colours = tuple(columns), iter((*_CATEGORIES, theme.seventh))
    chosen = [
        theme.rest if each.rest else theme.missing if each.code is None else next(colours, theme.rest)
        for each in columns
    ]
    legend = {"title": None, "columns": 1 if width == "narrow" else 2, "labelLimit": _LONGEST_LABEL[width]}
    domain = {"domain": labels(columns, width), "range": chosen}
    return {"field": "column", "type": "nominal", "scale": domain, "legend": legend}


def step(drawing: Drawing) -> float:
    """Returns the smallest step of an axis: numbers of records are whole."""
    return 0 if drawing.chart.is_of_money else 1


def shade(drawing: Drawing, *, legend: bool) -> dict[str, Any]:
    """Returns the shades of figures, from small to large."""
    shades = {"title": drawing.unit[1], "gradientLength": 200, "format": ",~f", "tickMinStep": step(drawing)}
    # A few values are far larger than the others: a root scale keeps the small ones apart.
    scale = {"type": "sqrt", "range": list(drawing.theme.shades), "domainMin": 0, "interpolate": "lab"}
    return {"field": "value", "type": "quantitative", "scale": scale, "legend": shades if legend else None}
