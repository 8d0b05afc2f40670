"""The page of a document: its text with the places of all values marked, and the records read from it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlalchemy import Engine

from app.query.changes import record_changes
from app.query.evidence import Ground
from app.query.parameters import Parameters, list_parameters, many, single_parameters
from app.query.quotes import AROUND
from app.query.records import get_record, list_records
from app.query.spans import Span, read_records, read_spans
from app.query.status import read_data_version
from app.records import KINDS
from app.web.fields import Reader, path_of, reader_of
from app.web.grounds import WHOLE, place_of, rows_of
from app.web.record import CHANGES, as_data
from app.web.render import Here, Site
from app.web.segments import Mark, cut
from app.web.wording import field_words, language_of

KIND = KINDS["document"]
VERSIONS = 20
Marked = Literal[tuple(KINDS)]  # type: ignore[valid-type]


class DocumentPageParameters(Parameters):
    """The parameters of the page of a document."""

    show: many(Marked) = Field(  # type: ignore[valid-type]
        default_factory=list, description="Mark only the places of these kinds of records."
    )


@dataclass(frozen=True)
class ReadRecord:
    """A record read from a text: its title, the path of its page, the id of its first evidence in the text."""

    title: str
    path: str
    first: str


@dataclass(frozen=True)
class KindChoice:
    """A kind that can be marked alone: how many spans it has, and the view with only these."""

    kind: str
    count: int
    href: str
    chosen: bool


def documents_router(site: Site) -> APIRouter:
    """Returns the router of the pages of documents."""
    router = APIRouter(include_in_schema=False)

    @router.get(f"/{KIND.plural}/{{id}}")
    def page(id: str, query: Annotated[DocumentPageParameters, Query()], request: Request) -> Response:
        return _page(site, id, query, request)

    return router


def _page(site: Site, id_: str, query: DocumentPageParameters, request: Request) -> Response:
    here, language, engine = Here.of(request), language_of(request), site.engine
    found = get_record(engine, KIND, id_, single_parameters(KIND.name)(include=["rejected"]), language=language)
    record = orjson.loads(found.data)
    spans, records = read_spans(engine, id_), read_records(engine, id_, language=language)
    reader = reader_of(engine, [record], language)
    titles = {
        (name, each["id"]): each["label"] for name, some in [*records.items(), (KIND.name, [record])] for each in some
    }
    grounds = _grounds(record, [span for span in spans if span.kind == KIND.name])
    return site.answer(
        request,
        "document.html",
        kind=KIND,
        record=record,
        reader=reader,
        rows=rows_of(reader, KIND, record, grounds),
        segments=cut(record["text"], _marks(reader, here, spans, titles), query.show or None),
        choices=_choices(here, spans, query.show),
        found=_found(spans, titles),
        versions=_versions(engine, record, language),
        changes=record_changes(engine, KIND, id_, most=CHANGES),
        data_version=read_data_version(engine),
        **as_data(KIND, id_),
    )


def _marks(reader: Reader, here: Here, spans: list[Span], titles: dict[tuple[str, str], str]) -> list[Mark]:
    """Returns the spans with the value of each in words."""
    words = {name: reader.word(field_words(name)) for name in KINDS}
    descriptions: dict[tuple[str, str, str | None], str] = {}
    paths = {key: here.to(path_of(*key)) for key in {(span.kind, span.record_id) for span in spans}}
    # A whole sentence can also be the evidence of a field, as of the form of a meeting.
    wholes = {(span.record_id, span.start, span.end) for span in spans if span.field == WHOLE}
    marks = []
    for span in spans:
        kind, place = KINDS[span.kind], place_of(KINDS[span.kind], span.field)
        if place == WHOLE:
            description = f"{words[span.kind]}: {titles.get((span.kind, span.record_id), span.record_id)}"
        else:
            key = span.kind, span.field, span.value
            if key not in descriptions:
                field = reader.word(field_words(place, span.kind))
                text = f"{words[span.kind]} · {field}: {reader.read(kind, *key[1:])}"
                descriptions[key] = text.removesuffix(": ")
            description = descriptions[key]
        href = f"{paths[span.kind, span.record_id]}#f-{place}"
        is_whole = (span.record_id, span.start, span.end) in wholes
        marks.append(Mark(span.id, span.kind, place, span.start, span.end, description, href, is_whole))
    return marks


def _grounds(record: dict[str, Any], spans: list[Span]) -> list[Ground]:
    """Returns the evidence of the document's own fields."""
    text, publisher = record["text"], record["publisher"] or {"id": None, "name": None}
    number = Counter(span.field for span in spans)
    return [
        Ground(
            id=span.id,
            field=span.field,
            value=span.value,
            quote=text[span.start : span.end],
            prefix=text[max(0, span.start - AROUND) : span.start],
            suffix=text[span.end : span.end + AROUND],
            rule=span.rule,
            basis=span.basis,
            confidence=span.confidence,
            document_id=record["id"],
            language=record["language"],
            title=record["title"],
            lead=record["lead"],
            original_url=record["original_url"],
            published=record["published"],
            publisher_id=publisher["id"],
            publisher_name=publisher["name"],
            found=number[span.field],
        )
        for span in spans
    ]


def _choices(here: Here, spans: Iterable[Span], shown: list[str]) -> list[KindChoice]:
    number = Counter(span.kind for span in spans)
    return [KindChoice(name, number[name], here.but(show=name), name in shown) for name in KINDS if number[name]]


def _found(spans: Iterable[Span], titles: dict[tuple[str, str], str]) -> dict[str, list[ReadRecord]]:
    """Returns the records read from a text by kind, in the order of the text."""
    firsts: dict[tuple[str, str], str] = {}
    for span in spans:
        if span.kind != KIND.name:
            firsts.setdefault((span.kind, span.record_id), span.id)
    return {
        name: [
            ReadRecord(titles.get(key, key[1]), path_of(*key), first) for key, first in firsts.items() if key[0] == name
        ]
        for name in KINDS
        if any(key[0] == name for key in firsts)
    }


def _versions(engine: Engine, record: dict[str, Any], language: str) -> list[dict[str, Any]]:
    """Returns the versions of a document in other languages."""
    if record["parallel_group"] is None:
        return []
    asked = {"parallel_group": [record["parallel_group"]], "limit": VERSIONS, "count": "none"}
    query = list_parameters(KIND.name).model_validate(asked)
    found = orjson.loads(list_records(engine, KIND, query, language=language).data)
    return [each for each in found if each["id"] != record["id"]]
