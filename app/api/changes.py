"""The endpoint of the change feed."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import Engine

from app.api.envelope import Links, Meta, enveloped, link
from app.api.language import spoken
from app.query.changes import ChangeParameters, list_changes
from app.records.evidence import ChangeOut


class ChangePage(BaseModel):
    """The place in the feed."""

    limit: int = Field(description="The most changes on a page.")
    next_since: int = Field(description="`since` of the next call, also where there are no further changes yet.")
    more: bool = Field(description="Whether there are further changes already.")


class ChangeLinks(Links):
    """Paths on this server."""

    next: str = Field(description="The changes after these, now or later.")


class ChangeList(BaseModel):
    """A page of changes."""

    data: list[ChangeOut]
    page: ChangePage
    meta: Meta
    links: ChangeLinks


def changes_router(engine: Engine) -> APIRouter:
    """Returns the endpoint /v1/changes."""
    router = APIRouter(tags=["Changes"])
    path = "/v1/changes"

    @router.get(path, operation_id="listChanges", summary="List the changes", response_model=ChangeList)
    def changes(query: Annotated[ChangeParameters, Query()], request: Request) -> Response:
        """Changes of records, oldest first, each once; ask again with `next_since`."""
        language = spoken(query.lang, request)
        found = list_changes(engine, query, language=language)
        asked = {"type": sorted(query.type), "include": sorted(query.include), "lang": query.lang}
        asked = {name: value for name, value in asked.items() if value}
        page = {"limit": query.limit, "next_since": found.next_since, "more": found.more}
        here, there = ({**asked, "limit": query.limit, "since": at} for at in (query.since, found.next_since))
        links = {"self": link(path, here), "next": link(path, there)}
        parts = {"page": page}
        return enveloped(found.data, page=parts, version=found.version, asked=asked, links=links, language=language)

    return router
