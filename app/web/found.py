"""The page of the search: the results by kind, each with a snippet."""

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

# How many results of each kind, and of a kind that is searched alone.
FEW, MANY = 5, 50


class PageParameters(SearchParameters):
    """The parameters of the page: without `q` it shows an empty form."""

    q: Asked | None = Field(default=None)  # type: ignore[assignment]


@dataclass(frozen=True)
class Piece:
    """A part of a snippet: a word of the query, or the text around it."""

    text: str
    is_found: bool


def found_router(site: Site) -> APIRouter:
    """Returns the router of the search page."""
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
            pieces=lambda snippet: list(pieces(snippet)),
            page_of=path_of,
            kind_of=KINDS.__getitem__,
        )

    return router


def pieces(snippet: Snippet) -> Iterator[Piece]:
    """Yields the parts of a snippet, in order."""
    at = 0
    for start, end in snippet.highlights:
        yield Piece(snippet.text[at:start], False)
        yield Piece(snippet.text[start:end], True)
        at = end
    yield Piece(snippet.text[at:], False)
