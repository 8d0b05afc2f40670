"""All charts: the question of each to the statistics, and its form."""

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
# Rows and columns of the chart of pairs: the statistics have no such dimension.
ENCOUNTERS = "party"


class Form(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"
    MATRIX = "matrix"
    MAP = "map"
    TIMELINE = "timeline"


@dataclass(frozen=True)
class Chart:
    """A chart: `rows` and `columns` are dimensions of its kind, `measure` is the figure of a cell.

    It shows all years, and of other rows and columns the `most_rows` and `most_columns` largest. With `folds` the other
    columns are added up as one: this is right only where no record is in two columns.
    """

    name: str
    kind: str
    form: Form
    title: str
    description: str
    rows: str
    columns: str | None = None
    measure: str = "count"
    most_rows: int = 20
    most_columns: int = 12
    folds: bool = False

    @property
    def is_of_years(self) -> bool:
        """Whether its rows are years, which are shown in order and without gaps."""
        return self.rows == YEAR

    @property
    def is_of_money(self) -> bool:
        """Whether its figures are US dollars."""
        return self.measure != "count"

    def dimension(self, name: str) -> Dimension:
        """Returns a dimension of the kind."""
        return next(each for each in KINDS[self.kind].dimensions if each.name == name)

    def size(self, width: str = "wide") -> tuple[int, int]:
        """Returns width and height of its picture in pixels; a `narrow` one fits a telephone."""
        return _SIZES[self.form][width]

    def address(self, suffix: str, values: dict[str, Any], /, **more: Any) -> str:
        """Returns an address of the chart: its page with ``, else `.svg`, `.png`, `.json`, `/embed`."""
        return link(f"/charts/{self.name}{suffix}", {**values, **more})

    def narrowed(self, query: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Returns the filters in the query of a list, which its chart takes too."""
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
            message("US dollars by year and donor; only sums counted in totals."),
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
            message("Funding by receiving country"),
            message("US dollars by receiving country; only sums counted in totals."),
            rows="receiver_country",
            measure="sum_usd",
        ),
        Chart(
            "funding-by-topic",
            "funding",
            Form.MATRIX,
            message("Funding by topic and donor"),
            message("US dollars by topic of the project and by donor; only sums counted in totals."),
            rows="topic",
            columns="provider",
            measure="sum_usd",
        ),
        Chart(
            "meetings-by-year",
            "meeting",
            Form.BARS,
            message("Meetings by year"),
            message("Number of meetings mentioned in the texts, by year and form."),
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
            message("Meetings by date, country and form."),
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
            message(
                "Number of meetings of two parties: countries, through their representatives, and other organisations."
            ),
            rows=ENCOUNTERS,
            columns=ENCOUNTERS,
            most_rows=14,
            most_columns=14,
        ),
        Chart(
            "meetings-by-country",
            "meeting",
            Form.MAP,
            message("Meetings by country"),
            message("Number of meetings in each country."),
            rows="country",
        ),
        Chart(
            "projects-by-topic",
            "project",
            Form.MATRIX,
            message("Projects by topic and organisation"),
            message("Number of projects by topic and organisation, in any role."),
            rows="topic",
            columns="organisation",
        ),
        Chart(
            "projects-by-role",
            "project",
            Form.BARS,
            message("Projects by role"),
            message("Number of projects of each organisation, by role."),
            rows="organisation",
            columns="role",
            most_rows=16,
        ),
        Chart(
            "projects-by-country",
            "project",
            Form.MAP,
            message("Projects by country"),
            message("Number of projects for each country; a project for several countries counts in each."),
            rows="country",
        ),
    )
}


class ChartParameters(Parameters):
    """The parameters of every chart; each kind adds its filters."""

    theme: Literal["light", "dark"] = Field(default="light", description="The colours of a picture.")
    width: Literal["wide", "narrow"] = Field(default="wide", description="`narrow` fits a telephone.")


@cache
def chart_parameters(kind: str) -> type[ChartParameters]:
    """Returns the parameters of the charts of a kind: its filters, and those of every chart."""
    fields: dict[str, Any] = filter_fields(KINDS[kind])
    model: type[ChartParameters] = create_model(f"{kind.title()}ChartParameters", __base__=ChartParameters, **fields)
    return model
