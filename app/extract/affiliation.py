"""Affiliation: the position, the organisation and the state that a title gives the person who holds it."""

from collections.abc import Sequence

from app.extract.heads import OFFICES, head_form, is_state
from app.extract.leaders import Leaders, post_of
from app.extract.mentions import Mention, Naming
from app.extract.namesakes import Person
from app.extract.office import GOVERNMENT, bare_noun, inner_heads, leads_government, named_by, office_noun
from app.extract.runs import named_body
from app.extract.titles import Title
from app.extract.units import Text, Unit
from app.text.fold import fold


class Affiliation:
    """Reads what the titles of a text say about their holders."""

    def __init__(self, text: Text, naming: Naming, leaders: Leaders) -> None:
        self.text = text
        self.naming = naming
        self.leaders = leaders

    def place(self, person: Person, title: Title, units: Sequence[Unit], *, rule: str) -> None:
        """Gives a person the position, the organisation and the state that the title states."""
        person.position, person.title_span, person.rule = title.text, (title.start, title.end), rule
        person.kind, person.noun = self._kind(units, title), bare_noun(units, title, self.text)
        inside = self.naming.mentions(units[title.first : title.last])
        heads = [units[at] for at in title.heads]
        person.bodies = frozenset(str(unit.value("body_head")) for unit in heads if unit.has("body_head"))
        person.head_words = frozenset(fold(head_form(unit)) for unit in heads)
        person.post, person.in_office = post_of(units, title), any(unit.has(*OFFICES) for unit in heads)
        own = units[title.first : title.last]
        named = [m for m in inside if m.kind == "organisation" and (m.proper or own[m.first].has("body"))]
        organisations = named or self._on_behalf(units, title.first)
        states = [m for m in inside if m.kind == "country"]
        if any(unit.has("envoy") for unit in heads):  # the state that an envoy is sent to is not the envoy's
            states = [m for m in states if not self._is_goal(units, title.first + m.first)]
        if organisations:
            person.organisation = organisations[0]
            person.country = organisations[0].country
            person.country_inferred = organisations[0].inferred
            if person.country is not None or organisations[0].id is not None:
                return
        if states:
            person.country = states[0].country
        elif (place := self._seat(units[title.first : title.last])) is not None:
            person.country = place
        # An envoy without a named state does not act for the text's own state.
        elif self._is_of_state(units, title) and not any(unit.has("envoy") for unit in heads):
            person.country, person.country_inferred = self.leaders.state_of(person.parts, person.post), True
        if person.organisation is None:
            person.organisation = self._implied(person, units, title)
        if person.organisation is None:
            person.organisation = named_body(units, title.heads[0] + 1, title.last, self.text)
        if person.organisation is None and not any(unit.has("envoy") for unit in heads):
            person.organisation = named_by(units, title, self.text)

    def _kind(self, units: Sequence[Unit], title: Title) -> str:
        """Returns what kind of title it is: an envoy's, a ruler's, a minister's, a local one; "" for any other."""
        inner = [units[at] for at in inner_heads(units, title, self.text)]
        if any(unit.has("envoy") for unit in inner):
            return "envoy"
        if any(unit.has("head_of_state") for unit in inner):
            return "ruler"
        if any(unit.has("body_head") for unit in inner) or leads_government(units, title, self.text):
            return "minister"
        if office_noun(units, title, self.text) is not None:
            return "led"
        return "state" if self._is_of_state(units, title) else ""

    def _is_of_state(self, units: Sequence[Unit], title: Title) -> bool:
        """Whether a title is of the posts that states have, or serves such a post: "deputy minister"."""
        inner = [units[at] for at in inner_heads(units, title, self.text)]
        return any(unit.has("state_position", "body_head") or is_state(unit, self.text) for unit in inner)

    def _on_behalf(self, units: Sequence[Unit], first: int) -> list[Mention]:
        """Returns the body right before "on the part of" and a title, in languages whose nouns come last."""
        if self.text.words.head != "last" or first < 2 or not units[first - 1].has("from_giver"):
            return []
        before = self.naming.mentions(units[: first - 1])
        return [m for m in before[-1:] if m.kind == "organisation" and m.last == first - 1]

    def _seat(self, units: Sequence[Unit]) -> str | None:
        """Returns the state of the town or province that a title names, if it is not the text's own.

        An envoy acts for another state than the town's, and whoever is "in" a town may be of any.
        """
        named = [unit for unit in units if unit.has("city", "area") and unit.capital]
        if any(unit.has("envoy") for unit in units):
            return None
        named = [unit for unit in named if not unit.features("city", "area") & {"locative", "adjective"}]
        towns = [str(unit.value("city", "area")) for unit in named]
        states = [self.naming.registry.places[town].countries[0] for town in towns]
        return states[0] if states and states[0] != self.naming.home else None

    def _is_goal(self, units: Sequence[Unit], at: int) -> bool:
        """Whether a state comes after "to" or "in", or after an article after these."""
        before = next((u for u in reversed(units[max(0, at - 2) : at]) if u.has("preposition", "in_country")), None)
        return before is not None and before.has("in_country")

    def state_of_guest(self, units: Sequence[Unit], last: int, home: str) -> str | None:
        """Returns the state of a guest who comes to `home`: the last other state named before, if any."""
        for place in range(last, min(last + 3, len(units) - 1)):
            goal = units[place + 1]
            if not units[place].has("in_country") or not goal.has("city", "country"):
                continue
            goes = "accs" in goal.features("city", "country") and "loct" not in goal.features("city", "country")
            city = goal.value("city")
            code = goal.value("country") or (
                self.naming.registry.places[city].countries[0] if city is not None else None
            )
            if goes and code == home:
                named = [m.country for m in self.naming.mentions(units[:last]) if m.country not in (None, home)]
                return named[-1] if named else None
        return home

    def _implied(self, person: Person, units: Sequence[Unit], title: Title) -> Mention | None:
        """Returns the body of the register that a title implies: a finance minister's ministry."""
        if person.country is None:
            return None
        inner = [units[at] for at in inner_heads(units, title, self.text)]
        body = next((str(unit.value("body_head")) for unit in inner if unit.has("body_head")), None)
        if leads_government(units, title, self.text):
            body = GOVERNMENT
        if body is None or body not in self.naming.registry.bodies:
            return None
        id_ = self.naming.registry.bodies[body].of(person.country)
        if id_ is None or id_ not in self.naming.registry.organisations:
            return None
        known = self.naming.registry.organisations[id_]
        # The register may lack the name in the language of the text.
        name = self.naming.organisation_name(id_, "") or next(name for names in known.names.values() for name in names)
        said = named_by(units, title, self.text)
        head = units[title.heads[0]]
        if said is not None and body != GOVERNMENT and not self._is_called(said.name, body):
            name = said.name
        return Mention("organisation", name, 0, 0, head.start, head.end, id_, person.country, inferred=True)

    def _is_called(self, name: str, body: str) -> bool:
        """Whether a name is the one that the register shows for a body, whatever state follows."""
        names = self.naming.registry.bodies[body].names.get(self.text.words.code, ())
        return any(fold(known) in fold(name) for known in names[:1])
