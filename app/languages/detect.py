"""Tells the language of a text by its letters, and by py3langid where letters leave a choice."""

from functools import cache
from typing import Any

# Languages that may be told apart, whether or not Komek can read them yet.
_TOLD_APART = ("ru", "kk", "ky", "en", "uz", "tg", "tk")
# Letters that settle a language of ours: of Cyrillic, only Kazakh has these, and Kyrgyz none but those of its own.
_KAZAKH, _KYRGYZ, _TAJIK, _UZBEK = "әұһі", "ңөү", "ҷӣӯ", "ўҳ"
# Classify at most this much of the body: more changes nothing, and costs.
_SAMPLE = 2000
_FEWEST_LETTERS = 20


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages(list(_TOLD_APART))
    # A new one of what is left, since the first keeps the figures of all its hundred languages.
    return LanguageIdentifier(
        whole.nb_ptc, whole.nb_pc, whole.nb_classes, whole.tk_nextmove, whole.tk_output, tk_row=whole.tk_row
    )


def detect(text: str) -> str:
    """Returns the BCP 47 code of the text's language; `und` where it has too few letters to tell."""
    sample = text[:_SAMPLE]
    folded = sample.casefold()
    letters = sum(map(str.isalpha, folded))
    if letters < _FEWEST_LETTERS:
        return "und"

    def share(own: str) -> bool:
        return sum(map(folded.count, own)) * 100 > letters

    if share(_KAZAKH):
        return "kk"
    if share(_KYRGYZ) and not share(_TAJIK + _UZBEK):
        return "ky"
    found, _ = _identifier().classify(sample)
    return str(found)
