"""The endpoints of codelists: what the codes of records are called, in the language asked for."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import Engine

from app.api.envelope import Envelope, single_response
from app.api.language import spoken
from app.errors import NotFound
from app.labels.codelists import TITLE, TYPES, codelists, in_words, label_of
from app.labels.lookup import nearest
from app.query.pages import read_version
from app.query.parameters import Parameters

PATH = "/v1/codelists"


class CodeOut(BaseModel):
    """A code, and what it is called."""

    code: str
    label: str | None = Field(description="In the language asked for, else in English.")
    labels: dict[str, str] = Field(description="By language.")


class CodelistOut(BaseModel):
    """A codelist, and what it is called."""

    name: str
    url: str = Field(description="Where its codes are.")
    label: str = Field(description="In the language asked for, else in English.")
    labels: dict[str, str] = Field(description="By language.")
    count: int = Field(description="How many codes it has.")


class WholeCodelistOut(CodelistOut):
    """A codelist with its codes."""

    codes: list[CodeOut]


class CodelistsEnvelope(Envelope[list[CodelistOut]]):
    """All codelists."""


class CodelistEnvelope(Envelope[WholeCodelistOut]):
    """A codelist."""


def codelists_router(engine: Engine) -> APIRouter:
    """Returns the endpoints /v1/codelists and /v1/codelists/{name}."""
    router = APIRouter(tags=["Codelists"])
    Name = Annotated[
        str, Path(description="The codelist’s name, as the list of them gives it.", examples=["project_kind"])
    ]

    def answer(path: str, data: Any, query: Parameters, language: str) -> Response:
        asked = {} if query.lang is None else {"lang": query.lang}
        version = read_version(engine)
        return single_response(path, orjson.dumps(data), version=version, asked=asked, language=language)

    @router.get(PATH, operation_id="listCodelists", summary="List the codelists", response_model=CodelistsEnvelope)
    def many(query: Annotated[Parameters, Query()], request: Request) -> Response:
        """The vocabularies of which the codes in records are."""
        language = spoken(query.lang, request)
        return answer(PATH, [_described(name, language) for name in TYPES], query, language)

    @router.get(
        f"{PATH}/{{name}}", operation_id="getCodelist", summary="Get one codelist", response_model=CodelistEnvelope
    )
    def one(name: Name, query: Annotated[Parameters, Query()], request: Request) -> Response:
        """The codes of a vocabulary, with what they are called."""
        language = spoken(query.lang, request)
        found = _whole(name, language)
        return answer(found["url"], found, query, language)

    return router


def _whole(name: str, language: str) -> dict[str, Any]:
    """Returns a codelist with its codes; raises NotFound."""
    if name not in TYPES:
        close = nearest(name, TYPES, most=1)
        meant = f"; did you mean {close[0]!r}?" if close else ""
        raise NotFound(f"There is no codelist {name[:80]!r}; {PATH} lists them all{meant}")
    entries = [
        {"code": code, "label": label_of(name, code, language), "labels": labels}
        for code, labels in codelists()[name].items()
        if code != TITLE
    ]
    return _described(name, language) | {"codes": entries}


def _described(name: str, language: str) -> dict[str, Any]:
    codelist = codelists()[name]
    return {
        "name": name,
        "url": f"{PATH}/{name}",
        "label": in_words(codelist[TITLE], language),
        "labels": codelist[TITLE],
        "count": len(codelist) - 1,
    }
