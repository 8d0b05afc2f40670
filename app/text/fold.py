"""Levels what differs between spellings of one word; for matching single words, never for whole texts with offsets."""

from collections import defaultdict
from functools import cache, lru_cache

# Apostrophes vary within Uzbek and English texts, hyphens and dashes within all.
_LEVELLED = str.maketrans(
    {
        "ё": "е",
        "’": "'",
        "‘": "'",
        "ʻ": "'",
        "ʼ": "'",
        "`": "'",
        "\u2010": "-",
        "\u2011": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\u00ad": "",
    }
)


@lru_cache(maxsize=30_000)
def fold(word: str) -> str:
    """Returns the word in lower case with ё as е and one kind of apostrophe and hyphen."""
    return _folded(word)


def spellings(letter: str) -> str:
    """Returns all characters that fold as a letter does, itself among them; none for one that is folded away."""
    return _alike().get(_folded(letter), letter) if _folded(letter) else ""


def _folded(text: str) -> str:
    return text.casefold().translate(_LEVELLED)


@cache
def _alike() -> dict[str, str]:
    """Returns by what they fold to the characters of the first two planes: beyond them no letter has two cases."""
    groups = defaultdict(list)
    for code in range(0x20000):
        groups[_folded(chr(code))].append(chr(code))
    return {folded: "".join(group) for folded, group in groups.items() if len(group) > 1}
