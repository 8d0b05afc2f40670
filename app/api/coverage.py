"""The endpoint of how much the records tell."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response
from sqlalchemy import Engine

from app.api.envelope import Envelope, single_response
from app.query.coverage import CoverageOut, CoverageParameters, read_coverage


class CoverageEnvelope(Envelope[list[CoverageOut]]):
    """How many records tell what."""


def coverage_router(engine: Engine) -> APIRouter:
    """Returns the endpoint /v1/coverage."""
    router = APIRouter(tags=["Statistics"])

    @router.get("/v1/coverage", operation_id="getCoverage", summary="Get the coverage", response_model=CoverageEnvelope)
    def coverage(query: Annotated[CoverageParameters, Query()]) -> Response:
        """Of each field, how many records tell it, how many lack it, and why."""
        found, version = read_coverage(engine, query)
        asked: dict[str, Any] = {"type": sorted(query.type)} if query.type else {}
        data = orjson.dumps([each.model_dump() for each in found])
        return single_response("/v1/coverage", data, version=version, asked=asked)

    return router
