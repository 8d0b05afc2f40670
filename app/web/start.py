"""The first page: how many records there are, and where to begin."""

from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from app.query.parameters import list_parameters
from app.query.records import list_records
from app.query.status import read_status, read_years
from app.records import KINDS
from app.web.fields import reader_of
from app.web.render import Site
from app.web.wording import language_of

NEWEST = 8


def start_router(site: Site) -> APIRouter:
    """Returns the router of the first page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def start(request: Request) -> Response:
        language, kind = language_of(request), KINDS["document"]
        query: Any = list_parameters("document")(limit=NEWEST, count="none", facets=["language:100"])
        page = list_records(site.engine, kind, query, language=language)
        documents = orjson.loads(page.data)
        return site.answer(
            request,
            "start.html",
            status_=read_status(site.engine),
            documents=documents,
            reader=reader_of(site.engine, documents, language),
            years=read_years(site.engine),
            spoken={each["value"]: each["count"] for each in (page.facets or {})["language"].values},
        )

    return router
