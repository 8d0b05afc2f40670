"""The languages that labels have, and which language replaces one that a label lacks."""

# BCP 47; the first is the default.
LANGUAGES = ("en", "ru", "kk", "ky", "uz", "tg")
# Readers of Kazakh, Kyrgyz and Tajik read Russian before English, all others English before Russian.
_USUAL, _OTHERS = ("en", "ru"), dict.fromkeys(("kk", "ky", "tg"), ("ru", "en"))


def preferring(language: str) -> tuple[str, ...]:
    """Returns a language and those that replace it, in order."""
    return tuple(dict.fromkeys((language, *_OTHERS.get(language, _USUAL))))
