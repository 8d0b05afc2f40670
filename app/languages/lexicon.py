"""One lexicon for each language of a document: words of that language, things and closed classes of all.

A lookup gives a run of tokens its senses: class, value, and what the form says. Longest match wins.
"""

import json
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from app.languages.suffixes import noun_tails, stems, verb_tails
from app.languages.words import CLOSED, LANGUAGES, read_words
from app.registry import Registry, load_registry
from app.registry.things import Names
from app.text.fold import fold
from app.text.tokens import Token, tokenise

FORMS = Path(__file__).parent / "forms.json"


class Sense(NamedTuple):
    """What a run of tokens may mean: a class (a word group, or `country`, `organisation`, …), the thing's id or the
    group's number, the language of the word, what its form says (case, time), and its dictionary form."""

    cls: str
    value: str
    lang: str
    feature: str = ""
    form: str = ""


class Entry(NamedTuple):
    """A dictionary form to be put into a lexicon."""

    text: str
    sense: Sense
    is_name: bool


class Node:
    """A step in the trie of folded tokens: where it leads, what ends here, and which last words may bend."""

    __slots__ = ("next", "senses", "stems")

    def __init__(self) -> None:
        self.next: dict[str, Node] = {}
        self.senses: list[Sense] = []
        self.stems: dict[str, list[tuple[Sense, bool]]] = {}


# Groups of whole lines, which are compared as lines.
_OF_LINES = frozenset({"furniture", "section"})
# Groups of small words, which take no endings.
_FIXED = frozenset(
    {"name_particle", "title_link", "with_word", "during", "clause_opener", "or_word", "and_word"}
    | {"in_country", "since", "until", "for_purpose", "about"}
)
_TABLE_CLASS = {
    "months": "month",
    "weekdays": "weekday",
    "seasons": "season",
    "relative": "relative",
    "multipliers": "multiplier",
    "currencies": "currency",
    "topics": "topic",
}


def _word_entries(code: str, *, closed_only: bool) -> Iterator[Entry]:
    words = read_words(code)
    for table, group, form in words.entries():
        if (closed_only and table not in CLOSED) or group in _OF_LINES:
            continue
        cls, value = (group, form) if table == "groups" else (_TABLE_CLASS[table], group)
        yield Entry(form, Sense(cls, value, code, form=form.removesuffix("-")), is_name=False)


def _named(names: Names, cls: str, value: str) -> Iterator[Entry]:
    for language, texts in names.items():
        for text in texts:
            yield Entry(text, Sense(cls, value, language, form=text), is_name=True)


def thing_entries(registry: Registry) -> Iterator[Entry]:
    """Yields the names of all things of the register, in all languages."""
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
    """Returns the committed artefact: Russian dictionary forms with their forms; empty where it is missing."""
    if not FORMS.is_file():
        return {}
    stored: dict[str, list[list[str]]] = json.loads(FORMS.read_text(encoding="utf-8"))["forms"]
    return stored


def forms_of(text: str) -> list[tuple[str, str]]:
    """Returns the forms of a dictionary form, from the artefact or else from pymorphy3 itself."""
    stored = _paradigms().get(text)
    if stored is not None:
        return [(form, feature) for form, feature in stored]
    from app.languages.paradigm import forms  # loads the dictionary: only where the artefact is behind

    return forms(text)


@lru_cache(maxsize=50_000)
def _pieces(text: str) -> tuple[str, ...]:
    return tuple(fold(token.text) for token in tokenise(text))


class Lexicon:
    """The senses of tokens in documents of one language."""

    def __init__(self, code: str, registry: Registry, languages: Sequence[str]) -> None:
        self.code = code
        self.words = read_words(code)
        self._root = Node()
        self._bends = self.words.bends == "suffixes"
        self._nouns = noun_tails(code) if self._bends else {}
        self._verbs = verb_tails(code) if self._bends else {}
        for language in languages:
            for entry in _word_entries(language, closed_only=language != code):
                self._add(entry, bends=entry.sense.cls not in _FIXED)
        for entry in thing_entries(registry):
            self._add(entry)
        for form, (entry_form, feature) in self.words.irregular.items():
            self._add_irregular(form, entry_form, feature)
        # Nearly all lookups of bent words are of first words: only these are worth remembering.
        self._bent_alone = lru_cache(maxsize=100_000)(lambda word: self._bend(self._root, word))

    def _node(self, pieces: Sequence[str]) -> Node:
        node = self._root
        for piece in pieces:
            node = node.next.setdefault(piece, Node())
        return node

    def _add(self, entry: Entry, *, bends: bool = True) -> None:
        is_verb = entry.text.endswith("-")
        text = entry.text.removesuffix("-")
        pieces = _pieces(text)
        if not pieces:
            return
        paradigm = read_words(entry.sense.lang).bends == "paradigm" if entry.sense.lang in LANGUAGES else False
        if paradigm:
            for form, feature in forms_of(text):
                self._put(_pieces(form), entry.sense._replace(feature=feature))
        elif not is_verb:
            self._put(pieces, entry.sense)
        if bends and self._bends and (not paradigm or entry.is_name):
            parent = self._node(pieces[:-1])
            options = parent.stems.setdefault(pieces[-1], [])
            if (entry.sense, is_verb) not in options:
                options.append((entry.sense, is_verb))

    def _put(self, pieces: Sequence[str], sense: Sense) -> None:
        senses = self._node(pieces).senses
        if sense not in senses:
            senses.append(sense)

    def _add_irregular(self, form: str, entry_form: str, feature: str) -> None:
        """Gives an irregular form the senses of every entry that has its dictionary form as last word."""
        for table, group, text in self.words.entries():
            head, _, last = text.rpartition(" ")
            if last == entry_form:
                cls, value = (group, text) if table == "groups" else (_TABLE_CLASS[table], group)
                self._put(_pieces(f"{head} {form}"), Sense(cls, value, self.code, feature, text))

    def _bend(self, node: Node, word: str) -> list[Sense]:
        """Returns the senses of the longest stems of a word that end in the node, with what their tails say."""
        found: list[Sense] = []
        for stem, tail in stems(word, self.code):
            for sense, is_verb in node.stems.get(stem, ()):
                tails = self._verbs if is_verb else self._nouns
                if tail in tails and (tail or is_verb):
                    found.append(sense._replace(feature=tails[tail]))
            if found:
                break
        return found

    def lookup(self, tokens: Sequence[Token], start: int) -> tuple[int, list[Sense]]:
        """Returns (end, senses) of the longest run of tokens from `start` that is known; end is `start` if none is.

        A run that only an exact form matches is as good as one whose last word bends; both senses are given.
        """
        best, senses = start, []
        node = self._root
        at = start
        while at < len(tokens):
            folded = fold(tokens[at].text)
            child = node.next.get(folded)
            here = list(child.senses) if child is not None else []
            if self._bends and node.stems and tokens[at].kind == "word":
                bent = self._bent_alone(folded) if node is self._root else self._bend(node, folded)
                here += [sense for sense in bent if sense not in here]
            here = [sense for sense in here if _printed_so(sense, tokens[start].text)]
            if here:
                best, senses = at + 1, here
            if child is None:
                break
            node, at = child, at + 1
        return best, senses


def _printed_so(sense: Sense, printed: str) -> bool:
    """Whether a word may have the sense as it is printed: an acronym is one only in capitals."""
    form = sense.form
    return not (form.isupper() and form.isalpha() and len(form) > 1) or printed.startswith(form)


@cache
def lexicon(code: str) -> Lexicon:
    """Returns the lexicon for documents of a language, built once."""
    return Lexicon(code, load_registry(), LANGUAGES)
