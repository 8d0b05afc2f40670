"""The figures of a chart: read from the statistics, sorted, printed, each with the list of its records.

Picture, table and data have the same cells. Values are exact; only their words are rounded.
"""

from collections import defaultdict
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
from app.web.printing import Figure, code_words, dollars, number_words
from app.web.wording import translations

# A chart reads all cells of the statistics, so that folded columns are complete; the API returns MOST_CELLS.
ALL, MOST_CELLS = 1_000_000, 1000
ORGANISATION = "organisation"
# Up to how many records a chart asks the statistics for their ids.
FEW = 2000
# The filters for the records that are in the sum of a cell.
_IN_SUM = {"countable": True, "usd_amount__isnull": False}


@dataclass(frozen=True)
class Cell:
    """A value, as it is printed too; the number of its records, and the list of exactly these if there is one."""

    value: Decimal
    figure: Figure
    count: int
    href: str | None


@dataclass(frozen=True)
class LeftOut:
    """The records that are not counted for a reason: their number, their sum, their list."""

    reason: str
    count: int
    figure: Figure | None
    href: str


@dataclass(frozen=True)
class Figures:
    """The cells of a chart by row and column; `rows_total` and `columns_total` count those that are not shown too."""

    rows: tuple[Group, ...]
    columns: tuple[Group, ...]
    cells: dict[tuple[Group, Group], Cell]
    # The sums of rows, where no record is in two cells of a row.
    sums: dict[Group, Figure]
    rows_total: int
    columns_total: int
    total: Figure
    count: int
    left_out: tuple[LeftOut, ...]
    as_data: str

    @property
    def has_missing(self) -> bool:
        """Whether some records have no value for their row or column."""
        columns = self.columns if len(self.columns) > 1 else ()
        return any(group.code is None and not group.rest for group in (*self.rows, *columns))

    @property
    def undated(self) -> Figure | None:
        """The sum of the records without a year in a chart of years; None without such records."""
        return next((figure for row, figure in self.sums.items() if row.code is None), None)

    @property
    def largest(self) -> tuple[Group, Group, Cell] | None:
        """The row, column and cell of the largest value, without records that lack one of these; None if empty."""
        stated = [
            (row, column, cell)
            for (row, column), cell in self.cells.items()
            if row.code is not None and (column.code is not None or len(self.columns) == 1)
        ]
        return max(stated, key=lambda each: each[2].value, default=None)


@dataclass(frozen=True)
class _Raw:
    """A value by the codes of its groups; `ids` are those of its records, None where some are unknown."""

    row: str | None
    column: str | None
    value: Decimal
    count: int
    ids: tuple[str, ...] | None
    href: str | None


@dataclass(frozen=True)
class _Read:
    """What a query read: the values, the labels of their groups, the numbers of groups, what is not counted."""

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

    They are kept for one version of the data: a page and its pictures ask for the same.
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
        total=_figure(chart, Decimal(0) if read.total is None else read.total, language),
        count=read.count,
        left_out=tuple(_left_out(each, values, reach, language) for each in read.left_out),
        as_data=read.as_data,
    )


# --- reading ----------------------------------------------------------------------------------------------------


def _counted(engine: Engine, chart: Chart, values: dict[str, Any], reach: Callable[..., str], language: str) -> _Read:
    """Returns the values of the statistics."""
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
    # Ids of many records are slow to read, and too many for a link.
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
    """Returns values as parameters take them: with a backslash before each comma."""
    return {
        name: [each.replace(",", "\\,") if isinstance(each, str) else each for each in value]
        if isinstance(value, list)
        else value
        for name, value in values.items()
    }


def _records(chart: Chart, figures: dict[str, Any]) -> tuple[tuple[str, ...] | None, int]:
    """Returns the ids of the records of a figure, None if it lists only some, and the number of its records."""
    ids, count = ("summed_ids", "summed") if chart.is_of_money else ("ids", "count")
    listed = tuple(figures.get(ids, ()))
    return (listed if len(listed) == figures[count] else None), figures[count]


def _met(engine: Engine, chart: Chart, values: dict[str, Any], reach: Callable[..., str], language: str) -> _Read:
    """Returns the numbers of meetings of each pair of parties, in both directions."""
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
    """Returns the rows or columns to show, in order; records without a value come last."""
    is_row = name == chart.rows
    sizes: defaultdict[str | None, Decimal] = defaultdict(Decimal)
    for raw in read.cells:
        sizes[raw.row if is_row else raw.column] += raw.value
    missing = [Group(None, word("not stated"))] if None in sizes else []
    if is_row and chart.is_of_years:
        return [*(Group(year, year) for year in years(code for code in sizes if code is not None)), *missing]
    folds, most = chart.folds and not is_row, chart.most_rows if is_row else chart.most_columns
    labels = {code: read.labels[name, code] for code in sizes if code is not None}
    return groups(sizes, labels, most=most, folds=folds, word=word)


def _acronyms(engine: Engine, chart: Chart, rows: list[Group], columns: list[Group], language: str) -> dict[str, str]:
    """Returns the acronyms of organisations with long names among rows and columns, by id."""
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
    """Returns the cells of these groups."""
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
            _figure(chart, raw.value, language),
            raw.count,
            list_of(raw.ids) if raw.href is None and raw.ids is not None and len(raw.ids) <= MOST_IDS else raw.href,
        )
        for key, raw in merged.items()
    }


def _sums(
    chart: Chart, rows: Iterable[Group], cells: dict[tuple[Group, Group], Cell], language: str
) -> dict[Group, Figure]:
    """Returns the sums of the rows that have cells."""
    values: dict[Group, Decimal] = {}
    for (row, _), cell in cells.items():
        values[row] = values.get(row, Decimal(0)) + cell.value
    return {row: _figure(chart, values[row], language) for row in rows if row in values}


def _together(one: _Raw, other: _Raw) -> _Raw:
    ids = None if one.ids is None or other.ids is None else tuple(sorted({*one.ids, *other.ids}))
    return replace(one, value=one.value + other.value, count=one.count + other.count, ids=ids, href=None)


# --- words ------------------------------------------------------------------------------------------------------


def _words_of(chart: Chart, word: Callable[[str], str]) -> str:
    return word("US dollars") if chart.is_of_money else word(KINDS[chart.kind].title)


def _figure(chart: Chart, value: Decimal, language: str) -> Figure:
    return dollars(value, language) if chart.is_of_money else Figure(number_words(value, language))


def _left_out(each: dict[str, Any], values: dict[str, Any], reach: Callable[..., str], language: str) -> LeftOut:
    reason = each["reason"]
    not_countable = reason in [*NotCountable]
    narrowed = {"not_countable": [reason]} if not_countable else {"usd_reason": [reason], "countable": [True]}
    words = code_words(NotCountable if not_countable else NoDollars, reason, language)
    figure = None if each["sum_usd"] is None else dollars(Decimal(each["sum_usd"]), language)
    return LeftOut(words, each["count"], figure, reach(**{**values, **narrowed}))
