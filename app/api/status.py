"""The endpoint of the state of the database."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy import Engine

from app.api.envelope import Envelope, single_response
from app.query.parameters import Parameters
from app.query.status import StatusOut, read_status


class StatusEnvelope(Envelope[StatusOut]):
    """The state of the database."""


def status_router(engine: Engine) -> APIRouter:
    """Returns the endpoint /v1/status."""
    router = APIRouter(tags=["Status"])

    @router.get("/v1/status", operation_id="getStatus", summary="Get the state", response_model=StatusEnvelope)
    def status(query: Annotated[Parameters, Query()]) -> Response:
        """How many records the database has, and when it last changed."""
        found = read_status(engine)
        return single_response("/v1/status", found.model_dump_json(), version=found.data_version, asked={})

    return router
