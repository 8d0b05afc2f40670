"""The endpoint of the change feed."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy import Engine

from app.api.envelope import Links, Meta, enveloped, link
from app.query.changes import ChangeParameters, list_changes
from app.records.evidence import ChangeOut


class ChangePage(BaseModel):
    """Where one is in the feed."""

    limit: int = Field(description="How many changes a page holds at most.")
    next_since: int = Field(description="`since` of the next call, also where nothing has happened yet.")
    more: bool = Field(description="Whether there is more already.")


class ChangeLinks(Links):
    """Paths on this server."""

    next: str = Field(description="What comes after these changes: to be asked now, or later.")


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
    def changes(query: Annotated[ChangeParameters, Query()]) -> Response:
        """What happened to which record, oldest first, each change once; ask again with `next_since`."""
        found = list_changes(engine, query)
        asked = {"type": sorted(query.type), "include": sorted(query.include)}
        asked = {name: value for name, value in asked.items() if value}
        page = {"limit": query.limit, "next_since": found.next_since, "more": found.more}
        here, there = ({**asked, "limit": query.limit, "since": at} for at in (query.since, found.next_since))
        links = {"self": link(path, here), "next": link(path, there)}
        return enveloped(found.data, page={"page": page}, version=found.version, asked=asked, links=links)

    return router
