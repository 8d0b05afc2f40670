"""The lexicon of a language: its own words, and the things and closed classes of all languages.

A lookup finds the longest known run of tokens and returns its senses: class, value, and feature of the form.
"""

import gc
import json
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from app.languages.suffixes import noun_tail, stems, verb_tails
from app.languages.words import CLOSED, LANGUAGES, Words, read_words
from app.registry import Registry, load_registry
from app.registry.things import Names
from app.text.fold import fold
from app.text.tokens import Token, tokenise

FORMS = Path(__file__).parent / "forms.json"
# Words of letters with single spaces between them: split at spaces, they give the same pieces as tokens.
_PLAIN = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")


class Sense(NamedTuple):
    """A possible meaning of a run of tokens.

    `cls` is a word group or `country`, `organisation`, …; `value` the id of the thing or the entry of the group; `lang`
    the language of the word; `feature` the case or tense of the form; `form` the dictionary form.
    """

    cls: str
    value: str
    lang: str
    feature: str = ""
    form: str = ""


class Entry(NamedTuple):
    """A dictionary form for a lexicon."""

    text: str
    sense: Sense


class Node:
    """A node in the trie of folded tokens: `next` nodes, `senses` that end here, `stems` of inflected last words.

    Most nodes are leaves, so all empty dictionaries are the same object.
    """

    __slots__ = ("next", "senses", "stems")

    def __init__(self) -> None:
        self.next: dict[str, Node] = _NO_STEPS
        self.senses: tuple[Sense, ...] = ()
        self.stems: dict[str, tuple[tuple[Sense, bool], ...]] = _NO_STEMS

    def step(self, piece: str) -> "Node":
        """Returns the node that a token leads to, adding it if it is missing."""
        if self.next is _NO_STEPS:
            self.next = {}
        found = self.next.get(piece)
        if found is None:
            found = self.next[sys.intern(piece)] = Node()
        return found

    def end(self, sense: Sense) -> None:
        """Adds a sense that ends here."""
        if sense not in self.senses:
            self.senses += (sense,)

    def bend(self, stem: str, option: tuple[Sense, bool]) -> None:
        """Adds the stem of a last word that inflects, with its sense and whether it is a verb."""
        if self.stems is _NO_STEMS:
            self.stems = {}
        options = self.stems.get(stem, ())
        if option not in options:
            self.stems[sys.intern(stem)] = (*options, option)


_NO_STEPS: dict[str, Node] = {}
_NO_STEMS: dict[str, tuple[tuple[Sense, bool], ...]] = {}

# Groups of whole lines, which are compared as lines and are not in the lexicon.
_OF_LINES = frozenset({"furniture", "section"})
# Groups of small words, which do not inflect.
_FIXED = frozenset(
    {
        "name_particle",
        "title_link",
        "with_word",
        "during",
        "clause_opener",
        "or_word",
        "and_word",
        "pronoun",
        "opener",
        "postposition",
    }
    | {"in_country", "since", "until", "for_purpose", "about"}
)
_TABLE_CLASS = {
    "months": "month",
    "weekdays": "weekday",
    "seasons": "season",
    "relative": "relative",
    "multipliers": "multiplier",
    "numbers": "number_word",
    "currencies": "currency",
    "topics": "topic",
}
# Classes that are looked up in documents of every language: closed classes (without `topic`) and things.
_OF_ALL = frozenset(_TABLE_CLASS[table] for table in CLOSED) | {
    *("country", "adjective", "region", "city", "area", "body", "body_head", "organisation", "known_project")
}


def _word_entries(code: str) -> Iterator[Entry]:
    words = read_words(code)
    for table, group, form in words.entries():
        if group in _OF_LINES:
            continue
        cls, value = (group, form) if table == "groups" else (_TABLE_CLASS[table], group)
        yield Entry(form, Sense(cls, value, code, form=form.removesuffix("-")))


def _named(names: Names, cls: str, value: str) -> Iterator[Entry]:
    for language, texts in names.items():
        for text in texts:
            yield Entry(text, Sense(cls, value, language, form=text))


def thing_entries(registry: Registry) -> Iterator[Entry]:
    """Yields the names of all things in the registry, in all languages."""
    for country in registry.countries.values():
        yield from _named(country.names, "country", country.code)
        yield from _named(country.adjectives, "adjective", country.code)
    for region in registry.regions.values():
        yield from _named(region.names, "region", region.id)
    for place in registry.places.values():
        yield from _named(place.names, "city" if place.is_city else "area", place.id)
    for code, names in registry.currencies.items():
        yield from _named(names, "currency", code)
    for body in registry.bodies.values():
        yield from _named(body.names, "body", body.id)
        yield from _named(body.heads, "body_head", body.id)
    for organisation in registry.organisations.values():
        yield from _named(organisation.names, "organisation", organisation.id)
        yield from _named(organisation.acronyms, "organisation", organisation.id)
    for project in registry.projects.values():
        yield from _named(project.names, "known_project", project.id)
        yield from _named(project.acronyms, "known_project", project.id)


@cache
def _paradigms() -> dict[str, list[list[str]]]:
    """Returns forms.json, the Russian dictionary forms with their forms; empty if the file is missing."""
    if not FORMS.is_file():
        return {}
    stored: dict[str, list[list[str]]] = json.loads(FORMS.read_text(encoding="utf-8"))["forms"]
    return stored


def forms_of(text: str) -> list[tuple[str, str]]:
    """Returns the forms of a dictionary form with their features, from forms.json or else from pymorphy3."""
    stored = _paradigms().get(text)
    if stored is not None:
        return [(form, feature) for form, feature in stored]
    from app.languages.paradigm import forms  # loads the dictionary, so only if forms.json is out of date

    return forms(text)


def _pieces(text: str) -> list[str]:
    """Returns the folded tokens of an entry or of one of its forms."""
    words = text.split(" ") if _PLAIN.fullmatch(text) is not None else [token.text for token in tokenise(text)]
    return [fold(word) for word in words]


class Trie:
    """The words and things of all languages in one: a lexicon shows of it what its documents may have."""

    def __init__(self, registry: Registry, languages: Sequence[str]) -> None:
        self.root = Node()
        self._paradigms = {code for code in languages if read_words(code).bends == "paradigm"}
        for language in languages:
            for entry in _word_entries(language):
                self._add(entry, bends=entry.sense.cls not in _FIXED and language not in self._paradigms)
        for entry in thing_entries(registry):
            self._add(entry)
        for language in languages:
            self._add_irregular(read_words(language))

    def _node(self, pieces: Sequence[str]) -> Node:
        node = self.root
        for piece in pieces:
            node = node.step(piece)
        return node

    def _add(self, entry: Entry, *, bends: bool = True) -> None:
        is_verb = entry.text.endswith("-")
        text = entry.text.removesuffix("-")
        pieces = _pieces(text)
        if not pieces:
            return
        sense = entry.sense
        if sense.lang in self._paradigms:
            for form, feature in forms_of(text):
                self._node(_pieces(form)).end(sense._replace(feature=sys.intern(feature)) if feature else sense)
        elif not is_verb:
            self._node(pieces).end(sense)
        # A Russian name may have a Kazakh ending in a Kazakh text.
        if bends:
            self._node(pieces[:-1]).bend(pieces[-1], (sense, is_verb))

    def _add_irregular(self, words: Words) -> None:
        """Adds irregular forms, with the senses of every entry that ends in their dictionary form."""
        by_last: dict[str, list[tuple[str, Sense]]] = {}
        for table, group, text in words.entries():
            head, _, last = text.rpartition(" ")
            cls, value = (group, text) if table == "groups" else (_TABLE_CLASS[table], group)
            by_last.setdefault(last, []).append((head, Sense(cls, value, words.code, form=text)))
        for form, (entry_form, feature) in words.irregular.items():
            for head, sense in by_last.get(entry_form, ()):
                self._node(_pieces(f"{head} {form}")).end(sense._replace(feature=feature))


@cache
def _trie() -> Trie:
    """Returns the trie of all languages, which is built once.

    It lives as long as the process, so it is frozen: otherwise the garbage collector would go through it and take a
    third of the time of reading.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        trie = Trie(load_registry(), LANGUAGES)
        _paradigms.cache_clear()
        gc.freeze()
    finally:
        if collects:
            gc.enable()
    return trie


class Lexicon:
    """Looks up senses in documents of one language."""

    def __init__(self, code: str, trie: Trie) -> None:
        self.code = code
        self.words = read_words(code)
        self._root = trie.root
        self._bends = self.words.bends == "suffixes"
        self._verbs = verb_tails(code) if self._bends else {}
        # Nearly all lookups are of first words, so only these are cached.
        self._first = lru_cache(maxsize=20_000)(lambda word, bends: self._step(self._root, word, bends=bends))
        self._stems = lru_cache(maxsize=20_000)(lambda word: tuple(stems(word, code)))

    def _is_shown(self, sense: Sense) -> bool:
        return sense.lang == self.code or sense.cls in _OF_ALL

    def _bend(self, node: Node, word: str) -> list[Sense]:
        """Returns the senses of the longest known stem of a word at a node, with the features of the tail."""
        found: list[Sense] = []
        for stem, tail in self._stems(word):
            for sense, is_verb in node.stems.get(stem, ()):
                if not self._is_shown(sense) or not (tail or is_verb):
                    continue
                feature = self._verbs.get(tail) if is_verb else noun_tail(tail, self.code)
                if feature is not None:
                    found.append(sense._replace(feature=feature))
            if found:
                break
        return found

    def _step(self, node: Node, word: str, *, bends: bool) -> tuple[Node | None, list[Sense]]:
        """Returns the node that a folded word leads to, and the senses of what ends with it."""
        child = node.next.get(word)
        here = [sense for sense in child.senses if self._is_shown(sense)] if child is not None else []
        if bends and node.stems:
            here += [sense for sense in self._bend(node, word) if sense not in here]
        return child, here

    def lookup(self, tokens: Sequence[Token], start: int) -> tuple[int, list[Sense]]:
        """Returns (end, senses) of the longest known run of tokens from `start`; (`start`, []) if no run is known.

        An exact form and an inflected last word count the same: the senses of both are returned.
        """
        best, senses = start, []
        node = self._root
        at = start
        while at < len(tokens):
            folded, bends = fold(tokens[at].text), self._bends and tokens[at].kind == "word"
            child, here = self._first(folded, bends) if at == start else self._step(node, folded, bends=bends)
            here = [sense for sense in here if _printed_so(sense, tokens[start].text)] if here else here
            if here:
                best, senses = at + 1, here
            if child is None:
                break
            node, at = child, at + 1
        return best, senses


def _printed_so(sense: Sense, printed: str) -> bool:
    """Whether a printed word may have a sense: an acronym must be in capitals."""
    form = sense.form
    return not (form.isupper() and form.isalpha() and len(form) > 1) or printed.startswith(form)


@cache
def lexicon(code: str) -> Lexicon:
    """Returns the lexicon for documents of a language, which is built once."""
    return Lexicon(code, _trie())
