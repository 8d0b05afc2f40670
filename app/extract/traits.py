"""The features of a candidate for a project, which `scores.json` weighs: its words, its place, what is beside it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from app.extract.called import NOUNS
from app.extract.candidates import Candidate
from app.extract.mentions import Mention
from app.extract.reading import Reading
from app.extract.units import Sentence, Unit
from app.languages.bending import is_action, is_plural

# Groups of words that are features inside a name, beside it, or in its sentence.
_GROUPS = (
    *("project", "programme", "country_programme", "initiative", "works", "facility", "topic", "further", "pilot"),
    *("determiner", "described_by", "for_purpose", "improve", "implement", "together_with", "give", "hand_over"),
    *("receive", "promise", "approve", "ask", "grant", "loan", "technical_assistance", "in_kind", "investment", "aid"),
    *("cost", "cumulative", "from_giver", "of_which", "agreement", "memorandum", "grant_agreement", "loan_agreement"),
    *("exchange_of_notes", "plan", "law", "joint_statement", "document", "sign", "adopt", "draft", "intend", "planned"),
    *("conference", "gathering", "met", "visited", "took_place", "during", "said", "discussed", "position", "side"),
    *("organisation", "organisation_head", "body", "country", "adjective", "city", "area", "region", "named_body"),
    *("occupation", "date", "year", "number", "currency", "comma", "open", "close", "colon", "dash", "dot", "quote"),
    *("and_word", "title_link", "in_country", "with_word", "preposition", "relative", "clause_opener", "auxiliary"),
    *("known_project", "section", "photo", "press_service", "reported_by", "earlier", "count_words", "semicolon"),
)
_SET = frozenset(_GROUPS)
_LENGTHS = ((1, "1"), (2, "2"), (4, "4"), (7, "7"), (12, "12"))


_LONGEST_HEADLINES = 1_000


class CandidateFeatures:
    """Gives the features of a text's candidates; it finds those that all of them share only once."""

    def __init__(self, reading: Reading, found: Sequence[Candidate]) -> None:
        self.reading = reading
        self._names = Counter(reading.text.quote(*candidate.span) for candidate in found)
        headlines = "\n".join(line.text for line in reading.text.lines if line.role == "headline")
        self._headlines = headlines[:_LONGEST_HEADLINES]
        self._of_sentence: dict[int, frozenset[str]] = {}
        self._of_text = {f"text:projects-{min(4, len(reading.having(*NOUNS)))}"}
        if not reading.having("grant", "loan", "aid", "give"):
            self._of_text.add("text:no-giving")

    def of(self, candidate: Candidate) -> frozenset[str]:
        """Returns the features of a candidate."""
        reading, sentence = self.reading, candidate.sentence
        if sentence.start not in self._of_sentence:
            self._of_sentence[sentence.start] = _sentence(reading, sentence)
        found = {f"form:{candidate.form}", f"length:{_bucket(candidate.end - candidate.first)}"}
        found.update(_of_noun(reading, candidate), _inside(reading, candidate), _projects_near(candidate))
        found.update(_beside(candidate), _sums(reading, candidate), _of_bodies(reading, candidate))
        found.update(self._of_sentence[sentence.start], self._in_text(candidate))
        return frozenset(found)

    def _in_text(self, candidate: Candidate) -> Iterator[str]:
        text = self.reading.text
        name = text.quote(*candidate.span)
        yield from self._of_text
        if self._names[name] > 1:
            yield "text:again"
        if name in self._headlines:
            yield "text:in-headline"
        if text.body and candidate.sentence is text.body[0]:
            yield "text:first-sentence"


# Candidates of a sort have weights of their own.
SORTS = {
    **dict.fromkeys(("known", "quoted", "capitals", "titled", "labelled", "country-programme"), "named"),
    "phrase": "phrase",
    "described": "described",
    **dict.fromkeys(("works", "facility"), "works"),
}


def _of_bodies(reading: Reading, candidate: Candidate) -> Iterator[str]:
    """Yields how a name and its noun lie to the organisations of the sentence."""
    for mention in reading.mentions(candidate.sentence):
        if mention.kind != "organisation":
            continue
        if mention.first <= candidate.first and candidate.end <= mention.last:
            yield "body:around"
        elif mention.first < candidate.end and candidate.first < mention.last:
            yield "body:first" if mention.first <= candidate.first else "body:inside"
        elif mention.last == candidate.first:
            yield "body:before"
        elif mention.first == candidate.end:
            yield "body:after"


def _beside(candidate: Candidate) -> Iterator[str]:
    """Yields what the two units on each side of a name are."""
    units, first, end = candidate.sentence.units, candidate.first, candidate.end
    for side, places in (("before", _before(units, first)), ("after", _after(units, end))):
        for distance, place in enumerate(places, 1):
            yield from (f"{side}{distance}:{group}" for group in units[place].classes & _SET)
            yield from (f"{side}{distance}:{shape}" for shape in _shapes(units[place], units[first]))
        if not places:
            yield f"{side}:edge"


def _shapes(unit: Unit, first: Unit) -> Iterator[str]:
    if unit.quoted and not first.quoted:
        yield "quoted"
    if unit.has("word"):
        yield "capital" if unit.capital else "small"
        if len(unit.text) > 1 and unit.text.isupper():
            yield "acronym"


def _bucket(number: int) -> str:
    return next((name for most, name in _LENGTHS if number <= most), "more")


def _before(units: Sequence[Unit], first: int) -> list[int]:
    """Returns the places of the two units before a name, quotation marks left out."""
    return [place for place in range(first - 1, max(-1, first - 4), -1) if not units[place].has("quote")][:2]


def _after(units: Sequence[Unit], end: int) -> list[int]:
    return [place for place in range(end, min(len(units), end + 3)) if not units[place].has("quote")][:2]


def _of_noun(reading: Reading, candidate: Candidate) -> Iterator[str]:
    noun = candidate.noun
    if noun is None:
        yield "noun:none"
        return
    cls = next((cls for cls in (*NOUNS, "works", "facility") if noun.has(cls)), "other")
    yield f"noun:{cls}"
    sense = noun.sense(cls)
    if sense is not None:
        yield f"noun:{sense.lang}:{sense.value}"
    where = "inside" if candidate.span[0] <= noun.start < candidate.span[1] else "outside"
    if where == "outside":
        before = noun.start < candidate.span[0]
        distance = candidate.units[0].at - noun.at if before else noun.at - candidate.units[-1].at
        where = f"{'before' if before else 'behind'}{min(5, max(1, distance))}"
    yield f"noun-at:{where}"
    yield f"noun:{cls}&{where}"
    if sense is not None and is_plural(noun.text, sense.form or noun.text, reading.text.words):
        yield "noun:plural"
        yield f"noun:{cls}&plural"
    if noun.capital:
        yield "noun:capital"
    if noun.quoted:
        yield "noun:quoted"


def _projects_near(candidate: Candidate) -> Iterator[str]:
    """Yields how far the nearest noun of projects outside the name is: "a farm, a project of"."""
    units, first, end = candidate.sentence.units, candidate.first, candidate.end
    for side, places in (
        ("before", range(first - 1, max(-1, first - 9), -1)),
        ("after", range(end, min(len(units), end + 8))),
    ):
        for distance, place in enumerate(places):
            if units[place].has(*NOUNS):
                yield f"project-{side}:{'1' if distance < 2 else '4' if distance < 5 else '8'}"
                between = units[place + 1 : first] if side == "before" else units[end:place]
                if any(unit.has("comma", "dash", "colon") for unit in between):
                    yield f"project-{side}:apart"
                break


def _inside(reading: Reading, candidate: Candidate) -> Iterator[str]:
    units, words = candidate.units, reading.text.words
    classes = frozenset().union(*(unit.classes for unit in units)) & _SET
    yield from (f"in:{group}" for group in classes)
    yield from (f"first:{group}" for group in units[0].classes & _SET)
    yield from (f"last:{group}" for group in units[-1].classes & _SET)
    capitals = sum(unit.capital for unit in units)
    yield f"capitals:{min(3, capitals)}"
    if units[0].capital:
        yield "first:capital"
    if units[-1].capital:
        yield "last:capital"
    if capitals > 1 and capitals >= len(units) - 1:
        yield "capitals:all"
    if any(is_action(unit.text, words) for unit in units):
        yield "in:action"
    if any(unit.has("word") and len(unit.text) > 1 and unit.text.isupper() for unit in units):
        yield "in:acronym"


# Groups of words that say most in a sentence.
_IN_SENTENCE = ("give", "grant", "loan", "hand_over", "implement", "promise", "approve", "sign", "cost", "aid", "works")
_CROSSED = frozenset(f"told:{group}" for group in (*_IN_SENTENCE, "discussed", "said", "intend", "planned", "met"))


def _sentence(reading: Reading, sentence: Sentence) -> frozenset[str]:
    """Returns the features that a sentence gives to all its candidates."""
    classes = frozenset().union(*(unit.classes for unit in sentence.units))
    found = {f"told:{group}" for group in classes} & _CROSSED
    if reading.money(sentence):
        found.add("told:sum")
    if any(_is_from_abroad(reading, mention) for mention in reading.mentions(sentence)):
        found.add("told:abroad")
    if not sentence.line.is_body:
        found.add("told:headline")
    if sentence.line.role == "head":
        found.add("told:head")
    if not sentence.units[0].has("word", "quote"):
        found.add("told:bullet")
    if sentence.number == 0:
        found.add("told:line-first")
    return frozenset(found)


def _is_from_abroad(reading: Reading, mention: Mention) -> bool:
    """Whether a mention is of an organisation, or of a state, that is not the text's own."""
    is_state = mention.id is None and mention.country is not None
    return reading.is_from_abroad(mention) or (is_state and mention.country != reading.home)


def _sums(reading: Reading, candidate: Candidate) -> Iterator[str]:
    start, end = candidate.span
    sums = reading.money(candidate.sentence)
    before = [start - money.end for money in sums if money.end <= start]
    after = [money.start - end for money in sums if money.start >= end]
    for side, distances in (("before", before), ("after", after)):
        nearest = min(distances, default=None)
        if nearest is not None:
            yield f"sum-{side}:{'near' if nearest <= 12 else 'middle' if nearest <= 50 else 'far'}"
    if len(sums) > 1:
        yield "sums:several"
