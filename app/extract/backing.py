"""Who pays for a project and who carries it out: every body and state near it, with the features that are weighed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from app.extract.mentions import Mention
from app.extract.reading import Reading
from app.extract.undertaking import Undertaking, roles_by_rule
from app.extract.units import Sentence, how_far
from app.records.codes import Role

_VERBS = ("give", "grant", "loan", "implement", "hand_over", "sign", "from_giver", "promise", "approve", "aid", "cost")
_BESIDE = frozenset(
    (
        *_VERBS,
        *("project", "programme", "initiative", "together_with", "with_word", "and_word", "title_link"),
        *("in_country", "preposition", "organisation", "country", "adjective", "body", "organisation_head"),
        *("position", "said", "comma", "dot", "open", "close", "dash", "colon", "number", "currency", "side"),
        *("authority", "during", "described_by", "for_purpose", "receive", "office", "determiner", "works"),
        *("facility", "topic", "agreement", "grant_agreement", "loan_agreement", "envoy", "delegation"),
        *("country_programme", "technical_assistance", "investment", "auxiliary"),
    )
)
_MOST_SENTENCES = 4


@dataclass(frozen=True)
class Backer:
    """A body or state that may take part in a project."""

    mention: Mention
    sentence: Sentence
    where: str


def backers(reading: Reading, draft: Undertaking) -> list[Backer]:
    """Returns the bodies and states of a project's sentences, of those beside them, and of the first of the text."""
    found: list[Backer] = []
    seen: set[int] = set()
    sentences = draft.sentences[:_MOST_SENTENCES]
    listed = [("own", sentence) for sentence in sentences]
    listed += [other for sentence in sentences for other in reading.beside(sentence)]
    listed += [("first", sentence) for sentence in reading.text.all[:2]]
    for where, sentence in listed:
        if sentence.start not in seen:
            seen.add(sentence.start)
            found += [Backer(mention, sentence, where) for mention in reading.mentions(sentence)]
    return found


class Weighing:
    """Gives who may take part in a text's projects, with the features; what the text names is counted once."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        everyone = [mention for sentence in reading.text.all for mention in reading.mentions(sentence)]
        self._counts = Counter((mention.id, mention.name) for mention in everyone)
        self._abroad = {
            mention.id for mention in everyone if mention.id is not None and reading.is_from_abroad(mention)
        }

    def backers_of(self, draft: Undertaking, *, alone: bool) -> list[tuple[Backer, frozenset[str]]]:
        """Returns who may take part in a project, with the features."""
        rule = {(role.name, role.role) for role, _, _ in roles_by_rule(self.reading, draft, alone=alone)}
        return [(backer, self._of(backer, draft, rule)) for backer in backers(self.reading, draft)]

    def _of(self, backer: Backer, draft: Undertaking, rule: set[tuple[str, Role]]) -> frozenset[str]:
        mention, where = backer.mention, backer.where
        found = {f"where:{where}", f"kind:{mention.kind}", *self._who(mention)}
        found.update(f"rule:{role}" for name, role in rule if name == mention.name)
        if not rule:
            found.add("rule:nobody")
        found.update(_lies(backer.sentence, mention, where))
        if where == "own":
            found.update(_to_project(backer, draft))
        return frozenset(found | {f"{mention.kind}&{feature}" for feature in found})

    def _who(self, mention: Mention) -> Iterator[str]:
        known = self.reading.registry.organisations.get(mention.id or "")
        if known is not None:
            yield f"type:{known.type}"
            yield from ["medium"] if known.media else ()
        country = known.country if known is not None else mention.country
        yield "home" if country is not None and country == self.reading.home else "abroad" if country else "no-state"
        flags = (("adjective", mention.by_adjective), ("place", mention.is_place), ("common", not mention.proper))
        yield from (f"is:{name}" for name, holds in (*flags, ("body", mention.body is not None)) if holds)
        yield f"named:{how_far(self._counts[mention.id, mention.name])}"
        if mention.id in self._abroad:
            yield f"bodies-abroad:{min(4, len(self._abroad))}"


def _to_project(backer: Backer, draft: Undertaking) -> Iterator[str]:
    mention = backer.mention
    if draft.start <= mention.start < draft.end:
        yield "inside-name"
    for start, end in draft.spans:
        if backer.sentence.start <= start < backer.sentence.end:
            inside = [unit for unit in backer.sentence.units if mention.end <= unit.start < start]
            inside = inside or [unit for unit in backer.sentence.units if end <= unit.start < mention.start]
            yield f"project-{'after' if mention.start < start else 'before'}:{how_far(len(inside))}"
            if any(unit.has("comma", "semicolon", "dash") for unit in inside):
                yield "project:apart"
            return


def _lies(sentence: Sentence, mention: Mention, where: str) -> Iterator[str]:
    """Yields the words beside a body, and where the verbs of its sentence are."""
    units = sentence.units
    for distance in (1, 2):
        for side, place in (("before", mention.first - distance), ("after", mention.last - 1 + distance)):
            if 0 <= place < len(units):
                yield from (f"{side}{distance}:{group}" for group in units[place].classes & _BESIDE)
    for unit in units[mention.first : mention.last]:
        yield from (f"case:{part}" for sense in unit.senses for part in sense.feature.split(",") if part)
    for verb in _VERBS:
        places = sentence.places(verb)
        if places:
            nearest = min(places, key=lambda place: abs(place - mention.first))
            side = "after" if nearest >= mention.last else "before"
            yield f"{verb}-{side}:{how_far(abs(nearest - mention.first))}"
            yield f"{where}:{verb}-{side}"
