"""The first page: what is in here, where to begin."""

from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from sqlalchemy import Engine

from app.api.envelope import link
from app.query.parameters import list_parameters
from app.query.records import list_records
from app.query.statistics import read_statistics, statistics_parameters
from app.query.status import read_status
from app.records import KINDS
from app.web.fields import reader_of
from app.web.render import Site
from app.web.wording import language_of

NEWEST = 8


def start_router(site: Site) -> APIRouter:
    """Returns the first page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def start(request: Request) -> Response:
        language, kind = language_of(request), KINDS["document"]
        query: Any = list_parameters("document")(limit=NEWEST, count="none")
        documents = orjson.loads(list_records(site.engine, kind, query, language=language).data)
        return site.answer(
            request,
            "start.html",
            status_=read_status(site.engine),
            documents=documents,
            reader=reader_of(site.engine, kind, documents, language),
            years=_counted(site.engine, "year"),
            spoken=_counted(site.engine, "language"),
        )

    return router


def _counted(engine: Engine, dimension: str) -> dict[str, int]:
    """Returns how many documents there are by the values of a dimension, without those that have none."""
    query: Any = statistics_parameters("document")(group_by=[dimension], limit=1000)
    found = read_statistics(engine, KINDS["document"], query, link=link)
    groups = ((cell["group"][dimension]["code"], cell["count"]) for cell in found.data["cells"])
    return {code: count for code, count in groups if code is not None}
