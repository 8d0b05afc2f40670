"""Figures of the statistics for pages, with labels in the language of the page."""

from typing import Any

from sqlalchemy import Engine

from app.api.envelope import link
from app.query.statistics import Statistics, read_statistics, statistics_parameters
from app.records import Kind


def figures(engine: Engine, kind: Kind, language: str, **asked: Any) -> Statistics:
    """Returns the statistics of a kind without ids; `asked` has the parameters of /v1/stats; raises BadQuery."""
    query: Any = statistics_parameters(kind.name)(**asked)
    return read_statistics(engine, kind, query, link=link, ids=False, language=language)


def labels_of(cells: list[dict[str, Any]]) -> dict[tuple[str, str | None], str]:
    """Returns the labels of the groups of cells by dimension and code."""
    return {(name, group["code"]): group["label"] for cell in cells for name, group in cell["group"].items()}
