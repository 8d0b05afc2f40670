"""The endpoint of coverage: how complete the fields are."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response
from sqlalchemy import Engine

from app.api.envelope import Envelope, single_response
from app.query.coverage import CoverageOut, CoverageParameters, read_coverage


class CoverageEnvelope(Envelope[list[CoverageOut]]):
    """How complete the fields are, by kind."""


def coverage_router(engine: Engine) -> APIRouter:
    """Returns the endpoint /v1/coverage."""
    router = APIRouter(tags=["Statistics"])

    @router.get("/v1/coverage", operation_id="getCoverage", summary="Get the coverage", response_model=CoverageEnvelope)
    def coverage(query: Annotated[CoverageParameters, Query()]) -> Response:
        """For each field, how many records have a value, how many lack one, and why."""
        found, version = read_coverage(engine, query)
        asked: dict[str, Any] = {"type": sorted(query.type)} if query.type else {}
        data = orjson.dumps([each.model_dump() for each in found])
        return single_response("/v1/coverage", data, version=version, asked=asked)

    return router
