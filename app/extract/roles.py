"""Who gives and who receives a sum: all parties of the text as candidates, with features that learned scores weigh."""

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.extract.aid import STEPS, Aid, Sum
from app.extract.mentions import Mention
from app.extract.names import Appearance
from app.extract.subject import (
    after_preposition,
    gives_before,
    is_agent,
    is_genitive,
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

_PLAIN = frozenset(["word", "mark", "capital", "number", "day", "topic", "initial"])
_STEPS = frozenset(STEPS)
_ABOUT = frozenset(["receive", "ask", "give", "hand_over", "loan", "grant"])
_BETWEEN = _STEPS | {"open", "close", "semicolon", "colon", "dash", "currency", "symbol", "number"}
_CASES = ("organisation", "body", "country", "organisation_head", "city", "adjective")
_OFTEN = 3
# Candidates for a sum besides those near it; parties on each side of it in its sentence; units that are looked through.
_POOL, _SIDE, _LOOK = 12, 8, 40
# Bodies named last, among which a noun without a name finds its own.
_RECENT = 30
# How many sentences back "the bank" may mean a bank that the text named, and the letters that both share.
_BACK, _ALIKE = 6, 5


@dataclass(frozen=True)
class Who:
    """A party with the span that names it; `country` is also set for an organisation that the register knows."""

    party: PartySaid
    start: int
    end: int
    country: str | None
    basis: Basis = Basis.EXPLICIT


def party(mention: Mention) -> PartySaid:
    """Returns a mention as records write it."""
    return PartySaid(name=mention.name, id=mention.id, country=mention.country if mention.id is None else None)


@dataclass(frozen=True)
class Occurrence:
    """One place where a party is named: its sentence, its units, and its role there."""

    sentence: Sentence
    first: int
    last: int
    start: int
    end: int
    role: frozenset[str]


@dataclass(eq=False)
class Contender:
    """A party of the text with all places that name it, in the order of the text."""

    key: str
    party: PartySaid
    country: str | None
    about: frozenset[str]
    named: list[Occurrence] = field(default_factory=list)

    def who(self, each: Sum) -> Who:
        """Returns the party with the place nearest to a sum."""
        if not self.named:  # the text's own state, which its sentences imply
            return Who(self.party, each.sentence.start, each.sentence.end, self.country, Basis.INFERRED)
        at = bisect_left(self.named, each.sentence.start, key=lambda naming: naming.sentence.start)
        inside = at < len(self.named) and self.named[at].sentence is each.sentence
        near = self.named[at if inside else max(0, at - 1)]
        basis = Basis.EXPLICIT if inside else Basis.INFERRED
        return Who(self.party, near.start, near.end, self.country, basis)


@dataclass(frozen=True)
class Used:
    """Which party had a role of the sum before, by its key."""

    each: Sum
    key: str | None


@dataclass(frozen=True)
class Pool:
    """The candidates for a role: by the sentence that names them, and those that the text names most."""

    candidates: dict[str, Contender]
    inside: dict[int, list[tuple[Contender, Occurrence]]]
    often: list[Contender]

    @classmethod
    def of(cls, candidates: Iterable[Contender]) -> "Pool":
        """Returns the pool of some candidates."""
        known = {one.key: one for one in candidates}
        inside: dict[int, list[tuple[Contender, Occurrence]]] = defaultdict(list)
        for one in known.values():
            for naming in one.named:
                inside[naming.sentence.start].append((one, naming))
        for named in inside.values():
            named.sort(key=lambda each: each[1].first)
        return cls(known, dict(inside), sorted(known.values(), key=lambda one: -len(one.named))[:_POOL])


class Roles:
    """The parties of one text that may give or receive; each is named in one place or more."""

    def __init__(self, aid: Aid) -> None:
        self.aid = aid
        self.reading = aid.reading
        self._recent: deque[Contender] = deque(maxlen=_RECENT)
        self._role_features: dict[tuple[str, frozenset[str]], frozenset[str]] = {}

    # --- candidates ----------------------------------------------------------------------------------------------

    @cached_property
    def parties(self) -> Pool:
        """The organisations and states of the text, with those that its persons and capitals represent."""
        found: dict[str, Contender] = {}
        for sentence in self.reading.text.all:
            people = self.reading.people.in_sentence(sentence)
            for mention in self.reading.mentions(sentence):
                holder = next((a for a in people if a.first <= mention.first < a.last), None)
                self._add(found, sentence, party(mention), mention, None if holder is None else "in_title")
            for appearance in people:
                title = sentence.units[appearance.first : appearance.last]
                kind = "envoy" if any(unit.has("envoy") for unit in title) else "person"
                if appearance.person.country is not None:
                    self._add(found, sentence, self._state(appearance.person.country), appearance, f"by_{kind}")
                body = appearance.person.organisation
                if isinstance(body, Mention) and not self.reading.is_medium(body):
                    self._add(found, sentence, party(body), appearance, "by_post", body.country)
            for at in sentence.places("city", "area", "our_country"):
                code = self._of_place(sentence.units[at])
                if code is not None:
                    unit = sentence.units[at]
                    place = Mention("country", "", at, at + 1, unit.start, unit.end, country=code)
                    kind = "capital" if self._is_capital(unit) else "our" if unit.has("our_country") else "place"
                    self._add(found, sentence, self._state(code), place, f"by_{kind}")
            self._refer(sentence)
        return Pool.of(found.values())

    def _refer(self, sentence: Sentence) -> None:
        """Adds the nouns without a name that mean a body named before: "the bank allocates"."""
        taken = {at for mention in self.reading.mentions(sentence) for at in range(mention.first, mention.last)}
        for at in sentence.places("organisation_head"):
            sense = sentence.units[at].sense("organisation_head")
            known = None if sense is None or at in taken else self._called(sentence, fold(sense.form)[:_ALIKE])
            if known is not None:
                unit = sentence.units[at]
                noun = Mention("organisation", "", at, at + 1, unit.start, unit.end)
                role = {"meant", *self._role(sentence, noun)}
                known.named.append(Occurrence(sentence, at, at + 1, unit.start, unit.end, frozenset(role)))

    def _called(self, sentence: Sentence, noun: str) -> Contender | None:
        """Returns the body that was named last by a name with a noun, in the sentences before."""
        here = self.reading.places.get(sentence.start, 0)
        for one in reversed(self._recent):
            if here - self.reading.places.get(one.named[-1].sentence.start, 0) > _BACK:
                return None
            if self._has(one.party, noun):
                return one
        return None

    def _names(self, named: PartySaid) -> Iterator[str]:
        known = self.reading.registry.organisations.get(named.id or "")
        yield str(named.name)
        if known is not None:
            yield from known.names.get(self.reading.text.words.code, ())

    def _has(self, named: PartySaid, noun: str) -> bool:
        return any(word.startswith(noun) for name in self._names(named) for word in fold(name).split())

    def lends(self, named: PartySaid) -> bool:
        """Whether a party is a bank by its name."""
        return any(word in self._lenders for name in self._names(named) for word in fold(name).split())

    @cached_property
    def _lenders(self) -> set[str]:
        return {fold(word) for word in self.reading.text.words.group("lender")}

    def gives(self, code: str | None) -> int:
        """Returns how much of a giver a state is known to be."""
        known = self.reading.registry.countries.get(code or "")
        return 0 if known is None else known.gives

    @cached_property
    def states(self) -> Pool:
        """The states of the text, by name, by adjective, by their bodies, places and persons; then the text's own."""
        found: dict[str, Contender] = {}
        for candidate in self.parties.candidates.values():
            if candidate.country is None:
                continue
            own = candidate.party.id is None and candidate.party.country is not None
            code = candidate.country
            state = found.setdefault(code, Contender(code, self._state(code), code, self._about_state(code)))
            for naming in candidate.named:
                role = naming.role if own else frozenset(f"body:{name}" for name in naming.role)
                state.named.append(
                    Occurrence(naming.sentence, naming.first, naming.last, naming.start, naming.end, role)
                )
        home = self.reading.home
        if home is not None and home not in found:
            found[home] = Contender(home, self._state(home), home, self._about_state(home))
        for state in found.values():
            state.named.sort(key=lambda naming: (naming.start, naming.end))
        return Pool.of(found.values())

    def _add(
        self,
        found: dict[str, Contender],
        sentence: Sentence,
        named: PartySaid,
        place: Mention | Appearance,
        by: str | None,
        state: str | None = None,
    ) -> None:
        mention = place if isinstance(place, Mention) else None
        if mention is not None and self.reading.is_medium(mention):
            return
        country = state or (named.country if mention is None else mention.country)
        key = named.id or named.country or str(named.name).casefold()
        if key not in found:
            own = named.id is None and named.country is not None
            about = self._about_state(str(named.country)) if own else self._about_body(named, mention)
            found[key] = Contender(key, named, country, frozenset(about))
        role = {by} if by is not None else set()
        if mention is not None and by is None:
            role |= set(self._role(sentence, mention))
        first, last, start, end = (getattr(place, name) for name in ("first", "last", "start", "end"))
        if "is:body" in found[key].about:
            self._recent.append(found[key])
        found[key].named.append(Occurrence(sentence, first, last, start, end, frozenset(role or {"named"})))

    def _state(self, code: str) -> PartySaid:
        return PartySaid(name=self.reading.naming.country_name(code), country=code)

    def _of_place(self, unit: Unit) -> str | None:
        if unit.has("our_country"):
            return self.reading.home
        known = self.reading.registry.places.get(unit.value("city", "area") or "")
        return known.countries[0] if known is not None and unit.capital and len(known.countries) == 1 else None

    def _is_capital(self, unit: Unit) -> bool:
        known = self.reading.registry.places.get(unit.value("city") or "")
        return known is not None and known.is_capital

    # --- what holds of a party everywhere ------------------------------------------------------------------------

    def _about_state(self, code: str) -> frozenset[str]:
        reading = self.reading
        found = {"is:state", f"gives:{self.gives(code)}"}
        if code == reading.home:
            found |= {"is:home", f"home_told:{reading.home_is_stated}"}
        if code == reading.page.country:
            found.add("is:dateline")
        ranked = [state for state, _ in reading.states.most_common(_OFTEN)]
        found.add(f"rank:{ranked.index(code) if code in ranked else 'low'}")
        return frozenset(found)

    def _about_body(self, named: PartySaid, mention: Mention | None) -> frozenset[str]:
        known = self.reading.registry.organisations.get(named.id or "")
        found = {"is:body", f"type:{known.type if known is not None else 'unknown'}"}
        if self.lends(named):
            found.add("is:lender")
        if named.id is not None and named.id == self.reading.page.publisher_id:
            found.add("is:publisher")
        if mention is not None:
            found |= {f"proper:{mention.proper}", f"body_of_state:{mention.body is not None}"}
            code = mention.country
            found.add("of:home" if code == self.reading.home else f"of:{self.gives(code) if code else 'none'}")
        return frozenset(found)

    # --- the role of a party in its sentence ---------------------------------------------------------------------

    def _role(self, sentence: Sentence, mention: Mention) -> Iterator[str]:
        units = sentence.units
        tests = {
            "agent": is_agent, "takes": takes, "owns": owns, "may_give": may_give, "receiver": is_receiver,
            "genitive": is_genitive, "gathering": names_gathering, "gives_before": gives_before,
        }  # fmt: skip
        yield from (name for name, test in tests.items() if test(units, mention))
        verb = verb_after(units, mention)
        if verb is not None:
            yield f"verb_after:{min(verb, 3)}"
        yield from (name for name in ("by_adjective", "is_place", "inferred") if getattr(mention, name))
        if after_preposition(units, mention.first):
            yield "preposition"
        last = units[mention.last - 1]
        yield from (f"case:{case}" for case in last.features(*_CASES))
        for side, near in (
            ("l", units[max(0, mention.first - 2) : mention.first][::-1]),
            ("r", units[mention.last :][:2]),
        ):
            for at, unit in enumerate(near):
                yield from (f"{side}{at}:{name}" for name in unit.classes - _PLAIN)
            if not near:
                yield f"{side}0:none"
        yield from self._verbs(sentence, mention)
        if mention.first <= 1:
            yield "opens"

    @staticmethod
    def _verbs(sentence: Sentence, mention: Mention) -> Iterator[str]:
        places = sentence.places(*STEPS)
        at = bisect_left(places, mention.first)
        after = next((place for place in places[at : at + 2] if place >= mention.last), None)
        for side, place in (("left", places[at - 1] if at else None), ("right", after)):
            if place is not None:
                yield from (f"{side}:{name}" for name in sentence.units[place].classes & _STEPS)

    # --- candidates for a sum --------------------------------------------------------------------------------------

    def rated(self, each: Sum, pool: Pool, used: Used | None) -> Iterator[tuple[Contender, frozenset[str]]]:
        """Yields the candidates for a role with their features for a sum; `used` had the role of the sum before."""
        near: dict[str, list[tuple[str, Occurrence]]] = defaultdict(list)
        around = list(self._around(each))
        for where, sentence in around:
            named = pool.inside.get(sentence.start, [])
            if where == "same":
                at = bisect_left(named, each.money.first, key=lambda one: one[1].first)
                named = named[max(0, at - _SIDE) : at + _SIDE]
            for candidate, naming in named:
                near[candidate.key].append((where, naming))
        keys = dict.fromkeys([*near, *(one.key for one in pool.often)])
        if used is not None and used.key is not None:
            keys[used.key] = None
        bounds = min(s.start for _, s in around), max(s.start for _, s in around)
        sides = self._left_right(pool, each)
        for one in (pool.candidates[key] for key in keys if key in pool.candidates):
            places = [*near[one.key], *self._far(one, *bounds)]
            yield one, self._features(each, one, places, used, sides)

    def _around(self, each: Sum) -> Iterator[tuple[str, Sentence]]:
        """Yields the sentence of a sum, those beside it, and the head of its list."""
        yield "same", each.sentence
        for far, sentence in enumerate(self.reading.around(each.sentence, 2, 0), 1):
            line = "line" if sentence.line is each.sentence.line else "text"
            yield (f"before1:{line}" if far == 1 else "before2"), sentence
        yield from (("after1", sentence) for sentence in self.reading.around(each.sentence, 0, 1))
        head = self.aid.head(each.sentence)
        if head is not None:
            yield from (("list_head", sentence) for sentence in head.sentences)

    def _far(self, candidate: Contender, first: int, last: int) -> Iterator[tuple[str, Occurrence]]:
        """Yields the last places before, and the first after, the sentences about a sum."""
        named = candidate.named
        before = bisect_left(named, first, key=lambda naming: naming.sentence.start)
        after = bisect_right(named, last, key=lambda naming: naming.sentence.start)
        for naming in (*named[:1], *named[max(1, before - 2) : before]) if before else ():
            yield ("earlier" if naming.sentence.start in self.reading.places else "headline"), naming
        yield from (("later", naming) for naming in named[after : after + 1])

    def _features(
        self,
        each: Sum,
        candidate: Contender,
        places: Sequence[tuple[str, Occurrence]],
        used: Used | None,
        sides: tuple[int | None, int | None, int],
    ) -> frozenset[str]:
        found = {*candidate.about, *self._used(each, candidate, used), *self._money(each, candidate)}
        kind = "state" if "is:state" in candidate.about else "body"
        home = "is:home" in candidate.about
        for where in {where for where, _ in places}:
            found |= {f"at:{where}", f"at:{where}+{kind}+home:{home}"}
        for where, role in {(where, naming.role) for where, naming in places}:
            found |= self._of_role(where, role)
        same = [naming for where, naming in places if where == "same"]
        if same:
            found |= {*self._beside(each, same), *self._nearest(each, same, sides)}
        elif sides[2]:
            found.add("others_inside")
        found.add(f"named:{min(len(candidate.named), 4)}")
        if not candidate.named or candidate.named[0].start > each.money.end:
            found.add("only_later")
        return frozenset(found)

    def _of_role(self, where: str, role: frozenset[str]) -> frozenset[str]:
        """Returns the features of a role for a sum, by the place of its sentence; many sums need the same ones."""
        if (where, role) not in self._role_features:
            self._role_features[where, role] = frozenset(f"{at}:{name}" for at in (where, "any") for name in role)
        return self._role_features[where, role]

    @staticmethod
    def _used(each: Sum, candidate: Contender, used: Used | None) -> Iterator[str]:
        """Yields whether a party has the same role of the sum before, and how near that sum is."""
        if used is None or used.key is None:
            yield f"used:{'first' if used is None else 'nobody'}"
            return
        same = used.each.sentence is each.sentence
        near = "sentence" if same else "line" if used.each.sentence.line is each.sentence.line else "text"
        yield f"used:{used.key == candidate.key}"
        yield f"used:{used.key == candidate.key}:{near}"

    def _money(self, each: Sum, candidate: Contender) -> Iterator[str]:
        """Yields whether a sum is in a party's own money, and what its part of the sentence is about."""
        issuers = self.reading.registry.issuers.get(each.money.currency, ())
        who = "body" if "is:body" in candidate.about else "home" if "is:home" in candidate.about else "state"
        own = "own" if candidate.country in issuers else "home" if self.reading.home in issuers else "other"
        yield from (f"money:{own}:{who}", f"money:{own}")
        yield from (f"about:{name}:{who}" for name in _classes(each.part) & _ABOUT)

    def _nearest(
        self, each: Sum, places: Iterable[Occurrence], sides: tuple[int | None, int | None, int]
    ) -> Iterator[str]:
        """Yields whether a party is the nearest before or after a sum, and by which mark it is parted from it."""
        left, right, count = sides
        sums = len(self.aid.of(each.sentence))
        if count == 1:
            yield "alone"
        for naming in places:
            for side, near in (("left", left), ("right", right)):
                if near is not None and naming.first == near:
                    between = _between(each, naming)
                    marks = [u.text[:1] for u in between if u.has("open", "close", "dash", "colon", "semicolon")]
                    yield from (f"nearest:{side}", f"nearest:{side}:{'one' if sums == 1 else 'more'}")
                    yield f"nearest:{side}:{marks[-1] if marks else 'none'}:{len(between) < 3}"

    @staticmethod
    def _left_right(pool: Pool, each: Sum) -> tuple[int | None, int | None, int]:
        """Returns the places of the nearest parties before and after a sum, and how many its sentence names."""
        named = pool.inside.get(each.sentence.start, [])
        at = bisect_left(named, each.money.first, key=lambda one: one[1].first)
        left, right = named[at - 1 : at] if at else [], named[at : at + 1]
        return (left[0][1].first if left else None), (right[0][1].first if right else None), len(named)

    def _beside(self, each: Sum, places: Iterable[Occurrence]) -> Iterator[str]:
        """Yields where a party is, as seen from a sum of its own sentence: order, distance, part, brackets between."""
        own = each.part
        for naming in places:
            left = naming.last <= each.money.first
            between = _between(each, naming)
            side, far = "left" if left else "right", len(between)
            bucket = "0" if far == 0 else "1" if far <= 2 else "3" if far <= 5 else "6" if far <= 10 else "far"
            yield from (f"far:{side}:{bucket}", f"side:{side}")
            yield from (f"far:{side}:{bucket}:{name}" for name in naming.role if name.startswith("case"))
            if own and own[0].start <= naming.start < own[-1].end:
                yield f"part:{side}"
            yield from (f"between:{side}:{name}" for name in _classes(between) & _BETWEEN)


def _classes(units: Iterable[Unit]) -> frozenset[str]:
    return frozenset().union(*(unit.classes for unit in units))


def _between(each: Sum, naming: Occurrence) -> Sequence[Unit]:
    """Returns the units between a party and a sum, those nearest to the party where they are many."""
    units, money = each.sentence.units, each.money
    if naming.last <= money.first:
        return units[naming.last : min(money.first, naming.last + _LOOK)]
    return units[max(money.last, naming.first - _LOOK) : naming.first]
