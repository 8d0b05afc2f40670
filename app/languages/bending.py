"""Answers questions of rules about the forms of a word, whichever way its language inflects."""

from collections.abc import Collection

from app.languages import nominative, paradigm, suffixes
from app.languages.words import Words
from app.text.fold import fold

# Only languages with a dictionary of paradigms know which words are verbs.
_KNOWS_VERBS = "paradigm"
_SHORT_WORD = 4


def is_common_word(word: str, words: Words) -> bool:
    """Whether the dictionary has a capitalised word as another word than a name; False without a dictionary."""
    return words.bends == _KNOWS_VERBS and paradigm.is_common(word)


def is_given_name(word: str, family: str, words: Words) -> bool:
    """Whether a common word may be a given name, because it agrees with the family name after it."""
    known = words.bends == _KNOWS_VERBS and not paradigm.is_common(family)
    cases = name_cases([family], words) or (nominative.possible_cases(family) if known else frozenset())
    return known and not paradigm.singular_cases(word).isdisjoint(cases)


def is_predicate(word: str, words: Words) -> bool | None:
    """Whether a word ends a noun phrase; None for a language without a dictionary."""
    return paradigm.is_predicate(word) if words.bends == _KNOWS_VERBS else None


def is_linked(word: str, words: Words) -> bool:
    """Whether the next word belongs to a word by its ending (izofat)."""
    return word.endswith(words.endings.get("linking", ()))


def is_action(word: str, words: Words) -> bool:
    """Whether a noun has an ending of nouns for actions, in any case."""
    if words.bends == _KNOWS_VERBS:
        return paradigm.ends_in(word, words.action_endings, words.vowels)
    return fold(word).endswith(words.action_endings)


def name_cases(parts: list[str], words: Words) -> frozenset[str]:
    """Returns the cases that all words of a name may have; empty where none is known."""
    if words.bends != _KNOWS_VERBS:
        return frozenset()
    possible = [paradigm.name_cases(part) or nominative.family_cases(part) for part in parts]
    if len(parts) == 1:
        possible.append(paradigm.likeliest_cases(parts[0]))
    possible = [cases for cases in possible if cases]
    return frozenset.intersection(*possible) if possible else frozenset()


def likely_cases(parts: list[str], words: Words) -> frozenset[str]:
    """Returns the cases that a name most likely has; empty without a dictionary."""
    if words.bends != _KNOWS_VERBS:
        return frozenset()
    return nominative.likely_cases(tuple(parts), words.fixed_name_endings)


def is_noun(word: str, words: Words) -> bool:
    """Whether the likeliest reading of a word is a noun; False without a dictionary."""
    return words.bends == _KNOWS_VERBS and paradigm.is_noun(word)


def is_genitive(word: str, words: Words) -> bool:
    """Whether a noun may be a genitive; False without a dictionary."""
    return words.bends == _KNOWS_VERBS and "gent" in paradigm.noun_cases(word)


def may_belong(word: str, words: Words) -> bool:
    """Whether a noun or adjective may be a genitive, or is unknown to the dictionary; False without a dictionary."""
    return words.bends == _KNOWS_VERBS and (not paradigm.parses(word) or "gent" in paradigm.nominal_cases(word))


def is_plural(word: str, form: str, words: Words) -> bool:
    """Whether a noun can only be a plural, by the dictionary or by its ending after the dictionary form `form`."""
    if words.bends == _KNOWS_VERBS:
        return paradigm.is_plural(word)
    if words.head == "last":  # more endings follow
        return fold(word).startswith(tuple(fold(form) + ending for ending in words.endings.get("plural", ())))
    return any(fold(word) == fold(form) + ending for ending in words.endings.get("plural", ()))


def singular_cases(word: str, words: Words) -> frozenset[str]:
    """Returns the cases that a noun may have as a singular; empty without a dictionary."""
    return paradigm.singular_cases(word) if words.bends == _KNOWS_VERBS else frozenset()


def is_attribute(word: str, noun: str | None, words: Words) -> bool:
    """Whether a word is an attribute: it agrees with the noun after it, or has the ending of an attribute of place."""
    if words.bends == _KNOWS_VERBS:
        return noun is not None and paradigm.is_attribute(word, noun)
    return words.bends == "suffixes" and suffixes.is_attribute(word, words)


def is_adverbial(word: str, words: Words) -> bool:
    """Whether a noun has the ending of a case that depends on a verb; False unless the language has suffixes."""
    return words.bends == "suffixes" and suffixes.is_adverbial(word, words)


def nominative_name(
    parts: list[str],
    cases: set[str],
    words: Words,
    seen: Collection[str] = frozenset(),
    *,
    spared: Collection[str] = (),
    is_object: bool = False,
) -> list[str]:
    """Returns the words of a person's name in the nominative.

    `seen` are the folded capitalised words of the text, `spared` the cases that the name cannot have; `is_object` says
    that it most likely is an object.
    """
    if words.bends == "paradigm":
        return nominative.nominative(parts, cases, words.fixed_name_endings, seen)
    # Every word of a name such as Чо Тэ Ик is short.
    short = len(parts) > 2 and all(len(part) <= _SHORT_WORD for part in parts[:-1])
    if not parts:
        return parts
    last = suffixes.nominative(parts[-1], words, seen, spared=spared, short=short, is_object=is_object)
    return [*parts[:-1], last]


def nominative_start(text: str, words: Words) -> str:
    """Returns a phrase with its first noun in the nominative, with what agrees; unchanged without a dictionary."""
    return paradigm.nominative_start(text) if words.bends == _KNOWS_VERBS else text


def owned(word: str, noun: str, words: Words) -> str | None:
    """Returns a form of a noun up to its possessive ending; None where it has none."""
    return suffixes.owned(word, noun, words) if words.bends == "suffixes" else None


def citation(word: str, words: Words) -> str:
    """Returns a noun without its case ending but with its possessive; unchanged unless the language has suffixes."""
    return suffixes.without_case(word, words) if words.bends == "suffixes" else word


def nominative_phrase(printed: list[str], words: Words) -> list[str]:
    """Returns a noun with the adjectives before it in the nominative; unchanged without a dictionary."""
    return paradigm.nominative_phrase(printed) if words.bends == _KNOWS_VERBS else printed
