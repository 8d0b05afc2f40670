"""Who receives a sum: by form, by preposition, by whose money it is, and as another state than the one that gives."""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from app.extract.giving import Giving, Who
from app.extract.money import Money
from app.extract.subject import after_preposition, is_receiver
from app.extract.units import Sentence, Unit
from app.records.extraction import PartySaid

# How much the members of the committee of givers give.
_MEMBER = 2


class Receiving:
    """The receivers of one text; what each sentence tells of one giver is read once."""

    def __init__(self, giving: Giving) -> None:
        self.giving = giving
        self.reading = giving.reading
        self._known: dict[tuple[int, str | None, bool], tuple[str | None, tuple[int, int] | None]] = {}

    @cached_property
    def _named(self) -> list[str]:
        """The states of the text, those that it names most first: by name, by adjective, by a city."""
        counted = Counter(self.reading.states)
        for sentence in self.reading.text.all:
            for unit in sentence.having("city", "area"):
                counted.update(self._of_place(unit))
            bodies = (m for m in self.reading.mentions(sentence) if m.kind == "organisation" and not m.inferred)
            counted.update(m.country for m in bodies if m.country is not None and not self.giving.is_medium(m))
        return [code for code, _ in counted.most_common()]

    def _of_place(self, unit: Unit) -> Iterator[str]:
        known = self.reading.registry.places.get(unit.value("city", "area") or "")
        if known is not None and unit.capital and len(known.countries) == 1:
            yield known.countries[0]

    def receiver(
        self, sentence: Sentence, money: Money, provider: Who | None
    ) -> tuple[PartySaid | None, tuple[int, int] | None]:
        """Returns who receives, and where the sentence says so; another of the text's states where it does not.

        Where nothing tells a state, a sum in its own money does: kina are for Papua New Guinea.
        """
        giver = self.giving.giving_state if provider is None else provider.country
        asked = (sentence.start, giver, provider is not None)
        if asked not in self._known:
            self._known[asked] = self._received(sentence, giver, is_told=provider is not None)
        code, span = self._known[asked]
        if code is None:
            issuers = self.reading.registry.issuers.get(money.currency, ())
            own = len(issuers) == 1 and not self.giving.gives(issuers[0])
            code, span = (issuers[0], (money.start, money.end)) if own and issuers[0] != giver else (None, None)
        if code is None:
            return None, None
        return PartySaid(name=self.reading.naming.country_name(code), country=code), span

    def _received(
        self, sentence: Sentence, giver: str | None, *, is_told: bool
    ) -> tuple[str | None, tuple[int, int] | None]:
        """Returns the state that receives and where the sentence names it: one that gives to many comes last."""
        spans: dict[str, tuple[int, int]] = {}
        for code, start, end in self._receivers(sentence, giver):
            spans.setdefault(code, (start, end))
        home = [self.reading.home] if self.reading.home is not None and self.reading.home_told else []
        told, others = list(spans), list(self._named)
        # Where nobody is told as giver, who is known to give receives only if nobody else can.
        if not is_told:
            told.sort(key=self.giving.gives)
            others.sort(key=self.giving.gives)
        # A giver's seat in the dateline is where the text was written.
        page = self.reading.page.country
        others = [code for code in others if code == self.reading.home or code != page]
        codes = [code for code in (*told, *home, *others) if code != giver]
        likeliest = [code for code in codes if self.giving.gives(code) < _MEMBER] or codes
        return (likeliest[0], spans.get(likeliest[0])) if likeliest else (None, None)

    def _receivers(self, sentence: Sentence, giver: str | None) -> Iterator[tuple[str, int, int]]:
        """Yields the states that may receive, the likeliest first."""
        units = sentence.units
        mentions = [m for m in self.reading.mentions(sentence) if m.country is not None and m.country != giver]
        states = [m for m in mentions if m.kind == "country"]
        ranked = sorted(states, key=lambda m: (m.by_adjective, not is_receiver(units, m), m.start))
        yield from ((str(m.country), m.start, m.end) for m in ranked if not m.by_adjective)
        for unit in units:
            if unit.has("our_country") and self.reading.home_told and self.reading.home not in (giver, None):
                yield str(self.reading.home), unit.start, unit.end
        bodies = [m for m in mentions if m.kind == "organisation" and not m.inferred]
        to_bodies = [m for m in bodies if is_receiver(units, m) or after_preposition(units, m.first)]
        if giver is not None:
            yield from ((str(m.country), m.start, m.end) for m in (*to_bodies, *ranked))
            for appearance in self.reading.people.in_sentence(sentence):
                country = appearance.person.country
                if country is not None and country != giver:
                    yield country, appearance.start, appearance.end
        if giver is not None:
            yield from ((str(m.country), m.start, m.end) for m in bodies if m.country in self.reading.states)
        for unit in sentence.having("city", "area"):
            yield from ((code, unit.start, unit.end) for code in self._of_place(unit) if code != giver)
