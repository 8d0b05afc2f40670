"""Languages that bend by suffixes: which tails may follow a stem, and what each says."""

from collections.abc import Collection, Iterator
from functools import cache

from app.languages.words import Words, read_words
from app.text.fold import fold

CASES = ("genitive", "dative", "accusative", "locative", "ablative", "instrumental")


@cache
def noun_tails(code: str) -> dict[str, str]:
    """Returns every chain plural-possessive-case-adjective of a language with the case it ends in ("" for none)."""
    endings = read_words(code).endings
    plurals = ("", *endings.get("plural", ()))
    owners = ("", *endings.get("possessive", ()))
    cases = [("", ""), *((tail, case) for case in CASES for tail in endings.get(case, ()))]
    adjectives = endings.get("adjective", ())
    tails: dict[str, str] = {}
    for plural in plurals:
        for owner in owners:
            for tail, case in cases:
                tails.setdefault(plural + owner + tail, case)
            for adjective in adjectives:
                tails.setdefault(plural + owner + adjective, "adjective")
                for more, case in cases:
                    tails.setdefault(plural + owner + adjective + more, case or "adjective")
    return tails


@cache
def verb_tails(code: str) -> dict[str, str]:
    """Returns the endings of verbs of a language with the time they tell: past, future, or other."""
    endings = read_words(code).endings
    tails: dict[str, str] = {"": "other"}
    for feature, name in (("past", "past"), ("future", "future"), ("other", "verb_other")):
        for tail in endings.get(name, ()):
            tails.setdefault(tail, feature)
    return tails


def stems(word: str, code: str) -> Iterator[tuple[str, str]]:
    """Yields (stem, tail) of a folded word, the longest stem first; a hyphen between the two belongs to neither."""
    words = read_words(code)
    back = {changed: final for final, changed in words.alternations.items()}
    for cut in range(len(word), 1, -1):
        stem, tail = word[:cut], word[cut:].removeprefix("-")
        if stem.endswith("-"):
            continue
        yield stem, tail
        if tail and stem[-1] in back:
            yield stem[:-1] + back[stem[-1]], tail


# A case ending that begins with a voiceless consonant stands after voiceless letters only, in Cyrillic and in Latin;
# after these few, which only names end in, usage varies.
_VOICELESS, _EITHER = "пткқсшщчцхҳфһptkqsşhcçxf", "бвгд"
_HARD, _SOFT = "птқкptqk", "дғгбdgb"
_VOWELS = "аеёиоуыэюяәөүұіӣӯўaeiouäöüý"


def _may_follow(stem: str, tail: str, tails: Collection[str]) -> bool:
    """Whether an ending can stand after a stem: Танака is no dative of Тана.

    A voiced ending stands after any letter (Тошкентда) but where the language has a voiceless one for it (та for да).
    """
    if tail[0] in _HARD:
        return stem[-1] in _VOICELESS + _EITHER
    if tail[0] not in _SOFT or stem[-1] not in _VOICELESS:
        return True
    return not any(other[0] in "тt" for other in tails)


def without_case(word: str, words: Words) -> str:
    """Returns a noun without its case ending; the possessive before it stays."""
    tails = sorted((t for case in CASES for t in words.endings.get(case, ())), key=lambda t: (-len(t), t))
    for tail in tails:
        stem = word.removesuffix(tail)
        # A tail of one letter is one only after a possessive (жобасы-н).
        owned = stem.endswith(words.endings.get("possessive", ()))
        if stem != word and len(stem) >= 4 and (len(tail) >= 2 or owned):
            return stem
    return word


# Shorter endings of this kind are also those of family names (…ki, …gi).
_SHORTEST_ATTRIBUTE = 4


def is_attribute(word: str, words: Words) -> bool:
    """Whether a word ends as what tells where something is: Toshkentdagi, "the one in Tashkent"."""
    folded = fold(word)
    tails = [tail for tail in words.endings.get("adjective", ()) if len(tail) >= _SHORTEST_ATTRIBUTE]
    return any(folded.endswith(tail) and len(folded) - len(tail) >= 3 for tail in tails)


def nominative(name: str, words: Words, seen: Collection[str] = frozenset()) -> str:
    """Returns a proper name without its case ending; what does not end in one stays as it is.

    `seen` are the folded capitalised words of the text. After a vowel, what looks like a locative is one
    only if they show it: people hardly stand in it, and names end like it (Фукуда).
    """
    if fold(name).endswith(words.fixed_name_endings):
        return name
    tails = sorted((t for case in CASES for t in words.endings.get(case, ())), key=lambda t: (-len(t), t))
    if any(fold(name) + tail in seen for tail in tails if len(tail) >= 2):
        return name
    for tail in tails:
        stem = name.removesuffix(tail).rstrip("-'’")
        if not (name.endswith(tail) and len(tail) >= 2 and len(stem) >= 4 and _may_follow(fold(stem), tail, tails)):
            continue
        after_vowel = fold(stem)[-1] in _VOWELS
        if after_vowel and tail in words.endings.get("locative", ()) and fold(stem) not in seen:
            continue
        return stem
    return name
