"""When a sum was given or promised: dates of the text as candidates, with features that a learned score weighs."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from app.extract.aid import Aid, Sum, times
from app.extract.dates import Dated
from app.extract.units import Sentence
from app.records.codes import Basis, FundingKind

_PLAIN = frozenset(["word", "mark", "capital", "number", "day", "topic", "initial", "title_link", "comma"])
# Sentences before and after a sum whose dates may be its own.
_BACK, _AHEAD = 3, 1
# Dates of a sentence that are looked at, those nearest to the sum; units between a date and a sum.
_MOST, _LOOK = 6, 40

# Features of a sum that say whether it is the day's news.
_NEWS = ("next:", "in_headline", "headline", "part:", "title:", "repeated", "in:year", "part:year", "rule")


@dataclass(frozen=True)
class GivenOn:
    """A date that may be a sum's, the place where the text states it, and its features."""

    value: str
    start: int
    end: int
    basis: Basis
    features: frozenset[str]


class Days:
    """The dates of one text as candidates for its sums."""

    def __init__(self, aid: Aid) -> None:
        self.reading = aid.reading
        self.aid = aid
        self._found: dict[int, list[Dated]] = {}

    @cached_property
    def _published(self) -> tuple[str, int, int] | None:
        page = self.reading.page
        found = [e for e in page.evidence if e.field == "published"]
        return (page.published, found[0].start, found[0].end) if page.published is not None and found else None

    def of(self, each: Sum, kind: FundingKind) -> list[GivenOn]:
        """Returns the dates that may be a sum's: of its sentence, of those beside it, and the document's own."""
        shared = frozenset(self._shared(each, kind))
        found: dict[str, GivenOn] = {}
        for day in (*self._stated(each, kind), *self._own(each, kind)):
            known = found.get(day.value)
            features = day.features | shared if known is None else known.features | day.features
            first = day if known is None else known
            found[day.value] = GivenOn(day.value, first.start, first.end, first.basis, features)
        return list(found.values())

    def _shared(self, each: Sum, kind: FundingKind) -> Iterator[str]:
        yield f"kind:{kind.value}"
        yield from (f"part:{name}" for name in times(each.part))

    def _stated(self, each: Sum, kind: FundingKind) -> Iterator[GivenOn]:
        sentence = each.sentence
        near = [("same", sentence)]
        around = self.reading.around(sentence, _BACK, 0)
        near += [(f"before{min(at + 1, 2)}:{one.line is sentence.line}", one) for at, one in enumerate(around)]
        near += [("after", one) for one in self.reading.around(sentence, 0, _AHEAD)]
        for where, one in near:
            dates = self._dates(one)
            at = bisect_left(dates, each.money.start, key=lambda dated: dated.start)
            beside = dates[max(0, at - _MOST) : at + _MOST]
            for dated in sorted(beside, key=lambda dated: abs(dated.start - each.money.start))[:_MOST]:
                if not self.reading.is_dateline(dated):
                    features = frozenset(self._about(each, one, dated, where, kind, len(dates)))
                    basis = Basis.EXPLICIT if where == "same" else Basis.INFERRED
                    yield GivenOn(str(dated.value), dated.start, dated.end, basis, features)

    def _dates(self, sentence: Sentence) -> list[Dated]:
        """Returns the dates of a sentence that are no spans, from left to right."""
        if sentence.start not in self._found:
            dates = self.reading.dates(sentence)
            self._found[sentence.start] = [d for d in dates if d.value is not None and "/" not in d.value]
        return self._found[sentence.start]

    def _about(
        self, each: Sum, sentence: Sentence, dated: Dated, where: str, kind: FundingKind, count: int
    ) -> Iterator[str]:
        value, units = str(dated.value), sentence.units
        year = self.reading.page.reference.year
        stated = int(value[:4])
        age = "none" if year is None else "past" if stated < year else "now" if stated == year else "ahead"
        yield from (f"{where}:{dated.rule}", f"{where}:len{len(value)}", f"{where}:{age}", f"{where}:kind:{kind.value}")
        yield from (f"{where}:len{len(value)}:{age}", f"{where}:{kind.value}:{age}", f"dates:{where}:{min(count, 3)}")
        published = self.reading.page.published
        if published is not None:
            yield f"{where}:published:{'same' if value == published else 'past' if value < published else 'ahead'}"
        first = bisect_right(units, dated.start, key=lambda unit: unit.end)
        last = bisect_left(units, dated.end, key=lambda unit: unit.start)
        for side, near in (("l", units[max(0, first - 2) : first]), ("r", units[last : last + 2])):
            yield from (f"{side}:{name}" for unit in near for name in unit.classes - _PLAIN)
        if where == "same":
            yield from self._beside(each, first, last)

    @staticmethod
    def _beside(each: Sum, first: int, last: int) -> Iterator[str]:
        money, units = each.money, each.sentence.units
        left = last <= money.first
        between = units[last : money.first][:_LOOK] if left else units[money.last : first][-_LOOK:]
        yield from (f"side:{'left' if left else 'right'}", f"far:{left}:{min(len(between) // 4, 4)}")
        yield f"opens:{first <= 1}"
        own = each.part
        yield f"part:{bool(own) and own[0].start <= units[first].start < own[-1].end}"
        yield from (f"between:{name}" for name in times(between))
        if any(unit.has("currency", "symbol") for unit in between):
            yield "between:sum"

    def _own(self, each: Sum, kind: FundingKind) -> Iterator[GivenOn]:
        """Yields the document's day, which is that of its news."""
        if self._published is None:
            return
        value, start, end = self._published
        place = self.reading.places.get(each.sentence.start)
        where = "head" if place is None else min(place, 4)
        found = {"published", f"published:place:{where}", f"published:kind:{kind.value}"}
        found |= {f"published:place:{where}:{kind.value}"}
        found |= {f"published:{name}" for name in self.aid.field_features(each) if name.startswith(_NEWS)}
        others = any("/" not in str(dated.value) for dated in self.reading.dates(each.sentence))
        found.add(f"published:others:{others}")
        yield GivenOn(value, start, end, Basis.INFERRED, frozenset(found))
