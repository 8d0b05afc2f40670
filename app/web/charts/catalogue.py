"""The charts that there are: what each asks of the statistics, and how it is drawn; all else is the same for all."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Literal

from pydantic import Field, create_model

from app.api.envelope import link
from app.query.parameters import Parameters, filter_fields, narrowing_parameters
from app.records import KINDS
from app.records.base import Dimension
from app.web.wording import message

YEAR = "year"
# The chart of meetings that asks which parties share them: that is no grouping of the statistics.
ENCOUNTERS = "party"


class Form(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"
    MATRIX = "matrix"
    MAP = "map"
    TIMELINE = "timeline"


@dataclass(frozen=True)
class Chart:
    """A chart: `rows` and `columns` are dimensions of its kind, `measure` is what stands in a cell.

    Of rows and columns that are no years the `most_rows` and `most_columns` largest are shown; with `folds` the other
    columns are one together: that is right only where a record is in one of them.
    """

    name: str
    kind: str
    form: Form
    title: str
    tells: str
    rows: str
    columns: str | None = None
    measure: str = "count"
    most_rows: int = 20
    most_columns: int = 12
    folds: bool = False

    @property
    def is_of_years(self) -> bool:
        """Whether its rows are years, which are shown in their order and without gaps."""
        return self.rows == YEAR

    @property
    def is_of_money(self) -> bool:
        """Whether it adds dollars up."""
        return self.measure != "count"

    def dimension(self, name: str) -> Dimension:
        """Returns a dimension of the kind."""
        return next(each for each in KINDS[self.kind].dimensions if each.name == name)

    def size(self, width: str = "wide") -> tuple[int, int]:
        """Returns width and height of its picture in pixels, `wide` or `narrow` as a telephone."""
        return _SIZES[self.form][width]

    def address(self, suffix: str, values: dict[str, Any], /, **more: Any) -> str:
        """Returns the address of a form of the chart: `` of its page, `.svg`, `.png`, `.json`, `/embed`."""
        return link(f"/charts/{self.name}{suffix}", {**values, **more})

    def narrowed(self, query: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Returns what of the query of a list narrows its chart too."""
        values: dict[str, list[str]] = {}
        for name, value in query:
            if name in narrowing_parameters(self.kind):
                values.setdefault(name, []).append(value)
        return {name: ",".join(each) for name, each in values.items()}


_SIZES = {
    Form.BARS: {"wide": (760, 440), "narrow": (360, 520)},
    Form.MATRIX: {"wide": (760, 520), "narrow": (360, 480)},
    Form.MAP: {"wide": (760, 390), "narrow": (360, 420)},
    Form.TIMELINE: {"wide": (760, 480), "narrow": (360, 540)},
}

CHARTS = {
    chart.name: chart
    for chart in (
        Chart(
            "funding-by-year",
            "funding",
            Form.BARS,
            message("Funding by year"),
            message("US dollars by year and who gives; sums that may be added only."),
            rows=YEAR,
            columns="provider",
            measure="sum_usd",
            most_columns=7,
            folds=True,
        ),
        Chart(
            "funding-by-country",
            "funding",
            Form.MAP,
            message("Funding by receiving state"),
            message("US dollars by the state that receives; sums that may be added only."),
            rows="receiver_country",
            measure="sum_usd",
        ),
        Chart(
            "funding-by-topic",
            "funding",
            Form.MATRIX,
            message("Funding by topic and donor"),
            message("US dollars by the topic of the project they are for, and who gives; sums that may be added only."),
            rows="topic",
            columns="provider",
            measure="sum_usd",
        ),
        Chart(
            "meetings-by-year",
            "meeting",
            Form.BARS,
            message("Meetings by year"),
            message("How many meetings the texts tell of, by year and form."),
            rows=YEAR,
            columns="meeting_type",
            most_columns=7,
            folds=True,
        ),
        Chart(
            "meetings-timeline",
            "meeting",
            Form.TIMELINE,
            message("Meetings on a timeline"),
            message("Meetings by their date and the state where they take place, and their form."),
            rows="country",
            columns="meeting_type",
            most_rows=12,
            most_columns=7,
            folds=True,
        ),
        Chart(
            "who-meets-whom",
            "meeting",
            Form.MATRIX,
            message("Who meets whom"),
            message("How many meetings two parties share: states by those who act for them, and other bodies."),
            rows=ENCOUNTERS,
            columns=ENCOUNTERS,
            most_rows=14,
            most_columns=14,
        ),
        Chart(
            "meetings-by-country",
            "meeting",
            Form.MAP,
            message("Meetings by state"),
            message("How many meetings take place in each state."),
            rows="country",
        ),
        Chart(
            "projects-by-topic",
            "project",
            Form.MATRIX,
            message("Projects by topic and organisation"),
            message("How many projects on a topic an organisation takes part in, in whatever role."),
            rows="topic",
            columns="organisation",
        ),
        Chart(
            "projects-by-role",
            "project",
            Form.BARS,
            message("Projects by role"),
            message("In how many projects an organisation takes part, by role."),
            rows="organisation",
            columns="role",
            most_rows=16,
        ),
        Chart(
            "projects-by-country",
            "project",
            Form.MAP,
            message("Projects by state"),
            message("How many projects are for each state; one for several states counts in each."),
            rows="country",
        ),
    )
}


class ChartParameters(Parameters):
    """How a chart is shown; the filters are added for each kind."""

    theme: Literal["light", "dark"] = Field(default="light", description="The colours of a picture.")
    width: Literal["wide", "narrow"] = Field(default="wide", description="`narrow` suits a telephone.")


@cache
def chart_parameters(kind: str) -> type[ChartParameters]:
    """Returns what may be asked of the charts of a kind: its filters, and how to show them."""
    fields: dict[str, Any] = filter_fields(KINDS[kind])
    model: type[ChartParameters] = create_model(f"{kind.title()}ChartParameters", __base__=ChartParameters, **fields)
    return model
