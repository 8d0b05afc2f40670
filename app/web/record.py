"""The page of one record: every field with the sentence it was read from, and the records that refer to it."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Engine

from app.errors import Merged
from app.exports import formats_of
from app.query.changes import record_changes
from app.query.evidence import Ground, read_grounds
from app.query.parameters import Parameters, list_parameters, single_parameters
from app.query.records import get_record, list_records
from app.query.status import read_data_version
from app.records import KINDS, Kind
from app.web.fields import path_of, reader_of
from app.web.grounds import rows_of
from app.web.related import read_related
from app.web.render import Site
from app.web.wording import language_of

# How many sentences of a field, documents and changes of a record are shown; the API has all.
SENTENCES, DOCUMENTS, CHANGES = 10, 10, 20
_FORMATS = ("csv", "jsonld", "xml")


def records_router(site: Site) -> APIRouter:
    """Returns the router of the pages of records of all kinds but documents."""
    router = APIRouter(include_in_schema=False)
    for kind in KINDS.values():
        if kind.name != "document":
            _add(router, kind, site)
    return router


def _add(router: APIRouter, kind: Kind, site: Site) -> None:
    @router.get(f"/{kind.plural}/{{id}}")
    def page(id: str, query: Annotated[Parameters, Query()], request: Request) -> Response:
        try:
            return _page(site, kind, id, request)
        except Merged as merged:
            return moved(merged, kind, request)


def moved(merged: Merged, kind: Kind, request: Request) -> Response:
    """Returns the redirect to the page of the record that another one was merged into."""
    asked = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(path_of(kind.name, merged.into_id) + asked, status_code=308)


def _page(site: Site, kind: Kind, id_: str, request: Request) -> Response:
    language, engine = language_of(request), site.engine
    found = get_record(engine, kind, id_, single_parameters(kind.name)(), language=language)
    record = orjson.loads(found.data)
    documents = record["documents"]
    record["documents"] = documents[:DOCUMENTS]
    grounds = read_grounds(engine, kind, id_, most=SENTENCES)
    related = read_related(engine, kind, id_, language=language)
    same = _same(engine, kind, record, language)
    reader = reader_of(engine, [record], language, also=_publishers(grounds))
    return site.answer(
        request,
        "record.html",
        kind=kind,
        record=record,
        reader=reader,
        rows=rows_of(reader, kind, record, grounds),
        sources=_sources(record, grounds),
        documents=len(documents),
        related=related,
        same=same,
        changes=record_changes(engine, kind, id_, most=CHANGES),
        data_version=read_data_version(engine),
        **as_data(kind, id_),
    )


def as_data(kind: Kind, id_: str) -> dict[str, Any]:
    """Returns the address of a record in the API, and its formats."""
    formats = [format_ for format_ in formats_of(kind) if format_.name in _FORMATS and format_.installed]
    return {"address": f"/v1{path_of(kind.name, id_)}", "formats": formats}


def _publishers(grounds: Iterable[Ground]) -> Iterator[tuple[str, str]]:
    return (("organisation", each.publisher_id) for each in grounds if each.publisher_id is not None)


def _sources(record: dict[str, Any], grounds: Iterable[Ground]) -> dict[str, Ground | None]:
    """Returns the documents that mention a record by id, each with a piece of its evidence, None if none is shown."""
    shown = {ground.document_id: ground for ground in grounds}
    ids = dict.fromkeys([*record["documents"], *shown])
    return {id_: shown.get(id_) for id_ in list(ids)[:DOCUMENTS]}


def _same(engine: Engine, kind: Kind, record: dict[str, Any], language: str) -> list[dict[str, Any]]:
    """Returns the records of the same fact from other texts."""
    ids = record.get("same_as") or []
    if not ids:
        return []
    query = list_parameters(kind.name).model_validate({"id": ids[:DOCUMENTS], "limit": DOCUMENTS, "count": "none"})
    page = list_records(engine, kind, query, language=language, known=True)
    records: list[dict[str, Any]] = orjson.loads(page.data)
    return records
