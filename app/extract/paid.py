"""Which project a sum pays: the projects of the text near the sum, with the features of the choice."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from itertools import takewhile

from app.extract.aid import Sum
from app.extract.money import Money
from app.extract.reading import Reading
from app.extract.units import Sentence, Span, Unit
from app.records.codes import Basis
from app.records.extraction import ProjectSaid

# Sentences before a sum that may name its project; projects near it, and first ones of the text, that are looked at;
# units between a project and a sum.
_NEAR, _MOST, _FIRST, _LOOK = 4, 12, 4, 40
# What between a project and a sum says that they belong together, or do not.
_BETWEEN = frozenset((
    "open", "close", "semicolon", "colon", "comma", "dash", "and_word", "number", "currency", "project", "programme",
    "give", "hand_over", "approve", "sign", "cost", "for_purpose", "grant", "loan", "implement", "organisation",
))  # fmt: skip


class PaidProjects:
    """The projects of a text by the places of their names."""

    def __init__(self, projects: Sequence[ProjectSaid]) -> None:
        self.all = list(projects)
        self._only = projects[0] if len(projects) == 1 else None
        names = ((e.start, e.end, project) for project in projects for e in project.evidence if e.field == "name")
        self._names = sorted(names, key=lambda name: name[:2])
        self._starts = [start for start, _, _ in self._names]
        self._places: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for start, end, project in self._names:
            self._places[id(project)].append((start, end))

    def near(self, reading: Reading, sentence: Sentence) -> list[ProjectSaid]:
        """Returns the projects named in the sentences about one, and the text's first ones."""
        around = [sentence, *reading.around(sentence, _NEAR, 2)]
        start, end = min(one.start for one in around), max(one.end for one in around)
        inside = self._names[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        before = self._names[max(0, bisect_left(self._starts, start) - 1) :][:1]
        found = {id(project): project for _, _, project in (*inside[:_MOST], *before)}
        found |= {id(project): project for project in self.all[:_FIRST]}
        return list(found.values())

    def of(self, reading: Reading, sentence: Sentence, money: Money) -> ProjectSaid | None:
        """Returns the project that a sum's sentence names, else that of its line or of the sentence after, else the
        text's only one."""
        inside = self._inside(sentence)
        if inside:
            return min(inside, key=lambda name: max(name[0] - money.end, money.start - name[1]))[2]
        before = bisect_left(self._starts, sentence.start)
        if before > 0 and self._starts[before - 1] >= sentence.line.start:
            return self._names[before - 1][2]
        for after in sentence.line.sentences[sentence.number + 1 : sentence.number + 2]:
            named = [] if reading.money(after) else self._inside(after)
            if named:
                return named[0][2]
        return self._only

    def named(self, each: Sum, project: ProjectSaid) -> tuple[Span, Basis]:
        """Returns where the text names the project of a sum, the place nearest to the sum."""
        places = self._places[id(project)]
        start, end = min(places, key=lambda place: (abs(place[0] - each.money.start), place))
        inside = each.sentence.start <= start < each.sentence.end
        return Span(start, end), Basis.EXPLICIT if inside else Basis.INFERRED

    def features(
        self, each: Sum, project: ProjectSaid, *, rule: bool, used: bool | None, reading: Reading
    ) -> frozenset[str]:
        """Returns the features of a project for a sum: where the text names it, how far away, and what is between."""
        found = {f"rule:{rule}", f"used:{used}", f"kind:{project.kind}", f"projects:{min(len(self.all), 4)}"}
        found |= {f"known:{project.id is not None}", f"first:{self.all[0] is project}"}
        sentence, money = each.sentence, each.money
        places = self._places[id(project)][:_FIRST]
        for start, end in places:
            where = self._where(reading, sentence, start)
            found |= {f"at:{where}", f"at:{where}+only:{len(self.all) == 1}"}
            if where != "same":
                continue
            side = "left" if end <= money.start else "right" if start >= money.end else "around"
            first, last = (end, money.start) if side == "left" else (money.end, start)
            between = _between(sentence, first, last)
            found |= {f"side:{side}", f"far:{side}:{min(len(between) // 4, 5)}"}
            found |= {f"between:{name}" for unit in between for name in unit.classes & _BETWEEN}
            others = bisect_left(self._starts, last) - bisect_left(self._starts, first)
            found.add(f"others:{others > 0}")
        if not any(f"at:{where}" in found for where in ("same",)) and self._inside(sentence):
            found.add("other_inside")
        named = {name for name in ("project", "programme", "initiative", "cost") if sentence.having(name)}
        return frozenset(found | {f"says:{name}" for name in named} | {f"says:{bool(named)}"})

    def _where(self, reading: Reading, sentence: Sentence, start: int) -> str:
        """Returns where a name is, as seen from a sentence: in it, in its line, before it or after it."""
        if sentence.start <= start < sentence.end:
            return "same"
        if sentence.line.start <= start < sentence.line.end:
            return "line_before" if start < sentence.start else "line_after"
        if not reading.text.body or start < reading.text.body[0].start:
            return "headline"
        far = reading.far(sentence, start)
        return "before1" if far == -1 else "before" if far < 0 else "after1" if far == 1 else "after"

    def _inside(self, sentence: Sentence) -> list[tuple[int, int, ProjectSaid]]:
        first, last = bisect_left(self._starts, sentence.start), bisect_left(self._starts, sentence.end)
        return [name for name in self._names[first:last] if name[1] <= sentence.end]


def _between(sentence: Sentence, first: int, last: int) -> list[Unit]:
    """Returns the units of a sentence between two places of the text, at most those that are looked through."""
    at = bisect_left(sentence.units, first, key=lambda unit: unit.start)
    return list(takewhile(lambda unit: unit.start < last, sentence.units[at : at + _LOOK]))
