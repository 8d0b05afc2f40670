"""Filters ask only for what exists: an unknown id or city is an error that names the nearest, not an empty list."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Text, literal_column, select, union_all

from app.database.dialect import sortable
from app.errors import BadQuery, Message, either, parameter_error
from app.labels.lookup import nearest
from app.query.filters import questions
from app.query.search import find_ids
from app.query.values import code_of
from app.records import KINDS, Kind
from app.records.base import Filter, Operator, table_of
from app.records.identity import SameAs
from app.records.values import CityKey
from app.registry import load_registry
from app.registry.cities import city_ids, load_cities
from app.sounds.slug import slug

_OPERATORS = (Operator.EQ, Operator.NOT, Operator.ALL)
# At most so many unknown values are named.
_MOST_ERRORS = 20
# So many ids are compared with an unknown one.
_MOST_NEAR = 500
# Shorter texts are in too many names.
_SHORTEST_NAME = 3


def known_values(connection: Connection, kind: Kind, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Returns filters with every id that was merged replaced by the one that remains, and every city by its id.

    Raises BadQuery that lists the ids and cities which do not exist.
    """
    known = dict(asked)
    errors: list[dict[str, Any]] = []
    for name, values in asked.items():
        filter_, operator = questions(kind.name)[name]
        if operator in _OPERATORS and (filter_.kinds or CityKey in filter_.codes):
            find = _known_ids if filter_.kinds else _known_cities
            found = find(connection, kind, filter_, values)
            unknown = [value for value in values if value not in found][: _MOST_ERRORS - len(errors)]
            errors += [_error(connection, filter_, name, value) for value in unknown]
            known[name] = sorted({each for value in values for each in found.get(value, ())})
    if errors:
        raise BadQuery("; ".join(f"{each['parameter']}: {each['message']}" for each in errors), errors=errors)
    return known


def _known_ids(connection: Connection, kind: Kind, filter_: Filter, values: Sequence[str]) -> dict[str, Sequence[str]]:
    """Returns by value the id, or code, that it means; a value that means nothing is left out."""
    found: dict[str, Sequence[str]] = {value: [value] for value in values if code_of(value, filter_) is not None}
    for name in filter_.kinds:
        registered = _registered(name)
        found |= {value: [value] for value in values if value in registered}
        open_ = [value for value in values if value not in found]
        if not open_:
            break
        ids, same = table_of(KINDS[name].table).c.id, table_of(SameAs).c
        of_kind = same.kind == literal_column(f"'{name}'", Text)
        merged = select(same.id, same.canonical_id).where(of_kind, same.id.in_(open_))
        rows = connection.execute(union_all(merged, select(ids, ids).where(ids.in_(open_)))).all()
        # A meeting or sum that has a canonical record exists too: its id means itself.
        found |= {id_: [into] for id_, into in sorted(rows, key=lambda row: row[0] == row[1])}
    return found


def _registered(kind: str) -> Container[str]:
    """Returns the ids of the register: they exist, though no text may name them."""
    registry = load_registry()
    things: dict[str, Container[str]] = {
        "organisation": registry.organisations,
        "project": registry.projects,
        "person": registry.people,
    }
    return things.get(kind, {})


def _known_cities(
    connection: Connection, kind: Kind, filter_: Filter, values: Sequence[str]
) -> dict[str, Sequence[str]]:
    """Returns by value the cities of the register that it may mean, and the printed name where a record has it."""
    column = table_of(kind.table).c[filter_.columns[0]]
    printed = set(connection.scalars(select(column).where(column.in_(values)).distinct()))
    found = {value: [*sorted(city_ids(value)), *([value] if value in printed else [])] for value in values}
    return {value: keys for value, keys in found.items() if keys}


# --- what would be right ----------------------------------------------------------------------------------------


def _error(connection: Connection, filter_: Filter, name: str, value: str) -> dict[str, Any]:
    shown = value[:80]
    if not filter_.kinds:
        return parameter_error(name, Message("no city is called {name!r}", name=shown), _near_cities(value))
    near = list(dict.fromkeys(_near_ids(connection, filter_, value)))[:3]
    kinds = either([Message(kind) for kind in filter_.kinds])
    return parameter_error(name, Message("no {kind} has the id {id!r}", kind=kinds, id=shown), near)


def _near_cities(value: str) -> list[str]:
    names = {name: city.id for city in load_cities().values() for each in city.names.values() for name in each}
    return list(dict.fromkeys(names[name] for name in nearest(value, names)))


def _near_ids(connection: Connection, filter_: Filter, value: str) -> Iterator[str]:
    """Yields the code or id that differs only in its letters' case, records of that name, ids that are spelt alike."""
    if code_of(value.upper(), filter_) is not None:
        yield value.upper()
    wanted = slug(value)
    if len(wanted) < _SHORTEST_NAME:
        return
    for name in filter_.kinds:
        table = table_of(KINDS[name].table)
        yield from connection.scalars(select(table.c.id).where(table.c.id == wanted))
        yield from _by_name(connection, name, value)
        some = (
            select(table.c.id).where(table.c.id.like(f"{wanted[:2]}%")).order_by(sortable(table.c.id)).limit(_MOST_NEAR)
        )
        yield from nearest(wanted, list(connection.scalars(some)))


def _by_name(connection: Connection, kind: str, value: str) -> Iterator[str]:
    """Yields the ids of the records that the search finds by name."""
    yield from find_ids(connection, value, kind=kind, limit=3)
