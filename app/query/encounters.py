"""Who meets whom: how many meetings two parties share, for the parties with the most meetings; in one statement.

A party is the country that a participant acts for, else the organisation; a participant known only by name has no
party. The database counts the meetings with the same list of parties, and the pairs are made from these lists.
"""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

import orjson
from sqlalchemy import Engine, Select, Text, cast, func, select

from app.database.dialect import JsonArray, JsonObject, StoredJson, sortable
from app.query.filters import Used, asked, bound, conditions, shape
from app.query.known import known_values
from app.query.pages import data_version
from app.query.parameters import MOST_TOGETHER, Parameters
from app.records import KINDS
from app.records.base import table_of
from app.records.meeting import Meeting, MeetingParticipant

MEETING = KINDS["meeting"]
# The filter for the meetings of a pair.
_TOGETHER = "party__all"


@dataclass(frozen=True)
class Encounters:
    """The number of meetings of each party with others, and of each pair, for the parties with the most meetings.

    Parties are codes of countries and ids of organisations, those with the most meetings first, and so are pairs, each
    sorted by code. `parties_total` and `meetings_total` count all parties and meetings.
    """

    parties: dict[str, int]
    pairs: dict[tuple[str, str], int]
    parties_total: int
    meetings_total: int
    version: int


def read_encounters(engine: Engine, query: Parameters, *, most: int) -> Encounters:
    """Returns how often parties meet, in the meetings of a query; raises BadQuery."""
    values = asked(MEETING, query)
    with engine.connect() as connection:
        known = known_values(connection, MEETING, values)
        row = connection.execute(_statement(shape(MEETING, values)), bound(MEETING, known)).one()
    together = [(frozenset(each["parties"]) - {None}, each["count"]) for each in orjson.loads(row[0])]
    together = [(parties, count) for parties, count in together if len(parties) > 1]
    by_party: Counter[str] = Counter()
    for parties, count in together:
        by_party.update(dict.fromkeys(parties, count))
    first = dict(sorted(by_party.items(), key=_most_first)[:most])
    by_pair: Counter[tuple[str, str]] = Counter()
    for parties, count in together:
        by_pair.update(dict.fromkeys(combinations(sorted(parties & first.keys()), 2), count))
    pairs = dict(sorted(by_pair.items(), key=_most_first))
    return Encounters(first, pairs, len(by_party), sum(count for _, count in together), row[1])


def _most_first(counted: tuple[Any, int]) -> tuple[int, Any]:
    return -counted[1], counted[0]


@lru_cache(maxsize=64)
def _statement(filters: tuple[Used, ...]) -> Select[str, int]:
    """Returns the statement: JSON of the lists of parties with the number of their meetings; the data version."""
    meeting, participant = table_of(Meeting), table_of(MeetingParticipant)
    # In order, so that SQLite reads them from their index; as text, so that Postgres can compare them.
    of_meeting = (
        select(participant.c.party)
        .where(participant.c.meeting_id == meeting.c.id)
        .order_by(sortable(participant.c.party))
        .correlate(meeting)
        .subquery("of_meeting")
    )
    parties = cast(select(JsonArray(of_meeting.c.party)).scalar_subquery(), Text).label("parties")
    lists = select(parties).select_from(meeting).where(*conditions(MEETING, filters))
    found = lists.cte("found").prefix_with("MATERIALIZED")
    counted = select(found.c.parties, func.count().label("count")).group_by(found.c.parties).subquery("counted")
    item = JsonObject({"parties": StoredJson(counted.c.parties), "count": counted.c.count})
    return select(cast(select(JsonArray(item)).scalar_subquery(), Text), data_version())


def meetings_of(pair: tuple[str, str], values: dict[str, Any]) -> dict[str, Any] | None:
    """Returns the filters of the list of a pair's meetings, added to the given filters.

    Returns None if these would be more parties than a query may combine.
    """
    together = sorted({*values.get(_TOGETHER, ()), *pair})
    return {**values, _TOGETHER: together} if len(together) <= MOST_TOGETHER else None
