"""The endpoints that find records by words: /v1/search and /v1/autocomplete."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Engine

from app.api.envelope import Envelope, single_response
from app.api.language import spoken
from app.query.search import (
    AutocompleteParameters,
    Found,
    Group,
    SearchParameters,
    Suggestion,
    complete,
    normalised,
    search,
)


class SearchEnvelope(Envelope[list[Group]]):
    """The records found, by kind."""


class AutocompleteEnvelope(Envelope[list[Suggestion]]):
    """Records whose names begin as typed."""


def search_router(engine: Engine) -> APIRouter:
    """Returns the endpoints of the search."""
    router = APIRouter(tags=["Search"])

    @router.get("/v1/search", operation_id="search", summary="Search everything", response_model=SearchEnvelope)
    def search_(query: Annotated[SearchParameters, Query()], request: Request) -> Response:
        """Finds records of all kinds, and the texts of documents, by words, in any of the languages and alphabets."""
        language = spoken(query.lang, request)
        return _answer("/v1/search", query, search(engine, query, language=language), language)

    @router.get(
        "/v1/autocomplete", operation_id="autocomplete", summary="Complete a name", response_model=AutocompleteEnvelope
    )
    def autocomplete(query: Annotated[AutocompleteParameters, Query()], request: Request) -> Response:
        """Finds the records whose names have words that begin as typed."""
        language = spoken(query.lang, request)
        return _answer("/v1/autocomplete", query, complete(engine, query, language=language), language)

    return router


def _answer(path: str, query: SearchParameters | AutocompleteParameters, found: Found, language: str) -> Response:
    data = orjson.dumps([each.model_dump() for each in found.data])
    return single_response(path, data, version=found.version, asked=normalised(query), language=language)
