"""One text being read: the parts that all rules share, each read once."""

from bisect import bisect_right
from collections import Counter
from functools import cached_property

from app.extract import dates, money, page
from app.extract.dates import Dated
from app.extract.leaders import Leaders
from app.extract.mentions import Mention, Naming
from app.extract.money import Money
from app.extract.names import People
from app.extract.phrases import Phrase, phrases
from app.extract.scores import Scores, learned
from app.extract.settle import Around, settle
from app.extract.units import Sentence, Text, Unit
from app.registry import Registry

# A state that a text names this often may be what it is about.
_OFTEN = 3


class Reading:
    """A text with its page, its names, its people. It reads a sentence at the first use."""

    def __init__(self, text: Text, registry: Registry, scores: Scores | None = None) -> None:
        self.text = text
        self.registry = registry
        self.scores = learned() if scores is None else scores
        self.page = page.read(text, registry, self.scores)
        self.home = self._home()
        self.naming = Naming(text, registry, self.home)
        leaders = Leaders(registry, published=self.page.published, home=self.home)
        self.people = People(text, self.naming, leaders, self.scores)
        self._mentions: dict[int, list[Mention]] = {}
        self._phrases: dict[int, list[Phrase]] = {}
        self._dates: dict[int, list[Dated]] = {}
        self._money: dict[int, list[Money]] = {}
        self._parties: dict[int, list[Phrase]] = {}
        self._timed: dict[tuple[int, tuple[str, ...]], dict[tuple[str, str], list[int]]] = {}
        self._by_classes: dict[tuple[str, ...], list[Unit]] = {}
        self.surroundings = Around(text, registry, self.page, self.people.known, self.mentions, self.states, self.home)
        settle(self.surroundings, self.scores)

    def _home(self) -> str | None:
        """Returns the state that "the minister" and "our country" mean: the publisher's, or the dateline's."""
        publisher = self.registry.organisations.get(self.page.publisher_id or "")
        if publisher is not None and publisher.country is not None and (publisher.media or publisher.type == "10"):
            return publisher.country
        often = self.states.most_common(1)
        if self.page.country is not None:
            # A giver's capital in the dateline, with little more of that state, is nobody's home.
            elsewhere = often and often[0][1] >= _OFTEN and self.states[self.page.country] < _OFTEN
            return often[0][0] if elsewhere else self.page.country
        site = self.page.site_country or self.text.words.home
        if site is not None:
            return site
        return often[0][0] if often else None

    @cached_property
    def states(self) -> Counter[str]:
        """How often the text names each state, or else its places and bodies; equal counts in the order of the text."""
        named: Counter[str] = Counter()
        for sentence in self.text.all:
            for at in sentence.places("country", "adjective"):
                unit, after = sentence.units[at], next(iter(sentence.units[at + 1 : at + 2]), None)
                # "кроме того" names no Togo.
                code = unit.value("country") if unit.capital else None
                code = code or unit.value("adjective")
                if code is not None and not money.is_sign(unit, after):
                    named[code] += 1
        if not named:
            named_units = (sentence.having("city", "area", "organisation") for sentence in self.text.all)
            codes = [self._state_of(unit) for units in named_units for unit in units]
            named.update(code for code in codes if code is not None)
        return named

    def _state_of(self, unit: Unit) -> str | None:
        """Returns the state of a place, or of a body that acts for a state."""
        place, id_ = unit.value("city", "area"), unit.value("organisation")
        if place is not None and unit.capital:
            return self.registry.places[place].countries[0]
        known = self.registry.organisations.get(id_ or "")
        return known.country if known is not None and known.type == "10" and not known.media else None

    @property
    def home_is_stated(self) -> bool:
        """Whether the dateline, the publisher or the language states the text's own state, so that it is no guess."""
        return self.home_span is not None or self.text.words.home is not None

    @property
    def home_span(self) -> tuple[int, int] | None:
        """The span that states the text's own state: the dateline or the publisher."""
        sources = [e for e in self.page.evidence if e.field == "country" and e.value == self.home]
        sources += [e for e in self.page.evidence if e.field == "publisher"]
        return (sources[0].start, sources[0].end) if sources else None

    def mentions(self, sentence: Sentence) -> list[Mention]:
        """Returns the organisations and states of a sentence from left to right."""
        if sentence.start not in self._mentions:
            self._mentions[sentence.start] = self.naming.mentions(sentence.units)
        return self._mentions[sentence.start]

    def phrases(self, sentence: Sentence) -> list[Phrase]:
        """Returns the persons, organisations and states of a sentence as phrases, from left to right."""
        if sentence.start not in self._phrases:
            people, mentions = self.people.in_sentence(sentence), self.mentions(sentence)
            self._phrases[sentence.start] = phrases(sentence, people, mentions, self.text)
        return self._phrases[sentence.start]

    def dates(self, sentence: Sentence) -> list[Dated]:
        """Returns the dates of a sentence from left to right."""
        if sentence.start not in self._dates:
            self._dates[sentence.start] = dates.find(sentence.units, self.page.reference)
        return self._dates[sentence.start]

    def is_dateline(self, dated: Dated) -> bool:
        """Whether a date is that of the document, not of what it reports."""
        published = (e for e in self.page.evidence if e.field == "published" and e.rule != "page.implied-year")
        return any(e.start == dated.start for e in published)

    def money(self, sentence: Sentence) -> list[Money]:
        """Returns the sums of a sentence from left to right."""
        if sentence.start not in self._money:
            found = money.find(sentence.units, codes=self.currency_codes, decimal=self.text.words.decimal)
            self._money[sentence.start] = [self._of_state(sentence, each) for each in found]
        return self._money[sentence.start]

    def _of_state(self, sentence: Sentence, found: Money) -> Money:
        """Returns a sum in the money of the state that the text names most, where several states use its word."""
        others = money.SHARED.get(found.currency)
        words = (unit for unit in sentence.units[found.first : found.last] if unit.has("currency"))
        if others is None or any(len(unit.tokens) > 1 for unit in words):
            return found
        named = {code: sum(self.states[state] for state in self.registry.issuers[code]) for code in others}
        likeliest = max(others, key=lambda code: named[code])
        first = sum(self.states[state] for state in self.registry.issuers[found.currency])
        return money.changed(found, currency=likeliest, ambiguous=True) if named[likeliest] > first else found

    @cached_property
    def currency_codes(self) -> frozenset[str]:
        """The ISO 4217 codes that a text may print."""
        return frozenset(self.registry.currencies)

    @cached_property
    def places(self) -> dict[int, int]:
        """The place of each sentence in the body, by its first code point."""
        return {sentence.start: place for place, sentence in enumerate(self.text.body)}

    def having(self, *classes: str) -> list[Unit]:
        """Returns the units of the body that are of one of the classes; a long text is searched once for all sums."""
        if classes not in self._by_classes:
            self._by_classes[classes] = [unit for sentence in self.text.body for unit in sentence.having(*classes)]
        return self._by_classes[classes]

    def timed(
        self, sentence: Sentence, classes: tuple[str, ...], times: tuple[str, ...]
    ) -> dict[tuple[str, str], list[int]]:
        """Returns the places of the units of some classes in a sentence, by class and time, or else "none"."""
        key = sentence.start, classes
        if key not in self._timed:
            found: dict[tuple[str, str], list[int]] = {}
            for at in sentence.places(*classes):
                unit = sentence.units[at]
                for name in unit.classes.intersection(classes):
                    for time in unit.features(name).intersection(times) or ("none",):
                        found.setdefault((name, time), []).append(at)
            self._timed[key] = found
        return self._timed[key]

    def around(self, sentence: Sentence, back: int, ahead: int) -> list[Sentence]:
        """Returns the sentences of the body beside a sentence: those before, the nearest first, then those after."""
        body, at = self.text.body, self.places.get(sentence.start)
        if at is None:
            return []
        return [*reversed(body[max(0, at - back) : at]), *body[at + 1 : at + 1 + ahead]]

    def far(self, sentence: Sentence, start: int) -> int:
        """Returns how many sentences of the body a place is after a sentence; a negative number before it."""
        there = bisect_right(self._body_starts, start) - 1
        return there - self.places.get(sentence.start, 0)

    @cached_property
    def _body_starts(self) -> list[int]:
        return [sentence.start for sentence in self.text.body]

    def beside(self, sentence: Sentence, reach: int = 2) -> list[tuple[str, Sentence]]:
        """Returns the sentences of the body beside a sentence, each with how it lies to it: "previous1", "next2"."""
        at = self.places.get(sentence.start, 0)
        found = []
        for other in self.around(sentence, reach, reach):
            distance = self.places[other.start] - at
            found.append((f"{'next' if distance > 0 else 'previous'}{abs(distance)}", other))
        return found

    def parties(self, sentence: Sentence) -> list[Phrase]:
        """Returns the persons of a sentence, and the organisations and states outside of titles and speech."""
        if sentence.start not in self._parties:
            self._parties[sentence.start] = [
                phrase
                for phrase in self.phrases(sentence)
                if phrase.mention is None or not sentence.units[phrase.first].in_speech
            ]
        return self._parties[sentence.start]

    def is_medium(self, mention: Mention) -> bool:
        """Whether a mention is of a medium, which reports and takes no part."""
        known = self.registry.organisations.get(mention.id or "")
        return known is not None and known.media

    def is_from_abroad(self, mention: Mention) -> bool:
        """Whether a mention is of a known organisation, no medium, that is not of the text's own state."""
        known = self.registry.organisations.get(mention.id or "")
        return known is not None and not known.media and known.country != self.home
