"""Who meets whom: how often two parties take part in one meeting, of the parties that meet most; in one statement.

A party is the state that a participant acts for, else the organisation; who is told by name only is none. Meetings are
counted as their list has them.

found    the meetings that meet the filters
pairs    two who take part in one of them, once, the one that comes first in the order of codes before the other
ranked   the parties that meet others, those of most meetings first
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import CTE, ColumnElement, Engine, Integer, Select, Text, bindparam, cast, func, select

from app.query.figures import MOST_IDS
from app.query.filters import Used, asked, bound, conditions, shape
from app.query.links import table_of
from app.query.pages import data_version
from app.query.parameters import Parameters
from app.records import KINDS
from app.records.meeting import Meeting, MeetingParticipant
from app.store.dialect import JsonArray, JsonObject, sortable


@dataclass(frozen=True)
class MeetingParty:
    """Who meets others: the code of a state or the id of an organisation; in how many of the meetings."""

    code: str
    count: int


@dataclass(frozen=True)
class Pair:
    """How many meetings two parties share, with the ids of MOST_IDS of them at most."""

    first: str
    second: str
    count: int
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Encounters:
    """The parties that meet most, and their pairs; of how many parties and meetings these are."""

    parties: tuple[MeetingParty, ...]
    pairs: tuple[Pair, ...]
    parties_total: int
    meetings_total: int
    version: int


def read_encounters(engine: Engine, query: Parameters, *, most: int) -> Encounters:
    """Returns how often the parties that meet most do so, of the meetings that meet the filters of a query."""
    kind = KINDS["meeting"]
    values = asked(kind, query)
    with engine.connect() as connection:
        row = connection.execute(_statement(shape(kind, values)), {**bound(kind, values), "most": most}).one()
    parties = sorted(orjson.loads(row[0]), key=lambda each: int(each["place"]))
    pairs = sorted(orjson.loads(row[1]), key=lambda each: (each["first"], each["second"]))
    return Encounters(
        tuple(MeetingParty(each["party"], each["count"]) for each in parties),
        tuple(Pair(each["first"], each["second"], each["count"], tuple(sorted(each["ids"]))) for each in pairs),
        *row[2:],
    )


@lru_cache(maxsize=64)
def _statement(filters: tuple[Used, ...]) -> Select[Any]:
    """Returns the statement: JSON of the parties and of the pairs, how many parties there are, and meetings."""
    pairs = _pairs(filters)
    ranked = _ranked(pairs)
    first = select(ranked).where(ranked.c.place <= bindparam("most", type_=Integer())).cte("first_parties")
    counted = _counted(pairs, first).subquery("counted")
    return select(
        cast(select(_told(first)).scalar_subquery(), Text),
        cast(select(_told(counted)).scalar_subquery(), Text),
        select(func.count()).select_from(ranked).scalar_subquery(),
        select(func.count(pairs.c.meeting_id.distinct())).scalar_subquery(),
        data_version(),
    )


def _told(rows: Any) -> ColumnElement[Any]:
    return JsonArray(JsonObject({column.name: column for column in rows.c}))


def _pairs(filters: tuple[Used, ...]) -> CTE:
    """Returns the pairs of each meeting; both sides are looked up by the meeting, whichever the filters leave."""
    meeting = table_of(Meeting)
    one, other = (table_of(MeetingParticipant).alias(name) for name in ("one", "other"))
    parties = [cast(func.coalesce(side.c.country, side.c.organisation_id), Text) for side in (one, other)]
    found = select(meeting.c.id).where(*conditions(KINDS["meeting"], filters)).cte("found").prefix_with("MATERIALIZED")
    return (
        select(one.c.meeting_id, *(party.label(name) for party, name in zip(parties, ("first", "second"), strict=True)))
        .select_from(found.join(one, one.c.meeting_id == found.c.id).join(other, other.c.meeting_id == found.c.id))
        .where(sortable(parties[0]) < sortable(parties[1]))
        .distinct()
        .cte("pairs")
        .prefix_with("MATERIALIZED")
    )


def _ranked(pairs: CTE) -> CTE:
    first, second = (select(pairs.c.meeting_id, pairs.c[side].label("party")) for side in ("first", "second"))
    each = first.union(second).subquery("sides")
    of_party = select(each.c.party, func.count().label("count")).group_by(each.c.party).subquery("of_party")
    place = func.row_number().over(order_by=[of_party.c.count.desc(), sortable(of_party.c.party)]).label("place")
    return select(of_party, place).cte("ranked")


def _counted(pairs: CTE, first: CTE) -> Select[Any]:
    names = select(first.c.party)
    by = [pairs.c.first, pairs.c.second]
    place = func.row_number().over(partition_by=by, order_by=sortable(pairs.c.meeting_id)).label("place")
    wanted = (
        select(*by, pairs.c.meeting_id, place)
        .where(pairs.c.first.in_(names), pairs.c.second.in_(names))
        .subquery("wanted")
    )
    ids = JsonArray(wanted.c.meeting_id, wanted.c.place <= MOST_IDS).label("ids")
    return select(wanted.c.first, wanted.c.second, func.count().label("count"), ids).group_by(
        wanted.c.first, wanted.c.second
    )
