"""The endpoints of statistics, one for each kind: its filters are those of its list."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response
from pydantic import Field
from sqlalchemy import Engine

from app.api.envelope import Envelope, Meta, link, single_response
from app.query.statistics import StatisticsOut, read_statistics, statistics_parameters
from app.records import KINDS, Kind


class StatisticsMeta(Meta):
    """What the answer is made from."""

    notes: list[str] = Field(description="What has to be known of the figures.")


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

    @router.get(
        f"/{kind.plural}",
        operation_id=f"stats{kind.plural.title()}",
        summary=f"Count {kind.plural}",
        response_model=StatisticsEnvelope,
    )
    def statistics(query: Annotated[Asked, Query()]) -> Response:
        """Figures by up to two dimensions; what is in no sum is told with the reason."""
        found = read_statistics(engine, kind, query, link=link)
        path = f"{router.prefix}/{kind.plural}"
        return single_response(
            path, orjson.dumps(found.data), version=found.version, asked=found.asked, notes=found.notes
        )
