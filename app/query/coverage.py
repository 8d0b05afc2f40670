"""Coverage: how many records have a value in each field, and why the others lack one.

A value that only fills a required field (`unspecified`, `other`) counts as lacking.
"""

from collections.abc import Sequence
from enum import EnumMeta
from functools import cache
from typing import Any, Literal, get_origin

import orjson
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Engine, Select, Text, case, cast, func, literal_column, null, select

from app.database.dialect import JsonObject
from app.query.links import belongs, link_of
from app.query.pages import data_version
from app.query.parameters import Parameters, many
from app.records import KINDS, Kind
from app.records.base import JudgedOut, Named, table_of
from app.records.codes import NoDollars, NotCountable
from app.records.declare import present
from app.records.funding import FundingDerived

NOT_STATED = "not_told"
UNSPECIFIED = "unspecified"
# Values that only fill a required field.
NOTHING = ("unspecified", "other")
# What every record has, and the reasons of other fields.
_WITHOUT = JudgedOut.model_fields.keys() | Named.model_fields.keys() | {"usd_reason", "not_countable", "city_label"}
# Why a field lacks a value that no text states.
_OF_OTHERS = dict.fromkeys(("canonical_id", "same_as", "parallel_group"), "told_once") | {
    name: "does_not_follow" for name in FundingDerived.model_fields if name != "usd_reason"
}
_OF_OTHERS["year"] = NoDollars.NO_YEAR.value


class CoverageParameters(Parameters):
    """The parameters of coverage."""

    type: many(Literal[tuple(KINDS)]) = Field(default_factory=list, description="Only these kinds of records.")  # type: ignore[valid-type]


class FieldOut(BaseModel):
    """How many records have a value in a field."""

    field: str = Field(description="The name of the field.")
    told: int = Field(description="How many records have a value.")
    lacking: int = Field(description="How many records have none.")
    reasons: dict[str, int] = Field(
        description="The records without a value by reason; docs/statistics.md lists the reasons."
    )


class CoverageOut(BaseModel):
    """How many records of a kind have a value in each field."""

    type: str = Field(description="The kind of record.")
    records: int = Field(description="How many records there are.")
    fields: list[FieldOut]


def read_coverage(engine: Engine, query: CoverageParameters) -> tuple[list[CoverageOut], int]:
    """Returns the coverage of the requested kinds, else of all, and the data version."""
    kinds = [name for name in KINDS if name in query.type or not query.type]
    with engine.connect() as connection:
        *counted, version = connection.execute(_statement(tuple(kinds))).one()
    return [_coverage(name, orjson.loads(json)) for name, json in zip(kinds, counted, strict=True)], version


def _coverage(name: str, counted: dict[str, Any]) -> CoverageOut:
    records = counted.pop("records")
    fields = []
    for field, reasons in counted.items():
        there = {reason: number for reason, number in reasons.items() if number}
        lacking = sum(there.values())
        fields.append(FieldOut(field=field, told=records - lacking, lacking=lacking, reasons=there))
    return CoverageOut(type=name, records=records, fields=fields)


@cache
def _statement(names: Sequence[str]) -> Select[Any]:
    counted: list[ColumnElement[Any]] = [cast(_counted(KINDS[name]).scalar_subquery(), Text) for name in names]
    return select(*counted, data_version())


def _counted(kind: Kind) -> Select[Any]:
    """Returns the select of a JSON object: the number of records, and for each field how many lack it, by reason."""
    table = table_of(kind.table)
    lacks = {
        name: _lack(kind, name, present(info.annotation))
        for name, info in kind.out.model_fields.items()
        if name not in _WITHOUT
    }
    rows = select(table.c.id, *(lack.label(name) for name, (lack, _) in lacks.items())).subquery()
    fields = {
        name: JsonObject({reason: func.count().filter(rows.c[name] == reason) for reason in reasons})
        for name, (_, reasons) in lacks.items()
    }
    return select(JsonObject({"records": func.count(), **fields})).select_from(rows)


def _lack(kind: Kind, name: str, annotation: Any) -> tuple[ColumnElement[Any], Sequence[str]]:
    """Returns why a record lacks a field, or null, and all possible reasons."""
    table = table_of(kind.table)
    if name == "usd":
        return cast(table.c.usd_reason, Text), [*NoDollars]
    if name == "countable":
        return cast(table.c.not_countable, Text), [*NotCountable]
    reason = _OF_OTHERS.get(name, NOT_STATED)
    if get_origin(annotation) is list:
        rows = table_of(link_of(kind, name).table).alias()
        rows_exist = (
            select(literal_column("1")).select_from(rows).where(belongs(kind, rows, table)).correlate(table).exists()
        )
        return case((~rows_exist, _word(reason))), [reason]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return case((table.c[f"{name}_name"].is_(None), _word(reason))), [reason]
    column = table.c[name]
    whens = [(column.is_(None), _word(reason))]
    nothing = [word for word in NOTHING if isinstance(annotation, EnumMeta) and word in annotation.__members__.values()]
    if nothing:
        whens.append((column.in_([literal_column(f"'{value}'") for value in nothing]), _word(UNSPECIFIED)))
    return case(*whens, else_=null()), [reason, UNSPECIFIED] if nothing else [reason]


def _word(word: str) -> ColumnElement[str]:
    return literal_column(f"'{word}'", Text)
