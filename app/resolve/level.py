"""Normalises the names of organisations and projects for comparison."""

import re
import unicodedata
from functools import lru_cache

from app.text.fold import fold

_WORD = re.compile(r"\w+(?:'\w+)*")
_BRACKETS = re.compile(r"\(\s*([^()\s]{2,15})\s*\)\s*$")
_QUOTED = re.compile(r"[«“„\"]([^«»“”„\"]+)[»”“\"]\s*$")
# A longer name is a description: only its first words make keys, so that they stay few.
_MOST_WORDS = 16


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """Returns the folded words of a name, without quotes, hyphens and other punctuation."""
    return tuple(_WORD.findall(fold(unicodedata.normalize("NFC", text))))


def name_and_acronym(text: str) -> tuple[str, str | None]:
    """Splits "Long Name (ACR)" into name and acronym; an acronym alone is returned as both."""
    if (found := _BRACKETS.search(text)) is not None and is_acronym(found[1]) and text[: found.start()].strip():
        return text[: found.start()].strip(), found[1]
    return text, text.strip() if is_acronym(text.strip()) else None


def is_acronym(text: str) -> bool:
    """Whether a name is one short word with at least two capitals: "АРИС", "GIZ", "МИДКР"."""
    return text.isalnum() and len(text) <= 15 and sum(letter.isupper() for letter in text) * 2 > max(len(text), 3)


def acronym_key(text: str, acronym: str | None) -> str | None:
    """Returns the acronym of a name, folded: the given one, else that of the name as printed; None without any."""
    return "".join(words(acronym or name_and_acronym(text)[1] or "")) or None


def exact_keys(id_: str | None, acronym: str | None) -> set[str]:
    """Returns the keys that have to be equal: the id and the acronym, where they are known."""
    return {f"{what}:{value}" for what, value in (("id", id_), ("acronym", acronym)) if value is not None}


def quoted(text: str) -> str | None:
    """Returns the quoted end of a name, which is its proper name: Фонд «Рассвет» gives Рассвет."""
    return found[1] if (found := _QUOTED.search(text)) is not None else None


def few(name: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the first words of a name, at most as many as make keys."""
    return name[:_MOST_WORDS]
