"""People: names with the titles that stand before or after them, and the shorter mentions that mean the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.extract.mentions import Mention, Naming
from app.extract.runs import NEVER_NAME, name_run, named_body, own_part
from app.extract.titles import Named, Title, head_form, is_state, title_after, title_before
from app.extract.units import Sentence, Text, Unit
from app.languages.bending import is_common_word, name_cases, nominative_name
from app.text.fold import fold


@dataclass
class Person:
    """A person as the text tells of him or her."""

    name: str
    parts: tuple[str, ...]
    position: str | None = None
    organisation: Mention | None = None
    country: str | None = None
    country_inferred: bool = False
    bodies: frozenset[str] = frozenset()
    head_words: frozenset[str] = frozenset()
    spans: list[tuple[int, int]] = field(default_factory=list)
    title_span: tuple[int, int] | None = None
    rule: str = ""


@dataclass(frozen=True)
class Appearance:
    """A person in a sentence; the units from `first` to `last` are name and title."""

    person: Person
    first: int
    last: int
    start: int
    end: int


class People:
    """All persons of a text; `in_sentence` gives those of one sentence in order."""

    def __init__(self, text: Text, naming: Naming) -> None:
        self.text = text
        self.naming = naming
        self.known: list[Person] = []
        self._appearances: dict[int, list[Appearance]] = {}
        self._seen = frozenset(fold(unit.text) for sentence in text.all for unit in sentence.having("capital"))
        for sentence in text.all:
            self._appearances[sentence.start] = list(self._full(sentence))
        for sentence in text.all:
            self._appearances[sentence.start] += list(self._short(sentence))
        for sentence in text.all:
            self._appearances[sentence.start].sort(key=lambda found: found.first)

    def in_sentence(self, sentence: Sentence) -> list[Appearance]:
        """Returns the persons of a sentence from left to right."""
        return self._appearances.get(sentence.start, [])

    def in_sentence_of(self, unit: Unit) -> list[Appearance]:
        """Returns the persons whose name or title covers a unit."""
        return [a for found in self._appearances.values() for a in found if a.start <= unit.start < a.end]

    # --- full names ------------------------------------------------------------------------------------------

    def _full(self, sentence: Sentence) -> Iterator[Appearance]:
        units = sentence.units
        at = floor = 0
        shared: Title | None = None
        while at < len(units):
            last = name_run(units, at, self.text)
            if last is None:
                at += 1
                continue
            first = own_part(units, at, last, self.text)
            shared = shared if all(unit.has("and_word", "comma") for unit in units[floor:first]) else None
            found = self._titled(units, first, last, floor, shared)
            if found is not None:
                appearance, title = found
                yield appearance
                last = floor = max(last, appearance.last)
                shared = title if title is not None and title.several else None
            elif self._in_list(units, first, last):
                floor = last
            at = last

    def _in_list(self, units: Sequence[Unit], first: int, last: int) -> bool:
        """Whether a run is a full name with more to follow: no title of those who follow reaches over it."""
        words = [unit.text for unit in units[first:last] if unit.has("word")]
        follows = last < len(units) and units[last].has("comma", "and_word")
        return follows and len(words) > 1 and bool(name_cases(words, self.text.words))

    def _titled(
        self, units: Sequence[Unit], first: int, last: int, floor: int, shared: Title | None
    ) -> tuple[Appearance, Title | None] | None:
        """Returns the person named by units[first:last], if a title, an honorific or an earlier mention says so.

        `shared` is the title of several ("the deputies X and Y") of whom the person is one more.
        """
        start = first
        while start > floor and (units[start - 1].has("honorific") or _honorific_dot(units, start - 1)):
            start -= 1
        words = [unit for unit in units[first:last] if unit.has("word") and not unit.has("initial")]
        if not words:
            return None
        title, rule = self._title_of(units, (start, first, last), floor, words)
        if title is None and shared is not None:
            title, rule = shared, "person.title-shared"
        if title is None and start == first and not self._is_met(units, first, words) and not self._is_known(words):
            return None
        if title is None and len(words) < 2 and not any(u.has("initial") for u in units[first:last]):
            return None
        printed = [unit.text for unit in units[first:last] if unit.has("word")]
        parts = nominative_name(printed, set() if title is None else set(title.cases), self.text.words, self._seen)
        name = _joined(parts, units[first:last])
        person = self._person(name, parts, units[first:last])
        person.spans.append((units[first].start, units[last - 1].end))
        if title is not None and person.position is None:
            self._place(person, title, units, rule=rule)
            if person.country_inferred and person.country is not None:
                person.country = self._other_state(units, last, person.country)
        first_own = start if title is None or title is shared else min(start, title.first)
        whole = (first_own, last if title is None else max(last, title.last))
        return Appearance(person, *whole, units[first].start, units[last - 1].end), title

    def _title_of(
        self, units: Sequence[Unit], places: tuple[int, int, int], floor: int, words: Sequence[Unit]
    ) -> tuple[Title | None, str]:
        """Returns the title before or after a name, and the rule that it is read by."""
        start, first, last = places
        cases = name_cases([word.text for word in words], self.text.words)
        # Several people of one title are named in full: "the staff of Greenpeace and WWF" names nobody.
        several = (len(words) > 1 or bool(cases)) and self._more_follow(units, last)
        named = Named(cases, several, full=len(words) > 1)
        before = title_before(units, start, self.text, floor=floor, named=named)
        if before is not None and units[start - 1].has("comma"):
            # Before a comma a title is one that says more than "the minister", and the name has no other.
            alone = before.last - before.first == 1 and len(units[before.first].tokens) == 1
            after = title_after(units, last, self.text, named=named)
            before = before if after is None and not alone else None
        if before is not None:
            inside = units[first].quoted and units[before.heads[-1]].quoted != units[first].quoted
            return (None, "") if inside else (before, "person.title-before")
        after = title_after(units, last, self.text, named=named)
        if after is None or units[first].quoted or (len(words) == 1 and not cases and self.text.words.head == "first"):
            return None, ""
        return (None, "") if self._of_another(units, after) else (after, "person.title-after")

    def _more_follow(self, units: Sequence[Unit], last: int) -> bool:
        """Whether another name follows in a list."""
        if last + 1 >= len(units) or not units[last].has("comma", "and_word"):
            return False
        return name_run(units, last + 1, self.text) is not None

    def _of_another(self, units: Sequence[Unit], title: Title) -> bool:
        """Whether a title after a name belongs to the next name, which it ends with: "X, director of Z Y"."""
        for place in range(title.heads[0] + 1, title.last):
            end = name_run(units, place, self.text)
            if end is None or end < title.last or units[place].quoted:
                continue
            words = [unit.text for unit in units[place:end] if unit.has("word")]
            cases = name_cases(words, self.text.words)
            return len(words) > 1 and (not title.cases or not cases or not cases.isdisjoint(title.cases))
        return False

    def _is_known(self, words: Sequence[Unit]) -> bool:
        return len(words) >= 2 and any(_same(words[-1].text, person.parts[-1]) for person in self.known)

    def _is_met(self, units: Sequence[Unit], first: int, words: Sequence[Unit]) -> bool:
        """Whether somebody without a title is named as the one who is met: "met with X Y and Z"."""
        if len(words) < 2 or first == 0 or not units[first - 1].has("with_word", "and_word"):
            return False
        if any(is_common_word(word.text, self.text.words) for word in words):
            return False
        return any(unit.has("met", "received") for unit in units[:first])

    def _person(self, name: str, parts: Sequence[str], units: Sequence[Unit]) -> Person:
        """Returns the known person of that name, or a new one."""
        surname = parts[-1]
        initials = [unit.text[0] for unit in units if unit.has("initial")]
        for person in self.known:
            if not _same(surname, person.parts[-1]):
                continue
            given = [part for part in parts[:-1] if len(part) > 1]
            if (
                given
                and all(len(part) > 1 for part in person.parts[:-1])
                and not any(_same(one, other) for one in given for other in person.parts[:-1])
            ):
                continue
            if initials and not any(part.startswith(initials[0]) for part in person.parts):
                continue
            return person
        person = Person(name, tuple(parts))
        self.known.append(person)
        return person

    def _place(self, person: Person, title: Title, units: Sequence[Unit], *, rule: str) -> None:
        """Gives a person the position, the organisation and the state that the title tells."""
        person.position, person.title_span, person.rule = title.text, (title.start, title.end), rule
        inside = self.naming.mentions(units[title.first : title.last])
        heads = [units[at] for at in title.heads]
        person.bodies = frozenset(str(unit.value("body_head")) for unit in heads if unit.has("body_head"))
        person.head_words = frozenset(fold(head_form(unit)) for unit in heads)
        organisations = [m for m in inside if m.kind == "organisation"]
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
        # An envoy of no named state is of some other than the text's own.
        elif any(unit.has("state_position", "body_head") or is_state(unit, self.text) for unit in heads) and not any(
            unit.has("envoy") for unit in heads
        ):
            person.country, person.country_inferred = self.naming.home, True
        if person.bodies and person.country is not None and person.organisation is None:
            person.organisation = self._implied(person, units[title.heads[0]])
        if person.organisation is None:
            person.organisation = named_body(units, title.heads[0] + 1, title.last, self.text)

    def _is_goal(self, units: Sequence[Unit], at: int) -> bool:
        """Whether a state stands after "to" or "in", or an article after these."""
        before = next((u for u in reversed(units[max(0, at - 2) : at]) if u.has("preposition", "in_country")), None)
        return before is not None and before.has("in_country")

    def _other_state(self, units: Sequence[Unit], last: int, home: str) -> str | None:
        """Returns the state of somebody who goes to `home`: one named before, if any; no guest is of the house."""
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

    def _implied(self, person: Person, head: Unit) -> Mention | None:
        """Returns the body that a title implies: a finance minister's ministry."""
        id_ = f"{min(person.bodies)}-{str(person.country).lower()}"
        if id_ not in self.naming.registry.organisations:
            return None
        name = self.naming.organisation_name(id_, "")
        return Mention("organisation", name, 0, 0, head.start, head.end, id_, person.country, inferred=True)

    # --- short mentions --------------------------------------------------------------------------------------

    def _short(self, sentence: Sentence) -> Iterator[Appearance]:
        """Yields the mentions by family name, by initials, or by given name of persons named in full elsewhere."""
        units = sentence.units
        taken = {place for found in self.in_sentence(sentence) for place in range(found.first, found.last)}
        for at, unit in enumerate(units):
            if at in taken or not unit.has("capital") or unit.has("initial") or unit.quoted:
                continue
            person = next((p for p in self.known if _same(unit.text, p.parts[-1])), None)
            if person is None or not unit.classes.isdisjoint(NEVER_NAME):
                continue
            first = at
            while first > 0 and (units[first - 1].has("initial", "honorific") or _initial_dot(units, first - 1)):
                first -= 1
            if first > 0 and any(_same(units[first - 1].text, part) for part in person.parts[:-1]):
                first -= 1
            floor = max((f.last for f in self.in_sentence(sentence) if f.last <= first), default=0)
            named = Named(name_cases([unit.text], self.text.words))
            title = title_before(units, first, self.text, floor=floor, named=named)
            start = first if title is None else title.first
            yield Appearance(person, start, at + 1, units[first].start, unit.end)

    def by_title(self, units: Sequence[Unit], at: int) -> Person | None:
        """Returns the person whom a title without a name means: the last one placed with that title and state."""
        unit = units[at]
        body = unit.value("body_head")
        beside = [m.id for m in self.naming.mentions(units[max(0, at - 2) : at + 4]) if m.kind == "organisation"]
        for person in self.known:
            if (
                person.organisation is not None
                and person.organisation.id is not None
                and person.organisation.id in beside
            ):
                return person
        states = {units[near].value("country") for near in range(at + 1, min(at + 3, len(units)))} - {None}
        for person in self.known:
            if states and person.country not in states:
                continue
            if body is not None and body in person.bodies and (states or person.country == self.naming.home):
                return person
            if body is None and not states and fold(head_form(unit)) in person.head_words:
                return person
        return None


def _honorific_dot(units: Sequence[Unit], at: int) -> bool:
    return units[at].has("dot") and at > 0 and units[at - 1].has("honorific")


def _initial_dot(units: Sequence[Unit], at: int) -> bool:
    return units[at].has("dot") and at > 0 and units[at - 1].has("initial")


def _same(printed: str, part: str) -> bool:
    """Whether a printed word may be a form of a part of a name: equal but for an ending of up to three letters."""
    one, other = fold(printed), fold(part)
    if one == other:
        return True
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= 4 and shared >= len(other) - 1 and len(one) - shared <= 3


def _joined(parts: Sequence[str], units: Sequence[Unit]) -> str:
    """Returns the name with a full stop after each initial."""
    return " ".join(part + "." if len(part) == 1 and part.isupper() else part for part in parts)
