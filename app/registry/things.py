"""Reads seed/*.csv into things with names by language; a wrong line is an error that names the file and the line."""

import csv
import hashlib
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path

from app.errors import BadReference
from app.records.codes import COUNTRY_CODES, ORGANISATION_TYPES, NameKind, ProjectKind, Role, Topic
from app.records.evidence import NameOut
from app.records.values import days
from app.registry.people import Index, KnownPerson, Position, Term
from app.settings import data_folder

FILES = tuple("countries regions cities bodies organisations projects currencies rates people terms".split())
Row = dict[str, str]
# Names by language, the one to show first.
Names = dict[str, tuple[str, ...]]


# How much a state gives, by the word in `provider` of countries.csv.
_GIVES = {"member": 2, "other": 1, "": 0}


@dataclass(frozen=True)
class Country:
    """A state; `gives` tells how much of a giver of aid it is: 2 a member of the OECD's DAC, 1 another that the OECD
    lists, 0 none."""

    code: str
    names: Names
    adjectives: Names
    gives: int = 0


@dataclass(frozen=True)
class Place:
    """A city, a region of a state, or a region of the world; `countries` are the states it lies in."""

    id: str
    names: Names
    countries: tuple[str, ...]
    is_city: bool
    is_capital: bool = False


@dataclass(frozen=True)
class Body:
    """A kind of state body, and the title of its head; `single` where every state has just one of it.

    `ids` holds the organisation that is this body of a state under a name of its own: Jogorku Kenesh, a parliament.
    """

    id: str
    type: str
    names: Names
    heads: Names
    single: bool = True
    ids: dict[str, str] = field(default_factory=dict)

    def of(self, state: str) -> str | None:
        """Returns the id of a state's own, null where a state has many."""
        return self.ids.get(state, f"{self.id}-{state.lower()}" if self.single else None)


@dataclass(frozen=True)
class KnownOrganisation:
    """An organisation."""

    id: str
    type: str | None
    country: str | None
    parent: str | None
    identifiers: tuple[str, ...]
    media: bool
    names: Names
    acronyms: Names


@dataclass(frozen=True)
class KnownProject:
    """A programme or project known under a name; `organisations` are pairs of role and organisation id."""

    id: str
    kind: ProjectKind
    topic: Topic
    names: Names
    acronyms: Names
    organisations: tuple[tuple[Role, str], ...]
    countries: tuple[str, ...]
    sectors: tuple[str, ...]


@dataclass(frozen=True)
class KnownRate:
    """What one US dollar cost on the average of a year, in units of a currency."""

    currency: str
    year: int
    rate: Decimal
    source: str


@dataclass(frozen=True)
class Registry:
    """All things, by id, and rates by currency and year; `digest` changes when any file does."""

    digest: str
    languages: tuple[str, ...]
    countries: dict[str, Country]
    regions: dict[str, Place]
    places: dict[str, Place]
    bodies: dict[str, Body]
    organisations: dict[str, KnownOrganisation]
    projects: dict[str, KnownProject]
    currencies: dict[str, Names] = field(default_factory=dict)
    # The states that use each currency as their own.
    issuers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rates: dict[tuple[str, int], KnownRate] = field(default_factory=dict)
    people: dict[str, KnownPerson] = field(default_factory=dict)

    @cached_property
    def _who(self) -> Index:
        return Index(self.people.values())

    def named(self, name: str) -> tuple[KnownPerson, ...]:
        """Returns the people who have the full name, in any spelling."""
        return self._who.named(name)

    def surnamed(self, surname: str) -> tuple[KnownPerson, ...]:
        """Returns the people who have the family name, in any spelling."""
        return self._who.surnamed(surname)

    def holder(self, position: Position, place: str, published: str) -> KnownPerson | None:
        """Returns who held a post of a state or body on an EDTF date, if just one person may have."""
        return self._who.holder(position, place, published)


def names_out(names: Names, acronyms: Names) -> list[NameOut]:
    """Returns the names, then the acronyms, of all languages as records serve them."""
    kinds = ((names, NameKind.NAME), (acronyms, NameKind.ACRONYM))
    return [
        NameOut(text=text, lang=lang, kind=kind)
        for group, kind in kinds
        for lang, texts in group.items()
        for text in texts
    ]


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _names(row: Row, languages: tuple[str, ...], form: str = "{}") -> Names:
    found = {language: _split(row.get(form.format(language)) or "") for language in languages}
    return {language: texts for language, texts in found.items() if texts}


def _rows(folder: Path, name: str) -> Iterator[Row]:
    path = folder / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            for row in reader:
                if None in row or None in row.values():
                    raise BadReference(f"{path.name}, line {reader.line_num}: not as many cells as the header has")
                yield row
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise BadReference(f"{path.name}: {problem}") from problem


def _known(code: str, codes: Container[str], where: str) -> str:
    if code not in codes:
        raise BadReference(f"{where}: {code!r} is no known code")
    return code


def _organisation(row: Row, languages: tuple[str, ...]) -> KnownOrganisation:
    where = f"organisations.csv, {row['id']}"
    return KnownOrganisation(
        id=row["id"],
        type=_known(row["type"], ORGANISATION_TYPES, where) if row["type"] else None,
        country=_known(row["country"], COUNTRY_CODES, where) if row["country"] else None,
        parent=row["parent"] or None,
        identifiers=_split(row["identifiers"]),
        media=row["media"] == "yes",
        names=_names(row, languages),
        acronyms=_names(row, languages, "{}_acronym"),
    )


def _project(row: Row, languages: tuple[str, ...]) -> KnownProject:
    parts = (part.partition(":") for part in _split(row["organisations"]))
    return KnownProject(
        id=row["id"],
        kind=ProjectKind(row["kind"]),
        topic=Topic(row["topic"]),
        names=_names(row, languages),
        acronyms=_names(row, languages, "{}_acronym"),
        organisations=tuple((Role(role), organisation) for role, _, organisation in parts),
        countries=tuple(_known(code, COUNTRY_CODES, f"projects.csv, {row['id']}") for code in _split(row["countries"])),
        sectors=_split(row["sectors"]),
    )


def _body(row: Row, languages: tuple[str, ...]) -> Body:
    ids = dict(part.split(":") for part in _split(row["ids"]))
    named, heads = _names(row, languages), _names(row, languages, "minister_{}")
    return Body(row["id"], row["type"], named, heads, row["single"] == "yes", ids)


def _place(row: Row, languages: tuple[str, ...]) -> Place:
    is_region = "countries" in row
    codes = _split(row["countries"]) if is_region else (row["country"],)
    is_city = not is_region and row["admin"] == "city"
    return Place(row["id"], _names(row, languages), codes, is_city=is_city, is_capital=row.get("capital") == "yes")


_YEAR = re.compile(r"(?:19|20)\d{2}", re.ASCII)
_RATE = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


def _rates(rows: Iterable[Row], currencies: Container[str]) -> dict[tuple[str, int], KnownRate]:
    """Returns the rates by currency and year; a rate is exact decimal text above 0, and there is one a year."""
    rates: dict[tuple[str, int], KnownRate] = {}
    for row in rows:
        where = f"rates.csv, {row['currency']} {row['year']}"
        currency = _known(row["currency"], currencies, where)
        if _YEAR.fullmatch(row["year"]) is None:
            raise BadReference(f"{where}: {row['year']!r} is no year: write YYYY")
        if _RATE.fullmatch(row["rate"]) is None or not Decimal(row["rate"]):
            raise BadReference(f"{where}: {row['rate']!r} is no rate: write a decimal number above 0")
        if not row["source"]:
            raise BadReference(f"{where}: no source")
        rate = KnownRate(currency, int(row["year"]), Decimal(row["rate"]), row["source"])
        if rates.setdefault((rate.currency, rate.year), rate) is not rate:
            raise BadReference(f"{where}: there is a second rate of this year")
    return rates


def _people(rows: dict[str, list[Row]], languages: tuple[str, ...]) -> dict[str, KnownPerson]:
    terms: dict[str, list[Term]] = {row["id"]: [] for row in rows["people"]}
    organisations = {row["id"] for row in rows["organisations"]}
    for row in rows["terms"]:
        where = f"terms.csv, {row['position']} of {row['country'] or row['organisation']} from {row['from']}"
        if row["person"] not in terms:
            raise BadReference(f"{where}: {row['person']!r} is no id in people.csv")
        terms[row["person"]].append(_term(row, organisations, where))
    people = {}
    for row in rows["people"]:
        family = _known(row["family"], ("first", "last"), f"people.csv, {row['id']}: where the family name stands")
        named = _names(row, languages)
        people[row["id"]] = KnownPerson(row["id"], named, tuple(terms[row["id"]]), family_first=family == "first")
    return people


def _term(row: Row, organisations: set[str], where: str) -> Term:
    _known(row["position"], tuple(Position), where)
    if bool(row["country"]) == bool(row["organisation"]):
        raise BadReference(f"{where}: name either the country or the organisation")
    place = row["country"] or _known(row["organisation"], organisations, where)
    if row["country"]:
        _known(place, COUNTRY_CODES, where)
    try:
        days(f"{row['from']}/{row['to']}" if row["to"] else row["from"])
    except ValueError as problem:
        raise BadReference(f"{where}: {problem}") from problem
    return Term(Position(row["position"]), place, bool(row["country"]), row["from"], row["to"] or None)


def read_registry(folder: Path) -> Registry:
    """Returns the things of a folder's CSV files; raises BadReference naming the file and line of what is wrong."""
    digest = hashlib.sha256()
    rows: dict[str, list[Row]] = {}
    for name in FILES:
        rows[name] = list(_rows(folder, name))
        digest.update((folder / f"{name}.csv").read_bytes().replace(b"\r", b""))
    columns = rows["countries"][0] if rows["countries"] else {}
    languages = tuple(column for column in columns if len(column) == 2)
    try:
        return Registry(
            digest=digest.hexdigest(),
            languages=languages,
            countries={
                row["code"]: Country(
                    row["code"],
                    _names(row, languages),
                    _names(row, languages, "{}_adjective"),
                    _GIVES[row["provider"]],
                )
                for row in rows["countries"]
            },
            regions={row["id"]: _place(row, languages) for row in rows["regions"]},
            places={row["id"]: _place(row, languages) for row in rows["cities"]},
            bodies={row["id"]: _body(row, languages) for row in rows["bodies"]},
            organisations={row["id"]: _organisation(row, languages) for row in rows["organisations"]},
            projects={row["id"]: _project(row, languages) for row in rows["projects"]},
            currencies=(currencies := {row["code"]: _names(row, languages) for row in rows["currencies"]}),
            rates=_rates(rows["rates"], currencies),
            people=_people(rows, languages),
            issuers={row["code"]: _split(row["countries"]) for row in rows["currencies"]},
        )
    except (KeyError, ValueError) as problem:
        raise BadReference(f"seed/*.csv: {type(problem).__name__}: {problem}") from problem


@cache
def load_registry() -> Registry:
    """Returns the registry of the project's own seed folder, read once."""
    return read_registry(data_folder("seed"))
