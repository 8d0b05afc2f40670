"""Inflection by suffixes: which tails may follow a stem, and what they mean."""

from collections.abc import Collection, Iterator
from functools import cache, lru_cache

from app.languages.words import Words, read_words
from app.text.fold import fold

CASES = ("genitive", "dative", "accusative", "locative", "ablative", "instrumental")


@cache
def _noun_endings(code: str) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, str]]:
    """Returns the plural endings, the possessive endings, and the endings after these with their case."""
    endings = read_words(code).endings
    cases = [("", ""), *((tail, case) for case in CASES for tail in endings.get(case, ()))]
    last: dict[str, str] = {}
    for tail, case in cases:
        last.setdefault(tail, case)
    for adjective in endings.get("adjective", ()):
        last.setdefault(adjective, "adjective")
        for more, case in cases:
            last.setdefault(adjective + more, case or "adjective")
    return ("", *endings.get("plural", ())), ("", *endings.get("possessive", ())), last


@lru_cache(maxsize=20_000)
def noun_tail(tail: str, code: str) -> str | None:
    """Returns the case of a tail plural-possessive-case-adjective, "" for no case; None where it is no such tail.

    There are too many tails to list: those of Kyrgyz would take 80 MB.
    """
    plurals, owners, last = _noun_endings(code)
    for plural in plurals:
        if tail.startswith(plural):
            for owner in owners:
                if tail.startswith(owner, len(plural)):
                    found = last.get(tail[len(plural) + len(owner) :])
                    if found is not None:
                        return found
    return None


@cache
def verb_tails(code: str) -> dict[str, str]:
    """Returns the verb endings of a language with their tense: past, future or other."""
    endings = read_words(code).endings
    tails: dict[str, str] = {"": "other"}
    for feature, name in (("past", "past"), ("future", "future"), ("other", "verb_other")):
        for tail in endings.get(name, ()):
            tails.setdefault(tail, feature)
    return tails


@cache
def _alternations_back(code: str) -> dict[str, str]:
    return {changed: final for final, changed in read_words(code).alternations.items()}


def stems(word: str, code: str) -> Iterator[tuple[str, str]]:
    """Yields (stem, tail) of a folded word, the longest stem first, without a hyphen between them."""
    back = _alternations_back(code)
    for cut in range(len(word), 1, -1):
        stem, tail = word[:cut], word[cut:].removeprefix("-")
        if stem.endswith("-"):
            continue
        yield stem, tail
        if tail and stem[-1] in back:
            yield stem[:-1] + back[stem[-1]], tail


# A case ending that begins with a voiceless consonant follows only voiceless letters. After the letters of _EITHER,
# which only names end in, usage varies.
_VOICELESS, _EITHER = "пткқсшщчцхҳфһptkqsşhcçxf", "бвгд"
_HARD, _SOFT = "птқкptqk", "дғгбdgb"
_VOWELS = "аеёиоуыэюяәөүұіӣӯўaeiouäöüý"


def _may_follow(stem: str, tail: str, tails: Collection[str]) -> bool:
    """Whether an ending may follow a stem: Танака is not a dative of Тана.

    A voiced ending may follow any letter (Тошкентда), unless the language has a voiceless form of it (та for да).
    """
    if tail[0] in _HARD:
        return stem[-1] in _VOICELESS + _EITHER
    if tail[0] not in _SOFT or stem[-1] not in _VOICELESS:
        return True
    return not any(other[0] in "тt" for other in tails)


def without_case(word: str, words: Words) -> str:
    """Returns a noun without its case ending; a possessive before the ending stays."""
    tails = sorted((t for case in CASES for t in words.endings.get(case, ())), key=lambda t: (-len(t), t))
    for tail in tails:
        stem = word.removesuffix(tail)
        # A tail of one letter is a case only after a possessive (жобасы-н).
        owned = stem.endswith(words.endings.get("possessive", ()))
        if stem != word and len(stem) >= 4 and (len(tail) >= 2 or owned):
            return stem
    return word


def owned(word: str, noun: str, words: Words) -> str | None:
    """Returns a form of a noun up to its possessive ending, as қоры for қорының; None where it has none."""
    stem, tail = word[: len(noun)], word[len(noun) :].casefold()
    if fold(stem[:-1]) != fold(noun[:-1]):
        return None
    cases = ["", *(tail for case in CASES for tail in words.endings.get(case, ()))]
    for ending in words.endings.get("possessive", ()):
        if any(tail == ending + case for case in cases):
            return stem + ending
    return None


# Shorter endings of this kind are also endings of family names (…ki, …gi).
_SHORTEST_ATTRIBUTE = 4


def is_attribute(word: str, words: Words) -> bool:
    """Whether a word has the ending of an attribute of place: Toshkentdagi, "the one in Tashkent"."""
    folded = fold(word)
    tails = [tail for tail in words.endings.get("adjective", ()) if len(tail) >= _SHORTEST_ATTRIBUTE]
    return any(folded.endswith(tail) and len(folded) - len(tail) >= 3 for tail in tails)


# The cases of objects and places.
_ADVERBIAL = ("dative", "accusative", "locative", "ablative")


def is_adverbial(word: str, words: Words) -> bool:
    """Whether a word has the ending of a dative, an accusative or a case of place."""
    folded = fold(word)
    tails = sorted(t for case in _ADVERBIAL for t in words.endings.get(case, ()) if len(t) >= 2)
    return any(
        folded.endswith(tail) and len(folded) - len(tail) >= 4 and _may_follow(folded.removesuffix(tail), tail, tails)
        for tail in tails
    )


def nominative(
    name: str, words: Words, seen: Collection[str] = frozenset(), *, spared: Collection[str] = (), short: bool = False
) -> str:
    """Returns a proper name without its case ending; unchanged if it has none.

    `seen` are the folded capitalised words of the text, `spared` the cases that the name cannot have; `short` names
    lose only longer endings. After a vowel an ending is a locative only if the stem is in `seen`: names of people are
    rarely locatives, and some look like one (Фукуда).
    """
    if fold(name).endswith(words.fixed_name_endings):
        return name
    cases = (case for case in CASES if case not in spared)
    tails = sorted((t for case in cases for t in words.endings.get(case, ())), key=lambda t: (-len(t), t))
    if any(fold(name) + tail in seen for tail in tails if len(tail) >= 2):
        return name
    for tail in tails:
        stem = name.removesuffix(tail).rstrip("-'’")
        if not (
            name.endswith(tail)
            and len(tail) >= 2 + short
            and len(stem) >= 4 - 2 * short
            and _may_follow(fold(stem), tail, tails)
        ):
            continue
        after_vowel = fold(stem)[-1] in _VOWELS
        if after_vowel and tail in words.endings.get("locative", ()) and fold(stem) not in seen:
            continue
        return stem
    return name
