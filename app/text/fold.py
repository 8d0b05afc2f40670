"""Levels what differs between spellings of one word; for matching single words, never for whole texts with offsets."""

from functools import lru_cache

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
    return word.casefold().translate(_LEVELLED)
