"""The endpoints of statistics, one for each kind: its filters are those of its list."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field
from sqlalchemy import Engine

from app.api.envelope import Envelope, Meta, link, single_response
from app.api.language import spoken
from app.exports import Format, not_acceptable
from app.exports.figures import FIGURES, Table, figures_table, write_table
from app.query.statistics import Statistics, StatisticsOut, read_statistics, statistics_parameters
from app.records import KINDS, Kind

# What an operation of figures answers beside JSON.
TABLES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The figures. With the suffix `.csv` or `.xlsx`, or by `Accept`, a table: a row a cell.",
        "content": {
            each.media_type: {"schema": {"type": "string", "format": "binary"}}
            for each in FIGURES
            if each.name != "json"
        },
    }
}
TableName = Annotated[str, Path(alias="format")]


class StatisticsMeta(Meta):
    """How the answer was made."""

    notes: list[str] = Field(description="What one has to know to read the figures.")


class StatisticsEnvelope(Envelope[StatisticsOut]):
    """Figures by group, and in total."""

    meta: StatisticsMeta


def statistics_router(engine: Engine) -> APIRouter:
    """Returns the endpoints /v1/stats/ of all kinds."""
    router = APIRouter(prefix="/v1/stats", tags=["Statistics"])
    for kind in KINDS.values():
        _add(router, kind, engine)
    return router


def _add(router: APIRouter, kind: Kind, engine: Engine) -> None:
    Asked: Any = statistics_parameters(kind.name)
    path = f"{router.prefix}/{kind.plural}"

    def read(query: Any, language: str, *, ids: bool) -> Statistics:
        return read_statistics(engine, kind, query, link=link, language=language, ids=ids)

    @router.get(
        f"/{kind.plural}",
        operation_id=f"stats{kind.plural.title()}",
        summary=f"Count {kind.plural}",
        response_model=StatisticsEnvelope,
        responses=TABLES,
    )
    @router.get(f"/{kind.plural}.json", response_model=None, include_in_schema=False)
    def statistics(query: Annotated[Asked, Query()], request: Request) -> Response:
        """Figures by up to two dimensions. Only JSON says what is excluded from the sums, and why."""
        language = spoken(query.lang, request)
        found = read(query, language, ids=True)
        data = orjson.dumps(found.data)
        meta: dict[str, Any] = {"version": found.version, "asked": found.asked, "notes": found.notes}
        return single_response(path, data, **meta, language=language)

    @router.get(f"/{kind.plural}.{{format}}", include_in_schema=False)
    def table(name: TableName, query: Annotated[Asked, Query()], request: Request) -> Response:
        format_ = table_format(name)
        found = read(query, spoken(query.lang, request), ids=False)
        cells = figures_table(found.data, query.group_by, str(request.base_url).rstrip("/"))
        return table_response(format_, f"stats-{kind.plural}", cells)


def table_format(name: str) -> Format:
    """Returns the format of a suffix of figures; raises NotAcceptable."""
    found = next((each for each in FIGURES if each.name == name), None)
    if found is None:
        raise not_acceptable(FIGURES, f"{name[:80]!r} is not a format of figures", "format", name)
    return found


def table_response(format_: Format, of: str, table: Table) -> Response:
    """Returns a table as a file to download."""
    headers = {"Content-Disposition": f'attachment; filename="komek-{of}.{format_.name}"'}
    return Response(write_table(format_, of, table), media_type=format_.media_type, headers=headers)
