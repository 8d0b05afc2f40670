"""Names in Latin letters: the transliteration of Wikipedia, by iuliia, with the letters of our other languages.

The names of people of some states are written as their syllables are read: Хидэки is Hideki, and not Khideki.
"""

import re
import unicodedata

import iuliia

from app.sounds.letters import read, systems

# Letters that the Russian schema of iuliia lacks; Kazakh, Kyrgyz, Uzbek and Tajik have them.
_LETTERS = str.maketrans(
    {
        "ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "і": "и",
        "ў": "у", "ҳ": "х", "ҷ": "дж", "ӣ": "и", "ӯ": "у",
    }
)  # fmt: skip
_OTHERS = _LETTERS | {
    capital: by.capitalize() for small, by in _LETTERS.items() for capital in [ord(chr(small).upper())]
}
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def latin(text: str) -> str:
    """Returns a text in Latin letters: "Жогорку Кеңеш" gives "Zhogorku Kenesh"."""
    return unicodedata.normalize("NFC", str(iuliia.WIKIPEDIA.translate(text.translate(_OTHERS))))


def latin_name(name: str, country: str | None) -> str:
    """Returns the name of a person of a state in Latin letters: "Хидэки Года" of JP gives "Hideki Goda"."""
    system = next((each for each in systems() if country in each.spells), None)
    if system is None:
        return latin(name)

    def spell(word: re.Match[str]) -> str:
        sounds = read(word[0].casefold(), system)
        return latin(word[0]) if sounds is None else sounds.capitalize()

    return _WORD.sub(spell, name)


def is_cyrillic(text: str) -> bool:
    """Returns whether a text has Cyrillic letters."""
    return _CYRILLIC.search(text) is not None


def is_latin(text: str) -> bool:
    """Returns whether a text has Latin letters and no Cyrillic ones."""
    return _LATIN.search(text) is not None and not is_cyrillic(text)
