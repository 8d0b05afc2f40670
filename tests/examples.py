"""Three short texts with what they say, written out by hand: for the tests of what comes after the extractor."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, select

from app.database.engine import writing
from app.readers import Source
from app.records import METADATA
from app.records.extraction import Extraction
from app.registry import Registry
from app.registry.things import KnownOrganisation
from app.resolve import settle
from app.store.difference import Changed
from app.store.write import identify, write

OSCE = KnownOrganisation(
    id="osce",
    type="40",
    country=None,
    parent="un",
    identifiers=("XM-DAC-47131",),
    media=False,
    names={"en": ("Organization for Security and Co-operation in Europe",), "ru": ("Организация по безопасности",)},
    acronyms={"en": ("OSCE",), "ru": ("ОБСЕ",)},
)
UN = KnownOrganisation("un", "40", None, None, (), False, names={"en": ("United Nations",)}, acronyms={})
KABAR = KnownOrganisation("kabar", "10", "KG", None, (), True, names={"ru": ("Кабар",)}, acronyms={})
REGISTRY = Registry(
    digest="",
    languages=("en", "ru"),
    countries={},
    regions={},
    places={},
    bodies={},
    organisations={thing.id: thing for thing in (OSCE, UN, KABAR)},
    projects={},
)


def source(name: str, text: str) -> Source:
    """Returns a text as a reader would."""
    return Source(address=f"texts/{name}.txt", file=f"{name}.txt", media_type="text/plain", text=text)


def evidence(text: str, quote: str, field: str, value: str | None = None) -> dict[str, Any]:
    """Returns evidence whose quote stands in the text once."""
    start = text.index(quote)
    span = {"start": start, "end": start + len(quote), "quote": quote}
    return {"field": field, "value": value, **span, "rule": "by-hand", "basis": "explicit", "confidence": 0.9}


TALKS = source(
    "talks",
    "Премьер-министр встретился с главой офиса ОБСЕ\n"
    "Бишкек, 3 августа 2018 года. Сапар Исаков встретился с Пьером фон Арксом. ОБСЕ выделила 120 млн долларов.\n",
)
GRANT = source(
    "grant", "ОБСЕ помогает «Тундук»\nСапар Исаков принял 2 млн и ещё 2 млн евро на проект «Тундук». Подписан план.\n"
)
NOTE = source("note", "Kabar. OSCE supports Tunduk, an e-government project.\n")


def talks(text: str = TALKS.text) -> Extraction:
    """Returns what TALKS says."""
    provider = {"name": "ОБСЕ", "id": "osce"}
    participants = [
        {"person": {"name": "Сапар Исаков"}, "position": "Премьер-министр", "country": "KG"},
        {"person": {"name": "Пьер фон Аркс"}, "organisation": provider},
    ]
    return Extraction.model_validate(
        {
            "document": {
                "file": "talks.txt",
                "title": "Премьер-министр встретился с главой офиса ОБСЕ",
                "language": "ru",
                "publisher": {"name": "Кабар", "id": "kabar"},
                "published": "2018-08-03",
                "place": {"city": "Бишкек", "country": "KG"},
                "evidence": [evidence(text, "3 августа 2018 года", "published", "2018-08-03")],
            },
            "meetings": [
                {
                    "meeting_type": "bilateral",
                    "date": "2018-08-03",
                    "country": "KG",
                    "participants": participants,
                    "topics": ["governance", "ict"],
                    "evidence": [
                        evidence(text, "Сапар Исаков встретился с Пьером фон Арксом", "participants"),
                        evidence(text, "Пьером фон Арксом", "participants", "Пьер фон Аркс"),
                    ],
                }
            ],
            "funding": [
                {
                    "amount": "120000000",
                    "currency": "USD",
                    "amount_text": "120 млн долларов",
                    "kind": "cumulative",
                    "provider": provider,
                    "receiver": {"name": "Кыргызстан", "country": "KG"},
                    "period": "1998/2018",
                    "countable": False,
                    "not_countable": "cumulative",
                    "evidence": [evidence(text, "120 млн долларов", "amount", "120000000")],
                }
            ],
            "people": [
                {
                    "name": "Сапар Исаков",
                    "position": "Премьер-министр",
                    "country": "KG",
                    "evidence": [evidence(text, "Сапар Исаков", "name", "Сапар Исаков")],
                },
                {
                    "name": "Пьер фон Аркс",
                    "position": "глава офиса",
                    "organisation": provider,
                    "evidence": [evidence(text, "Пьером фон Арксом", "name", "Пьер фон Аркс")],
                },
            ],
            "organisations": [
                {
                    "name": "ОБСЕ",
                    "id": "osce",
                    "evidence": [evidence(text, "ОБСЕ выделила", "name")],
                }
            ],
        }
    )


def grant(text: str = GRANT.text) -> Extraction:
    """Returns what GRANT says: two sums that are equal, a project with a part in it, an older position."""
    sum_of = {"amount": "2000000", "currency": "EUR", "provider": {"name": "ОБСЕ"}, "project": {"name": "Тундук"}}
    equivalents = [{"amount": "2.5", "currency": "USD"}, {"amount": "0.001", "currency": "KGS"}]
    return Extraction.model_validate(
        {
            "document": {"file": "grant.txt", "language": "ru", "published": "2017"},
            "funding": [
                {**sum_of, "evidence": [evidence(text, "принял 2 млн", "amount", "2000000")]},
                {
                    **sum_of,
                    "equivalents": equivalents,
                    "evidence": [evidence(text, "2 млн евро", "amount", "2000000")],
                },
            ],
            "projects": [
                {
                    "name": "Тундук",
                    "kind": "project",
                    "organisations": [{"name": "ОБСЕ", "role": "funding"}],
                    "countries": ["KG"],
                    "evidence": [evidence(text, "проект «Тундук»", "name", "Тундук")],
                }
            ],
            "agreements": [
                {
                    "name": "План действий",
                    "agreement_type": "plan",
                    "status": "signed",
                    "parties": [{"name": "ОБСЕ"}, {"name": "Кыргызстан", "country": "KG"}],
                    "evidence": [evidence(text, "Подписан план", "name", "План действий")],
                }
            ],
            "people": [
                {
                    "name": "Сапар Исаков",
                    "position": "глава аппарата",
                    "organisation": {"name": "Аппарат Президента"},
                    "evidence": [evidence(text, "Сапар Исаков", "name", "Сапар Исаков")],
                }
            ],
            "organisations": [{"name": "ОБСЕ", "id": "osce", "evidence": [evidence(text, "ОБСЕ", "name", "ОБСЕ")]}],
        }
    )


def note(text: str = NOTE.text) -> Extraction:
    """Returns what NOTE says: undated, in English, of the same project."""
    return Extraction.model_validate(
        {
            "document": {"file": "note.txt", "language": "en"},
            "projects": [
                {
                    "name": "Tunduk",
                    "id": "tunduk",
                    "kind": "initiative",
                    "topic": "ict",
                    "organisations": [{"name": "OSCE", "id": "osce", "role": "funding"}],
                    "sectors": ["151"],
                    "evidence": [evidence(text, "Tunduk", "name", "Tunduk")],
                }
            ],
            "organisations": [{"name": "OSCE", "id": "osce", "evidence": [evidence(text, "OSCE", "name", "OSCE")]}],
        }
    )


ALL: tuple[tuple[Source, Callable[[], Extraction]], ...] = ((TALKS, talks), (GRANT, grant), (NOTE, note))


def store(engine: Engine, text: Source, extraction: Extraction, *, extractor: str = "1") -> list[Changed]:
    """Stores one document as a load does."""
    with writing(engine) as connection:
        settled = settle(extraction, document_id=identify(connection, text), registry=REGISTRY)
        return write(connection, text, settled, extractor=extractor)


def dump(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Returns all rows of all tables, in the order of their keys; numbers of the search's index mean nothing."""
    found = {
        table.name: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
        for table in METADATA.sorted_tables
    }
    for row in found["search"]:
        del row["number"]
    found["search"].sort(key=lambda row: (row["kind"], row["record_id"]))
    return found
