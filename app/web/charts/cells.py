"""The figures of a chart: asked of the statistics, put in order, told in words, each with the list of its records.

Picture, table and data are made of the same cells, thus they agree. Nothing is rounded here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Engine

from app.api.envelope import link
from app.api.pairs import PATH as PAIRS
from app.query.encounters import meetings_of, read_encounters
from app.query.figures import MOST_IDS
from app.query.filters import asked
from app.query.pages import read_version
from app.query.statistics import read_statistics, statistics_parameters
from app.query.titles import read_acronyms
from app.query.values import label_values
from app.records import KINDS
from app.records.codes import NoDollars, NotCountable
from app.web.charts.catalogue import ENCOUNTERS, Chart, ChartParameters, chart_parameters
from app.web.charts.groups import Group, groups, shortened, years
from app.web.figures import labels_of
from app.web.printing import code_words, money_words, number_words
from app.web.wording import translations

# The statistics of a chart are read whole, so that what is folded together is complete; the API tells so many.
ALL, MOST_CELLS = 1_000_000, 1000
ORGANISATION = "organisation"
# Of so many records together the statistics are asked for their ids too.
FEW = 2000
# What of the list of a cell is in its sum.
_IN_SUM = {"countable": True, "usd_amount__isnull": False}


@dataclass(frozen=True)
class Cell:
    """A figure, in words too; how many records it is of, and the list of just these where there is one."""

    value: Decimal
    told: str
    count: int
    href: str | None


@dataclass(frozen=True)
class LeftOut:
    """What is in no sum for a reason: how many records, what they come to, where they are listed."""

    reason: str
    count: int
    told: str | None
    href: str


@dataclass(frozen=True)
class Figures:
    """The cells of a chart by row and column, of how many rows and columns these are, and what is said beside them."""

    rows: tuple[Group, ...]
    columns: tuple[Group, ...]
    cells: dict[tuple[Group, Group], Cell]
    # What the cells of a row come to, in words, where a record is in one of them only.
    sums: dict[Group, str]
    rows_total: int
    columns_total: int
    total: str
    count: int
    left_out: tuple[LeftOut, ...]
    as_data: str

    @property
    def has_untold(self) -> bool:
        """Whether some records have no value by which they could be a row or column."""
        columns = self.columns if len(self.columns) > 1 else ()
        return any(group.code is None and not group.rest for group in (*self.rows, *columns))

    @property
    def largest(self) -> tuple[Group, Group, Cell] | None:
        """The row and column of the largest figure of which both are told, with it; None where there is none."""
        told = [
            (row, column, cell)
            for (row, column), cell in self.cells.items()
            if row.code is not None and (column.code is not None or len(self.columns) == 1)
        ]
        return max(told, key=lambda each: each[2].value, default=None)


@dataclass(frozen=True)
class _Raw:
    """A figure by the codes of its groups; `ids` are those of its records, None where they are not all known."""

    row: str | None
    column: str | None
    value: Decimal
    count: int
    ids: tuple[str, ...] | None
    href: str | None


@dataclass(frozen=True)
class _Read:
    """What was read: the figures, what their groups are called, how many groups there are, what is in no sum."""

    cells: list[_Raw]
    labels: dict[tuple[str, str | None], str]
    number_of_rows: int
    number_of_columns: int
    total: Decimal | None
    count: int
    left_out: list[dict[str, Any]]
    as_data: str


def read_figures(engine: Engine, chart: Chart, query: ChartParameters, language: str) -> Figures:
    """Returns the figures of a chart in a language; raises BadQuery.

    They are kept while the data are what they were: a page is asked for with its pictures.
    """
    asking = orjson.dumps(asked(KINDS[chart.kind], query))
    return _figures(engine, read_version(engine), chart, asking, query.lang, language)


@lru_cache(maxsize=128)
def _figures(engine: Engine, _version: int, chart: Chart, asking: bytes, chosen: str | None, language: str) -> Figures:
    kind = KINDS[chart.kind]
    values = orjson.loads(asking)
    lang = {} if chosen is None else {"lang": chosen}

    def reach(**filters: Any) -> str:
        return link(f"/{kind.plural}", {**filters, **lang})

    if chart.rows == ENCOUNTERS:
        read = _met(engine, chart, values, reach, language)
    else:
        read = _counted(engine, chart, values, reach, language)
    word = translations(language).gettext
    rows = _groups(chart, read, chart.rows, word)
    columns = (
        [Group(None, _words_of(chart, word))] if chart.columns is None else _groups(chart, read, chart.columns, word)
    )
    acronyms = _acronyms(engine, chart, rows, columns, language)
    rows, columns = (shortened(side, acronyms) for side in (rows, columns))
    cells = _cells(chart, read.cells, rows, columns, lambda ids: reach(id=list(ids)), language)
    return Figures(
        rows=tuple(rows),
        columns=tuple(columns),
        cells=cells,
        sums=_sums(chart, rows, cells, language) if chart.folds else {},
        rows_total=read.number_of_rows,
        columns_total=read.number_of_columns,
        total="0" if read.total is None else _told(chart, read.total, language),
        count=read.count,
        left_out=tuple(_left_out(each, values, reach, language) for each in read.left_out),
        as_data=read.as_data,
    )


# --- what is asked ----------------------------------------------------------------------------------------------


def _counted(engine: Engine, chart: Chart, values: dict[str, Any], reach: Callable[..., str], language: str) -> _Read:
    """Returns what the statistics tell."""
    kind = KINDS[chart.kind]
    by = [chart.rows, *(() if chart.columns is None else (chart.columns,))]
    question = {**values, "group_by": by, "measure": [chart.measure]}
    query = statistics_parameters(chart.kind).model_validate(spelt(question)).model_copy(update={"limit": ALL})
    in_sum = _IN_SUM if chart.is_of_money else {}

    def read(*, ids: bool) -> dict[str, Any]:
        there = read_statistics(
            engine, kind, query, link=lambda _, filters: reach(**{**filters, **in_sum}), ids=ids, language=language
        )
        return there.data

    found = read(ids=False)
    # Of many records the ids are too many to be told one by one: to ask for them is of use for few only.
    if found["total"]["count"] <= FEW:
        found = read(ids=True)
    cells = []
    for cell in found["cells"]:
        codes = [cell["group"][name]["code"] for name in by]
        ids, count = _records(chart, cell)
        if cell[chart.measure] is not None:
            value = Decimal(cell[chart.measure])
            cells.append(_Raw(codes[0], codes[1] if len(codes) > 1 else None, value, count, ids, cell["link"]))
    total = found["total"][chart.measure]
    return _Read(
        cells,
        labels_of(found["cells"]),
        len({cell.row for cell in cells} - {None}),
        len({cell.column for cell in cells} - {None}),
        None if total is None else Decimal(total),
        _records(chart, found["total"])[1],
        found["excluded"],
        link(f"/v1/stats/{kind.plural}", {**question, "limit": MOST_CELLS}),
    )


def spelt(values: dict[str, Any]) -> dict[str, Any]:
    """Returns values as parameters take them: a comma stands between two, but after a backslash."""
    return {
        name: [each.replace(",", "\\,") if isinstance(each, str) else each for each in value]
        if isinstance(value, list)
        else value
        for name, value in values.items()
    }


def _records(chart: Chart, figures: dict[str, Any]) -> tuple[tuple[str, ...] | None, int]:
    """Returns the ids of the records that a figure is of, None if only some are told, and how many there are."""
    ids, count = ("summed_ids", "summed") if chart.is_of_money else ("ids", "count")
    told = tuple(figures.get(ids, ()))
    return (told if len(told) == figures[count] else None), figures[count]


def _met(engine: Engine, chart: Chart, values: dict[str, Any], reach: Callable[..., str], language: str) -> _Read:
    """Returns how often parties meet, each pair in both directions."""
    query = chart_parameters(chart.kind).model_validate(spelt(values))
    found = read_encounters(engine, query, most=chart.most_rows)
    cells = [
        _Raw(one, other, Decimal(count), count, None, None if filters is None else reach(**filters))
        for pair, count in found.pairs.items()
        for filters in [meetings_of(pair, values)]
        for one, other in (pair, pair[::-1])
    ]
    labels: dict[tuple[str, str | None], str] = {
        **label_values(engine, KINDS[chart.kind], ((ENCOUNTERS, code) for code in found.parties), language)
    }
    met, parties = found.meetings_total, found.parties_total
    as_data = link(PAIRS, {**values, "parties": chart.most_rows})
    return _Read(cells, labels, parties, parties, Decimal(met), met, [], as_data)


# --- rows and columns -------------------------------------------------------------------------------------------


def _groups(chart: Chart, read: _Read, name: str, word: Callable[[str], str]) -> list[Group]:
    """Returns the rows, or columns, that are shown, in order; those without a value come last."""
    is_row = name == chart.rows
    sizes: Counter[str | None] = Counter()
    for raw in read.cells:
        sizes[raw.row if is_row else raw.column] += raw.value  # type: ignore[assignment]
    missing = [Group(None, word("not told"))] if None in sizes else []
    if is_row and chart.is_of_years:
        return [*(Group(year, year) for year in years(code for code in sizes if code is not None)), *missing]
    folds, most = chart.folds and not is_row, chart.most_rows if is_row else chart.most_columns
    labels = {code: read.labels[name, code] for code in sizes if code is not None}
    return groups(sizes, labels, most=most, folds=folds, word=word)


def _acronyms(engine: Engine, chart: Chart, rows: list[Group], columns: list[Group], language: str) -> dict[str, str]:
    """Returns by id the acronyms of the organisations among rows and columns whose names are long."""
    sides = ((rows, chart.rows), (columns, chart.columns))
    bodies = [side for side, name in sides if name is not None and ORGANISATION in chart.dimension(name).kinds]
    long = {each.code for side in bodies for each in side if each.code is not None and each.is_long}
    return read_acronyms(engine, ORGANISATION, long, language)


# --- cells ------------------------------------------------------------------------------------------------------


def _cells(
    chart: Chart,
    raws: Iterable[_Raw],
    rows: Sequence[Group],
    columns: Sequence[Group],
    list_of: Callable[[tuple[str, ...]], str],
    language: str,
) -> dict[tuple[Group, Group], Cell]:
    """Returns the cells of the groups that are shown."""
    row_of = {row.code: row for row in rows}
    column_of = {column.code: column for column in columns if not column.rest}
    rest = next((column for column in columns if column.rest), None)
    merged: dict[tuple[Group, Group], _Raw] = {}
    for raw in raws:
        row, column = row_of.get(raw.row), column_of.get(raw.column, rest)
        if row is not None and column is not None:
            known = merged.get((row, column))
            merged[row, column] = raw if known is None else _together(known, raw)
    return {
        key: Cell(
            raw.value,
            _told(chart, raw.value, language),
            raw.count,
            list_of(raw.ids) if raw.href is None and raw.ids is not None and len(raw.ids) <= MOST_IDS else raw.href,
        )
        for key, raw in merged.items()
    }


def _sums(
    chart: Chart, rows: Iterable[Group], cells: dict[tuple[Group, Group], Cell], language: str
) -> dict[Group, str]:
    values: dict[Group, Decimal] = {}
    for (row, _), cell in cells.items():
        values[row] = values.get(row, Decimal(0)) + cell.value
    return {row: _told(chart, values[row], language) if row in values else "" for row in rows}


def _together(one: _Raw, other: _Raw) -> _Raw:
    ids = None if one.ids is None or other.ids is None else tuple(sorted({*one.ids, *other.ids}))
    return replace(one, value=one.value + other.value, count=one.count + other.count, ids=ids, href=None)


# --- words ------------------------------------------------------------------------------------------------------


def _words_of(chart: Chart, word: Callable[[str], str]) -> str:
    return word("US dollars") if chart.is_of_money else word(KINDS[chart.kind].title)


def _told(chart: Chart, value: Decimal, language: str) -> str:
    if not chart.is_of_money:
        return number_words(value, language)
    return money_words(format(value, "f"), "USD", language)


def _left_out(each: dict[str, Any], values: dict[str, Any], reach: Callable[..., str], language: str) -> LeftOut:
    reason = each["reason"]
    not_countable = reason in [*NotCountable]
    narrowed = {"not_countable": [reason]} if not_countable else {"usd_reason": [reason], "countable": [True]}
    words = code_words(NotCountable if not_countable else NoDollars, reason, language)
    told = None if each["sum_usd"] is None else money_words(each["sum_usd"], "USD", language)
    return LeftOut(words, each["count"], told, reach(**{**values, **narrowed}))
