"""Detects the language of a text by its letters, or by py3langid where several languages share them."""

from functools import cache
from typing import Any

# The languages that detection chooses from.
_CANDIDATES = ("ru", "kk", "ky", "en", "uz", "tg", "tk")
# Of the languages in Cyrillic only Kazakh has these letters; Kyrgyz has no letters beyond Russian but its own.
_KAZAKH, _KYRGYZ, _TAJIK, _UZBEK = "әұһі", "ңөү", "ҷӣӯ", "ўҳ"
# The most characters that are classified: more take time and change nothing.
_SAMPLE = 2000
_FEWEST_LETTERS = 20


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages(list(_CANDIDATES))
    # A new identifier with the remaining languages: the first one keeps the model of all its languages in memory.
    return LanguageIdentifier(
        whole.nb_ptc, whole.nb_pc, whole.nb_classes, whole.tk_nextmove, whole.tk_output, tk_row=whole.tk_row
    )


def detect(text: str) -> str:
    """Returns the BCP 47 code of the language of a text; `und` where it has too few letters."""
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
