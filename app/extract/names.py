"""People: the names of a text with their titles, in full and in the shorter mentions that mean the same."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from app.extract.affiliation import Affiliation
from app.extract.heads import head_form, is_head
from app.extract.leaders import Leaders
from app.extract.likely import features
from app.extract.mentions import Naming
from app.extract.namesakes import Namesakes, Person, is_form
from app.extract.runs import NEVER_NAME, name_run, own_part, with_particles
from app.extract.scores import Scores
from app.extract.titles import Named, Title, title_after, title_before
from app.extract.units import Sentence, Text, Unit
from app.languages.bending import is_common_word, is_noun, likely_cases, name_cases, nominative_name
from app.languages.suffixes import CASES, without_case
from app.text.fold import fold

# The question of the learned score.
QUESTION = "person"


@dataclass(frozen=True)
class Appearance:
    """A person in a sentence; the units from `first` to `last` are name and title."""

    person: Person
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True)
class Claim:
    """The rule by which a run of words is a person's name, with the title; honorifics begin at `start`."""

    title: Title | None
    rule: str
    start: int
    is_shared: bool = False


_UNTITLED = Claim(None, "", 0)
# The letters that the forms of a noun share.
_STEM = 5


@dataclass(frozen=True)
class NameRun:
    """A run of words that may name a person, with the features of the question."""

    features: frozenset[str]
    printed: str


class People:
    """All persons of a text; `in_sentence` gives those of one sentence in order."""

    def __init__(self, text: Text, naming: Naming, leaders: Leaders, scores: Scores) -> None:
        self.text = text
        self.scores = scores
        # The runs of capitalised words that were asked about, for learning.
        self.candidates: list[NameRun] = []
        self.naming = naming
        self.leaders = leaders
        self._affiliation = Affiliation(text, naming, leaders)
        self._namesakes = Namesakes()
        self.known = self._namesakes.known
        self._appearances: dict[int, list[Appearance]] = {}
        self._starts: list[int] = []
        self._seen = Counter(fold(unit.text) for sentence in text.signed for unit in sentence.having("capital"))
        for sentence in text.signed:
            self._appearances[sentence.start] = list(self._full(sentence))
        for sentence in text.signed:
            self._appearances[sentence.start] += list(self._short(sentence))
        for sentence in text.signed:
            self._appearances[sentence.start].sort(key=lambda found: found.first)
        for person in self.known:
            person.id = person.id or self._id(person)
            if person.id is not None and person.country is None and person.organisation is None:
                person.country, person.country_inferred = self.leaders.state_held(person.id), True

    def in_sentence(self, sentence: Sentence) -> list[Appearance]:
        """Returns the persons of a sentence from left to right."""
        return self._appearances.get(sentence.start, [])

    def is_part(self, sentence: Sentence, unit: Unit) -> bool:
        """Whether a unit of the sentence is part of a person's name, or between its parts."""
        return any(a.start <= unit.start < a.end for a in self.in_sentence(sentence))

    def in_sentence_of(self, unit: Unit) -> list[Appearance]:
        """Returns the persons whose name or title covers a unit."""
        if not self._starts:
            self._starts = sorted(self._appearances)
        place = bisect_right(self._starts, unit.start) - 1
        near = self._appearances[self._starts[place]] if place >= 0 else []
        return [a for a in near if a.start <= unit.start < a.end]

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
            first = with_particles(units, own_part(units, at, last, self.text), floor)
            last = self._end_of_first(units, first, last)
            shared = shared if all(unit.has("and_word", "comma") for unit in units[floor:first]) else None
            claim = self._claim(units, first, last, floor, shared)
            if self._is_person(sentence, first, last, claim):
                appearance = self._appear(units, first, last, claim or _UNTITLED)
                yield appearance
                title = None if claim is None else claim.title
                last = floor = max(last, appearance.last)
                shared = title if title is not None and title.several else None
            elif self._in_list(units, first, last):
                floor = last
            at = last

    def _end_of_first(self, units: Sequence[Unit], first: int, last: int) -> int:
        """Returns the end of the first of two names side by side, in languages whose nouns come last.

        A word with a case ending ends a name, if the text has the word without it; four words are two names, if the
        text has the second or the fourth elsewhere.
        """
        if self.text.words.head != "last" or not all(unit.has("capital", "dot") for unit in units[first:last]):
            return last
        for place in range(first + 1, last - 1):
            stem = without_case(units[place].text, self.text.words)
            if stem != units[place].text and fold(stem) in self._seen:
                return place + 1
        again = last - first == 4 and any(self._seen[fold(units[p].text)] > 1 for p in (first + 1, last - 1))
        return first + 2 if again else last

    def _is_subject(self, units: Sequence[Unit], first: int, last: int) -> bool:
        """Whether a sentence begins with a full name and goes on with the title of whom its bearer meets."""
        if self.text.words.head != "last" or first > 0 or last - first < 2 or last >= len(units):
            return False
        if all(unit.senses for unit in units[first:last]) or not units[last].has("organisation", "country", "body"):
            return False
        meets = any(unit.features("met", "received", "called", "visited") & {"past", "future"} for unit in units[last:])
        heads = (at for at in range(last + 1, len(units) - 1) if is_head(units[at]))
        return meets and any(name_run(units, at + 1, self.text) is not None for at in heads)

    def _in_list(self, units: Sequence[Unit], first: int, last: int) -> bool:
        """Whether a run is a full name with more to follow: no title of those who follow reaches over it."""
        words = [unit.text for unit in units[first:last] if unit.has("word")]
        follows = last < len(units) and units[last].has("comma", "and_word")
        return follows and len(words) > 1 and bool(name_cases(words, self.text.words))

    def _claim(self, units: Sequence[Unit], first: int, last: int, floor: int, shared: Title | None) -> Claim | None:
        """Returns the rule by which units[first:last] names a person: a title, an honorific or an earlier mention.

        `shared` is the title of several ("the deputies X and Y") of whom the person is one more.
        """
        start = first
        while start > floor and (units[start - 1].has("honorific") or _honorific_dot(units, start - 1)):
            start -= 1
        words = [unit for unit in units[first:last] if unit.has("word") and not unit.has("initial")]
        if not words:
            return None
        title, rule = self._title_of(units, (start, first, last), floor, words)
        if title is not None:
            return Claim(title, rule, start)
        full = len(words) > 1 or any(u.has("initial") for u in units[first:last])
        if shared is not None:
            return Claim(shared, "person.title-shared", start, is_shared=True) if full or start == first else None
        if not full:
            return None
        if start < first:
            return Claim(None, "person.honorific", start)
        if self._is_met(units, first, words) or self._leads(units, first, last, words) or self._is_known(words):
            return Claim(None, "person.untitled", start)
        return Claim(None, "person.untitled", start) if self._is_subject(units, first, last) else None

    def _is_person(self, sentence: Sentence, first: int, last: int, claim: Claim | None) -> bool:
        """Whether the run is the name of a person: so says the learned score, or the rule where none is learned."""
        words = [unit for unit in sentence.units[first:last] if unit.has("word")]
        if claim is None and len(words) < 2:
            return False
        rule = "" if claim is None else claim.rule
        found = features(self.text, sentence, first, last, rule, self._seen)
        self.candidates.append(NameRun(found, " ".join(word.text for word in words)))
        return self.scores.accepts(QUESTION, found) if QUESTION in self.scores.models else claim is not None

    def _appear(self, units: Sequence[Unit], first: int, last: int, claim: Claim) -> Appearance:
        """Returns the appearance of the person whom units[first:last] name."""
        title = claim.title
        start = first if claim is _UNTITLED else claim.start
        parts = self._nominative(units, first, last, self._cases(units, first, last) if title is None else title.cases)
        child = units[last - 1].sense("child_of")
        name = _joined(parts, units[first:last])
        if child is not None:
            name += " " + (child.form if child.feature else units[last - 1].text)
        person = self._namesakes.named(name, parts, units[first:last])
        person.spans.append((units[first].start, units[last - 1].end))
        if title is not None and person.position is None:
            self._affiliation.place(person, title, units, rule=claim.rule)
            person = self._identified(person)
            home = self.naming.home
            if home is not None and person.id is None and person.country_inferred and person.country == home:
                person.country = self._affiliation.state_of_guest(units, last, home)
        first_own = start if title is None or claim.is_shared else min(start, title.first)
        end = last if title is None else max(last, title.last)
        return Appearance(person, first_own, end, units[first].start, units[last - 1].end)

    def _cases(self, units: Sequence[Unit], first: int, last: int) -> frozenset[str]:
        """Returns the genitive of a name without a title right after a noun: "the proposal of NAME"."""
        before = units[first - 1] if first > 0 else None
        if before is None or before.capital or is_head(before) or not is_noun(before.text, self.text.words):
            return frozenset()
        cases = name_cases([unit.text for unit in units[first:last] if unit.has("word")], self.text.words)
        return cases & {"gent"}

    def _nominative(self, units: Sequence[Unit], first: int, last: int, cases: frozenset[str]) -> list[str]:
        """Returns the words of a name in the nominative, without "son of" and its like at the end."""
        if units[last - 1].has("child_of"):
            return [unit.text for unit in units[first : last - 1] if unit.has("word")]
        printed = [unit.text for unit in units[first:last] if unit.has("word")]
        spared = _spared(units, last)
        return nominative_name(
            printed, set(cases), self.text.words, self._seen, spared=spared, is_object=_is_object(units, last)
        )

    def _title_of(
        self, units: Sequence[Unit], places: tuple[int, int, int], floor: int, words: Sequence[Unit]
    ) -> tuple[Title | None, str]:
        """Returns the title before or after a name, and the rule that it is read by."""
        start, first, last = places
        cases = name_cases([word.text for word in words], self.text.words)
        # Several people of one title are named in full: "the staff of Greenpeace and WWF" names nobody.
        several = (len(words) > 1 or bool(cases)) and self._more_follow(units, last)
        full = len(words) > 1 or any(unit.has("initial") for unit in units[first:last])
        likely = likely_cases([word.text for word in words], self.text.words)
        named = Named(cases, several, full=full, likely=likely)
        # "Project manager: NAME" is a line of its own.
        colon = full and start > floor + 1 and units[start - 1].has("colon") and self._ends_line(units, last)
        before = title_before(units, start - colon, self.text, floor=floor, named=named)
        if before is not None and units[start - 1].has("comma"):
            # Before a comma a title is one that says more than "the minister", and the name has no other.
            alone = before.last - before.first == 1 and len(units[before.first].tokens) == 1
            after = title_after(units, last, self.text, named=named)
            closed = last < len(units) and units[last].has("comma")
            before = before if after is None and (closed or not alone) else None
        if before is not None:
            inside = units[first].quoted and units[before.heads[-1]].quoted != units[first].quoted
            return (None, "") if inside else (before, "person.title-before")
        after = title_after(units, last, self.text, named=named)
        if after is None or units[first].quoted or (len(words) == 1 and not cases and self.text.words.head == "first"):
            return None, ""
        return (None, "") if self._of_another(units, after) else (after, "person.title-after")

    def _ends_line(self, units: Sequence[Unit], last: int) -> bool:
        """Whether nothing follows a place but a mark."""
        return last >= len(units) or units[last].has("comma", "dot", "semicolon", "open", "close")

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
        return len(words) >= 2 and next(self._namesakes.of(words[-1].text), None) is not None

    def _is_met(self, units: Sequence[Unit], first: int, words: Sequence[Unit]) -> bool:
        """Whether somebody without a title is named as the one who is met: "met with X Y and Z"."""
        if len(words) < 2 or first == 0 or not units[first - 1].has("with_word", "and_word"):
            return False
        if any(is_common_word(word.text, self.text.words) for word in words):
            return False
        return any(unit.has("met", "received") for unit in units[:first])

    def _leads(self, units: Sequence[Unit], first: int, last: int, words: Sequence[Unit]) -> bool:
        """Whether somebody without a title is named as the head of a delegation."""
        if len(words) < 2 or any(is_common_word(word.text, self.text.words) for word in words):
            return False
        beside = units[last : last + 1] if self.text.words.head == "last" else units[max(0, first - 1) : first]
        return any(unit.has("led_by") for unit in beside)

    def _identified(self, person: Person) -> Person:
        """Returns the person with the id of the known one; named in full after the family name, the one named first."""
        person.id = self._id(person)
        if person.id is None:
            return person
        first = next((p for p in self.known if p.id == person.id), person)
        # A person with more spans has appearances already. Only a new one can be replaced.
        if first is not person and len(person.spans) == 1:
            self.known.remove(person)
            first.spans += person.spans
            if len(person.parts) > len(first.parts):
                first.name, first.parts = person.name, person.parts
            return first
        return person

    def _id(self, person: Person) -> str | None:
        """Returns the id of the known person whom the text means, by the name and the title."""
        organisation = person.organisation
        return self.leaders.id_of(
            person.parts,
            post=person.post,
            country=person.country,
            organisation=None if organisation is None or organisation.inferred else organisation.id,
            unplaced=organisation is None and person.in_office,
        )

    # --- short mentions --------------------------------------------------------------------------------------

    def _short(self, sentence: Sentence) -> Iterator[Appearance]:
        """Yields the mentions by family name, by initials, or by given name of persons named in full elsewhere."""
        units = sentence.units
        taken = {place for found in self.in_sentence(sentence) for place in range(found.first, found.last)}
        for at in sentence.places("capital"):
            unit = units[at]
            if at in taken or unit.has("initial") or unit.quoted:
                continue
            person = next(self._namesakes.of(unit.text), None)
            if person is None or not unit.classes.isdisjoint(NEVER_NAME):
                continue
            first = at
            while first > 0 and (units[first - 1].has("initial", "honorific") or _initial_dot(units, first - 1)):
                first -= 1
            if first > 0 and any(is_form(units[first - 1].text, part) for part in person.parts[:-1]):
                first -= 1
            floor = max((f.last for f in self.in_sentence(sentence) if f.last <= first), default=0)
            named = Named(name_cases([unit.text], self.text.words))
            title = title_before(units, first, self.text, floor=floor, named=named)
            start = first if title is None else title.first
            yield Appearance(person, start, at + 1, units[first].start, unit.end)

    def by_title(self, units: Sequence[Unit], at: int) -> Person | None:
        """Returns the person whom a title without a name means: the first one placed with that title and state."""
        unit = units[at]
        beside = [m.id for m in self.naming.mentions(units[max(0, at - 2) : at + 4]) if m.kind == "organisation"]
        found = [self._placed["organisation", id_] for id_ in beside if ("organisation", id_) in self._placed]
        if found:
            return min(found, key=lambda person: person.number)
        states = {units[near].value("country") for near in range(at + 1, min(at + 3, len(units)))}
        states |= {unit.value("adjective") for unit in units[max(0, at - 1) : at]}
        states -= {None}
        body = unit.value("body_head")
        if body is None:
            noun = fold(head_form(unit))
            keys = [(f"head {noun[:_STEM]}", state) for state in states] or [("head", noun)]
        else:
            keys = [(body, state) for state in (states or {self.naming.home})]
        found = [self._placed[key] for key in keys if key in self._placed]
        return min(found, key=lambda person: person.number, default=None)

    @cached_property
    def _placed(self) -> dict[tuple[str, str | None], Person]:
        """The first person of each organisation, of each title, and of each title of a body with its state."""
        found: dict[tuple[str, str | None], Person] = {}
        for person in self.known:
            if person.organisation is not None and person.organisation.id is not None:
                found.setdefault(("organisation", person.organisation.id), person)
            for word in person.head_words:
                found.setdefault(("head", word), person)
                for part in word.split():
                    found.setdefault((f"head {part[:_STEM]}", person.country), person)
            for body in person.bodies:
                found.setdefault((body, person.country), person)
        return found


def _spared(units: Sequence[Unit], last: int) -> Sequence[str]:
    """Returns the cases that a name cannot have.

    Before a "with" that is also "and", it has only the nominative. Without a noun after it, it has no genitive.
    """
    after = units[last] if last < len(units) else None
    if after is not None and after.has("with_word") and after.has("and_word"):
        return CASES
    return ("genitive",) if after is None or after.has("comma", "dot", "close", "semicolon") else ()


def _is_object(units: Sequence[Unit], last: int) -> bool:
    """Whether a verb of receiving comes next, with no other name or mark before it: "received NAME"."""
    following = next((unit for unit in units[last:] if not unit.has("word") or unit.senses or unit.capital), None)
    return following is not None and following.has("received")


def _honorific_dot(units: Sequence[Unit], at: int) -> bool:
    return units[at].has("dot") and at > 0 and units[at - 1].has("honorific")


def _initial_dot(units: Sequence[Unit], at: int) -> bool:
    return units[at].has("dot") and at > 0 and units[at - 1].has("initial")


def _joined(parts: Sequence[str], units: Sequence[Unit]) -> str:
    """Returns the name with a full stop after each initial."""
    initials = {unit.text for unit, after in pairwise(units) if unit.has("initial") and after.has("dot")}
    return " ".join(part + "." if part in initials and part[0].isupper() else part for part in parts)
