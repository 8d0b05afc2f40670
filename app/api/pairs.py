"""The endpoint that tells who meets whom; its filters are those of the list of meetings."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field, create_model
from sqlalchemy import Engine

from app.api.envelope import Envelope, link, single_response
from app.api.statistics import TABLES, TableName, table_format, table_response
from app.exports.figures import Table, address
from app.query.encounters import MEETING, Encounters, meetings_of, read_encounters
from app.query.filters import asked
from app.query.labels import label_of
from app.query.names import read_labels
from app.query.parameters import Parameters, filter_fields

PATH = f"/v1/stats/{MEETING.plural}/pairs"


class _Parameters(Parameters):
    """What may be asked beside the filters."""

    parties: int = Field(
        default=20, ge=2, le=40, description="Pairs of so many parties at most, those that meet in most meetings."
    )


PairsParameters: Any = create_model("PairsParameters", __base__=_Parameters, **filter_fields(MEETING))


class PartyOut(BaseModel):
    """A state or an organisation that takes part in meetings."""

    code: str = Field(description="Of a state its code, of an organisation its id; as `party=` takes it.")
    label: str = Field(description="In words.")


class MeetingPartyOut(PartyOut):
    """A party that meets others."""

    count: int = Field(description="In how many meetings it meets another party.")


class PairOut(BaseModel):
    """Two parties that meet."""

    parties: list[PartyOut] = Field(min_length=2, max_length=2)
    count: int = Field(description="How many meetings both take part in.")
    link: str | None = Field(description="The list of just these meetings; null where no filter can ask for them.")


class PairsOut(BaseModel):
    """Who meets whom."""

    pairs: list[PairOut] = Field(description="Those of most meetings first.")
    parties: list[MeetingPartyOut] = Field(description="The parties whose pairs are told, those that meet most first.")
    parties_total: int = Field(description="How many parties meet others.")
    meetings_total: int = Field(description="How many meetings have two parties or more.")


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
    def pairs(query: Annotated[PairsParameters, Query()]) -> Response:
        """How often two parties, states or organisations, take part in one meeting."""
        values = asked(MEETING, query)
        found = read_encounters(engine, query, most=query.parties)
        told = _told(found, values, read_labels(engine, {"organisation": found.parties}, "en"))
        spelling = {**values, "parties": query.parties}
        return single_response(PATH, orjson.dumps(told.model_dump()), version=found.version, asked=spelling)

    @router.get(f"{PATH}.{{format}}", include_in_schema=False)
    def table(name: TableName, query: Annotated[PairsParameters, Query()], request: Request) -> Response:
        format_ = table_format(name)
        found = orjson.loads(pairs(query).body)["data"]["pairs"]
        return table_response(format_, "stats-meetings-pairs", _table(found, str(request.base_url).rstrip("/")))

    return router


def _table(pairs: list[dict[str, Any]], base: str) -> Table:
    """Returns pairs as a table, a row a pair."""
    rows: list[list[Any]] = []
    for pair in pairs:
        parties = [value for party in pair["parties"] for value in (party["code"], party["label"])]
        rows.append([*parties, pair["count"], address(pair["link"], base)])
    return ["party", "party_label", "other_party", "other_party_label", "count", "link"], rows


def _told(found: Encounters, values: dict[str, Any], names: dict[tuple[str, str], str]) -> PairsOut:
    parties = {
        code: PartyOut(code=code, label=names.get(("organisation", code)) or label_of(code, "country"))
        for code in found.parties
    }
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
