"""From filters to conditions: which filters a query has decides the statement, their values are bound."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, and_, bindparam, not_, or_, select

from app.database.dialect import Holds, Pattern
from app.query.links import link_of, owners
from app.query.parameters import Parameters, parameter_name
from app.records import KINDS, Kind
from app.records.base import Filter, Operator, table_of
from app.records.values import Moment, days, moment


@dataclass(frozen=True)
class Used:
    """A filter of a query; `detail` is what of its value decides the statement.

    For a date and for `__all` that is the number of values, for `__isnull` 1 (true) or 0.
    """

    parameter: str
    detail: int = 0


@cache
def questions(kind: str) -> dict[str, tuple[Filter, Operator]]:
    """Returns filter and operator of each parameter of a kind."""
    filters = KINDS[kind].filters
    return {
        parameter_name(filter_, operator): (filter_, operator) for filter_ in filters for operator in filter_.operators
    }


def asked(kind: Kind, query: Parameters) -> dict[str, Any]:
    """Returns the filters of a query by parameter, sorted, with their values as JSON has them."""
    names = query.model_fields_set & questions(kind.name).keys()
    values = query.model_dump(mode="json", include=names)
    return {
        name: sorted(value) if isinstance(value, list) else value
        for name, value in sorted(values.items())
        if value is not None and value != []
    }


def shape(kind: Kind, values: dict[str, Any]) -> tuple[Used, ...]:
    """Returns the part of the filters that decides the statement."""
    return tuple(Used(name, _detail(*questions(kind.name)[name], value)) for name, value in values.items())


def _detail(filter_: Filter, operator: Operator, value: Any) -> int:
    if operator is Operator.ISNULL:
        return int(value)
    return len(value) if (filter_.is_date or operator is Operator.ALL) and isinstance(value, list) else 0


def bound(kind: Kind, values: dict[str, Any]) -> dict[str, Any]:
    """Returns the values that the statement binds."""
    binds: dict[str, Any] = {}
    for name, value in values.items():
        filter_, operator = questions(kind.name)[name]
        if operator is Operator.ISNULL:
            continue
        if operator is Operator.ALL:
            binds |= {f"{name}_{number}": each for number, each in enumerate(value)}
            continue
        if not filter_.is_date:
            binds[name] = moment(value) if filter_.type is Moment else value
            continue
        for number, date in enumerate(value if isinstance(value, list) else [value]):
            binds[f"{name}_{number}_first"], binds[f"{name}_{number}_last"] = days(date)
    return binds


def conditions(kind: Kind, used: tuple[Used, ...]) -> list[ColumnElement[bool]]:
    """Returns the conditions on the rows of a kind, with open values."""
    return [_condition(kind, *questions(kind.name)[each.parameter], each) for each in used]


def _condition(kind: Kind, filter_: Filter, operator: Operator, used: Used) -> ColumnElement[bool]:
    owner = table_of(kind.table)
    # A negation is about all rows together: no participant is from KG, not: some participant is from elsewhere.
    opposite = operator is Operator.NOT or (operator is Operator.ISNULL and used.detail == 1)
    values = [Used(f"{used.parameter}_{n}") for n in range(used.detail)] if operator is Operator.ALL else [used]
    condition = and_(
        *(
            or_(*(_somewhere(kind, owner, each, filter_, operator, one) for each in filter_.alternatives))
            for one in values
        )
    )
    return not_(condition) if opposite else condition


def _somewhere(
    kind: Kind, owner: FromClause, paths: Sequence[str], filter_: Filter, operator: Operator, used: Used
) -> ColumnElement[bool]:
    """Returns the condition that the owner, a row of a link, or the record that a reference leads to meets."""
    link = paths[0].rpartition(".")[0]
    columns = [path.rpartition(".")[2] for path in paths]
    if not link:
        return _first_of(owner, columns, filter_, operator, used)
    # IN finds the rows once. SQLite runs EXISTS for each owner by an index that it guesses: with 19,000 meetings and a
    # state that takes part in half of them, for minutes.
    if link in kind.expands:
        rows = table_of(KINDS[kind.expands[link]].table).alias()
        reference = owner.c[f"{link}_id"]
        found = select(rows.c.id).where(_first_of(rows, columns, filter_, operator, used))
        return and_(reference.is_not(None), reference.in_(found))
    rows = table_of(link_of(kind, link).table).alias()
    return owner.c.id.in_(owners(kind, rows).where(_first_of(rows, columns, filter_, operator, used)))


def _first_of(
    rows: FromClause, columns: Sequence[str], filter_: Filter, operator: Operator, used: Used
) -> ColumnElement[bool]:
    """Returns the condition on the first of the columns that has a value; spelt out, so that indexes are used."""
    ways = []
    for place, column in enumerate(columns):
        before = (rows.c[other].is_(None) for other in columns[:place])
        ways.append(and_(*before, _positive(rows, column, filter_, operator, used)))
    return or_(*ways)


def _positive(rows: FromClause, column: str, filter_: Filter, operator: Operator, used: Used) -> ColumnElement[bool]:
    """Returns the condition without its negation; it is never null, so it can be negated."""
    value = rows.c[f"{column}_first"] if filter_.is_date else rows.c[column]
    if operator is Operator.ISNULL:
        return value.is_not(None)
    if filter_.is_date:
        wanted = (_in_days(rows, column, operator, f"{used.parameter}_{n}") for n in range(used.detail or 1))
        condition = or_(*wanted)
    elif operator is Operator.CONTAINS:
        condition = Holds(value, bindparam(used.parameter, type_=Pattern()))
    elif operator is Operator.ALL:
        condition = value == bindparam(used.parameter, type_=value.type)
    elif operator in (Operator.EQ, Operator.NOT):
        condition = value.in_(bindparam(used.parameter, expanding=True, type_=value.type))
    else:
        condition = _COMPARE[operator](value, bindparam(used.parameter, type_=value.type))
    return and_(value.is_not(None), condition) if operator is Operator.NOT else condition


_COMPARE: dict[Operator, Any] = {
    Operator.GTE: lambda value, bind: value >= bind,
    Operator.GT: lambda value, bind: value > bind,
    Operator.LTE: lambda value, bind: value <= bind,
    Operator.LT: lambda value, bind: value < bind,
}


def _in_days(rows: FromClause, column: str, operator: Operator, name: str) -> ColumnElement[bool]:
    """Returns the condition on a partial date, which is a range of days, by the days of a value."""
    first, last = rows.c[f"{column}_first"], rows.c[f"{column}_last"]
    begin, end = bindparam(f"{name}_first", type_=Date()), bindparam(f"{name}_last", type_=Date())
    match operator:
        case Operator.GTE:
            return last >= begin
        case Operator.GT:
            return first > end
        case Operator.LTE:
            return first <= end
        case Operator.LT:
            return last < begin
        case _:
            return and_(first >= begin, last <= end)
