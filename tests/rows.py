"""Rows of every kind, put in by hand for the tests of answering: few values, thus ties, gaps and nulls."""

from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any

from sqlalchemy import Engine, insert, select

from app.derive import city_columns, name_columns
from app.records import KINDS
from app.records.base import table_of
from app.records.evidence import Change, Claim, Country, Evidence, Load, Name
from app.records.rejected import Rejected
from app.records.values import days
from app.text.lead import headline

START = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
TEXT = "Бишкек, 3 августа 2018 года. " + 'Ёлка «Тундук», "OVOP" \\ 🇰🇬 и көмек. ' * 5
DATES = ["2018-08-03", "2018-08", "2018", None, "2017-09-10/2017-09-11", "2018-08-03", "2019-01-01", None]
NAMES = ["Тундук", "OVOP", "ovop", "Ёлка", "Ecole", "École", "Öz", "zebra", "a-b", "ab", "A b", "көмек, қолдау"]
COUNTRIES = ["KG", None, "KZ", "JP"]
AMOUNTS = [120_000_000_000, 1, None, 500, 9_223_372_036_854_775_807, 120_000_000_000, 1_230, 2_000_100]


def fill(engine: Engine, number: int = 12) -> None:
    """Puts `number` records of each kind into an empty, migrated database, and what belongs to them."""
    with engine.begin() as connection:
        if connection.execute(select(table_of(Country).c.code).limit(1)).first() is None:
            connection.execute(insert(table_of(Country)), [{"code": code} for code in COUNTRIES if code])
        for model, rows in _tables(number):
            if rows:
                connection.execute(insert(table_of(model)), rows)


def _tables(number: int) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Returns the rows by table, those that others refer to first."""
    of_records = {kind.name: list(islice(_ROWS[kind.name](), number)) for kind in KINDS.values()}
    for rows in (rows for name, rows in of_records.items() if name != "document"):
        for place, row in enumerate(rows):
            row |= _quality(place)
    order = ("organisation", "document", "project", "meeting", "funding", "agreement", "person")
    tables = [(KINDS[name].table, of_records[name]) for name in order]
    return tables + _links(of_records) + _shared(of_records)


def _record(prefix: str, number: int) -> dict[str, Any]:
    at = START + timedelta(minutes=number // 3)
    return {"id": f"{prefix}_{number * 7 % 100:02d}", "revision": 1, "created_at": START, "updated_at": at}


def _date(text: str | None, name: str = "date") -> dict[str, Any]:
    first, last = (None, None) if text is None else days(text)
    return {name: text, f"{name}_first": first, f"{name}_last": last}


def _numbered(*lists: list[Any]) -> Any:
    return enumerate(zip(*(cycle(each) for each in lists), strict=False))


def _organisations() -> Any:
    for number, (name, country, type_) in _numbered(NAMES, COUNTRIES, ["10", None, "40"]):
        parent = {"parent_id": "org_00", "parent_name": NAMES[0]} if number % 4 == 1 else {}
        row = {"name": name, "acronym": None, "country": country, "organisation_type": type_}
        yield _record("org", number) | row | {"parent_id": None, "parent_name": None} | parent


def _documents() -> Any:
    for number, (published, title, country) in _numbered(DATES, [*NAMES[:5], None], COUNTRIES):
        publisher = ("org_00", NAMES[0]) if number % 2 else (None, None if number % 4 else "Кабар")
        yield _record("doc", number) | _date(published, "published") | {
            "title": title, "language": "ru", "city": None, "country": country, "address": f"texts/{number}.txt",
            "file": f"{number}.txt", "publisher_id": publisher[0], "publisher_name": publisher[1],
            "official": [True, False, None][number % 3], "parallel_group": None if number % 3 else "doc_00",
            "original_url": f"https://news.example/{number}?a=1,2&b" if number % 3 else None,
            "media_type": "text/plain", "sha256": f"{number:064x}", "extractor": "1", "text": TEXT, "lead": TEXT[:200],
            "label": headline(title, TEXT), **city_columns(None, country),
        }  # fmt: skip


def _projects() -> Any:
    for number, (name, kind, topic) in _numbered(NAMES, ["project", "initiative"], ["ict", "other", "water"]):
        yield _record("prj", number) | {"name": name, "acronym": None, "kind": kind, "topic": topic}


def _meetings() -> Any:
    for number, (date_, type_, country) in _numbered(DATES, ["bilateral", "visit", "call"], COUNTRIES):
        city = "Бишкек" if country in ("KG", None) else "Атлантида"  # which the register lacks
        yield _record("mtg", number) | _date(date_) | {
            "meeting_type": type_, "status": "held", "focus": "reported", "date_text": None, "city": city,
            "country": country, "document_id": "doc_00", "canonical_id": None if number % 3 else "mtg_00",
            **city_columns(city, country),
        }  # fmt: skip


def _funding() -> Any:
    for number, (date_, amount, country) in _numbered(DATES, AMOUNTS, COUNTRIES):
        provider = ("org_07", "ОБСЕ", None) if number % 3 else (None, None if country is None else "Япония", country)
        counted = number % 2 == 0
        yield _record("fnd", number) | _date(date_) | {
            "amount": None if amount is None else _exact(amount), "currency": None if amount is None else "USD",
            "amount_text": None, "qualifier": "exact", "kind": "cumulative", "instrument": "grant",
            "period": "1998/2018", "year": None if number % 5 == 4 else int((date_ or "2016")[:4]),
            "countable": counted, "not_countable": None if counted else "cumulative",
            "document_id": "doc_00", "canonical_id": None if number % 3 else "fnd_00", **_dollars(number, amount),
            "provider_id": provider[0], "provider_name": provider[1], "provider_country": provider[2],
            "receiver_id": "org_00" if number % 4 == 3 else None, "receiver_name": "Кыргызстан",
            "receiver_country": "KG" if number % 4 == 2 else None,
            "project_id": "prj_00" if number % 2 else None, "project_name": NAMES[0] if number % 2 else None,
        }  # fmt: skip


def _dollars(number: int, amount: int | None) -> dict[str, Any]:
    """Returns the dollars of a sum: as stated, by a rate, or why there is no amount."""
    row = dict.fromkeys(("usd_amount", "usd_rate", "usd_rate_year", "usd_source", "usd_basis", "usd_reason"))
    codes = {
        "transaction_type": ["2", None, "12"][number % 3], "finance_type": "110",
        "flow_type": "10" if number % 2 else None,
    }  # fmt: skip
    if amount is None:
        return row | codes | {"usd_reason": "no_amount"}
    if number % 3 == 1:
        by_rate = {"usd_rate": "68.8403", "usd_rate_year": 2018, "usd_source": "WDI", "usd_basis": "rate"}
        return row | codes | by_rate | {"usd_amount": "1743164.98"}
    return row | codes | {"usd_amount": _exact(amount), "usd_rate": "1", "usd_basis": "told"}


def _agreements() -> Any:
    for number, (date_, name, type_) in _numbered(DATES, NAMES, ["plan", "memorandum"]):
        row = {"name": name, "agreement_type": type_, "status": "signed", "document_id": "doc_00"}
        yield _record("agr", number) | _date(date_) | row


def _people() -> Any:
    for number, (name, country) in _numbered(NAMES, COUNTRIES):
        organisation = ("org_07", "ОБСЕ") if number % 2 else (None, None)
        yield _record("person", number) | {
            "name": name, "position": None, "country": country, "organisation_id": organisation[0],
            "organisation_name": organisation[1], **name_columns(name, [], country),
        }  # fmt: skip


_ROWS = {
    "document": _documents, "meeting": _meetings, "project": _projects, "funding": _funding,
    "agreement": _agreements, "organisation": _organisations, "person": _people,
}  # fmt: skip


def _exact(thousandths: int) -> str:
    return f"{thousandths // 1000}.{thousandths % 1000:03d}"


def _quality(number: int) -> dict[str, Any]:
    return {
        "quality_source_count": number % 4,
        "quality_official_source_count": number % 2,
        "quality_completeness": [0.25, 1.0, None, 0.0][number % 4],
        "quality_confidence": [0.86, None, 0.5, 1.0, 0.86][number % 5],
    }


def _links(of_records: dict[str, list[dict[str, Any]]]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Returns the rows of the links of every second record: the others have empty lists."""
    some = {name: [row["id"] for row in rows[::2]] for name, rows in of_records.items()}
    osce = {"organisation_id": "org_07", "organisation_name": "ОБСЕ"}
    state = {"organisation_id": None, "organisation_name": "Кыргызстан"}
    nobody = {"person_id": None, "person_name": None, "organisation_id": None, "organisation_name": None}
    participants = (
        {**nobody, **osce, "position": None, "country": None, "country_name": None},
        {**nobody, "person_id": "person_00", "person_name": NAMES[0], "position": "глава", "country": "KG",
         "country_name": "Кыргызстан"},
    )  # fmt: skip
    parts = (
        {"role": "funding", **osce, "organisation_country": None},
        {"role": "implementing", **state, "organisation_country": "KG"},
    )
    position = {"title": "посол", **osce, "country": None, "document_id": "doc_00", **_date("2018", "seen")}
    del position["seen_last"]
    rows = {
        ("meeting", "participants"): participants,
        ("meeting", "topics"): ({"topic": "private_sector"}, {"topic": "other"}),
        ("project", "organisations"): parts,
        ("project", "countries"): ({"country": "KZ"}, {"country": "KG"}),
        ("project", "sectors"): ({"sector": "15110"}, {"sector": "151"}),
        ("funding", "equivalents"): ({"amount": "0.001", "currency": "KGS"}, {"amount": "2.50", "currency": "EUR"}),
        ("agreement", "parties"): ({**osce, "organisation_country": None}, {**state, "organisation_country": "KG"}),
        ("organisation", "identifiers"): ({"identifier": "XM-DAC-47131"}, {"identifier": "AB-1"}),
        ("person", "positions"): (position,),
    }
    tables = []
    for (name, link_name), children in rows.items():
        link = next(link for link in KINDS[name].links if link.name == link_name)
        ordered = link.order == "ordinal"
        tables.append(
            (
                link.table,
                [
                    {f"{name}_id": id_, **child, **({"ordinal": place} if ordered else {})}
                    for id_ in some[name]
                    for place, child in enumerate(children)
                ],
            )
        )
    return tables


def _shared(of_records: dict[str, list[dict[str, Any]]]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Returns names, claims, evidence, rejected sums of every second document, changes and one load."""
    ids = [(name, row) for name, rows in of_records.items() for row in rows]
    named = [(name, row) for name, row in ids if name in ("project", "organisation", "person", "agreement")]
    names = [
        {"kind": name, "record_id": row["id"], "lang": lang, "text": text, "name_kind": kind, "ordinal": place}
        for name, row in named
        for place, (lang, text, kind) in enumerate(((("ru"), row["name"], "name"), ("en", "OV", "acronym")))
    ]
    claims = [
        {
            "document_id": document,
            "kind": name,
            "said_id": row["id"],
            "record_id": row["id"],
            "language": "kk" if document == "doc_07" and row["id"] < f"{row['id'][:-2]}50" else "ru",
            "body": "{}",
        }
        for name, row in ids
        if name != "document"
        for document in ("doc_07", "doc_00")
    ]
    spans = ((0, 6, "city"), (8, 28, "date"), (len(TEXT) - 7, len(TEXT) - 2, "names"), (70, 80, "date"))
    evidence = [
        {
            "id": f"evd_{name}_{row['id']}_{document}_{start}", "document_id": document, "kind": name,
            "said_id": row["id"], "record_id": row["id"], "field": field, "value": None, "start": start, "end": end,
            "quote": TEXT[start:end], "rule": "by-hand", "basis": "explicit", "confidence": 0.9,
        }
        for name, row in ids
        for document in ("doc_07", "doc_00")
        for start, end, field in spans
    ]  # fmt: skip
    changes = [
        {"seq": seq, "operation": "created", "kind": name, "record_id": row["id"], "revision": 1, "at": START}
        for seq, (name, row) in enumerate(ids, start=1)
    ]
    load = {"at": START, "new": 12, "changed": 0, "same": 0, "failed": 1}
    rejected = [
        {
            "document_id": row["id"], "amount": _exact(amount), "currency": "USD", "reason": reason, "start": start,
            "end": start + 9, "quote": TEXT[start : start + 9], "rule": "by-hand",
        }
        for row in of_records["document"][::2]
        for amount, reason, start in ((120_000_000_000, "other_money", 100), (1, "headline", 3))
    ]  # fmt: skip
    return [
        (Name, names),
        (Claim, claims),
        (Evidence, evidence),
        (Rejected, rejected),
        (Change, changes),
        (Load, [load]),
    ]
