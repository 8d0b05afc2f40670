"""What somebody meant by a name that does not exist here: by its meaning first, then by its spelling."""

import tomllib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from app.labels.lookup import nearest
from app.records.base import Operator

MOST = 3
# Words less alike than this have different meanings: `status` and `state`.
_ALIKE = 0.75

# The words that people use for parameters and lists.
_SYNONYMS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("synonyms.toml").read_text(encoding="utf-8"))


def _by_word(meanings: Iterable[tuple[Iterable[str], Iterable[str]]]) -> dict[str, list[str]]:
    """Returns what each word means, from pairs of meanings and words."""
    found: dict[str, list[str]] = {}
    for meant, words in meanings:
        for word in words:
            found.setdefault(word, []).extend(meant)
    return found


_PARAMETERS = _by_word((each["meant"], each["words"]) for each in _SYNONYMS["parameters"])
_PATHS = _by_word(([name], words) for name, words in _SYNONYMS["lists"].items())
_HINTS = {word: each["hint"] for each in _SYNONYMS["hints"] for word in each["words"]}
_ROOTS = {name for names in _PATHS.values() for name in names}
_KNOWN = ["/docs", "/redoc", "/guide", "/openapi.json", *sorted(f"/v1/{name}" for name in _ROOTS - {"stats"})]


def suggest_parameters(name: str, known: Collection[str]) -> list[str]:
    """Returns the known parameters that a name may mean, likeliest first.

    A synonym comes first, then a parameter with the name as a word (`country`: `receiver_country`), then what is spelt
    alike. An operator at the end stays: `country__not` means `receiver_country__not`.
    """
    base, mark, operator = name.casefold().replace("-", "_").partition("__")
    suffix = f"__{operator}" if mark and operator in set(Operator) else ""
    plain = [each for each in known if "__" not in each]
    found = _meant(base, plain)
    if not found:
        words = {*plain, *(word for each in plain for word in each.split("_")), *_PARAMETERS}
        found = [each for word in nearest(base, words, most=MOST, cutoff=_ALIKE) for each in _meant(word, plain)]
    there = [f"{each}{suffix}" for each in found if f"{each}{suffix}" in known]
    return list(dict.fromkeys(there))[:MOST]


def _meant(base: str, plain: Collection[str]) -> list[str]:
    """Returns the parameters that a word means: the one of that name, else its synonyms and those that contain it."""
    if base in plain:
        return [base]
    return [*_PARAMETERS.get(base, ()), *(each for each in plain if base in each.split("_"))]


def hint_for(name: str, known: Collection[str]) -> str | None:
    """Returns what to do instead of using a parameter that no endpoint has, or None.

    A list that takes `q` needs no hint to search by it.
    """
    hint = _HINTS.get(name.casefold())
    return None if hint == _HINTS["q"] and "q" in known else hint


def suggest_path(path: str) -> str | None:
    """Returns the path that was meant: that of the list by its name here, else the one that is spelt alike."""
    parts = path.split("/")
    names = [_called(part) for part in parts]
    first = next((place for place, name in enumerate(names) if name.partition(".")[0] in _ROOTS), None)
    if first is not None:
        after = first + 2 if names[first] == "stats" else first + 1
        found = "/".join(["/v1", *names[first:after], *parts[after:]])
        if found not in (path, "/v1/stats"):
            return found
    return next(iter(nearest(path, _KNOWN, most=1, cutoff=_ALIKE)), None)


def _called(part: str) -> str:
    """Returns a part of a path with our word for it: `grants.csv` is `funding.csv`."""
    word, dot, suffix = part.partition(".")
    folded = word.casefold()
    return (folded if folded in _ROOTS else _PATHS.get(folded, [word])[0]) + dot + suffix
