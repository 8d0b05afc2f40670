"""The page of the search: what was found, by kind, with the piece of text that shows why."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.query.search import Asked, Group, SearchParameters, search
from app.query.snippets import Snippet
from app.records import KINDS
from app.web.fields import path_of
from app.web.render import Here, Site
from app.web.wording import language_of

# Of each kind so many, and so many of one that is asked for alone.
FEW, MANY = 5, 50


class PageParameters(SearchParameters):
    """The search as its page asks it: nothing is asked yet where one has only come to the page."""

    q: Asked | None = Field(default=None)  # type: ignore[assignment]


@dataclass(frozen=True)
class Piece:
    """A part of a snippet: a word that was looked for, or what stands around."""

    text: str
    is_found: bool


def found_router(site: Site) -> APIRouter:
    """Returns the page of the search."""
    router = APIRouter(include_in_schema=False)

    @router.get("/search")
    def found(query: Annotated[PageParameters, Query()], request: Request) -> Response:
        groups: list[Group] = []
        if query.q is not None:
            limit = query.limit if "limit" in query.model_fields_set else MANY if len(query.type) == 1 else FEW
            asked = query.model_copy(update={"limit": limit})
            groups = search(site.engine, asked, language=language_of(request)).data
        here = Here.of(request)
        wholes = {group.type: here.but(type=group.type) for group in groups if group.total > len(group.results)}
        return site.answer(
            request,
            "found.html",
            asked=query.q,
            groups=groups,
            wholes=wholes,
            pieces=lambda told: list(pieces(told)),
            page_of=path_of,
            kind_of=KINDS.__getitem__,
        )

    return router


def pieces(told: Snippet) -> Iterator[Piece]:
    """Yields a snippet in parts, which together are its text."""
    at = 0
    for start, end in told.highlights:
        yield Piece(told.text[at:start], False)
        yield Piece(told.text[start:end], True)
        at = end
    yield Piece(told.text[at:], False)
