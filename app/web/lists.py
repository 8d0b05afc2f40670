"""The list of a kind: a table of records, filters, links to the data."""

from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Engine

from app.query.parameters import list_parameters, narrowing_parameters
from app.query.records import list_records
from app.query.values import label_values
from app.records import KINDS, Kind
from app.web.fields import reader_of
from app.web.render import Here, Site
from app.web.views import VIEWS
from app.web.wording import language_of

# How many values of a facet are offered.
MOST = 8
# Fields that no list shows; for a record of many texts they are most of its size.
_UNSEEN = frozenset({"documents", "names", "labels", "same_as"})


@dataclass(frozen=True)
class FacetChoice:
    """A value of a facet: how many records have it, the view with or without it."""

    label: str
    count: int | None
    href: str
    chosen: bool


@dataclass(frozen=True)
class Chip:
    """An applied filter, and the view without it."""

    field: str
    label: str
    href: str


def lists_router(site: Site) -> APIRouter:
    """Returns the router of the lists of all kinds."""
    router = APIRouter(include_in_schema=False)
    for kind in KINDS.values():
        _add(router, kind, site)
    return router


def _add(router: APIRouter, kind: Kind, site: Site) -> None:
    ListQuery: Any = list_parameters(kind.name)

    @router.get(f"/{kind.plural}")
    def list_(query: Annotated[ListQuery, Query()], request: Request) -> Response:
        here, view, language = Here.of(request), VIEWS[kind.name], language_of(request)
        page = list_records(site.engine, kind, _asked(kind, query), language=language)
        records = orjson.loads(page.data)
        reader = reader_of(site.engine, records, language)
        chips, facets = narrowing(site.engine, kind, here, page.facets or {}, language)
        return site.answer(
            request,
            "list.html",
            kind=kind,
            view=view,
            records=records,
            reader=reader,
            page=page,
            chips=chips,
            facets=facets,
            sort=(query.sort or [kind.default_sort])[0],
            next=None if page.next_cursor is None else here.but(cursor=page.next_cursor),
        )


def _asked(kind: Kind, query: Any) -> Any:
    """Returns the query of a page: with the facets that it offers, without the fields that it does not show."""
    facets = query.facets or [f"{name}:{MOST}" for name in VIEWS[kind.name].facets]
    fields = [name for name in kind.out.model_fields if name not in kind.only_single and name not in _UNSEEN]
    return query.model_copy(update={"facets": facets, "fields": fields, "include": [], "expand": []})


def narrowing(
    engine: Engine, kind: Kind, here: Here, facets: dict[str, Any], language: str
) -> tuple[list[Chip], dict[str, list[FacetChoice]]]:
    """Returns the applied filters, and the values of the facets by field; ids are labelled with names."""
    given = [
        (name, each)
        for name, value in here.query
        if name in narrowing_parameters(kind.name)
        for each in value.split(",")
    ]
    pairs = [*given, *((name, each["value"]) for name, facet in facets.items() for each in facet.values)]
    labels = label_values(engine, kind, pairs, language)
    chips = [Chip(name, labels[name, value], here.without(name, value)) for name, value in given]
    offered = {
        name: [
            FacetChoice(
                labels[name, each["value"]],
                each["count"],
                here.without(name, spelt) if (name, spelt) in given else here.but(**{name: spelt}),
                (name, spelt) in given,
            )
            for each in facet.values
            if each["value"] is not None
            for spelt in [_spelt(each["value"])]
        ]
        for name, facet in facets.items()
    }
    order = [*VIEWS[kind.name].facets, *offered]
    return chips, {name: offered[name] for name in dict.fromkeys(order) if offered.get(name)}


def _spelt(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
