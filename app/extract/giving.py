"""Who gives a sum: by form, by preposition, by who signs, and by what the text goes on about."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.extract.mentions import Mention
from app.extract.money import Money
from app.extract.reading import Reading
from app.extract.subject import (
    FAR,
    GIFT,
    GIVING,
    are_joined,
    cases_of,
    gives_before,
    is_agent,
    is_receiver,
    may_give,
    names_gathering,
    owns,
    takes,
    verb_after,
)
from app.extract.units import Sentence, Unit
from app.records.codes import Basis
from app.records.extraction import PartySaid
from app.text.fold import fold

# How many sentences back "the bank" may mean a bank that the text named.
_BACK = 3
# Marks between the parts of a sentence.
_PARTS = ("comma", "semicolon", "colon", "dash")
# Letters that a body's noun must share with the name it refers to.
_ALIKE = 5


@dataclass(frozen=True)
class Who:
    """A party with the stretch that names it; `country` is also told of an organisation that the register knows."""

    party: PartySaid
    start: int
    end: int
    country: str | None
    basis: Basis = Basis.EXPLICIT


def party(mention: Mention) -> PartySaid:
    """Returns a mention as records write it."""
    return PartySaid(name=mention.name, id=mention.id, country=mention.country if mention.id is None else None)


def _who(mention: Mention, basis: Basis = Basis.EXPLICIT) -> Who:
    return Who(party(mention), mention.start, mention.end, mention.country, basis)


class Giving:
    """The givers of one text; what each sentence tells is read once."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._body = reading.text.body
        self._givers: dict[int, tuple[list[Mention], Who | None]] = {}
        self._meanings: dict[int, Who | None] = {}

    @cached_property
    def giving_state(self) -> str | None:
        """The state that most sentences have as giver: no receiver where a sentence itself names no giver."""
        named: Counter[str] = Counter()
        for sentence in self._body:
            if not any(unit.has(*GIVING) for unit in sentence.units):
                continue
            giver = self._in_sentence(sentence, None)
            if giver is not None and giver.country is not None:
                named[giver.country] += 1
        return self._surely_giving or (named.most_common(1)[0][0] if named else None)

    @cached_property
    def _surely_giving(self) -> str | None:
        """The state that most sentences name alone as giver: of two that sign together, it gives."""
        named: Counter[str] = Counter()
        for sentence in self._body:
            units = sentence.units
            for m in self.reading.mentions(sentence):
                joined = any(
                    unit.has("and_word")
                    for unit in (*units[max(0, m.first - 1) : m.first], *units[m.last : m.last + 1])
                )
                if (
                    m.country is not None
                    and not joined
                    and (is_agent(units, m) or verb_after(units, m) or owns(units, m))
                ):
                    named[m.country] += 1
            signer = self._envoy(sentence)
            if signer is not None and signer.country is not None:
                named[signer.country] += 1
        return named.most_common(1)[0][0] if named else None

    # --- who gives -----------------------------------------------------------------------------------------------

    def giver(self, sentence: Sentence, money: Money) -> Who | None:
        """Returns who gives a sum: told in its sentence, or meant by a noun of it ("the bank")."""
        found = self._in_part(sentence, money) or self._in_sentence(sentence, money)
        if found is None and sentence.start not in self._meanings:
            self._meanings[sentence.start] = self._meant(sentence)
        return found or self._meanings[sentence.start]

    def before(self, sentence: Sentence) -> Who | None:
        """Returns who gives in the sentence before, where that tells of aid."""
        at = self.reading.places.get(sentence.start, 0)
        if at == 0 or not any(unit.has(*GIVING, *GIFT) for unit in self._body[at - 1].units):
            return None
        found = self._in_sentence(self._body[at - 1], None)
        return None if found is None else Who(found.party, found.start, found.end, found.country, Basis.INFERRED)

    def _in_part(self, sentence: Sentence, money: Money) -> Who | None:
        """Returns who gives one of several sums of a sentence, told in the sum's own part of it."""
        if len(self.reading.money(sentence)) < 2:
            return None
        units = sentence.units
        ends = [at for at in sentence.places(*_PARTS) if not money.first <= at < money.last]
        first = max((at + 1 for at in ends if at < money.first), default=0)
        last = min((at for at in ends if at >= money.last), default=len(units))
        inside = [m for m in self.reading.mentions(sentence) if first <= m.first and m.last <= last and not m.is_place]
        giving = [
            m
            for m in inside
            if not self.is_medium(m) and (verb_after(units[:last], m) is not None or self._gives_before(units, m))
        ]
        return _who(giving[0]) if len(giving) == 1 else None

    def _in_sentence(self, sentence: Sentence, money: Money | None) -> Who | None:
        if sentence.start not in self._givers:
            mentions = [m for m in self.reading.mentions(sentence) if not m.is_place and not self.is_medium(m)]
            mentions = [m for m in mentions if not names_gathering(sentence.units, m)]
            by = [m for m in mentions if is_agent(sentence.units, m)]
            self._givers[sentence.start] = by, None if by else self._named_giver(sentence, mentions)
        agents, giver = self._givers[sentence.start]
        if agents:
            at = money.first if money is not None else 0
            return _who(min(agents, key=lambda m: (m.by_adjective, abs(m.first - at))))
        return giver

    def _named_giver(self, sentence: Sentence, mentions: Sequence[Mention]) -> Who | None:
        """Returns who gives all sums of a sentence: subject, owner, envoy, capital, bank or signer."""
        units = sentence.units
        if not any(unit.has(*GIVING) for unit in units):
            return self._owner(units, mentions)
        subjects = self._subjects(sentence, mentions)
        if subjects and verb_after(units, subjects[0]) is not None:
            return _who(subjects[0])
        other = self._owner(units, mentions) or self._envoy(sentence) or self._capital(sentence)
        if other is not None:
            return other
        last = max(at for at, unit in enumerate(units) if unit.has(*GIVING))
        weak = [m for m in subjects if m.first < last or cases_of(units, m)]
        banks = [m for m in mentions if m.kind == "organisation" and self.lends(party(m)) and not is_receiver(units, m)]
        if banks and any(unit.has("sign", "approve") for unit in units):
            return _who(banks[0])
        weak.sort(key=lambda m: (m.country is None or m.country != self._surely_giving, -self.gives(m.country)))
        return _who(weak[0]) if weak else self._signer(sentence)

    def _subjects(self, sentence: Sentence, mentions: Sequence[Mention]) -> list[Mention]:
        """Returns who may be the subject of giving, the likeliest first: not in a person's title, not who receives."""
        units = sentence.units
        titles = self.reading.people.in_sentence(sentence)
        free = [m for m in mentions if not any(a.first <= m.first < a.last for a in titles)]
        may = [m for m in free if may_give(units, m) and not is_receiver(units, m) and not takes(units, m)]
        ranked = sorted(may, key=lambda m: (m.kind != "organisation", m.by_adjective, m.first))
        ranked.sort(key=lambda m: verb_after(units, m) or FAR)
        if len(ranked) > 1 and are_joined(units, ranked[0], ranked[1]) and ranked[1].country == self._surely_giving:
            ranked = [ranked[1], ranked[0], *ranked[2:]]
        return ranked

    def gives(self, code: str | None) -> int:
        """Returns how much of a giver a state is known to be: of two that sign a grant, the one that gives more."""
        known = self.reading.registry.countries.get(code or "")
        return 0 if known is None else known.gives

    def lends(self, giver: PartySaid) -> bool:
        """Whether a giver is a bank by its name."""
        known = self.reading.registry.organisations.get(giver.id or "")
        names = [giver.name or ""]
        if known is not None:
            names += known.names.get(self.reading.text.words.code, ())
        lenders = {fold(word) for word in self.reading.text.words.group("lender")}
        return any(word in lenders for name in names for word in fold(name).split())

    def is_medium(self, mention: Mention) -> bool:
        """Whether a mention is of a medium, which reports and does not give."""
        known = self.reading.registry.organisations.get(mention.id or "")
        return known is not None and known.media

    def _owner(self, units: Sequence[Unit], mentions: Sequence[Mention]) -> Who | None:
        """Returns whose the aid is: "Chinese grant", "Japan's aid"."""
        return next((_who(m) for m in mentions if owns(units, m) or self._gives_before(units, m)), None)

    def _gives_before(self, units: Sequence[Unit], mention: Mention) -> bool:
        return self.reading.text.words.bends == "paradigm" and gives_before(units, mention)

    def _capital(self, sentence: Sentence) -> Who | None:
        """Returns the state that a capital stands for: "Beijing pledged"."""
        units = sentence.units
        for at, unit in enumerate(units):
            known = self.reading.registry.places.get(unit.value("city") or "")
            if known is None or not known.is_capital or not unit.capital:
                continue
            cases = unit.features("city")
            named = not cases or "nomn" in cases
            if named and any(u.has("give", "promise", "hand_over") for u in units[at + 1 : at + 4]):
                return self._for_state(known.countries[0], unit.start, unit.end)
        return None

    def _envoy(self, sentence: Sentence) -> Who | None:
        """Returns the state of the ambassador who signs or hands over: ambassadors do where aid is received."""
        if not any(unit.has("sign", "hand_over", "give", "approve", "promise", "gift") for unit in sentence.units):
            return None
        for appearance in self.reading.people.in_sentence(sentence):
            title = sentence.units[appearance.first : appearance.last]
            if any(unit.has("envoy") for unit in title) and appearance.person.country is not None:
                return self._for_state(appearance.person.country, appearance.start, appearance.end)
        return None

    def _signer(self, sentence: Sentence) -> Who | None:
        """Returns for whom the person who hands over, promises or signs acts; of two who sign, not the text's own."""
        envoy = self._envoy(sentence)
        if envoy is not None:
            return envoy
        signers = self.reading.people.in_sentence(sentence)
        for appearance in signers:
            body = appearance.person.organisation
            if body is not None and appearance.person.country is None:
                return Who(party(body), appearance.start, appearance.end, body.country, Basis.INFERRED)
        home = self.reading.home if self.reading.home_told else None
        states = {a.person.country for a in signers if a.person.country is not None} - {home}
        sure = self._surely_giving if len(states) > 1 else next(iter(states), None)
        for appearance in signers:
            if appearance.person.country is not None and appearance.person.country == sure:
                return self._for_state(sure, appearance.start, appearance.end)
        return None

    def _for_state(self, code: str, start: int, end: int) -> Who:
        state = PartySaid(name=self.reading.naming.country_name(code), country=code)
        return Who(state, start, end, code, Basis.INFERRED)

    def _meant(self, sentence: Sentence) -> Who | None:
        """Returns the organisation named before that a subject without a name means: "the bank allocates"."""
        units = sentence.units
        taken = {at for m in self.reading.mentions(sentence) for at in range(m.first, m.last)}
        for at, unit in enumerate(units):
            sense = unit.sense("organisation_head")
            if sense is None or at in taken:
                continue
            cases = unit.features("organisation_head")
            if cases and not cases & {"nomn", "genitive", "gent"}:
                continue
            found = self._last_named(sentence, fold(sense.form)[:_ALIKE])
            if found is not None:
                return Who(party(found), unit.start, unit.end, found.country, Basis.INFERRED)
        return None

    def _last_named(self, sentence: Sentence, noun: str) -> Mention | None:
        at = self.reading.places.get(sentence.start, 0)
        for before in reversed(self._body[max(0, at - 2 * _BACK) : at]):
            for mention in reversed(self.reading.mentions(before)):
                if mention.kind == "organisation" and not self.is_medium(mention) and self._is_called(mention, noun):
                    return mention
        return None

    def _is_called(self, mention: Mention, noun: str) -> bool:
        known = self.reading.registry.organisations.get(mention.id or "")
        names = [mention.name]
        if known is not None:
            names += known.names.get(self.reading.text.words.code, ())
        return any(word.startswith(noun) for name in names for word in fold(name).split())
