"""Folds the spellings of one word into one form, to compare single words; folding a text would move its offsets."""

from collections import defaultdict
from functools import cache, lru_cache

# Uzbek and English texts vary apostrophes; all texts vary hyphens and spaces.
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
    """Returns all characters with the same folded form as a letter, itself among them; "" if folding removes it."""
    return _alike().get(_folded(letter), letter) if _folded(letter) else ""


def _folded(text: str) -> str:
    return text.casefold().translate(_LEVELLED)


@cache
def _alike() -> dict[str, str]:
    """Returns the characters of the first two planes by folded form; no letter beyond these planes has two cases."""
    groups = defaultdict(list)
    for code in range(0x20000):
        groups[_folded(chr(code))].append(chr(code))
    return {folded: "".join(group) for folded, group in groups.items() if len(group) > 1}
