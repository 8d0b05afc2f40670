"""The envelope of every answer: data, page, meta, links. The models document it; the bytes are joined."""

from functools import cache
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import orjson
from fastapi import Response
from pydantic import BaseModel, Field, create_model

from app.query.pages import Page
from app.records import KINDS, Kind
from app.records.evidence import EvidenceOut
from app.records.rejected import RejectedOut

T = TypeVar("T")
# Some clients and proxies refuse longer headers; the links are in the body too.
LONGEST_HEADER = 4000


class PageInfo(BaseModel):
    """The place in a list."""

    limit: int = Field(description="The most records on a page.")
    next_cursor: str | None = Field(description="`cursor` of the next page; null on the last one.")
    total: int | None = Field(description="The exact number of records on all pages; null with `count=none`.")


class Meta(BaseModel):
    """How the answer was made."""

    data_version: int = Field(description="The number of the last change of any record.")
    query: dict[str, Any] = Field(
        description="The query as understood, written the same way for all queries that mean the same."
    )


class Links(BaseModel):
    """Paths on this server."""

    self: str = Field(description="This answer.")


class PageLinks(Links):
    """Paths on this server."""

    next: str | None = Field(description="The next page; null on the last one.")


class Envelope(BaseModel, Generic[T]):
    """One record."""

    data: T
    meta: Meta
    links: Links


class List(Envelope[list[T]], Generic[T]):
    """A page of records."""

    page: PageInfo
    links: PageLinks


class FacetValue(BaseModel):
    """A value of a facet, and how many of the records found have it."""

    value: str | bool | None = Field(description="A code or an id; null for the records without a value.")
    label: str | None = Field(description="The label of the code in the requested language; null for an id.")
    count: int = Field(description="The number of records.")


class FacetOut(BaseModel):
    """The values of a field, the most frequent first."""

    values: list[FacetValue]
    truncated: bool = Field(description="Whether there are more values than these.")


# What `include=` adds to a record, by its name.
INCLUDED: dict[str, Any] = {
    "evidence": (
        list[EvidenceOut],
        Field(default=[], description="All evidence of the record, with `include=evidence`; else left out."),
    ),
    "rejected": (
        list[RejectedOut],
        Field(default=[], description="The sums that are not funding, with `include=rejected`; else left out."),
    ),
}
_FACETS: Any = Field(
    default={}, description="By the name of each facet, how many of the records found have each value; with `facets`."
)


class EvidenceList(List[EvidenceOut]):
    """A page of evidence."""


@cache
def record_models(name: str) -> tuple[type[BaseModel], type[BaseModel]]:
    """Returns the models of a kind's record: as a list has it, and alone; the two differ where a field is too large."""
    kind = KINDS[name]
    included = {each: INCLUDED[each] for each in kind.includes}
    out: Any = create_model(f"{name.title()}Out", __base__=kind.out, __doc__=kind.out.__doc__, **included)
    if not kind.only_single:
        return out, out
    fields: Any = {
        field: (info.annotation, info) for field, info in out.model_fields.items() if field not in kind.only_single
    }
    whole: Any = create_model(f"Whole{out.__name__}", __base__=out, __doc__="A document with its text.")
    return create_model(out.__name__, __doc__="A document as lists have it.", **fields), whole


def envelopes(kind: Kind) -> tuple[type[BaseModel], type[BaseModel]]:
    """Returns the models of a list's answer and of one record's, by the names that generated clients use."""
    name = kind.name.title()
    listed, whole = record_models(kind.name)
    facets = {"facets": (dict[str, FacetOut], _FACETS)}
    many: Any = create_model(f"{name}List", __base__=List[listed], __doc__=List.__doc__, **facets)  # type: ignore
    return many, create_model(f"{name}Envelope", __base__=Envelope[whole], __doc__=Envelope.__doc__)  # type: ignore


def page_response(
    path: str,
    page: Page,
    *,
    asked: dict[str, Any],
    limit: int,
    cursor: str | None,
    facets: dict[str, Any] | None = None,
    language: str | None = None,
) -> Response:
    """Returns the answer with a page; its records are JSON from the database, which is not parsed again."""
    info = {"limit": limit, "next_cursor": page.next_cursor, "total": page.total}
    counted = {} if page.total is not None else {"count": "none"}
    here, there = ({**asked, **counted, "limit": limit, "cursor": at} for at in (cursor, page.next_cursor))
    following = None if page.next_cursor is None else link(path, there)
    links = {"self": link(path, here), "next": following}
    parts = {"page": info} | ({} if facets is None else {"facets": facets})
    answer = enveloped(page.data, page=parts, version=page.version, asked=asked, links=links, language=language)
    header = ", ".join(f'<{to}>; rel="{relation}"' for relation, to in links.items() if to is not None)
    if len(header) <= LONGEST_HEADER:
        answer.headers["Link"] = header
    return answer


def single_response(
    path: str,
    data: str | bytes,
    *,
    version: int,
    asked: dict[str, Any],
    notes: list[str] | None = None,
    language: str | None = None,
) -> Response:
    """Returns the answer with one record."""
    links = {"self": link(path, asked)}
    return enveloped(data, page={}, version=version, asked=asked, links=links, notes=notes, language=language)


def link(path: str, query: dict[str, Any]) -> str:
    """Returns a path with a query."""
    parts = [(name, _spelt(value)) for name, value in query.items() if value is not None]
    return f"{path}?{urlencode(parts, safe=',/')}" if parts else path


def _spelt(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(_spelt(each).replace(",", "\\,") for each in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def enveloped(
    data: str | bytes,
    *,
    page: Any,
    version: int,
    asked: Any,
    links: Any,
    notes: list[str] | None = None,
    language: str | None = None,
) -> Response:
    """Returns the answer with data that are JSON already; `language` is that of the labels."""
    meta = {"data_version": version, "query": asked} | ({} if notes is None else {"notes": notes})
    whole = {"data": orjson.Fragment(data), **page, "meta": meta, "links": links}
    headers = {} if language is None else {"Content-Language": language, "Vary": "Accept-Language"}
    return Response(orjson.dumps(whole), media_type="application/json", headers=headers)
