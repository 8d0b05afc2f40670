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


_BACK, _FRONT = "аоуыұ", "еиөүәіэ"
# Letters of either row at the end of a stem.
_EITHER_ROW = "иуяёю"


def _agrees(stem: str, tail: str, words: Words) -> bool:
    """Whether an ending fits the end of a name: after a vowel, н and no д; with vowels of the same row.

    Family names of Russian form take endings of either row (Бектенов: Бектеновке). Only Kazakh and Kyrgyz have rows.
    """
    endings = words.endings
    if not any(_row(other) == _FRONT for other in endings.get("dative", ())):
        return True
    objects = (*endings.get("accusative", ()), *endings.get("genitive", ()))
    # After another vowel these are consonants.
    after_vowel = stem[-1] in _VOWELS and not (stem[-1] in "иую" and stem[-2] in _VOWELS)
    if tail in objects and (tail[0] in "дт" if after_vowel else tail[0] == "н" and stem[-1] not in _VOWELS + "мнң"):
        return False
    rows = (_row(stem), _row(tail))
    if next((letter for letter in reversed(stem) if letter in _VOWELS), "") in _EITHER_ROW:
        return True
    return stem.endswith(endings.get("family", ())) or None in rows or rows[0] == rows[1]


def _row(word: str) -> str | None:
    """Returns the row of the last vowel; None for a word without a vowel of either."""
    last = next((letter for letter in reversed(word) if letter in _BACK + _FRONT), "")
    return _BACK if last and last in _BACK else _FRONT if last else None


def nominative(
    name: str,
    words: Words,
    seen: Collection[str] = frozenset(),
    *,
    spared: Collection[str] = (),
    short: bool = False,
    is_object: bool = False,
) -> str:
    """Returns a proper name without its case ending; unchanged if it has none.

    `seen` are the folded capitalised words of the text, `spared` the cases that the name cannot have; `short` names
    lose only longer endings. `is_object` says that the name is most likely an object, in the accusative. After a vowel
    some endings are those of names too (Фукуда, Мантовани): they are taken off if the stem is in `seen`, or is a family
    name by its ending, or if the name is an object.
    """
    if fold(name).endswith(words.fixed_name_endings):
        return name
    found = {tail: case for case in CASES if case not in spared for tail in words.endings.get(case, ())}
    tails = sorted(found, key=lambda tail: (-len(tail), tail))
    if any(fold(name) + tail in seen for tail in tails if len(tail) >= 2):
        return name
    for tail in tails:
        stem = name.removesuffix(tail).rstrip("-'’")
        folded = fold(stem)
        taken = is_object and found[tail] == "accusative"
        longest = short and len(stem) < _SHORTEST and not taken
        if not (name.endswith(tail) and len(tail) >= 2 + longest and len(stem) >= _SHORTEST - 2 * short - taken):
            continue
        if not (_may_follow(folded, tail, tails) and (folded in seen or _agrees(folded, tail, words))):
            continue
        sure = folded in seen or folded.endswith(words.endings.get("family", ())) or taken
        if folded[-1] in _VOWELS and tail in words.endings.get("name_like", ()) and not sure:
            continue
        return stem
    return name


# The fewest letters of a name before an ending.
_SHORTEST = 4
