"""What every record has: an id, a revision, its times; and how a kind of records describes itself."""

import hashlib
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel
from sqlalchemy import CheckConstraint, DateTime, Dialect, Index, Table, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from app.records.values import LanguageCode, Moment

# Constraints that have no name cannot be dropped on SQLite; these names stand before the first table.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, to the second; SQLite forgets time zones, so it is put back on the way out."""

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
    created_at: datetime = Field(sa_type=Instant, description="When the record first stood here, UTC.")
    updated_at: datetime = Field(sa_type=Instant, description="When the record last changed, UTC.")


class Judged(SQLModel):
    """The columns of a record that documents tell: how well it is founded (docs/quality-of-records.md)."""

    quality_source_count: int = Field(default=1, ge=0)
    quality_official_source_count: int = Field(default=0, ge=0)
    quality_completeness: float | None = Field(default=None)
    quality_confidence: float | None = Field(default=None)


class Quality(BaseModel):
    """How well a record is founded; docs/quality-of-records.md says how each is counted."""

    source_count: int = Field(description="How many texts tell it; versions of one text in several languages are one.")
    official_source_count: int = Field(description="How many of these are published by an official body.")
    languages: list[str] = Field(description="The languages of the texts, BCP 47.")
    completeness: float | None = Field(
        description="The share of what such a record can tell that it does tell, 0 to 1."
    )
    confidence: float | None = Field(description="How often such readings are right, 0 to 1.")


class RecordOut(BaseModel):
    """What every served record carries."""

    id: str = Field(description="Stable: the same text gives the same id.")
    type: str = Field(description="The kind of record.")
    url: str = Field(description="Where the record is served, as a path on this server.")
    revision: int = Field(description="Counts the changes of the record, from 1.")
    created_at: datetime = Field(description="When the record first stood here.")
    updated_at: datetime = Field(description="When the record last changed.")


class JudgedOut(RecordOut):
    """What a served record carries that documents tell."""

    quality: Quality = Field(description="How well it is founded.")


class Named(BaseModel):
    """What a served record carries that has names in several languages."""

    label: str = Field(description="Its name in the language asked for, else in English or Russian, or the first told.")
    labels: dict[str, str] = Field(description="Its name by language, the first told in each, written out.")


class Ref(BaseModel):
    """A record told by name, with its id where it is known."""

    id: str | None = Field(description="The id of the record; null where none is known for the name.")
    name: str = Field(description="As the text, or the register, names it.")


class Party(Ref):
    """An organisation, or a state, that takes part: `id` is the organisation's, `country` the state's."""

    country: str | None = Field(description="Of a state that is a party itself, ISO 3166-1 alpha-2; else null.")


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
    """Returns the index in whose order a list has the newest first."""
    return Index(f"ix_{table}_{column}", text(f"{column} DESC"), "id")


def make_id(prefix: str, *parts: str) -> str:
    """Returns an opaque id of the prefix and 80 bits of a hash of the parts; the same parts give the same id."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return f"{prefix}_{b32encode(digest[:10]).decode().lower()}"


class Operator(StrEnum):
    """What a filter may ask of a value; EQ is written without a suffix."""

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
    """Rows of another table that are served as a list inside a record.

    `name` is the field of the Out model; `table` has a foreign key `<kind>_id` and is ordered by `order`;
    with `scalar` the list holds that column's values, else objects shaped as the field's model says.
    """

    name: str
    table: type[SQLModel]
    order: str = "ordinal"
    scalar: str | None = None


@dataclass(frozen=True)
class Filter:
    """A query parameter: `column` is one of the record's own, or `link.column` for "some row of the link has".

    The link may also be a reference that can be expanded: the column is then one of the record it leads to.
    `type` is what pydantic checks one value against. A filter on a date asks of a whole range of days:
    its column names the pair `<column>_first` and `<column>_last`. `also` names further columns: any may hold the
    value. With one operator only, the parameter has no suffix.
    """

    name: str
    column: str
    type: Any
    description: str
    operators: frozenset[Operator] = EXACT
    is_date: bool = False
    also: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns in which it looks."""
        return (self.column, *self.also)


@dataclass(frozen=True)
class Dimension:
    """What records are counted by: the values of the columns, or of `link.column`, of which a record may have several.

    Of several columns the first that has a value counts. `of` says what the values are: a kind of records, `country`,
    `currency`, `language` or a code of IATI; without it they are words. `is_year` takes the single year of
    a date.
    """

    name: str
    columns: tuple[str, ...]
    description: str
    of: str | None = None
    is_year: bool = False


@dataclass(frozen=True)
class Kind:
    """All that the generic floors know of a kind of records."""

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
    # What `sort=` may name, and the order without it; the id always breaks ties.
    sorts: tuple[str, ...] = ("id",)
    default_sort: str = "id"
    # What `expand=` may name, with the kind it leads to: a field, or `link.field`.
    expands: dict[str, str] = field(default_factory=dict)
    # What such a record can tell: its fields, by which completeness and coverage are counted.
    tells: tuple[str, ...] = ()
    # Of two that are one thing, one is merged into the other; else they are told together as `same_as`.
    merges: bool = False
    # What `include=` may name: what is served beside a record's own fields where it is asked for.
    includes: tuple[str, ...] = ("evidence",)
    # Columns too large for lists: served by `/{id}` only.
    only_single: tuple[str, ...] = ()


# How well a record is founded, as every kind that documents tell is asked for it.
_COUNT, _SHARE = Annotated[int, Field(ge=0, lt=2**31)], Annotated[float, Field(ge=0, le=1)]
_JUDGED = (
    Filter("source_count", "quality_source_count", _COUNT, "How many texts tell it.", RANGED),
    Filter("official_source_count", "quality_official_source_count", _COUNT, "How many official texts do.", RANGED),
    Filter("completeness", "quality_completeness", _SHARE, "The share of what it can tell that it does.", RANGED),
    Filter("confidence", "quality_confidence", _SHARE, "How often such readings are right.", RANGED),
    Filter("language", "languages.language", LanguageCode, "The language of a text that tells it, BCP 47."),
)
_LANGUAGE = Dimension("language", ("languages.language",), "The language of a text that tells it.", of="language")


def judged(kind: Kind) -> Kind:
    """Returns a kind with what can be asked of the quality of its records, if it has any."""
    if not Judged.model_fields.keys() <= kind.table.model_fields.keys():
        return kind
    return replace(
        kind,
        filters=kind.filters + _JUDGED,
        dimensions=(*kind.dimensions, _LANGUAGE),
        sorts=(*kind.sorts, "source_count", "confidence"),
    )


_SINCE = frozenset({Operator.GTE})
_OF_EVERY_RECORD = (
    Filter("id", "id", str, "The record's own id.", frozenset({Operator.EQ, Operator.NOT})),
    Filter("created_since", "created_at", Moment, "Only records that stand here since this moment or later.", _SINCE),
    Filter("updated_since", "updated_at", Moment, "Only records that changed at this moment or later.", _SINCE),
)


def asked_of_every(kind: Kind) -> Kind:
    """Returns a kind with the filters that every kind has; what may have several values is asked for all of some."""
    filters = tuple(
        replace(each, operators=each.operators | {Operator.ALL}) if _may_have_several(kind, each) else each
        for each in kind.filters
    )
    return replace(kind, filters=filters + _OF_EVERY_RECORD)


def _may_have_several(kind: Kind, filter_: Filter) -> bool:
    links = {column.rpartition(".")[0] for column in filter_.columns} - kind.expands.keys() - {""}
    return Operator.EQ in filter_.operators and (bool(links) or len(filter_.columns) > 1)
