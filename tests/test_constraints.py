"""Every constraint of every table is broken once, on both engines; one without an example here fails the test."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Engine,
    ForeignKeyConstraint,
    MetaData,
    Table,
    UniqueConstraint,
    insert,
)
from sqlalchemy.exc import IntegrityError

from app.records import METADATA

NOW = datetime(2026, 11, 22, tzinfo=UTC)
OF_RECORD = {"revision": 1, "created_at": NOW, "updated_at": NOW}
JUDGED = {**OF_RECORD, "quality_source_count": 1, "quality_official_source_count": 0}
DATED = {"date": "2018", "date_first": date(2018, 1, 1), "date_last": date(2018, 12, 31)}

# One good row of each table; they refer to each other, and to the countries that a migration puts in.
GOOD: dict[str, dict[str, Any]] = {
    "change": {"seq": 1, "operation": "created", "kind": "person", "record_id": "p", "revision": 1, "at": NOW},
    "load": {"at": NOW, "new": 1, "changed": 0, "same": 0, "failed": 0},
    "name": {"kind": "person", "record_id": "p", "lang": "ru", "text": "Имя", "name_kind": "name", "ordinal": 0},
    "organisation": {"id": "o", **JUDGED, "name": "ОБСЕ", "organisation_type": "40", "country": "KG"},
    "organisation_identifier": {"organisation_id": "o", "ordinal": 0, "identifier": "XM-DAC-47131"},
    "project": {"id": "j", **JUDGED, "name": "Тундук", "kind": "project", "topic": "ict"},
    "project_country": {"project_id": "j", "country": "KG"},
    "project_sector": {"project_id": "j", "sector": "151"},
    "project_organisation": {
        "project_id": "j",
        "ordinal": 0,
        "role": "funding",
        "organisation_id": "o",
        "organisation_name": "ОБСЕ",
        "organisation_country": "KG",
    },
    "document": {
        "id": "d",
        **OF_RECORD,
        "language": "ru",
        "country": "KG",
        "publisher_id": "o",
        "address": "file:///d.txt",
        "file": "d.txt",
        "published": "2018",
        "published_first": date(2018, 1, 1),
        "published_last": date(2018, 12, 31),
        "media_type": "text/plain",
        "sha256": "0" * 64,
        "extractor": "1",
        "text": "Текст",
    },
    "person": {"id": "p", **JUDGED, "name": "Имя", "country": "KG", "organisation_id": "o"},
    "person_position": {
        "person_id": "p",
        "ordinal": 0,
        "title": "министр",
        "organisation_id": "o",
        "country": "KG",
        "document_id": "d",
    },
    "agreement": {
        "id": "a",
        **JUDGED,
        **DATED,
        "name": "План",
        "agreement_type": "plan",
        "status": "signed",
        "document_id": "d",
    },
    "agreement_party": {
        "agreement_id": "a",
        "ordinal": 0,
        "organisation_id": "o",
        "organisation_name": "ОБСЕ",
        "organisation_country": "KG",
    },
    "claim": {
        "document_id": "d",
        "kind": "person",
        "said_id": "p",
        "record_id": "p",
        "language": "ru",
        "body": "{}",
    },
    "search": {
        "number": 1,
        "kind": "person",
        "record_id": "p",
        "label": "Имя",
        "lines": "Имя",
        "digest": "0" * 32,
        "version": "0" * 12,
    },
    "same_as": {"kind": "person", "id": "q", "canonical_id": "p", "reason": "the same name"},
    "decision": {"kind": "person", "one": "p", "other": "q", "verdict": "same", "at": NOW},
    "candidate": {"kind": "person", "one": "p", "other": "q", "reason": "a like name"},
    "conflict": {
        "kind": "funding",
        "canonical_id": "f",
        "field": "amount",
        "record_id": "f",
        "document_id": "d",
        "value": "1 USD",
    },
    "evidence": {
        "id": "e",
        "document_id": "d",
        "kind": "person",
        "said_id": "p",
        "record_id": "p",
        "field": "name",
        "start": 0,
        "end": 5,
        "quote": "Текст",
        "rule": "r",
        "basis": "explicit",
        "confidence": 0.9,
    },
    "rejected": {
        "document_id": "d",
        "amount": Decimal(1),
        "currency": "USD",
        "reason": "other_money",
        "start": 0,
        "end": 5,
        "quote": "Текст",
        "rule": "r",
    },
    "funding": {
        "id": "f",
        **JUDGED,
        **DATED,
        "amount": Decimal("0.001"),
        "currency": "KGS",
        "qualifier": "exact",
        "kind": "pledged",
        "instrument": "grant",
        "period": "2018/2018",
        "countable": False,
        "not_countable": "pledged",
        "document_id": "d",
        "provider_id": "o",
        "provider_country": "KG",
        "receiver_id": "o",
        "receiver_country": "KG",
        "project_id": "j",
        "usd_amount": Decimal("0.01"),
        "usd_rate": "68.8403",
        "year": 2018,
        "usd_rate_year": 2018,
        "usd_source": "WDI",
        "usd_basis": "rate",
        "transaction_type": "12",
        "finance_type": "110",
        "flow_type": "10",
    },
    "funding_equivalent": {"funding_id": "f", "ordinal": 0, "amount": Decimal(1), "currency": "USD"},
    "meeting": {
        "id": "m",
        **JUDGED,
        **DATED,
        "meeting_type": "visit",
        "status": "held",
        "focus": "reported",
        "country": "KG",
        "document_id": "d",
    },
    "meeting_participant": {
        "meeting_id": "m",
        "ordinal": 0,
        "person_id": "p",
        "person_name": "Имя",
        "organisation_id": "o",
        "country": "KG",
    },
    "meeting_topic": {"meeting_id": "m", "topic": "ict"},
}

REVERSED_DATES = {"date_first": date(2019, 1, 1)}
NO_DOLLARS = {"usd_amount": None, "usd_rate": None, "usd_rate_year": None, "usd_source": None, "usd_basis": None}
# What breaks a check; those of a closed vocabulary (`…_known`) need no example, but where another check forbids it too.
BAD: dict[str, dict[str, Any]] = {
    "ck_agreement_date_last_not_before_date_first": REVERSED_DATES,
    "ck_agreement_name_not_empty": {"name": ""},
    "ck_agreement_party_organisation_name_not_empty": {"organisation_name": ""},
    "ck_document_published_last_not_before_published_first": {"published_first": date(2019, 1, 1)},
    "ck_document_sha256_is_hex": {"sha256": "0" * 63},
    "ck_document_text_not_empty": {"text": ""},
    "ck_evidence_confidence_is_a_share": {"confidence": 1.01},
    "ck_evidence_quote_fills_span": {"quote": "Тек"},
    "ck_evidence_span_not_empty": {"start": 5, "quote": ""},
    "ck_change_merged_into": {"operation": "merged"},
    "ck_decision_of_two": {"other": "p"},
    "ck_funding_amount_above_zero": {"amount": 0},
    "ck_funding_amount_has_currency": {"currency": None},
    "ck_funding_countable_or_why_not": {"countable": True},
    "ck_funding_date_last_not_before_date_first": REVERSED_DATES,
    "ck_funding_equivalent_amount_above_zero": {"amount": 0},
    "ck_funding_period_not_reversed": {"period": "2019/2018"},
    "ck_funding_usd_amount_above_zero": {"usd_amount": 0},
    "ck_funding_usd_amount_has_basis": {"usd_basis": None},
    "ck_funding_usd_amount_or_why_not": {"usd_reason": "no_rate"},
    "ck_funding_usd_rate_has_year_and_source": {"usd_rate_year": None},
    "ck_funding_usd_reason_known": NO_DOLLARS,
    "ck_funding_usd_basis_known": {"usd_rate_year": None, "usd_source": None},
    "ck_rejected_amount_above_zero": {"amount": 0},
    "ck_rejected_quote_fills_span": {"quote": "Тек"},
    "ck_rejected_span_not_empty": {"start": 5, "quote": ""},
    "ck_load_counts_not_negative": {"failed": -1},
    "ck_meeting_date_last_not_before_date_first": REVERSED_DATES,
    "ck_meeting_participant_somebody": {"person_name": None, "organisation_name": None, "country": None},
    "ck_name_text_not_empty": {"text": ""},
    "ck_person_position_title_not_empty": {"title": ""},
    "ck_project_organisation_organisation_name_not_empty": {"organisation_name": ""},
    "ck_project_sector_sector_is_a_dac_code": {"sector": "1510"},
}
# Another row beside the good one, equal to it only in what must be unique.
TWIN: dict[str, dict[str, Any]] = {
    "uq_document_address": {"id": "d2", "sha256": "1" * 64},
    "uq_document_sha256": {"id": "d2", "address": "file:///d2.txt"},
    "uq_search_kind_record_id": {"number": 2},
    "uq_project_organisation_project_id_role_organisation_id": {"ordinal": 1, "organisation_name": "OSCE"},
    "uq_project_organisation_project_id_role_organisation_name": {"ordinal": 1, "organisation_id": None},
}

CONSTRAINTS = [
    (table, constraint)
    for table in METADATA.sorted_tables
    for constraint in sorted(table.constraints, key=lambda constraint: str(constraint.name))
    if isinstance(constraint, CheckConstraint | UniqueConstraint | ForeignKeyConstraint)
]


class Stored:
    """The tables as the database types them: what our own types refuse would never come to it."""

    def __init__(self, engine: Engine) -> None:
        self.tables = MetaData()
        self.tables.reflect(engine)

    def put(self, connection: Connection, table: Table, row: dict[str, Any]) -> None:
        """Inserts a row."""
        thousandths = {name: int(value * 1000) for name, value in row.items() if isinstance(value, Decimal)}
        connection.execute(insert(self.tables.tables[table.name]).values({**row, **thousandths}))


def bad(table: Table, constraint: CheckConstraint | UniqueConstraint | ForeignKeyConstraint) -> dict[str, Any]:
    """Returns a row that only this constraint forbids."""
    name = str(constraint.name)
    if isinstance(constraint, UniqueConstraint):
        return {**GOOD[table.name], **TWIN[name]}
    if isinstance(constraint, ForeignKeyConstraint):
        [column] = constraint.columns
        return {**GOOD[table.name], column.name: "??"}
    if name.endswith("_known"):
        column_name = name.removeprefix(f"ck_{table.name}_").removesuffix("_known")
        return {**GOOD[table.name], **BAD.get(name, {}), column_name: "??"}
    return {**GOOD[table.name], **BAD[name]}


def refused(error: IntegrityError, table: Table, constraint: Any) -> bool:
    """Tells whether it was this constraint that the database spoke of."""
    said = str(error.orig)
    if str(constraint.name) in said:
        return True
    # SQLite names checks only: of a unique constraint it tells the columns, of a foreign key that it was one.
    if isinstance(constraint, UniqueConstraint):
        return said == "UNIQUE constraint failed: " + ", ".join(f"{table.name}.{c.name}" for c in constraint.columns)
    return isinstance(constraint, ForeignKeyConstraint) and said == "FOREIGN KEY constraint failed"


def test_every_constraint_breaks(engine: Engine) -> None:
    kept: list[str] = []
    stored = Stored(engine)
    for table, constraint in CONSTRAINTS:
        with engine.connect() as connection:
            for other in METADATA.sorted_tables[: METADATA.sorted_tables.index(table)]:
                if other.name != "country":
                    stored.put(connection, other, GOOD[other.name])
            if isinstance(constraint, UniqueConstraint):
                stored.put(connection, table, GOOD[table.name])
            try:
                stored.put(connection, table, bad(table, constraint))
                kept.append(f"{constraint.name} is not kept")
            except IntegrityError as error:
                if not refused(error, table, constraint):
                    kept.append(f"{constraint.name} is not what was broken: {error.orig}")
    assert kept == []


def test_the_good_rows_are_taken(engine: Engine) -> None:
    """Without this, a row might be refused for something else than what it is to break."""
    stored = Stored(engine)
    with engine.begin() as connection:
        for table in METADATA.sorted_tables:
            if table.name != "country":
                stored.put(connection, table, GOOD[table.name])


def test_no_example_is_left_over() -> None:
    assert {*BAD, *TWIN} <= {str(constraint.name) for _, constraint in CONSTRAINTS}
