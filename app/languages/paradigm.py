"""Inflection by a dictionary of paradigms: Russian, by pymorphy3."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import pymorphy3

from app.text.fold import fold

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_RUSSIAN = re.compile(r"[а-яё]+(?:-[а-яё]+)*", re.IGNORECASE)
_VERBS = {"VERB", "INFN", "PRTF", "PRTS", "GRND"}


@lru_cache(maxsize=1)
def _morph() -> Any:
    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=5_000)
def parses(word: str) -> tuple[Any, ...]:
    """Returns the parses of a word by pymorphy3, the likeliest first; empty for a word not in Russian letters."""
    return tuple(_morph().parse(word)) if _RUSSIAN.fullmatch(word) else ()


def _feature(tag: Any) -> str:
    """Returns the feature of a form: case and number, or for a verb past, future or other."""
    if tag.POS in _VERBS:
        return {"past": "past", "futr": "future"}.get(str(tag.tense), "other")
    if tag.case is None:
        return ""
    return f"{tag.case},plur" if tag.number == "plur" else str(tag.case)


def _dictionary(word: str) -> Any | None:
    """Returns the parse whose dictionary form is the word; None if pymorphy3 has no such parse."""
    known = [parse for parse in parses(word) if parse.normal_form == fold(word) or parse.normal_form == word.casefold()]
    known = [parse for parse in known if parse.is_known] or known
    order = {"NUMR": 0, "NOUN": 1, "INFN": 1, "ADJF": 2}
    known = [parse for parse in known if parse.tag.POS in order]
    # A participle used as a noun (управляющий) has no dictionary form of its own.
    acting = [p for p in parses(word) if p.tag.POS == "PRTF" and {"nomn", "sing", "masc"} <= set(p.tag.grammemes)]
    return min(known, key=lambda parse: order[parse.tag.POS], default=acting[0] if acting else None)


def _case_forms(parse: Any, case: str, head: Any) -> list[str]:
    """Returns the form of a parse in a case, in agreement with the head noun; empty if it has no such form."""
    grammemes = {case}
    if parse.tag.POS == "ADJF":
        grammemes |= {str(head.tag.number)} | ({str(head.tag.gender)} if head.tag.number == "sing" else set())
        # The accusative of an inanimate noun is its nominative, except for feminine adjectives.
        if case == "accs" and head.tag.animacy == "inan" and head.tag.gender != "femn":
            grammemes = grammemes - {"accs"} | {"nomn"}
    elif parse.tag.number is not None:
        grammemes |= {str(parse.tag.number)}
    bent = parse.inflect(grammemes)
    return [bent.word] if bent is not None else []


def _phrase(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yields the forms of a phrase: the head noun and the adjectives before it inflect, the rest does not."""
    if all(word.islower() or word[0].isupper() for word in words) and re.fullmatch(r"[\w-]+", words[0]):
        first = _dictionary(words[0])
        if first is not None and first.tag.POS == "INFN":
            object_ = " ".join(words[1:])
            yield from ((f"{form} {object_}", feature) for form, feature in _lexeme(first))
            return
    yield from _foreign(words)
    heads: list[Any] = []
    for word in words:
        found = _dictionary(word) if re.fullmatch(r"[\w-]+", word) and not word.isupper() else None
        nouns = [p for p in parses(word) if p.tag.POS == "NOUN" and p.tag.case == "nomn"]
        adjectives = [p for p in parses(word) if p.tag.POS in ("ADJF", "PRTF") and p.tag.case == "nomn"]
        is_noun = found is not None and found.tag.POS == "NOUN"
        if is_noun or (nouns and not adjectives):
            heads.append(found if is_noun else nouns[0])
            break
        if not adjectives:
            return
        heads.append(adjectives[0])
    if not heads or heads[-1].tag.POS != "NOUN":
        return
    rest = words[len(heads) :]
    several = [parse.inflect({"plur", "nomn"}) for parse in heads] if words[0].islower() else [None]
    for run in (heads, several):
        if any(parse is None for parse in run):
            continue
        for case in CASES:
            bent = [_case_forms(parse, case, run[-1]) for parse in run]
            if all(bent):
                yield " ".join([forms[0] for forms in bent] + rest), case if run is heads else f"{case},plur"


_RUSSIAN_ADJECTIVE = re.compile(r"(?:ск|цк|н|в)(?:[иыо]й|ая|ое)$")
# The case endings of a foreign name that ends in a consonant; after a sibilant the instrumental ends in -ем.
_OF_FOREIGN = {"nomn,accs": "", "gent": "а", "datv": "у", "ablt": "ом", "loct": "е"}


def _foreign(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yields the forms of a name of foreign words, which inflects at its last word: Жогорку Кенеш, Жогорку Кенеша."""
    foreign = [word[0].isupper() and bool(parses(word)) and not any(p.is_known for p in parses(word)) for word in words]
    if not all(foreign[:-1]) or any(_RUSSIAN_ADJECTIVE.search(word) for word in words[:-1]):
        return
    if not words[-1].istitle() or words[-1][-1] not in "бвгджзклмнпрстфхцчшщ":
        return
    for feature, tail in _OF_FOREIGN.items():
        ending = "ем" if tail == "ом" and words[-1][-1] in "жцчшщ" else tail
        yield " ".join(words) + ending, feature


def _lexeme(parse: Any) -> Iterator[tuple[str, str]]:
    for form in parse.lexeme:
        if parse.tag.POS != "PRTF":
            yield form.word, _feature(form.tag)
        elif form.tag.POS == "PRTF" and form.tag.tense == parse.tag.tense and form.tag.voice == parse.tag.voice:
            yield form.word, f"{form.tag.case},plur" if form.tag.number == "plur" else str(form.tag.case)


def forms(entry: str) -> list[tuple[str, str]]:
    """Returns the folded forms of a dictionary form or phrase with their features, beginning with the form itself.

    A feature is a case (`nomn`, `gent`, …), `plur`, the tense of a verb (`past`, `future`, `other`), or several of
    these, separated by commas.
    """
    found: dict[str, set[str]] = {fold(entry): set()}
    words = entry.split()
    if len(words) > 1:
        bent: Iterator[tuple[str, str]] = _phrase(words)
    else:
        parse = _dictionary(entry)
        # An acronym that the dictionary does not know would be inflected by guesswork.
        if parse is not None and entry.isupper() and not parse.is_known:
            parse = None
        bent = _lexeme(parse) if parse is not None else iter(())
        # The press inflects foreign titles in -а, or does not (с торагой, с торага).
        if parse is not None and not parse.is_known and entry.islower() and entry.endswith("а"):
            found[fold(entry)].update(CASES)
    for form, feature in bent:
        found.setdefault(fold(form), set()).update(feature.split(","))
    return [(form, ",".join(sorted(features - {""}))) for form, features in found.items()]


NAME_TAGS = frozenset({"Name", "Surn", "Patr"})


@lru_cache(maxsize=20_000)
def is_common(word: str) -> bool:
    """Whether the dictionary knows a word, and not as the name of a person."""
    found = [parse for parse in parses(word) if parse.is_known]
    return bool(found) and not any(NAME_TAGS & set(parse.tag.grammemes) for parse in found)


@lru_cache(maxsize=20_000)
def is_predicate(word: str) -> bool:
    """Whether the likeliest reading of a word is a verb, a participle, a short adjective or opens a clause."""
    found = parses(word)
    if not found:
        return False
    tag = found[0].tag
    return tag.POS in _VERBS or tag.POS == "ADJS" or "Apro" in tag or (tag.POS == "CONJ" and word not in {"и"})


def name_cases(word: str) -> frozenset[str]:
    """Returns the cases that a word of a person's name may have; empty where the dictionary does not know."""
    named = [p for p in parses(word) if NAME_TAGS & set(p.tag.grammemes) and p.tag.number != "plur"]
    sure = [p for p in named if p.is_known or "Surn" in p.tag]
    return frozenset(str(parse.tag.case) for parse in sure)


def likeliest_cases(word: str) -> frozenset[str]:
    """Returns the cases that a family name alone may have, in its likeliest gender."""
    named = [p for p in parses(word) if "Surn" in p.tag and p.tag.number != "plur"]
    return frozenset(str(p.tag.case) for p in named if p.tag.gender == named[0].tag.gender)


def is_plural(word: str) -> bool:
    """Whether a noun can only be a plural."""
    nouns = [parse for parse in parses(word) if parse.tag.POS == "NOUN"]
    return bool(nouns) and all(parse.tag.number == "plur" for parse in nouns)


def is_noun(word: str) -> bool:
    """Whether the likeliest reading of a word is a noun."""
    return bool(parses(word)) and parses(word)[0].tag.POS == "NOUN"


def noun_cases(word: str) -> frozenset[str]:
    """Returns the cases that a noun may have."""
    return frozenset(str(p.tag.case) for p in parses(word) if p.tag.POS == "NOUN")


def nominal_cases(word: str) -> frozenset[str]:
    """Returns the cases that a noun, adjective or participle may have."""
    return frozenset(str(p.tag.case) for p in parses(word) if p.tag.POS in {"NOUN", "ADJF", "PRTF"})


def singular_cases(word: str) -> frozenset[str]:
    """Returns the cases that a noun may have as a singular: "актрисы" is a genitive, or a plural."""
    return frozenset(str(p.tag.case) for p in parses(word) if p.tag.POS == "NOUN" and p.tag.number != "plur")


def is_attribute(word: str, noun: str) -> bool:
    """Whether a word can be an adjective that agrees with a noun."""
    nouns = {(p.tag.case, p.tag.number) for p in parses(noun) if p.tag.POS == "NOUN" and p.is_known}
    return any((p.tag.case, p.tag.number) in nouns for p in parses(word) if p.tag.POS == "ADJF")


def nominative_start(text: str) -> str:
    """Returns a phrase with its first noun, and the adjectives before it, in the nominative: "строительство школы"."""
    words = text.split(" ")
    heads: list[Any] = []
    for word in words[:_MOST_ADJECTIVES]:
        known = [parse for parse in parses(word) if parse.tag.POS in ("ADJF", "PRTF", "NOUN")]
        if not known:
            return text
        heads.append(known)
        if known[0].tag.POS == "NOUN":
            break
    else:
        return text
    for noun in (parse for parse in heads[-1] if parse.tag.POS == "NOUN"):
        fits = [_agreeing(options, noun) for options in heads[:-1]]
        if all(parse is not None for parse in fits):
            bent = [parse.inflect({"nomn"}) for parse in (*fits, noun)]
            if all(parse is not None for parse in bent):
                shown = [_printed_like(word, parse.word) for word, parse in zip(words, bent, strict=False)]
                return " ".join([*shown, *words[len(heads) :]])
    return text


# Adjectives before a noun.
_MOST_ADJECTIVES = 5


def _agreeing(options: Sequence[Any], noun: Any) -> Any | None:
    """Returns the parse of an adjective that agrees with a parse of a noun in case, number and gender."""
    tag = noun.tag
    fits = [p for p in options if p.tag.POS != "NOUN" and (p.tag.case, p.tag.number) == (tag.case, tag.number)]
    return next((p for p in fits if p.tag.gender in (None, tag.gender)), None)


def _printed_like(word: str, form: str) -> str:
    """Returns a form with the capitals of the printed word, and ё only where the text has it."""
    form = form if "ё" in word else form.replace("ё", "е")
    return (
        form.upper()
        if word.isupper() and len(word) > 1
        else form[:1].upper() + form[1:]
        if word[:1].isupper()
        else form
    )


def ends_in(word: str, endings: tuple[str, ...], vowels: frozenset[str]) -> bool:
    """Whether a word has one of the endings, whatever its last vowels are, which change with the case."""
    return _ending(endings, vowels).search(fold(word)) is not None


@lru_cache(maxsize=8)
def _ending(endings: tuple[str, ...], vowels: frozenset[str]) -> re.Pattern[str]:
    bare = "|".join(re.escape(fold(ending)[:-1]) for ending in endings)
    return re.compile(f"(?:{bare})[{''.join(sorted(vowels))}й]{{0,2}}$")


def nominative_phrase(words: list[str]) -> list[str]:
    """Returns a noun with the adjectives before it in the nominative: Национального центра gives Национальный центр."""
    nouns = [parse for parse in parses(words[-1]) if parse.tag.POS == "NOUN"]
    if not nouns:
        return words
    number = str(nouns[0].tag.number)
    noun = nouns[0].inflect({"nomn", number})
    if noun is None:
        return words
    agreeing = {"nomn", number} | ({str(noun.tag.gender)} if number == "sing" and noun.tag.gender else set())
    found = []
    for word in words[:-1]:
        adjectives = [parse for parse in parses(word) if parse.tag.POS in {"ADJF", "PRTF"}]
        bent = adjectives[0].inflect(agreeing) if adjectives else None
        found.append(word if bent is None else bent.word)
    return [
        form.capitalize() if word[:1].isupper() else form for form, word in zip([*found, noun.word], words, strict=True)
    ]
