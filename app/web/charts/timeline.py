"""The timeline of meetings: the newest meetings by date and country, as marks and as rows of a table.

Unlike other charts it shows records, so that it reads a list and not the statistics.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import orjson
from sqlalchemy import Engine

from app.api.envelope import link
from app.query.filters import asked
from app.query.pages import read_version
from app.query.parameters import list_parameters
from app.query.records import list_records
from app.records import KINDS
from app.records.values import days
from app.web.charts.catalogue import Chart, ChartParameters
from app.web.charts.cells import spelt
from app.web.charts.drawing import NOTHING, THEMES, Specification, categories, framed, nothing
from app.web.charts.groups import Group, groups, plain
from app.web.fields import path_of, reader_of
from app.web.printing import Figure, country_words, date_words, number_words
from app.web.wording import field_words, translations

# How many meetings a reader can distinguish in the picture and read in the table.
MOST = 500
# The timeline shows meetings with a date only.
WITH_DATE = {"date__isnull": False}
_FIELDS = ["id", "label", "date", "city", "city_label", "country", "meeting_type"]
# A longer date, a month or a year, is drawn as a bar.
_LONGEST_POINT = timedelta(days=20)


@dataclass(frozen=True)
class Point:
    """A meeting: its first and last day as ISO dates, its lane and form, and its words."""

    first: str
    last: str
    is_span: bool
    lane: Group
    form: Group
    date: str
    title: str
    place: str
    form_label: str
    href: str


@dataclass(frozen=True)
class Timeline:
    """The newest meetings; `total` counts all meetings with a date; the lanes and forms of those shown."""

    marks: tuple[Point, ...]
    total: int
    lanes: tuple[Group, ...]
    forms: tuple[Group, ...]
    as_data: str


def read_timeline(engine: Engine, chart: Chart, query: ChartParameters, language: str) -> Timeline:
    """Returns the newest meetings that match the filters; raises BadQuery."""
    asking = orjson.dumps(asked(KINDS[chart.kind], query))
    return _timeline(engine, read_version(engine), chart, asking, query.lang, language)


@lru_cache(maxsize=64)
def _timeline(
    engine: Engine, _version: int, chart: Chart, asking: bytes, chosen: str | None, language: str
) -> Timeline:
    kind = KINDS[chart.kind]
    question = {**WITH_DATE, **orjson.loads(asking), "sort": ["-date"], "limit": MOST}
    query = list_parameters(kind.name).model_validate({**spelt(question), "fields": _FIELDS})
    page = list_records(engine, kind, query, language=language)
    records = [each for each in orjson.loads(page.data) if each["date"] is not None]
    reader = reader_of(engine, records, language)

    words_of = {
        "country": lambda code: country_words(code, language),
        "meeting_type": lambda code: reader.code(kind, "meeting_type", code),
    }
    lanes, forms = (
        groups(
            sizes := Counter(each[field] for each in records),
            {code: words_of[field](code) for code in sizes if code is not None},
            most=most,
            folds=True,
            word=reader.word,
        )
        for field, most in (("country", chart.most_rows), ("meeting_type", chart.most_columns))
    )
    lang = {} if chosen is None else {"lang": chosen}
    marks = []
    for each in records:
        first, last = days(each["date"])
        place = (each["city_label"], country_words(each["country"], language))
        marks.append(
            Point(
                first=first.isoformat(),
                last=last.isoformat(),
                is_span=last - first > _LONGEST_POINT,
                lane=_group_of(each["country"], lanes),
                form=_group_of(each["meeting_type"], forms),
                date=date_words(each["date"], language),
                title=plain(each["label"]),
                place=plain(", ".join(part for part in place if part)),
                form_label=reader.code(kind, "meeting_type", each["meeting_type"]),
                href=link(path_of(kind.name, each["id"]), lang),
            )
        )
    as_data = link(f"/v1/{kind.plural}", question)
    return Timeline(tuple(marks), (page.total or 0) if marks else 0, tuple(lanes), tuple(forms), as_data)


def _group_of(code: str | None, among: Iterable[Group]) -> Group:
    """Returns the group of a code: its own, else that of all others."""
    return next((each for each in among if each.code == code and not each.rest), None) or next(
        each for each in among if each.rest
    )


# --- words ------------------------------------------------------------------------------------------------------


def total(chart: Chart, timeline: Timeline, language: str) -> Figure:
    """Returns how many meetings are shown, in words."""
    word = translations(language).gettext
    shown, number = (number_words(each, language) for each in (len(timeline.marks), timeline.total))
    if len(timeline.marks) < timeline.total:
        return Figure(word("The newest %(shown)s of %(number)s") % {"shown": shown, "number": number})
    return Figure(f"{word(KINDS[chart.kind].title)}: {number}")


def alternative(chart: Chart, timeline: Timeline, language: str) -> str:
    """Returns the timeline in a few sentences, for readers who do not see it."""
    word = translations(language).gettext
    description = f"{word(chart.title)}. {word(chart.description)}"
    if not timeline.marks:
        return f"{description} {word(NOTHING)}"
    newest = timeline.marks[0]
    return f"{description} {total(chart, timeline, language).text}. {newest.date}: {newest.title}."


# --- picture ----------------------------------------------------------------------------------------------------


def specification(
    chart: Chart, timeline: Timeline, *, language: str, theme: str = "light", width: str = "wide"
) -> Specification:
    """Returns the Vega-Lite specification of the timeline: a dot for days, a bar for a month or a year."""
    colours = THEMES[theme]
    body = _marks(timeline, language, theme, width) if timeline.marks else nothing(colours, language)
    frame = framed(
        chart,
        alternative(chart, timeline, language),
        [total(chart, timeline, language).text],
        language=language,
        theme=colours,
        width=width,
    )
    return frame | body


def _marks(timeline: Timeline, language: str, theme: str, width: str) -> Specification:
    word, narrow = translations(language).gettext, width == "narrow"
    colours = THEMES[theme]
    data = [
        {
            "first": each.first,
            "last": each.last,
            "span": each.is_span,
            "lane": each.lane.label,
            "column": each.form.label,
            "date": each.date,
            "title": each.title,
            "place": each.place,
            "form": each.form_label,
            "list": each.href,
        }
        for each in timeline.marks
    ]
    along = {
        "field": "first",
        "type": "temporal",
        "title": None,
        "scale": {"type": "utc", "padding": 8},
        "axis": {"labelOverlap": True, "tickCount": 5 if narrow else 10, "grid": True},
    }
    lane = {
        "field": "lane",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [each.label for each in timeline.lanes]},
        "axis": {"labelLimit": 100 if narrow else 170, "ticks": False, "domain": False, "grid": True},
    }
    names = [(name, word(field_words(of))) for name, of in _TOOLTIP]
    tooltip = [{"field": name, "type": "nominal", "title": title} for name, title in names]
    forms = timeline.forms
    stroke = {"stroke": colours.paper, "strokeWidth": 0.5}
    colour = categories(colours, width, forms)
    colour["legend"] |= {"symbolOpacity": 1}
    return {
        "data": {"values": data},
        "encoding": {"x": along, "y": lane, "color": colour, "tooltip": tooltip},
        "layer": [
            {
                "transform": [{"filter": "datum.span"}],
                "mark": {"type": "rule", "strokeWidth": 7, "strokeCap": "round", "opacity": 0.6},
                "encoding": {"x2": {"field": "last"}},
            },
            {
                "transform": [{"filter": "!datum.span"}],
                "mark": {"type": "circle", "size": 55 if narrow else 70, "opacity": 0.85, **stroke},
            },
        ],
    }


# The lines of the tooltip with their fields; the title is last, like the linked figure of other charts.
_TOOLTIP = (("date", "date"), ("place", "place"), ("form", "meeting_type"), ("title", "meeting"))
