"""Holds seed/*.csv to the rules of seed/README.md: structure, references, alphabets, code lists."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT / "seed"
CODELISTS = ROOT.parent / "shared" / "reference" / "codelists"

LANGUAGES = ["en", "ru", "kk", "ky", "uz", "tg", "tk"]
ADJECTIVES = [f"{language}_adjective" for language in LANGUAGES]
ACRONYMS = [f"{language}_acronym" for language in LANGUAGES]
HEADERS = {
    "countries": ["code", *LANGUAGES, *ADJECTIVES, "provider", "source"],
    "regions": ["id", *LANGUAGES, "countries", "source"],
    "cities": ["id", "country", "capital", "admin", *LANGUAGES, "source"],
    "organisations": [
        *["id", "type", "country", "parent", "identifiers", "media"],
        *LANGUAGES,
        *ACRONYMS,
        *["valid_from", "valid_to", "source"],
    ],
    "bodies": ["id", "type", *LANGUAGES, *(f"minister_{language}" for language in LANGUAGES), "source"],
    "projects": [
        *["id", "kind"],
        *ACRONYMS[:4],
        *LANGUAGES,
        *["organisations", "countries", "topic", "sectors", "source"],
    ],
    "currencies": ["code", "decimals", "countries", *LANGUAGES, "source"],
}
FILES = sorted(HEADERS)
LEAST_ROWS = {
    "countries": 240,
    "regions": 5,
    "cities": 150,
    "organisations": 260,
    "bodies": 25,
    "projects": 60,
    "currencies": 40,
}

ORGANISATION_TYPES = {"10", "11", "15", "21", "22", "23", "24", "30", "40", "60", "70", "71", "72", "73", "80", "90"}
PROJECT_KINDS = {"project", "programme", "initiative"}
ROLES = {"funding", "accountable", "extending", "implementing"}
TOPICS = {
    *["agriculture", "health", "education", "water", "energy", "transport", "governance", "environment"],
    *["private_sector", "ict", "social_protection", "culture", "security", "other"],
}

# The letters that each language adds to the Russian alphabet; uz is the Cyrillic way of writing it, tk has none.
RUSSIAN = set("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
ALPHABETS = {
    "ru": RUSSIAN,
    "kk": RUSSIAN | set("әғқңөұүһі"),
    "ky": RUSSIAN | set("ңөү"),
    "uz": RUSSIAN | set("ўқғҳ"),
    "tg": RUSSIAN | set("ғӣқӯҳҷ"),
    "tk": set(),
}
# A media title or a brand may stand in another language's column as it is printed.
LETTERS_OF_BRANDS = RUSSIAN | set("әғқңөұүһі")

# A run of letters: digits, hyphens, dots and apostrophes end it.
WORD = re.compile(r"[^\W\d_]+")


def rows(name: str) -> list[dict[str, str]]:
    with (SEED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def key(name: str) -> str:
    return HEADERS[name][0]


def parts(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def names(name: str) -> Iterator[tuple[str, str, str]]:
    """Each (row id, column, alternative) of the columns that hold words of a language."""
    for row in rows(name):
        for column in HEADERS[name]:
            if language_of(column):
                for alternative in parts(row[column]):
                    yield row[key(name)], column, alternative


def language_of(column: str) -> str | None:
    for language in LANGUAGES:
        if column in {language, f"{language}_adjective", f"{language}_acronym", f"minister_{language}"}:
            return language
    return None


def alphabet(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split()[0]


@pytest.mark.parametrize("name", FILES)
def test_file_is_plain_csv_with_the_fixed_header(name: str) -> None:
    raw = (SEED / f"{name}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    table = list(csv.reader(io.StringIO(raw.decode("utf-8")), strict=True))
    assert table[0] == HEADERS[name]
    assert [line for line in table if len(line) != len(HEADERS[name])] == []
    assert len(table) - 1 >= LEAST_ROWS[name]


@pytest.mark.parametrize("name", FILES)
def test_rows_are_sorted_and_unique(name: str) -> None:
    ids = [row[key(name)] for row in rows(name)]
    assert ids == sorted(ids)
    assert len(ids) == len(set(ids))
    shape = {"countries": r"[A-Z]{2}", "currencies": r"[A-Z]{3}"}.get(name, r"[a-z0-9]+(-[a-z0-9]+)*")
    assert [i for i in ids if not re.fullmatch(shape, i)] == []


@pytest.mark.parametrize("name", FILES)
def test_every_row_has_a_source_and_an_english_name(name: str) -> None:
    assert [row[key(name)] for row in rows(name) if not row["source"].strip() or not row["en"].strip()] == []


@pytest.mark.parametrize("name", FILES)
def test_cells_are_tidy(name: str) -> None:
    untidy = [
        (row[key(name)], column, cell)
        for row in rows(name)
        for column, cell in row.items()
        if cell != unicodedata.normalize("NFC", cell)
        or re.search(r"\s\s|[\n\t\u00a0\u200b\u00ad]", cell)
        or any(part != part.strip() or not part or part[0] in "=~+;," for part in cell.split("|") if cell)
        or len(parts(cell)) != len(set(parts(cell)))
    ]
    assert untidy == []


@pytest.mark.parametrize("name", FILES)
def test_words_belong_to_one_alphabet(name: str) -> None:
    mixed = [
        (row_id, column, word)
        for row_id, column, alternative in names(name)
        for word in WORD.findall(alternative)
        if len({alphabet(letter) for letter in word}) > 1 and word != "АКИpress"
    ]
    assert mixed == []


@pytest.mark.parametrize("name", FILES)
def test_letters_belong_to_the_language(name: str) -> None:
    foreign = []
    for row_id, column, alternative in names(name):
        language = language_of(column)
        letters = {letter for letter in alternative.lower() if alphabet(letter) == "CYRILLIC"}
        if language == "en":
            allowed: set[str] = set()
        else:
            # Names in Russian of kk and ky things keep their letters in the press («Самрук-Қазына»).
            allowed = ALPHABETS[language or "ru"] | (LETTERS_OF_BRANDS if language in {"ru", "ky"} else set())
        if letters - allowed:
            foreign.append((row_id, column, alternative, sorted(letters - allowed)))
    assert foreign == []


def test_uzbek_cells_begin_with_the_latin_form() -> None:
    late = [
        (name, row_id, alternatives)
        for name in FILES
        for row_id, alternatives in first_forms(name, "uz")
        if alphabet(WORD.findall(alternatives)[0][0]) != "LATIN"
    ]
    assert late == []


def first_forms(name: str, column: str) -> Iterator[tuple[str, str]]:
    for row in rows(name):
        if row[column]:
            yield row[key(name)], parts(row[column])[0]


def test_references_exist() -> None:
    countries = {row["code"] for row in rows("countries")}
    organisations = {row["id"] for row in rows("organisations")}
    unknown: list[tuple[str, str, str]] = []
    for name, column in [
        *[("cities", "country"), ("organisations", "country"), ("regions", "countries")],
        *[("projects", "countries"), ("currencies", "countries")],
    ]:
        for row in rows(name):
            codes = parts(row[column])
            unknown += [(name, row[key(name)], code) for code in codes if code not in countries]
            assert codes == sorted(codes), (name, row[key(name)])
    for row in rows("organisations"):
        if row["parent"] and (row["parent"] not in organisations or row["parent"] == row["id"]):
            unknown.append(("organisations", row["id"], row["parent"]))
    for row in rows("projects"):
        for pair in parts(row["organisations"]):
            role, _, organisation = pair.partition(":")
            if role not in ROLES or organisation not in organisations:
                unknown.append(("projects", row["id"], pair))
    assert unknown == []


def test_cities_of_every_country_have_at_most_one_capital() -> None:
    capitals = [row["country"] for row in rows("cities") if row["capital"] == "yes"]
    assert len(capitals) == len(set(capitals))
    assert {row["capital"] for row in rows("cities")} == {"yes", "no"}
    assert {row["admin"] for row in rows("cities")} == {"city", "region"}
    assert [row["id"] for row in rows("cities") if not row["country"]] == []


def test_vocabularies() -> None:
    organisations = rows("organisations")
    assert {row["type"] for row in organisations + rows("bodies")} <= ORGANISATION_TYPES
    assert {row["media"] for row in organisations} <= {"", "yes"}
    assert {row["kind"] for row in rows("projects")} <= PROJECT_KINDS
    assert {row["topic"] for row in rows("projects")} <= TOPICS
    assert {row["decimals"] for row in rows("currencies")} <= {"0", "2", "3"}
    for row in organisations:
        years = [row["valid_from"], row["valid_to"]]
        assert all(re.fullmatch(r"\d{4}|", year) for year in years), row["id"]
        assert not all(years) or years[0] <= years[1], row["id"]


def test_rows_of_states_follow_the_bodies() -> None:
    bodies = {row["id"] for row in rows("bodies")}
    wrong = []
    for row in rows("organisations"):
        body, _, country = row["id"].rpartition("-")
        if body in bodies and row["country"] != country.upper():
            wrong.append(row["id"])
    assert wrong == []
    ids = {row["id"] for row in rows("organisations")}
    for country in ["kz", "kg", "tj", "tm", "uz", "af"]:
        assert {f"mfa-{country}", f"mof-{country}", f"mo-health-{country}", f"government-{country}"} <= ids


def test_identifiers_name_one_organisation() -> None:
    identifiers = [part for row in rows("organisations") for part in parts(row["identifiers"])]
    assert len(identifiers) == len(set(identifiers))


def codes(file: str) -> set[str]:
    path = CODELISTS / file
    if not path.exists():
        pytest.skip(f"the code lists are kept beside the checkout and are not here: {file}")
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["code"] for row in csv.DictReader(lines)}


def test_dac_channels_exist() -> None:
    known = codes("CRSChannelCode.csv")
    # XM-DAC-<donor>-<agency> identifies an agency of a donor state and is in no channel list.
    channels = {
        part.removeprefix("XM-DAC-")
        for row in rows("organisations")
        for part in parts(row["identifiers"])
        if re.fullmatch(r"XM-DAC-\d{5}", part)
    }
    assert channels
    assert channels - known == set()


def test_sectors_exist() -> None:
    known = codes("Sector.csv")
    used = {sector for row in rows("projects") for sector in parts(row["sectors"])}
    assert used
    assert used - known == set()


def test_organisation_types_exist() -> None:
    assert codes("OrganisationType.csv") >= ORGANISATION_TYPES
