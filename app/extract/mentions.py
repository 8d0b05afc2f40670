"""Who and what a sentence names: organisations and states with their ids; people are in names."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.extract.described import QUOTING, described, quoted
from app.extract.money import is_sign
from app.extract.units import Text, Unit
from app.languages.bending import is_plural, nominative_phrase, owned
from app.registry import Body, Registry

# What a mention begins with, where it is no word with a capital.
_OPENING = ("organisation", "body", "country", "adjective", *QUOTING)
# Words that may be between a body and its state: "the Ministry of Finance of the Kyrgyz Republic".
_NEAR = 2


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
    # False of a common noun ("the bank", "the Regional Centre"): the text does not say which one it means.
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
            if not (units[at].capital or units[at].has(*_OPENING)):
                at += 1
                continue
            mention = (
                self._organisation(units, at)
                or self._body(units, at)
                or self._described(units, at)
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
        # With its state the name is proper even if a state has many such bodies: "the Embassy of Japan".
        names_state = not inferred and not several and not known.single
        if names_state:
            name = self._with_state(units, first, at, last)
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
            body=body if id_ is not None or names_state else None,
            proper=id_ is not None or names_state,
        )

    def _with_state(self, units: Sequence[Unit], first: int, at: int, last: int) -> str:
        """Returns the name of a body with the state beside it, its noun in the nominative."""
        noun, form = units[at], _form(units[at], "body")
        if self.text.words.head == "last":
            return self.text.quote(units[first].start, noun.start) + (owned(noun.text, form, self.text.words) or form)
        after = self.text.quote(noun.end, units[last - 1].end)
        if self.text.words.bends != "paradigm":
            return self.text.quote(units[first].start, units[last - 1].end)
        words = nominative_phrase([unit.text for unit in units[first : at + 1]], self.text.words)
        return " ".join(words) + after

    def body_names(self, body: Body, state: str) -> dict[str, tuple[str, ...]]:
        """Returns the name of a state's body in every language, for one the register has no names of: Court (Chad)."""
        states = self.registry.countries[state].names
        return {lang: (f"{body.names[lang][0]} ({states[lang][0]})",) for lang in body.names if states.get(lang)}

    def _described(self, units: Sequence[Unit], at: int) -> Mention | None:
        """Reads an organisation that the register does not have, by a noun such as "centre", or in quotation marks."""
        found = described(units, at, self.text) or quoted(units, at, self.text)
        if found is None:
            return None
        start, end = units[found.first].start, units[found.last - 1].end
        return Mention("organisation", found.name, found.first, found.last, start, end, proper=found.proper)

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
