"""The records that refer to one: the meetings of a person, the funding and the people of an organisation."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Engine

from app.query.parameters import list_parameters
from app.query.records import list_records
from app.records import KINDS, Kind
from app.records.base import Filter
from app.records.declare import kind_of_id

# How many of each list are shown; a link leads to all.
FEW = 5
# Columns with ids of the record itself or of its versions, and of parties, which the filter `organisation` finds too.
_NOT_RELATED = frozenset({"id", "canonical_id", "parallel_group", "party"})


@dataclass(frozen=True)
class Related:
    """The first records of a kind that a filter finds by the id of another record, and their total."""

    kind: Kind
    filter: str
    total: int
    records: list[dict[str, Any]]


@cache
def filters_to(name: str) -> list[tuple[Kind, str]]:
    """Returns the filters that take ids of a kind, without those whose results another filter includes."""
    return [(kind, filter_.name) for kind in KINDS.values() for filter_ in _widest(kind, name)]


def _widest(kind: Kind, to: str) -> list[Filter]:
    leading = [(filter_, _columns(kind, filter_, to)) for filter_ in kind.filters]
    # First the filter with fewest other columns: `person` before `participant`.
    leading = sorted((each for each in leading if each[1]), key=lambda each: len(each[0].columns) - len(each[1]))
    kept: list[tuple[Filter, frozenset[str]]] = []
    for filter_, columns in sorted(leading, key=lambda each: -len(each[1])):
        if not any(columns <= others for _, others in kept):
            kept.append((filter_, columns))
    return [filter_ for filter_, _ in kept]


def _columns(kind: Kind, filter_: Filter, to: str) -> frozenset[str]:
    names = {column: column.rpartition(".")[2] for column in filter_.columns}
    return frozenset(
        column for column, name in names.items() if name not in _NOT_RELATED and kind_of_id(kind, column) == to
    )


def read_related(engine: Engine, kind: Kind, id_: str, *, language: str) -> list[Related]:
    """Returns the lists of records that refer to one, without empty lists; one statement per list."""
    found = []
    for other, filter_ in filters_to(kind.name):
        asked = {filter_: [id_.replace(",", "\\,")], "limit": FEW}
        query = list_parameters(other.name).model_validate(asked)
        page = list_records(engine, other, query, language=language, known=True)
        if page.total:
            found.append(Related(other, filter_, page.total, orjson.loads(page.data)))
    return found
