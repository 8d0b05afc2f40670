"""The list of a kind: its records in a table, what they can be narrowed by, and the same as data."""

from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Engine

from app.query.names import read_labels
from app.query.parameters import list_parameters, narrowing_parameters
from app.query.records import list_records
from app.records import KINDS, Kind
from app.web.fields import Reader, reader_of
from app.web.render import Here, Site
from app.web.views import VIEWS
from app.web.wording import language_of

# So many values of a facet are offered.
MOST = 8
# What of a record no list shows: of one that is told everywhere it is most of it.
_UNSEEN = frozenset({"documents", "names", "labels", "same_as"})


@dataclass(frozen=True)
class FacetChoice:
    """A value by which a list can be narrowed, or is: how many records have it, where it leads."""

    label: str
    count: int | None
    href: str
    chosen: bool


@dataclass(frozen=True)
class Chip:
    """A filter that is applied, and the view without it."""

    field: str
    label: str
    href: str


def lists_router(site: Site) -> APIRouter:
    """Returns the pages of the lists of all kinds."""
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
        reader = reader_of(site.engine, kind, records, language)
        chips, facets = narrowing(site.engine, kind, here, page.facets or {}, reader)
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
    """Returns the question that a page asks: what it offers to narrow by, and no fields that it does not show."""
    facets = query.facets or [f"{name}:{MOST}" for name in VIEWS[kind.name].facets]
    fields = [name for name in kind.out.model_fields if name not in kind.only_single and name not in _UNSEEN]
    return query.model_copy(update={"facets": facets, "fields": fields, "include": [], "expand": []})


def narrowing(
    engine: Engine, kind: Kind, here: Here, facets: dict[str, Any], reader: Reader
) -> tuple[list[Chip], dict[str, list[FacetChoice]]]:
    """Returns the filters that are applied, and by field the values that could be; ids are told by their names."""
    given = [
        (name, each)
        for name, value in here.query
        if name in narrowing_parameters(kind.name)
        for each in value.split(",")
    ]
    wanted: dict[str, set[str]] = {}
    pairs = given + [(name, each["value"]) for name, facet in facets.items() for each in facet.values]
    for name, value in pairs:
        if value is not None:
            for of in leads_to(kind, name):
                wanted.setdefault(of, set()).add(value)
    named = Reader(reader.language, read_labels(engine, wanted, reader.language))
    chips = [Chip(name, label_of(named, kind, name, value), here.without(name, value)) for name, value in given]
    offered = {
        name: [
            FacetChoice(
                label_of(named, kind, name, each["value"]),
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


def leads_to(kind: Kind, name: str) -> list[str]:
    """Returns the kinds whose ids a filter takes; none if it takes none."""
    plain = name.partition("__")[0]
    columns = next((filter_.columns for filter_ in kind.filters if filter_.name == plain), ())
    counted = (each.of for each in kind.dimensions if each.name == plain)
    found = dict.fromkeys([*(column_leads_to(kind, column) for column in columns), *counted])
    return [of for of in found if of in KINDS]


def column_leads_to(kind: Kind, column: str) -> str | None:
    """Returns the kind whose ids a filter's column holds; None if it holds none."""
    if not column.endswith("_id"):
        return None
    path = column.removesuffix("_id")
    last = path.rpartition(".")[2]
    return kind.expands.get(path) or (last if last in KINDS else None)


def label_of(reader: Reader, kind: Kind, name: str, value: Any) -> str:
    """Returns the value of a filter in words."""
    plain = name.partition("__")[0]
    kinds = leads_to(kind, name)
    if kinds:
        return reader.named(kinds, value)
    if isinstance(value, bool) or value in ("true", "false"):
        return reader.word("Yes") if value in (True, "true") else reader.word("No")
    return reader.code(kind, plain, value)
