"""Folds the claims about one record into its row, the rows of its links and its names."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from statistics import fmean
from typing import Any, get_args

from sqlalchemy import String, Table, UniqueConstraint
from sqlalchemy.types import TypeDecorator

from app.derive import city_columns, iati_codes, in_dollars, name_columns, year_of
from app.records import KINDS, METADATA, Kind
from app.records.base import table_of
from app.records.codes import NotCountable
from app.records.extraction import Extraction, FundingSaid, MeetingSaid, NameSaid, PersonSaid, RecordSaid, Said
from app.records.values import days
from app.registry import load_registry
from app.resolve.things import is_full

Row = dict[str, Any]
Rows = dict[Table, list[Row]]
NAME = METADATA.tables["name"]
# Values of a required field that say that the text states none.
UNSTATED = ("unspecified", "other")
# The model of a claim, by the kind of its record.
SAID: dict[str, type[RecordSaid]] = {
    kind.name: get_args(Extraction.model_fields[kind.plural].annotation)[0]
    for kind in KINDS.values()
    if kind.plural in Extraction.model_fields
}


@dataclass(frozen=True, order=True)
class Source:
    """The source of a claim, for the quality of a record: all versions of one text have the same `source`."""

    source: str
    official: bool = False


@dataclass(frozen=True)
class DatedClaim:
    """What one document says about one record, with the date that orders claims.

    Every reference in `body` has the id that it means after all merges.
    """

    document_id: str
    published: str | None
    body: Mapping[str, Any]
    source: Source
    confidence: float | None = None


def body(said: Sequence[RecordSaid]) -> str:
    """Returns the JSON of a claim, without defaults (they state nothing), ids and evidence."""
    dumped = [one.model_dump(mode="json", exclude={"id", "evidence"}, exclude_defaults=True) for one in said]
    return json.dumps(_merged(dumped), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def confidence(said: Sequence[RecordSaid]) -> float | None:
    """Returns the mean confidence of the best evidence of each field, to two decimals; None without evidence."""
    best: dict[str, float] = {}
    for piece in (piece for one in said for piece in one.evidence):
        best[piece.field] = max(piece.confidence, best.get(piece.field, 0.0))
    return round(fmean(best[name] for name in sorted(best)), 2) if best else None


def fold(
    kind: Kind,
    record_id: str,
    claims: Iterable[DatedClaim],
    *,
    group: str | None = None,
    others: Collection[Source] = (),
) -> Rows:
    """Returns the rows of a record by table: its own without revision and times, those of its links and its names.

    Claims are ordered by date, newest first, then by document id. A field with one value takes it from the first
    claim that states it; lists are joined. `group` is the canonical record of the same fact and `others` are the
    sources of its other records. A sum that is not the canonical one is not countable. Raises ValueError, on both
    engines, for a text that is too long for its column.
    """
    ordered = sorted(claims, key=_newest_first)
    said = SAID[kind.name].model_validate(_merged([claim.body for claim in ordered]))
    if isinstance(said, FundingSaid) and group not in (None, record_id) and said.countable:
        said.countable, said.not_countable = False, NotCountable.DUPLICATE
    links: dict[str, list[Row]] = {link.name: _items(getattr(said, link.name, []), link.scalar) for link in kind.links}
    row = {**columns(said), "id": record_id, "document_id": ordered[0].document_id, "canonical_id": group}
    if isinstance(said, PersonSaid):
        # "Кирилл Иванов" is shown rather than "К. Иванов", even where the newer text has the short form.
        row["name"] = next((name for claim in ordered if is_full(name := claim.body["name"])), said.name)
        links["positions"] = _positions(ordered)
        row |= _latest(links["positions"])
        row |= name_columns(row["name"], said.names, row["country"])
    if isinstance(said, MeetingSaid):
        row |= city_columns(said.city, said.country)
    if isinstance(said, FundingSaid):
        registry = load_registry()
        row["year"] = year_of(said, published=ordered[0].published)
        row |= in_dollars(said, year=row["year"], rates=registry.rates)
        row |= iati_codes(said, registry=registry)
    names = [
        {"name_kind": name.kind.value, "lang": name.lang, "text": name.text} for name in getattr(said, "names", [])
    ]
    rows = {table_of(kind.table): [row], NAME: _numbered(names, kind=kind.name, record_id=record_id)}
    for link in kind.links:
        rows[table_of(link.table)] = _numbered(links[link.name], **{f"{kind.name}_id": record_id})
    row |= _quality(kind, row, links, ordered, others)
    return {table: _distinct(table, [fitted(table, row) for row in found]) for table, found in rows.items()}


def _quality(
    kind: Kind, row: Row, links: Mapping[str, list[Row]], claims: Sequence[DatedClaim], others: Collection[Source]
) -> Row:
    """Returns the columns of `Judged`: how many sources, how complete, how sure."""
    sources = {claim.source for claim in claims} | set(others)
    stated = [name for name in kind.counted_fields if links.get(name) or _is_stated(row, name)]
    confidences = [claim.confidence for claim in claims if claim.confidence is not None]
    return {
        "quality_source_count": len({source.source for source in sources}),
        "quality_official_source_count": len({source.source for source in sources if source.official}),
        "quality_completeness": round(len(stated) / len(kind.counted_fields), 2),
        "quality_confidence": max(confidences, default=None),
    }


def _is_stated(row: Row, name: str) -> bool:
    """Whether a field has a value other than those in `UNSTATED`."""
    values = (row.get(name), row.get(f"{name}_name"), row.get(f"{name}_country"))
    return any(value is not None and value not in UNSTATED for value in values)


def columns(said: Said) -> Row:
    """Returns the columns of a part of a claim; a name becomes `<field>_id`, `<field>_name`, `<field>_country`."""
    row: Row = {}
    for field in type(said).model_fields:
        value = getattr(said, field)
        if isinstance(value, NameSaid):
            row |= {f"{field}_{part}": content for part, content in columns(value).items()}
        else:
            row[field] = value.value if isinstance(value, Enum) else value
    return row


def fitted(table: Table, row: Mapping[str, Any]) -> Row:
    """Returns the values of a table's columns, without revision, times and computed columns.

    The columns `<date>_first` and `<date>_last` are filled from the date. Raises ValueError for a text that is longer
    than its column: SQLite would store it, Postgres would not.
    """
    found: Row = {}
    for column in table.columns:
        if column.name in ("revision", "created_at", "updated_at") or column.computed is not None:
            continue
        base, _, end = column.name.rpartition("_")
        if end in ("first", "last"):
            found[column.name] = _day(row[base], last=end == "last")
            continue
        value = found[column.name] = row.get(column.name)
        longest = _length(column.type)
        if isinstance(value, str) and longest is not None and len(value) > longest:
            raise ValueError(
                f"{table.name}.{column.name}: {len(value)} characters, at most {longest} are allowed: {value[:60]!r}…"
            )
    return found


def _length(column_type: object) -> int | None:
    if isinstance(column_type, TypeDecorator):
        column_type = column_type.impl_instance
    return column_type.length if isinstance(column_type, String) else None


def _day(edtf: str | None, *, last: bool) -> date | None:
    return None if edtf is None else days(edtf)[last]


def _newest_first(claim: DatedClaim) -> tuple[bool, int, str]:
    day = _day(claim.published, last=False)
    return (day is None, -day.toordinal() if day is not None else 0, claim.document_id)


def _merged(bodies: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for claim in bodies:
        for field, value in claim.items():
            if isinstance(value, list):
                items = merged.setdefault(field, [])
                items += [item for item in value if item not in items]
            else:
                merged.setdefault(field, value)
    return merged


def _items(values: Iterable[Any], scalar: str | None) -> list[Row]:
    """Returns the rows of a link; the name of a party goes to the columns of an organisation."""
    rows: list[Row] = []
    for value in values:
        if scalar is not None:
            rows.append({scalar: value.value if isinstance(value, Enum) else value})
            continue
        row = columns(value)
        if isinstance(value, NameSaid):
            row |= {f"organisation_{part}": row.pop(part) for part in NameSaid.model_fields}
            row["organisation_country"] = row.pop("country", None)
        rows.append(row)
    return rows


def _positions(claims: Iterable[DatedClaim]) -> list[Row]:
    """Returns the positions of a person, in the order of the claims."""
    positions = []
    for claim in claims:
        row = columns(PersonSaid.model_validate(claim.body))
        if row["position"] is not None:
            positions.append(
                {**row, "title": row["position"], "seen": claim.published, "document_id": claim.document_id}
            )
    return positions


def _latest(positions: Sequence[Row]) -> Row:
    """Returns the organisation of the newest position: an older position must not lend it another one."""
    return (
        {column: positions[0].get(column) for column in ("organisation_id", "organisation_name")} if positions else {}
    )


def _numbered(rows: Iterable[Row], **owner: str) -> list[Row]:
    return [{**row, **owner, "ordinal": ordinal} for ordinal, row in enumerate(rows)]


def _distinct(table: Table, rows: list[Row]) -> list[Row]:
    """Returns the rows without those that would break a unique key of the table after an earlier row."""
    keys = [[column.name for column in table.primary_key]]
    keys += [[c.name for c in unique.columns] for unique in table.constraints if isinstance(unique, UniqueConstraint)]
    seen: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
    distinct = []
    for row in rows:
        values = [(number, tuple(row[column] for column in key)) for number, key in enumerate(keys)]
        # As in the database, null is not equal to null.
        values = [(number, value) for number, value in values if None not in value]
        if any(value in seen[number] for number, value in values):
            continue
        for number, value in values:
            seen[number].add(value)
        distinct.append(row)
    return distinct


def claims_of(extraction: Extraction) -> Iterator[tuple[str, str, list[RecordSaid]]]:
    """Yields kind, id and claims of each record of a settled extraction, in the order of KINDS and of the text."""
    for kind in SAID:
        by_id: dict[str, list[RecordSaid]] = defaultdict(list)
        for said in getattr(extraction, KINDS[kind].plural):
            by_id[said.id].append(said)
        for record_id, together in by_id.items():
            yield kind, record_id, together
