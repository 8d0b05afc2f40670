"""The endpoint of who meets whom; it takes the filters of the list of meetings."""

from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field, create_model
from sqlalchemy import Engine

from app.api.envelope import Envelope, link, single_response
from app.api.language import spoken
from app.query.encounters import MEETING, Encounters, meetings_of, read_encounters
from app.query.filters import asked
from app.query.parameters import Parameters, filter_fields
from app.query.values import label_values

PATH = f"/v1/stats/{MEETING.plural}/pairs"
# The filter and dimension of parties.
PARTY = "party"


class _Parameters(Parameters):
    """The parameters beside the filters."""

    parties: int = Field(
        default=20, ge=2, le=40, description="The largest number of parties: those with the most meetings."
    )


PairsParameters: Any = create_model("PairsParameters", __base__=_Parameters, **filter_fields(MEETING))


class PartyOut(BaseModel):
    """A state or an organisation that takes part in meetings."""

    code: str = Field(description="The code of a state or the id of an organisation, as `party=` takes it.")
    label: str = Field(description="What the party is called in the requested language.")


class MeetingPartyOut(PartyOut):
    """A party that meets others."""

    count: int = Field(description="The number of meetings with another party.")


class PairOut(BaseModel):
    """Two parties that meet each other."""

    parties: list[PartyOut] = Field(min_length=2, max_length=2)
    count: int = Field(description="The number of meetings that both take part in.")
    link: str | None = Field(description="The list of exactly these meetings; null where no filter gives them.")


class PairsOut(BaseModel):
    """Who meets whom."""

    pairs: list[PairOut] = Field(description="The pairs, those with the most meetings first.")
    parties: list[MeetingPartyOut] = Field(description="The parties of the pairs, those with the most meetings first.")
    parties_total: int = Field(description="The number of parties that meet others.")
    meetings_total: int = Field(description="The number of meetings with two parties or more.")


def pairs_router(engine: Engine) -> APIRouter:
    """Returns the endpoint."""
    router = APIRouter(tags=["Statistics"])

    @router.get(PATH, operation_id="statsMeetingPairs", summary="Who meets whom", response_model=Envelope[PairsOut])
    def pairs(query: Annotated[PairsParameters, Query()], request: Request) -> Response:
        """How many meetings two parties, states or organisations, both take part in."""
        values, language = asked(MEETING, query), spoken(query.lang, request)
        found = read_encounters(engine, query, most=query.parties)
        labels = label_values(engine, MEETING, ((PARTY, code) for code in found.parties), language)
        data = orjson.dumps(_pairs(found, values, labels).model_dump())
        spelling = {**values, "parties": query.parties, **({} if query.lang is None else {"lang": query.lang})}
        return single_response(PATH, data, version=found.version, asked=spelling, language=language)

    return router


def _pairs(found: Encounters, values: dict[str, Any], labels: Mapping[tuple[str, Any], str]) -> PairsOut:
    parties = {code: PartyOut(code=code, label=labels[PARTY, code]) for code in found.parties}
    return PairsOut(
        pairs=[
            PairOut(parties=[parties[code] for code in pair], count=count, link=_list_of(meetings_of(pair, values)))
            for pair, count in found.pairs.items()
        ],
        parties=[MeetingPartyOut(**parties[code].model_dump(), count=count) for code, count in found.parties.items()],
        parties_total=found.parties_total,
        meetings_total=found.meetings_total,
    )


def _list_of(filters: dict[str, Any] | None) -> str | None:
    return None if filters is None else link(f"/v1/{MEETING.plural}", filters)


def example() -> tuple[dict[str, Any], dict[str, Any]]:
    """Returns an answer with one pair, and its parameters beside the filters."""
    found = Encounters({"KG": 4, "osce": 3}, {("KG", "osce"): 3}, 2, 4, 128)
    labels = {(PARTY, "KG"): "Kyrgyzstan", (PARTY, "osce"): "OSCE"}
    return _pairs(found, {}, labels).model_dump(), {"parties": 2}
