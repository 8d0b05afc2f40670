"""Who and what a sentence names: organisations and states with their ids; people are in names."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.extract.money import is_sign
from app.extract.units import Text, Unit
from app.languages.bending import is_attribute, is_oblique, is_plural, is_predicate, may_belong, name_cases, owned
from app.registry import Body, Registry
from app.text.fold import fold

# Words that may stand between a body and its state: "the Ministry of Finance of the Kyrgyz Republic".
_NEAR = 2
# Known words that a body's name may begin with.
_IN_NAMES = ("city", "area", "country", "region", "adjective", "position_modifier", "organisation")

# A common noun with this many words of what it is for is a name all the same: "Комитет защиты журналистов".
_FEWEST_TELLING = 2


def _form(unit: Unit, group: str) -> str:
    """Returns the noun of a group as dictionaries have it."""
    sense = unit.sense(group)
    return sense.form if sense is not None and sense.form else unit.text


@dataclass(frozen=True)
class Mention:
    """An organisation or a state named in a sentence; `first` and `last` are places of its units, half-open."""

    kind: str
    name: str
    first: int
    last: int
    start: int
    end: int
    id: str | None = None
    country: str | None = None
    by_adjective: bool = False
    # A state as the place of something ("in Kazakhstan"), no party of it.
    is_place: bool = False
    inferred: bool = False
    # What of the register's bodies of states it is.
    body: str | None = None
    # False of a common noun ("the bank", "the Regional Centre"): who is meant is not told.
    proper: bool = True


def shown(names: dict[str, tuple[str, ...]], language: str, otherwise: str) -> str:
    """Returns the name to show in a language, else another one."""
    return names[language][0] if names.get(language) else otherwise


class Naming:
    """Reads organisations and states; `home` is the state that a body named without one belongs to."""

    def __init__(self, text: Text, registry: Registry, home: str | None) -> None:
        self.text = text
        self.registry = registry
        self.home = home
        self.language = text.words.code

    def shown(self, names: dict[str, tuple[str, ...]], otherwise: str) -> str:
        """Returns the name to show in the document's language, else the one printed."""
        return shown(names, self.language, otherwise)

    def country_name(self, code: str) -> str:
        """Returns a state's name in the document's language."""
        return self.shown(self.registry.countries[code].names, code)

    def organisation_name(self, id_: str, printed: str) -> str:
        """Returns the name of an organisation of the register: the printed one if it is one of its names."""
        known = self.registry.organisations[id_]
        if printed in known.names.get(self.language, ()) or printed in known.acronyms.get(self.language, ()):
            return printed
        return self.shown(known.names, self.shown(known.acronyms, printed))

    def mentions(self, units: Sequence[Unit]) -> list[Mention]:
        """Returns the organisations and states of a run of units from left to right."""
        found: list[Mention] = []
        at = 0
        while at < len(units):
            mention = (
                self._organisation(units, at)
                or self._body(units, at)
                or self._described(units, at)
                or self._quoted(units, at)
                or self._state(units, at)
            )
            if mention is None:
                at += 1
                continue
            # "Kazakhstan's ministry": the state before a body is part of it.
            while found and found[-1].last > mention.first:
                found.pop()
            found.append(mention)
            at = max(at + 1, mention.last)
        return found

    def _organisation(self, units: Sequence[Unit], at: int) -> Mention | None:
        unit = units[at]
        id_ = unit.value("organisation")
        if id_ is None or not any(token.capital for token in unit.tokens):
            return None
        known = self.registry.organisations[id_]
        return Mention(
            "organisation",
            self.organisation_name(id_, unit.text),
            at,
            at + 1,
            unit.start,
            unit.end,
            id_,
            known.country,
        )

    def _body(self, units: Sequence[Unit], at: int) -> Mention | None:
        """Reads a ministry or another body of a state, the state beside it or else the text's own."""
        unit = units[at]
        body = unit.value("body")
        if body is None:
            return None
        first, last, code = at, at + 1, None
        for near in range(at + 1, min(at + 1 + _NEAR, len(units))):
            if units[near].has("country"):
                last, code = near + 1, units[near].value("country")
                break
            if not units[near].has("title_link"):
                break
        if code is None and at > 0 and units[at - 1].has("country", "adjective"):
            first, code = at - 1, units[at - 1].value("country", "adjective")
        inferred = code is None
        code = code or self.home
        known = self.registry.bodies[body]
        noun = unit.tokens[0].text if self.text.words.bends == "paradigm" else unit.text
        several = is_plural(noun, _form(unit, "body"), self.text.words)
        id_ = known.of(code) if code is not None and not several else None
        start, end = units[first].start, units[last - 1].end
        name = _form(unit, "body") if self.text.words.bends == "paradigm" else unit.text
        if id_ in self.registry.organisations:
            name = self.organisation_name(str(id_), self.text.quote(start, end))
        elif id_ is not None and code is not None:
            name = self.shown(self.body_names(known, code), name)
        return Mention(
            "organisation",
            name,
            first,
            last,
            start,
            end,
            id_,
            code,
            inferred=inferred,
            body=body if id_ is not None else None,
            proper=id_ is not None,
        )

    def body_names(self, body: Body, state: str) -> dict[str, tuple[str, ...]]:
        """Returns the name of a state's body in every language, for one the register has no names of: Court (Chad)."""
        states = self.registry.countries[state].names
        return {lang: (f"{body.names[lang][0]} ({states[lang][0]})",) for lang in body.names if states.get(lang)}

    def _described(self, units: Sequence[Unit], at: int) -> Mention | None:
        """Reads a body that the register does not have: capitalised words round "centre", "institute", "fund"."""
        is_last = self.text.words.head == "last"
        found = self._described_last(units, at) if is_last else self._described_first(units, at)
        if found is None:
            return None
        first, head, last = found
        start, end, noun = units[first].start, units[last - 1].end, units[head]
        form = self._shown_head(noun)
        if fold(form) != fold(noun.text):
            if first != head and not is_last:
                return None  # the adjectives would have to bend with the noun
            form = form[:1].upper() + form[1:] if noun.capital else form
            name = self.text.quote(start, noun.start) + form + self.text.quote(noun.end, end)
        elif first != head and not is_last and is_oblique(units[first].text, self.text.words):
            return None
        else:
            name = self.text.quote(start, end)
        several = is_plural(noun.text, _form(noun, "organisation_head"), self.text.words)
        proper = not several and self._is_proper([*units[first:head], *units[head + 1 : last]], units[head + 1 : last])
        return Mention("organisation", name, first, last, start, end, proper=proper)

    def _shown_head(self, noun: Unit) -> str:
        """Returns the noun of a body in the nominative, with the ending that says whose it is."""
        words, form = self.text.words, _form(noun, "organisation_head")
        if words.bends == "paradigm":
            return form
        return (owned(noun.text, form, words) or form) if words.head == "last" else noun.text

    def _is_proper(self, units: Sequence[Unit], after: Sequence[Unit]) -> bool:
        """Whether the words beside "bank", "council" tell which: a name, a state, or two words of what it is for.

        A place where something is ("the office in Bishkek") does not tell whose it is.
        """
        places = ("organisation", "country", "city", "area", "region", "adjective")
        for unit in units:
            if unit.has(*places) and not unit.features(*places) & {"locative", "adjective"}:
                return True
            described = unit.has("position_modifier") or is_attribute(unit.text, None, self.text.words)
            if unit.capital and not unit.has(*places) and not described:
                return True
        return sum(not unit.has("title_link", "position_modifier") for unit in after) >= _FEWEST_TELLING

    def _described_first(self, units: Sequence[Unit], at: int) -> tuple[int, int, int] | None:
        head = at
        while head < len(units) and head - at < 3 and units[head].has("adjective", "position_modifier"):
            head += 1
        if head >= len(units) or not units[head].has("organisation_head") or not units[at].capital:
            return None
        last = head + 1
        while last < len(units) and last - head < 7 and units[last].has("word") and not self._ends_name(units, last):
            last += 1
        while last > head + 1 and units[last - 1].has("title_link", "in_country", "preposition"):
            last -= 1
        return (at, head, last) if last > head + 1 or head > at else None

    def _ends_name(self, units: Sequence[Unit], at: int) -> bool:
        unit, before = units[at], units[at - 1]
        if unit.has("in_country", "said", "took_place", "organisation_head", "position"):
            return True
        if unit.capital:
            # "the head of the commission on trade Anna Keller"
            cases = name_cases([unit.text], self.text.words)
            return bool(cases) and "gent" not in cases and not before.capital
        if is_predicate(unit.text, self.text.words) is not False:
            return True
        if unit.has("described_by", "and_word"):
            return False
        # What follows the noun is in the genitive, or hangs on a preposition.
        linked = any(u.has("described_by", "and_word") for u in units[max(0, at - 2) : at]) or before.has("adjective")
        return unit.has("preposition") or not (linked or may_belong(unit.text, self.text.words))

    def _described_last(self, units: Sequence[Unit], at: int) -> tuple[int, int, int] | None:
        if units[at].senses and not units[at].has(*_IN_NAMES):
            return None
        head = at
        while head < len(units) and head - at < 5 and units[head].capital and not units[head].has("organisation_head"):
            head += 1
        if head == at or head >= len(units) or not units[head].has("organisation_head"):
            return None
        noun = units[head]
        # "Saudiya jamg‘armasi": the noun that a name belongs to says so; without, name and noun only stand together.
        belongs = owned(noun.text, _form(noun, "organisation_head"), self.text.words) is not None
        nearest = units[head - 1]
        describes = nearest.has("position_modifier") or is_attribute(nearest.text, None, self.text.words)
        if not (noun.capital or belongs or describes):
            return None
        return at, head, head + 1

    def _quoted(self, units: Sequence[Unit], at: int) -> Mention | None:
        """Reads a body named in quotation marks before "fund", "corporation", where nouns stand last."""
        number = units[at].quoted
        if self.text.words.head != "last" or not number or not units[at].capital or at == 0 or units[at - 1].quoted:
            return None
        last = at
        while last < len(units) and units[last].quoted == number:
            last += 1
        head = next((p for p in range(last + 1, min(last + 4, len(units))) if units[p].has("organisation_head")), None)
        between = units[last + 1 : head]
        if head is None or any(
            not u.has("word") or u.capital or u.has("project", "programme", "and_word") for u in between
        ):
            return None
        start, end = units[at].start, units[last - 1].end
        return Mention("organisation", self.text.quote(start, end), at, head + 1, start, end)

    def _state(self, units: Sequence[Unit], at: int) -> Mention | None:
        unit = units[at]
        code = unit.value("country")
        by_adjective = code is None
        if code is None:
            code = unit.value("adjective")
        if code is None or (not by_adjective and not unit.capital):
            return None
        if at + 1 < len(units) and is_sign(unit, units[at + 1]):
            return None
        in_place = bool(unit.features("country") & {"locative", "adjective"})
        in_place = in_place or (at > 0 and units[at - 1].has("in_country") and "accs" not in unit.features("country"))
        name = self.country_name(code)
        return Mention(
            "country",
            name,
            at,
            at + 1,
            unit.start,
            unit.end,
            None,
            code,
            by_adjective=by_adjective,
            is_place=in_place,
        )
