"""What rules ask of a language's morphology, whichever way it bends."""

from collections.abc import Collection

from app.languages import paradigm, suffixes
from app.languages.words import Words
from app.text.fold import fold

# Lower-case words end a title in these languages only if they are verbs; in others, unless they are known to belong.
_KNOWS_VERBS = "paradigm"
_SHORT_WORD = 4


def is_common_word(word: str, words: Words) -> bool:
    """Whether a capitalised word is no proper name as far as the language's dictionary tells."""
    return words.bends == _KNOWS_VERBS and paradigm.is_common(word)


def is_given_name(word: str, family: str, words: Words) -> bool:
    """Whether a common word may be a given name: it agrees with the family name after it."""
    known = words.bends == _KNOWS_VERBS and not paradigm.is_common(family)
    return known and paradigm.agrees(word, family)


def is_predicate(word: str, words: Words) -> bool | None:
    """Whether the word ends a noun phrase, null where the language has no dictionary to tell."""
    return paradigm.is_predicate(word) if words.bends == _KNOWS_VERBS else None


def is_linked(word: str, words: Words) -> bool:
    """Whether a word's ending says that the next word belongs to it: izofat."""
    return word.endswith(words.endings.get("linking", ()))


def is_action(word: str, words: Words) -> bool:
    """Whether a noun ends as those that name an action do, in any case of one."""
    if words.bends == _KNOWS_VERBS:
        return paradigm.ends_in(word, words.action_endings, words.vowels)
    return fold(word).endswith(words.action_endings)


def name_cases(parts: list[str], words: Words) -> frozenset[str]:
    """Returns the cases that all words of a name may stand in; none where nothing tells."""
    if words.bends != _KNOWS_VERBS:
        return frozenset()
    told = [paradigm.name_cases(part) for part in parts]
    if len(parts) == 1:
        told.append(paradigm.likeliest_cases(parts[0]))
    told = [cases for cases in told if cases]
    return frozenset.intersection(*told) if told else frozenset()


def is_genitive(word: str, words: Words) -> bool:
    """Whether the noun can stand in the genitive, as far as the language's dictionary tells."""
    return words.bends == _KNOWS_VERBS and "gent" in paradigm.noun_cases(word)


def may_belong(word: str, words: Words) -> bool:
    """Whether a noun or adjective can stand in the genitive; a word that the dictionary does not have may."""
    return words.bends == _KNOWS_VERBS and (not paradigm.parses(word) or "gent" in paradigm.nominal_cases(word))


def is_oblique(word: str, words: Words) -> bool:
    """Whether an adjective or noun cannot be the subject, as far as the language's dictionary tells."""
    return words.bends == _KNOWS_VERBS and not {"nomn", ""} & (paradigm.nominal_cases(word) or {""})


def is_plural(word: str, form: str, words: Words) -> bool:
    """Whether the noun can only mean several, as the language's dictionary or its ending after `form` tells."""
    if words.bends == _KNOWS_VERBS:
        return paradigm.is_plural(word)
    if words.head == "last":  # more endings follow
        return fold(word).startswith(tuple(fold(form) + ending for ending in words.endings.get("plural", ())))
    return any(fold(word) == fold(form) + ending for ending in words.endings.get("plural", ()))


def singular_cases(word: str, words: Words) -> frozenset[str]:
    """Returns the cases in which the noun means one; none where the language has no dictionary to tell."""
    return paradigm.singular_cases(word) if words.bends == _KNOWS_VERBS else frozenset()


def is_attribute(word: str, noun: str | None, words: Words) -> bool:
    """Whether a word only describes: the noun after it, or, with an ending that says where something is, anything."""
    if words.bends == _KNOWS_VERBS:
        return noun is not None and paradigm.is_attribute(word, noun)
    return words.bends == "suffixes" and suffixes.is_attribute(word, words)


def is_adverbial(word: str, words: Words) -> bool:
    """Whether a noun ends in a case that hangs on a verb, where endings alone tell cases."""
    return words.bends == "suffixes" and suffixes.is_adverbial(word, words)


def nominative_name(
    parts: list[str],
    cases: set[str],
    words: Words,
    seen: Collection[str] = frozenset(),
    *,
    spared: Collection[str] = (),
) -> list[str]:
    """Returns the words of a person's name in the nominative.

    `seen` are the folded capitalised words of the text, `spared` the cases that the name cannot stand in.
    """
    if words.bends == "paradigm":
        return paradigm.nominative(parts, cases, words.fixed_name_endings)
    # Each word of a name like Чо Тэ Ик is short.
    short = len(parts) > 2 and all(len(part) <= _SHORT_WORD for part in parts[:-1])
    return [*parts[:-1], suffixes.nominative(parts[-1], words, seen, spared=spared, short=short)] if parts else parts


def owned(word: str, noun: str, words: Words) -> str | None:
    """Returns a form of the noun up to an ending that says whose it is, null where it has none."""
    return suffixes.owned(word, noun, words) if words.bends == "suffixes" else None


def citation(word: str, words: Words) -> str:
    """Returns a noun without its case ending, its possessive kept; as it is where the language has paradigms."""
    return suffixes.without_case(word, words) if words.bends == "suffixes" else word
