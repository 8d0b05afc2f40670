"""The endpoint of who meets whom; it takes the filters of the list of meetings."""

from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field, create_model
from sqlalchemy import Engine

from app.api.envelope import Envelope, link, single_response
from app.api.language import spoken
from app.api.statistics import TABLES, TableName, table_format, table_response
from app.exports.figures import Table, address
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


class PairsEnvelope(Envelope[PairsOut]):
    """Who meets whom."""


def pairs_router(engine: Engine) -> APIRouter:
    """Returns the endpoint."""
    router = APIRouter(tags=["Statistics"])

    @router.get(
        PATH,
        operation_id="statsMeetingPairs",
        summary="Who meets whom",
        response_model=PairsEnvelope,
        responses=TABLES,
    )
    @router.get(f"{PATH}.json", response_model=None, include_in_schema=False)
    def pairs(query: Annotated[PairsParameters, Query()], request: Request) -> Response:
        """How many meetings two parties, states or organisations, both take part in."""
        values, language = asked(MEETING, query), spoken(query.lang, request)
        found = read_encounters(engine, query, most=query.parties)
        labels = label_values(engine, MEETING, ((PARTY, code) for code in found.parties), language)
        data = orjson.dumps(_pairs(found, values, labels).model_dump())
        spelling = {**values, "parties": query.parties, **({} if query.lang is None else {"lang": query.lang})}
        return single_response(PATH, data, version=found.version, asked=spelling, language=language)

    @router.get(f"{PATH}.{{format}}", include_in_schema=False)
    def table(name: TableName, query: Annotated[PairsParameters, Query()], request: Request) -> Response:
        format_ = table_format(name)
        found = orjson.loads(pairs(query, request).body)["data"]["pairs"]
        return table_response(format_, "stats-meetings-pairs", _table(found, str(request.base_url).rstrip("/")))

    return router


def _table(pairs: list[dict[str, Any]], base: str) -> Table:
    """Returns pairs as a table, a row a pair."""
    rows: list[list[Any]] = []
    for pair in pairs:
        parties = [value for party in pair["parties"] for value in (party["code"], party["label"])]
        rows.append([*parties, pair["count"], address(pair["link"], base)])
    return ["party", "party_label", "other_party", "other_party_label", "count", "link"], rows


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
