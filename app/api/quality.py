"""The endpoints of how well texts are read, and of doubtful records."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Engine

from app.api.envelope import Envelope, List, page_response, single_response
from app.api.language import spoken
from app.query.doubts import (
    CandidateOut,
    ConflictOut,
    DoubtParameters,
    SuspiciousOut,
    SuspiciousParameters,
    filters_of,
    list_candidates,
    list_conflicts,
    list_suspicious,
)
from app.query.pages import Page
from app.query.parameters import PageParameters, Parameters
from app.query.quality import QualityNowOut, read_quality_now


class QualityEnvelope(Envelope[QualityNowOut]):
    """How well texts are read, and how many doubts there are."""


class ConflictList(List[ConflictOut]):
    """A page of conflicts."""


class CandidateList(List[CandidateOut]):
    """A page of pairs that may be the same."""


class SuspiciousList(List[SuspiciousOut]):
    """A page of suspicious records."""


def quality_router(engine: Engine) -> APIRouter:
    """Returns the endpoints under /v1/quality."""
    router = APIRouter(prefix="/v1/quality", tags=["Quality"])

    @router.get("", operation_id="getQuality", summary="Get the quality", response_model=QualityEnvelope)
    def quality(query: Annotated[Parameters, Query()]) -> Response:
        """How well texts are read, as measured for one version of the extractor, and how many doubts there are now."""
        found, version = read_quality_now(engine)
        return single_response(router.prefix, found.model_dump_json(), version=version, asked={})

    @router.get("/conflicts", operation_id="listConflicts", summary="List conflicts", response_model=ConflictList)
    def conflicts(query: Annotated[DoubtParameters, Query()]) -> Response:
        """Fields of one fact for which several texts state different values, each with its record and document."""
        return answer("conflicts", list_conflicts(engine, query), query)

    @router.get("/candidates", operation_id="listCandidates", summary="List candidates", response_model=CandidateList)
    def candidates(query: Annotated[DoubtParameters, Query()], request: Request) -> Response:
        """Pairs of records that may be the same; they stay apart until a person decides."""
        language = spoken(query.lang, request)
        return answer("candidates", list_candidates(engine, query, language=language), query, language)

    @router.get("/suspicious", operation_id="listSuspicious", summary="List suspects", response_model=SuspiciousList)
    def suspicious(query: Annotated[SuspiciousParameters, Query()]) -> Response:
        """Records that the program or the text may have wrong, each with the rule that found it."""
        return answer("suspicious", list_suspicious(engine, query), query)

    def answer(name: str, page: Page, query: PageParameters, language: str | None = None) -> Response:
        asked: dict[str, Any] = filters_of(query) | ({} if query.lang is None else {"lang": query.lang})
        path = f"{router.prefix}/{name}"
        return page_response(path, page, asked=asked, limit=query.limit, cursor=query.cursor, language=language)

    return router
