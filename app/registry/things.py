"""Reads seed/*.csv into things with names by language; an error names the file and the line."""

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
# Names by language; the first of each language is the one to show.
Names = dict[str, tuple[str, ...]]


# The value of `Country.gives`, by the word in column `provider` of countries.csv.
_GIVES = {"member": 2, "other": 1, "": 0}


@dataclass(frozen=True)
class Country:
    """A state; `gives` is 2 for a member of the OECD's DAC, 1 for another provider that the OECD lists, else 0."""

    code: str
    names: Names
    adjectives: Names
    gives: int = 0


@dataclass(frozen=True)
class Place:
    """A city, a region of a state, or a region of the world; `countries` are the codes of its states."""

    id: str
    names: Names
    countries: tuple[str, ...]
    is_city: bool
    is_capital: bool = False


@dataclass(frozen=True)
class Body:
    """A kind of state body, with the titles of its head; `single` is whether every state has exactly one.

    `ids` has, by country code, the organisation that is this body under a name of its own: the Jogorku Kenesh is the
    parliament of Kyrgyzstan.
    """

    id: str
    type: str
    names: Names
    heads: Names
    single: bool = True
    ids: dict[str, str] = field(default_factory=dict)

    def of(self, state: str) -> str | None:
        """Returns the id of this body in a state; None where a state may have several."""
        return self.ids.get(state, f"{self.id}-{state.lower()}" if self.single else None)


@dataclass(frozen=True)
class KnownOrganisation:
    """An organisation; `identifiers` are those of other registers, `media` is whether it is a publisher of news."""

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
    """A programme or project; `organisations` are pairs of role and id of organisation."""

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
    """The average price of one US dollar in a year, in units of a currency."""

    currency: str
    year: int
    rate: Decimal
    source: str


@dataclass(frozen=True)
class Registry:
    """All things by id, and rates by currency and year; `digest` changes when any file does."""

    digest: str
    languages: tuple[str, ...]
    countries: dict[str, Country]
    regions: dict[str, Place]
    places: dict[str, Place]
    bodies: dict[str, Body]
    organisations: dict[str, KnownOrganisation]
    projects: dict[str, KnownProject]
    currencies: dict[str, Names] = field(default_factory=dict)
    # The country codes of the states that issue each currency.
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
        """Returns who held a post in a state or organisation on an EDTF date; None unless it is exactly one person."""
        return self._who.holder(position, place, published)


def names_out(names: Names, acronyms: Names) -> list[NameOut]:
    """Returns the names in all languages and then the acronyms, in the form of records."""
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
                    raise BadReference(
                        f"seed/{path.name}, line {reader.line_num}: must have as many cells as the header"
                    )
                yield row
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise BadReference(f"seed/{path.name}: {problem}") from problem


def _known(code: str, codes: Container[str], where: str) -> str:
    if code not in codes:
        raise BadReference(f"{where}: {code!r} is not a known code")
    return code


def _organisation(row: Row, languages: tuple[str, ...]) -> KnownOrganisation:
    where = f"seed/organisations.csv, {row['id']}"
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
        countries=tuple(
            _known(code, COUNTRY_CODES, f"seed/projects.csv, {row['id']}") for code in _split(row["countries"])
        ),
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
    """Returns the rates by currency and year; raises BadReference for a wrong or second rate."""
    rates: dict[tuple[str, int], KnownRate] = {}
    for row in rows:
        where = f"seed/rates.csv, {row['currency']} {row['year']}"
        currency = _known(row["currency"], currencies, where)
        if _YEAR.fullmatch(row["year"]) is None:
            raise BadReference(f"{where}: year {row['year']!r} must be YYYY")
        if _RATE.fullmatch(row["rate"]) is None or not Decimal(row["rate"]):
            raise BadReference(f"{where}: rate {row['rate']!r} must be a decimal number above 0")
        if not row["source"]:
            raise BadReference(f"{where}: source must not be empty")
        rate = KnownRate(currency, int(row["year"]), Decimal(row["rate"]), row["source"])
        if rates.setdefault((rate.currency, rate.year), rate) is not rate:
            raise BadReference(f"{where}: a year must have only one rate")
    return rates


def _people(rows: dict[str, list[Row]], languages: tuple[str, ...]) -> dict[str, KnownPerson]:
    terms: dict[str, list[Term]] = {row["id"]: [] for row in rows["people"]}
    organisations = {row["id"] for row in rows["organisations"]}
    for row in rows["terms"]:
        where = f"seed/terms.csv, {row['position']} of {row['country'] or row['organisation']} from {row['from']}"
        if row["person"] not in terms:
            raise BadReference(f"{where}: person {row['person']!r} must be an id in people.csv")
        terms[row["person"]].append(_term(row, organisations, where))
    people = {}
    for row in rows["people"]:
        if row["family"] not in ("first", "last"):
            raise BadReference(f"seed/people.csv, {row['id']}: family {row['family']!r} must be first or last")
        named = _names(row, languages)
        people[row["id"]] = KnownPerson(
            row["id"], named, tuple(terms[row["id"]]), family_first=row["family"] == "first"
        )
    return people


def _term(row: Row, organisations: set[str], where: str) -> Term:
    _known(row["position"], tuple(Position), where)
    if bool(row["country"]) == bool(row["organisation"]):
        raise BadReference(f"{where}: must have either a country or an organisation")
    place = row["country"] or _known(row["organisation"], organisations, where)
    if row["country"]:
        _known(place, COUNTRY_CODES, where)
    try:
        days(f"{row['from']}/{row['to']}" if row["to"] else row["from"])
    except ValueError as problem:
        raise BadReference(f"{where}: {problem}") from problem
    return Term(Position(row["position"]), place, bool(row["country"]), row["from"], row["to"] or None)


def read_registry(folder: Path) -> Registry:
    """Returns the things in the CSV files of a folder; raises BadReference with the file and line of an error."""
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
    """Returns the registry of the folder `seed`, which is read once."""
    return read_registry(data_folder("seed"))
