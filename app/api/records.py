"""The endpoints of a kind, made from its declaration: list, one, its evidence."""

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel
from sqlalchemy import Engine

from app.api.envelope import EvidenceList, envelopes, page_response, single_response
from app.api.exports import add_exports
from app.query.evidence import EvidenceParameters, list_evidence
from app.query.parameters import list_parameters, single_parameters
from app.query.records import get_record, list_records, normalised
from app.records import Kind


def router_for(kind: Kind, engine: Engine) -> APIRouter:
    """Returns the endpoints of a kind; plain functions, as the database is waited for."""
    router = APIRouter(prefix=f"/v1/{kind.plural}", tags=[kind.title])
    # Types made at run time: an annotation for FastAPI, unknown to a type checker.
    ListQuery: Any = list_parameters(kind.name)
    SingleQuery: Any = single_parameters(kind.name)
    Id = Annotated[str, Path(description=f"The {kind.name}’s id, as lists give it.")]
    one, many = kind.name.title(), kind.plural.title()
    many_model, one_model = envelopes(kind)

    def list_(query: Annotated[ListQuery, Query()]) -> Response:
        page = list_records(engine, kind, query)
        asked = normalised(kind, query)
        return page_response(router.prefix, page, asked=asked, limit=query.limit, cursor=query.cursor)

    def get(id: Id, query: Annotated[SingleQuery, Query()]) -> Response:
        found = get_record(engine, kind, id, query)
        asked = {"expand": sorted(query.expand)} if query.expand else {}
        return single_response(_path(router, id), found.data, version=found.version, asked=asked)

    def evidence(id: Id, query: Annotated[EvidenceParameters, Query()]) -> Response:
        page = list_evidence(engine, kind, id, query)
        asked = {"field": sorted(query.field)} if query.field else {}
        path = f"{_path(router, id)}/evidence"
        return page_response(path, page, asked=asked, limit=query.limit, cursor=query.cursor)

    def add(path: str, endpoint: Callable[..., Response], model: type[BaseModel], operation: str, summary: str) -> None:
        router.add_api_route(path, endpoint, response_model=model, operation_id=operation, summary=summary)

    add("", list_, many_model, f"list{many}", f"List {kind.plural}")
    add_exports(router, kind, engine, as_json=(list_, get))
    add("/{id}", get, one_model, f"get{one}", f"Get one {kind.name}")
    add("/{id}/evidence", evidence, EvidenceList, f"list{one}Evidence", f"List the evidence of one {kind.name}")
    return router


def _path(router: APIRouter, id_: str) -> str:
    return f"{router.prefix}/{quote(id_, safe='')}"
