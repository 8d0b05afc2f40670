"""What every record has: an id, a revision, its times; and how a kind of record describes itself."""

import hashlib
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import CheckConstraint, DateTime, Dialect, Index, Table, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from app.records.values import CountryCode

# SQLite cannot drop a constraint without a name, so the names are fixed before the first table.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, to the second; SQLite forgets time zones, so UTC is set again when a value is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> datetime | None:
        """Returns the moment in UTC without fractions; raises ValueError for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        utc: datetime = value.astimezone(UTC).replace(microsecond=0)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Returns the moment in UTC."""
        if value is None:
            return None
        # Postgres gives the moment in the time zone of the session.
        moment: datetime = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return moment


class Record(SQLModel):
    """The columns of every record."""

    id: str = Field(primary_key=True, max_length=80, description="Stable: the same text gives the same id.")
    revision: int = Field(default=1, ge=1, description="Counts the changes of the record, from 1.")
    created_at: datetime = Field(sa_type=Instant, description="When the record was created, UTC.")
    updated_at: datetime = Field(sa_type=Instant, description="When the record last changed, UTC.")


class Judged(SQLModel):
    """The columns of a record that say how good its data are (docs/quality-of-records.md)."""

    quality_source_count: int = Field(default=1, ge=0)
    quality_official_source_count: int = Field(default=0, ge=0)
    quality_completeness: float | None = Field(default=None)
    quality_confidence: float | None = Field(default=None)


class Quality(BaseModel):
    """How good the data of a record are; docs/quality-of-records.md explains each figure."""

    source_count: int = Field(
        description="How many texts state it; versions of one text in several languages count as one."
    )
    official_source_count: int = Field(description="How many of these an official body published.")
    languages: list[str] = Field(description="The languages of the texts, BCP 47.")
    completeness: float | None = Field(
        description="The share of the fields a record of this kind can have that it has, 0 to 1."
    )
    confidence: float | None = Field(description="How often values read like this are right, 0 to 1.")


class RecordOut(BaseModel):
    """What every served record carries."""

    id: str = Field(description="Stable: the same text gives the same id.")
    type: str = Field(description="The kind of record.")
    url: str = Field(description="Where the record is served, as a path on this server.")
    label: str = Field(description="The title of the record in the requested language.")
    revision: int = Field(description="Counts the changes of the record, from 1.")
    created_at: datetime = Field(description="When the record was created.")
    updated_at: datetime = Field(description="When the record last changed.")


class JudgedOut(RecordOut):
    """What every served record but a document carries."""

    quality: Quality = Field(description="How good its data are.")


class Named(BaseModel):
    """What a served record with names in several languages carries."""

    labels: dict[str, str] = Field(description="The name by language: the first of each language, written out.")


class Ref(BaseModel):
    """A record named in a text, with its id where it is known."""

    id: str | None = Field(description="The id of the record; null where the name has none.")
    name: str = Field(description="The name as the text or the register has it.")
    label: str = Field(description="The name in the requested language; `name` where none is known.")


class Party(Ref):
    """An organisation, or a state, that takes part: `id` is the organisation's, `country` the state's."""

    country: CountryCode | None = Field(
        description="The code of a state that takes part itself (ISO 3166-1 alpha-2); else null."
    )


def table_of(model: type[SQLModel]) -> Table:
    """Returns the table of a model."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """Returns the constraint that a column holds one of the values (or null)."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def date_range(first: str = "date_first", last: str = "date_last") -> CheckConstraint:
    """Returns the constraint that a date does not end before it starts."""
    return CheckConstraint(f"{last} >= {first}", name=f"{last}_not_before_{first}")


def newest_first(table: str, column: str = "date_first") -> Index:
    """Returns the index in the order of a list with the newest first."""
    return Index(f"ix_{table}_{column}", text(f"{column} DESC"), "id")


def make_id(prefix: str, *parts: str) -> str:
    """Returns an opaque id of the prefix and 80 bits of a hash of the parts; the same parts give the same id."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return f"{prefix}_{b32encode(digest[:10]).decode().lower()}"


class Operator(StrEnum):
    """How a filter compares a value; EQ is written without a suffix."""

    EQ = "eq"
    ALL = "all"
    NOT = "not"
    GTE = "gte"
    GT = "gt"
    LTE = "lte"
    LT = "lt"
    CONTAINS = "contains"
    ISNULL = "isnull"


EXACT = frozenset({Operator.EQ, Operator.NOT, Operator.ISNULL})
TEXT = EXACT | {Operator.CONTAINS}
RANGED = EXACT | {Operator.GTE, Operator.GT, Operator.LTE, Operator.LT}


@dataclass(frozen=True)
class Link:
    """Rows of another table that a record serves as a list.

    `name` is the field of the Out model; `table` has a foreign key `<kind>_id` and is ordered by `order`;
    with `scalar` the list holds the values of that column, else objects of the model that the field names.
    """

    name: str
    table: type[SQLModel]
    order: str = "ordinal"
    scalar: str | None = None


@dataclass(frozen=True)
class Values:
    """What filters and dimensions have in common: columns, and what their values are.

    A column is one of the record's own, or `link.column` for the rows of a link, or `reference.column` for the record
    that a reference leads to. `kinds` are the kinds whose ids the columns hold, `codes` the types of the codes.
    """

    name: str
    columns: tuple[str, ...] = ()
    description: str = ""
    kinds: tuple[str, ...] = ()
    codes: tuple[Any, ...] = ()

    @property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """The columns in groups, any of which may hold a value: of the id and the country of a party the id counts."""
        groups: dict[str, list[str]] = {}
        for column in self.columns:
            groups.setdefault(column.removesuffix("_id").removesuffix("_country"), []).append(column)
        return tuple(map(tuple, groups.values()))


@dataclass(frozen=True)
class Filter(Values):
    """A query parameter: any of its `alternatives` may hold the value.

    app/records/declare.py fills in what the field of the same name says: column, description, type, operators.
    `type` is what pydantic checks one value against. The columns of a date are the pair `<column>_first` and
    `<column>_last`. With one operator only, the parameter has no suffix. `counts`: facets may count its values.
    """

    type: Any = None
    operators: frozenset[Operator] = frozenset()
    is_date: bool = False
    counts: bool = False


@dataclass(frozen=True)
class Dimension(Values):
    """What records are grouped by; a record may have several values of a link.

    The first column with a value counts. `part` takes the year or the month of a date, if the date lies in one.
    """

    part: Literal["year", "month"] | None = None


@dataclass(frozen=True)
class Kind:
    """All that the generic floors know of a kind of record."""

    name: str
    plural: str
    title: str
    description: str
    table: type[Record]
    out: type[RecordOut]
    links: tuple[Link, ...] = ()
    filters: tuple[Filter, ...] = ()
    # What `group_by=` and `measure=` may name in statistics.
    dimensions: tuple[Dimension, ...] = ()
    measures: tuple[str, ...] = ("count",)
    # What `sort=` may name, and the default order; the id always breaks ties.
    sorts: tuple[str, ...] = ("id",)
    default_sort: str = "id"
    # What `expand=` may name, a field or `link.field`, with the kind that it leads to.
    expands: dict[str, str] = field(default_factory=dict)
    # The fields by which completeness is counted.
    counted_fields: tuple[str, ...] = ()
    # Whether records of one thing are merged; records of other kinds are linked by `same_as`.
    merges: bool = False
    # What `include=` may add to a record.
    includes: tuple[str, ...] = ("evidence",)
    # Columns too large for lists: only `/{id}` serves them.
    only_single: tuple[str, ...] = ()
