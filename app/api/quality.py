"""The endpoint of how well texts are read."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy import Engine

from app.api.envelope import Envelope, single_response
from app.query.pages import read_version
from app.query.parameters import Parameters
from app.query.quality import QualityOut, read_quality


class QualityEnvelope(Envelope[QualityOut]):
    """How well texts are read."""


def quality_router(engine: Engine) -> APIRouter:
    """Returns the endpoint /v1/quality."""
    router = APIRouter(tags=["Status"])

    @router.get("/v1/quality", operation_id="getQuality", summary="Get the quality", response_model=QualityEnvelope)
    def quality(query: Annotated[Parameters, Query()]) -> Response:
        """How well texts are read: measured figures, and the version of the extractor that they are of."""
        return single_response("/v1/quality", read_quality().model_dump_json(), version=read_version(engine), asked={})

    return router
