"""The endpoints of a kind, made from its declaration: the list, one record, its evidence."""

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy import Engine

from app.api.bodies import body_of, query_of
from app.api.envelope import EvidenceList, envelopes, page_response, single_response
from app.api.exports import add_exports
from app.api.language import spoken
from app.query.evidence import evidence_parameters, list_evidence
from app.query.parameters import ListParameters, list_parameters, single_parameters
from app.query.records import get_record, list_records, normalised, shaping
from app.query.values import label_values
from app.records import Kind


def router_for(kind: Kind, engine: Engine) -> APIRouter:
    """Returns the endpoints of a kind: plain functions, which FastAPI runs in threads while they wait."""
    router = APIRouter(prefix=f"/v1/{kind.plural}", tags=[kind.title])
    # FastAPI reads these types, which are made at run time; a type checker cannot.
    ListQuery: Any = list_parameters(kind.name)
    SingleQuery: Any = single_parameters(kind.name)
    EvidenceQuery: Any = evidence_parameters(kind.name)
    Id = Annotated[str, Path(description=f"The {kind.name}’s id, as lists give it.")]
    one, many = kind.name.title(), kind.plural.title()
    many_model, one_model = envelopes(kind)

    def list_(query: Annotated[ListQuery, Query()], request: Request) -> Response:
        return _listed(engine, kind, query, spoken(query.lang, request))

    def search(request: Request, body: Annotated[bytes, Depends(body_of)]) -> Response:
        """Takes the parameters of the list as a JSON object; links lead to the list itself."""
        query = query_of(ListQuery, body)
        return _listed(engine, kind, query, spoken(query.lang, request))

    def get(id: Id, query: Annotated[SingleQuery, Query()], request: Request) -> Response:
        language = spoken(query.lang, request)
        found = get_record(engine, kind, id, query, language=language)
        path, asked = _path(router, id), shaping(query)
        return single_response(path, found.data, version=found.version, asked=asked, language=language)

    def evidence(id: Id, query: Annotated[EvidenceQuery, Query()]) -> Response:
        page = list_evidence(engine, kind, id, query)
        asked = {"field": sorted(query.field)} if query.field else {}
        path = f"{_path(router, id)}/evidence"
        return page_response(path, page, asked=asked, limit=query.limit, cursor=query.cursor)

    def add(path: str, endpoint: Callable[..., Response], model: type[BaseModel], operation: str, summary: str) -> None:
        router.add_api_route(path, endpoint, response_model=model, operation_id=operation, summary=summary)

    add("", list_, many_model, f"list{many}", f"List {kind.plural}")
    add_exports(router, kind, engine, as_json=(list_, get))
    router.add_api_route(
        "/search",
        search,
        methods=["POST"],
        response_model=many_model,
        operation_id=f"search{many}",
        summary=f"List {kind.plural}, asked for in a body",
    )
    add("/{id}", get, one_model, f"get{one}", f"Get one {kind.name}")
    add("/{id}/evidence", evidence, EvidenceList, f"list{one}Evidence", f"List the evidence of one {kind.name}")
    return router


def _listed(engine: Engine, kind: Kind, query: ListParameters, language: str) -> Response:
    page = list_records(engine, kind, query, language=language)
    values = [(name, each["value"]) for name, facet in (page.facets or {}).items() for each in facet.values]
    labels = label_values(engine, kind, values, language)
    facets = page.facets and {
        name: {
            "values": [{**each, "label": labels[name, each["value"]]} for each in facet.values],
            "truncated": facet.truncated,
        }
        for name, facet in page.facets.items()
    }
    return page_response(
        f"/v1/{kind.plural}",
        page,
        asked=normalised(kind, query),
        limit=query.limit,
        cursor=query.cursor,
        facets=facets,
        language=language,
    )


def _path(router: APIRouter, id_: str) -> str:
    return f"{router.prefix}/{quote(id_, safe='')}"
