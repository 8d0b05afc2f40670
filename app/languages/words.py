"""Reads and checks words.toml, the words of one language in the groups that rules use."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.errors import BadReference
from app.records.codes import Topic

# The languages that Komek reads; each has a folder here.
LANGUAGES = ("ru", "kk", "ky", "en", "uz", "tg", "tk")
FOLDER = Path(__file__).parent
CLOSED = ("months", "weekdays", "seasons", "relative", "multipliers", "currencies")
TABLES = (*CLOSED, "numbers", "groups", "topics")
_PLAIN = (
    "code",
    "name",
    "alphabet",
    "vowels",
    "bends",
    "head",
    "home",
    "decimal",
    "action_endings",
    "fixed_name_endings",
    "abbreviations",
)
_OPTIONAL = ("endings", "alternations", "irregular", "led", "led_places", "name_links")
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True)
class Words:
    """The words of one language; `tables` has the groups of each table, and the dictionary forms of each group."""

    code: str
    name: str
    alphabet: frozenset[str]
    vowels: frozenset[str]
    bends: str
    head: str
    home: str | None
    decimal: str
    action_endings: tuple[str, ...]
    fixed_name_endings: tuple[str, ...]
    abbreviations: frozenset[str]
    tables: dict[str, dict[str, tuple[str, ...]]]
    endings: dict[str, tuple[str, ...]]
    alternations: dict[str, str]
    irregular: dict[str, tuple[str, str]]
    # The organisation that each title implies: министр gives министерство.
    led: dict[str, str]
    # Those of towns and districts; the first one serves all titles ("head of the district").
    local: tuple[str, ...]
    # Small words between two words with capitals of one name: Bank of England.
    name_links: frozenset[str]

    def entries(self) -> Iterator[tuple[str, str, str]]:
        """Yields (table, group, dictionary form) in the order of the file."""
        for table, groups in self.tables.items():
            for group, forms in groups.items():
                for form in forms:
                    yield table, group, form

    def group(self, name: str) -> tuple[str, ...]:
        """Returns the dictionary forms of a group; raises KeyError for an unknown group."""
        return self.tables["groups"][name]


def _misspelt(word: str, alphabet: frozenset[str]) -> str | None:
    """Returns a letter outside the alphabet in a word with mixed alphabets, or None."""
    for part in word.casefold().replace("'", "").replace("’", "").replace("‘", "").split():
        for piece in part.split("-"):
            letters = [letter for letter in piece if letter.isalpha()]
            if letters and not all(x in alphabet for x in letters) and not all(x in _LATIN for x in letters):
                return next(x for x in letters if x not in alphabet)
    return None


def check(data: dict[str, Any], where: str) -> None:
    """Raises BadReference for the first error in the data of a words.toml, which `where` names."""
    unknown = set(data) - {*_PLAIN, *TABLES, *_OPTIONAL}
    missing = {*_PLAIN, *TABLES} - set(data)
    if unknown or missing:
        raise BadReference(f"{where}: unknown keys {sorted(unknown)}, missing keys {sorted(missing)}")
    if set(data["topics"]) != set(Topic):
        raise BadReference(f"{where}: [topics] must be exactly {', '.join(Topic)}")
    alphabet = frozenset(data["alphabet"])
    if not alphabet.issuperset(data["vowels"]):
        raise BadReference(f"{where}: vowels: {min(set(data['vowels']) - alphabet)!r} must be a letter of the alphabet")
    for table in TABLES:
        for group, forms in data[table].items():
            if len(set(forms)) != len(forms):
                twice = next(form for form in forms if forms.count(form) > 1)
                raise BadReference(f"{where}: {table}.{group}: {twice!r} is there twice, must be there once")
            for form in forms:
                foreign = _misspelt(form.removesuffix("-"), alphabet)
                if foreign is not None:
                    raise BadReference(
                        f"{where}: {table}.{group}: {foreign!r} in {form!r} must be a letter of the alphabet"
                    )


@cache
def read_words(code: str) -> Words:
    """Returns the checked words of a language; raises BadReference if the file is missing or wrong."""
    path = FOLDER / code / "words.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadReference(f"{code}/words.toml: {problem}") from problem
    check(data, f"{code}/words.toml")
    return Words(
        code=data["code"],
        name=data["name"],
        alphabet=frozenset(data["alphabet"]),
        vowels=frozenset(data["vowels"]),
        bends=data["bends"],
        head=data["head"],
        home=data["home"] or None,
        decimal=data["decimal"],
        action_endings=tuple(data["action_endings"]),
        fixed_name_endings=tuple(data["fixed_name_endings"]),
        abbreviations=frozenset(data["abbreviations"]),
        tables={table: {group: tuple(forms) for group, forms in data[table].items()} for table in TABLES},
        endings={name: tuple(tails) for name, tails in data.get("endings", {}).items()},
        alternations=dict(data.get("alternations", {})),
        led={
            title: noun
            for table in ("led", "led_places")
            for noun, titles in data.get(table, {}).items()
            for title in titles
        },
        local=tuple(data.get("led_places", {})),
        name_links=frozenset(data.get("name_links", ())),
        irregular={form: (entry[0], entry[1]) for form, entry in data.get("irregular", {}).items()},
    )


@cache
def vowels() -> frozenset[str]:
    """Returns the vowels of all languages: a text has names of other languages too."""
    return frozenset().union(*(read_words(code).vowels for code in LANGUAGES))
