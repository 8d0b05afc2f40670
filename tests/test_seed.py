"""Holds seed/*.csv to the rules of seed/README.md: structure, references, alphabets, code lists."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from app.records.values import days

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
    "bodies": [
        "id",
        "type",
        "single",
        "ids",
        *LANGUAGES,
        *(f"minister_{language}" for language in LANGUAGES),
        "source",
    ],
    "projects": [
        *["id", "kind"],
        *ACRONYMS[:4],
        *LANGUAGES,
        *["organisations", "countries", "topic", "sectors", "source"],
    ],
    "currencies": ["code", "decimals", "countries", *LANGUAGES, "source"],
    "people": ["id", "family", *LANGUAGES, "source"],
    "terms": ["position", "country", "organisation", "person", "from", "to", "source"],
}
FILES = sorted(HEADERS)
# A term is a line of its own: it has no id and no name.
THINGS = [name for name in FILES if name != "terms"]
LEAST_ROWS = {
    "countries": 240,
    "regions": 5,
    "cities": 150,
    "organisations": 260,
    "bodies": 25,
    "projects": 60,
    "currencies": 40,
    "people": 250,
    "terms": 290,
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


@pytest.mark.parametrize("name", THINGS)
def test_rows_are_sorted_and_unique(name: str) -> None:
    ids = [row[key(name)] for row in rows(name)]
    assert ids == sorted(ids)
    assert len(ids) == len(set(ids))
    shape = {"countries": r"[A-Z]{2}", "currencies": r"[A-Z]{3}"}.get(name, r"[a-z0-9]+(-[a-z0-9]+)*")
    assert [i for i in ids if not re.fullmatch(shape, i)] == []


@pytest.mark.parametrize("name", THINGS)
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
        for name in THINGS
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


def test_no_two_people_have_one_name() -> None:
    seen: dict[str, str] = {}
    for row in rows("people"):
        for name in {name.casefold().replace("ё", "е") for lang in LANGUAGES for name in parts(row[lang])}:
            assert seen.setdefault(name, row["id"]) == row["id"], name
            assert len(name.split()) > 1, name
        assert row["family"] in {"first", "last"}


def test_terms_name_what_exists_and_stand_in_order() -> None:
    terms = rows("terms")
    known = {
        "person": {row["id"] for row in rows("people")},
        "country": {row["code"] for row in rows("countries")} | {""},
        "organisation": {row["id"] for row in rows("organisations")} | {""},
    }
    for column, ids in known.items():
        assert {row[column] for row in terms} - ids == set()
    assert {row["person"] for row in terms} == known["person"]
    assert [row for row in terms if bool(row["country"]) == bool(row["organisation"]) or not row["source"]] == []
    order = [(row["position"], row["country"], row["organisation"], row["from"]) for row in terms]
    assert order == sorted(order)
    assert len(order) == len(set(order))


def test_terms_end_after_they_begin_and_one_at_a_time() -> None:
    """Where only the month or the year is known, the same one may end a term and begin the next."""
    held: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in rows("terms"):
        assert not row["to"] or days(row["from"])[0] < days(row["to"])[1], row
        post = (row["position"], row["country"], row["organisation"])
        before = held.get(post)
        if before is not None:
            assert before["to"], f"{before['person']} still holds what {row['person']} has"
            assert days(before["to"])[0] <= days(row["from"])[1], (before, row)
        held[post] = row


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


# Years in which the dollar rose or fell by more than a third: every other such leap would be a slip, or another unit.
LEAPS = {
    *[("IRR", 2013), ("IRR", 2014), ("KZT", 2016), ("RUB", 2015), ("TRY", 2022), ("TRY", 2023), ("TRY", 2024)],
    *[("PKR", 2023), ("UAH", 2009), ("UAH", 2014), ("UAH", 2015), ("UZS", 2017), ("UZS", 2018), ("AZN", 2016)],
}


def test_rates_are_plain_csv_in_order() -> None:
    raw = (SEED / "rates.csv").read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    table = list(csv.reader(io.StringIO(raw.decode("utf-8")), strict=True))
    assert table[0] == ["currency", "year", "rate", "source"]
    keys = [(row["currency"], row["year"]) for row in rows("rates")]
    assert keys == sorted(set(keys))
    assert len(keys) > 1000
    assert {currency for currency, _ in keys} <= {row["code"] for row in rows("currencies")}
    assert all("2000" <= year <= "2025" for _, year in keys)
    # Exact text: no exponent, no zeros that say nothing, six significant digits at most.
    for row in rows("rates"):
        assert re.fullmatch(r"(0|[1-9]\d*)(\.\d*[1-9])?", row["rate"]), row
        assert len(row["rate"].replace(".", "").lstrip("0")) <= 6, row
        assert row["source"] == row["source"].strip() != "", row


def test_rates_do_not_leap_from_year_to_year() -> None:
    rates = {(row["currency"], int(row["year"])): Decimal(row["rate"]) for row in rows("rates")}
    leaps = {
        two
        for one, two in pairwise(sorted(rates))
        if one[0] == two[0] and one[1] + 1 == two[1] and not Decimal(3) / 4 < rates[two] / rates[one] < Decimal(4) / 3
    }
    assert leaps == LEAPS


def test_every_currency_of_the_region_has_its_rates_to_the_last_year() -> None:
    there = {(row["currency"], int(row["year"])) for row in rows("rates")}
    for currency, first in {"AFN": 2003, "KGS": 2000, "KZT": 2000, "TJS": 2001, "TMT": 2009, "UZS": 2003}.items():
        assert {(currency, year) for year in range(first, 2026)} <= there
    for currency in ("EUR", "JPY", "CNY", "RUB", "GBP", "CHF", "KRW", "XDR", "SAR", "KWD", "AED", "INR"):
        assert {(currency, year) for year in range(2000, 2026)} <= there


def test_rates_that_are_held_together_agree() -> None:
    """The Danish krone is held near 7.46 to the euro, the Hong Kong dollar between 7.75 and 7.85 to the dollar."""
    rates = {(row["currency"], int(row["year"])): Decimal(row["rate"]) for row in rows("rates")}
    for year in range(2000, 2026):
        assert abs(rates["DKK", year] / rates["EUR", year] - Decimal("7.45")) < Decimal("0.03")
        assert abs(rates["HKD", year] - Decimal("7.8")) < Decimal("0.06")


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
