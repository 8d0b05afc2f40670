"""The actors of a text, which may take part in something: each person, body and state once, with its phrases."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from app.extract.heads import OFFICES, head_form, is_head
from app.extract.mentions import Mention
from app.extract.namesakes import Person
from app.extract.phrases import Phrase, title_phrase
from app.extract.reading import Reading
from app.extract.units import Sentence
from app.records.extraction import NameSaid, ParticipantSaid

# The most phrases of an actor: the first ones are enough.
_MOST_PHRASES = 20
# The words between a title and whose it is: "the Minister of Finance of Mongolia".
_NEAR_TITLE = 2


@dataclass
class Actor:
    """A person, a body or a state with its phrases, each with the number of its sentence in the text."""

    key: str
    kind: str
    said: ParticipantSaid
    person: Person | None = None
    phrases: list[tuple[int, Phrase]] = field(default_factory=list)

    @property
    def state(self) -> str | None:
        """The state that it is or acts for."""
        return self.said.country

    @property
    def first(self) -> int:
        """The number of the first sentence that names it."""
        return self.phrases[0][0]

    @cached_property
    def places(self) -> list[int]:
        """The numbers of the sentences that name it, each once. Read it only when all phrases are known."""
        return list(dict.fromkeys(place for place, _ in self.phrases))

    @property
    def name(self) -> str | None:
        """The name to show in evidence."""
        named = self.said.person or self.said.organisation
        return named.name if named is not None else self.said.country_name


def actors(reading: Reading) -> list[Actor]:
    """Returns the actors of headline and body in the order in which they are first named."""
    found: dict[str, Actor] = {}
    for place, sentence in enumerate(reading.text.all):
        for phrase in reading.phrases(sentence):
            actor = _actor(reading, sentence, phrase)
            if actor is not None:
                known = found.setdefault(actor.key, actor)
                if len(known.phrases) < _MOST_PHRASES:
                    known.phrases.append((place, phrase))
        for actor, phrase in _titled(reading, sentence, found):
            known = found.setdefault(actor.key, actor)
            if len(known.phrases) < _MOST_PHRASES:
                known.phrases.append((place, phrase))
    return list(found.values())


def _key(person: Person) -> str:
    return f"person {person.number}"


def _actor(reading: Reading, sentence: Sentence, phrase: Phrase) -> Actor | None:
    """Returns the actor of a phrase without its phrases; None for media, adjectives of states and quoted speech."""
    if phrase.appearance is not None:
        person = phrase.appearance.person
        return Actor(_key(person), "person", _person_said(reading, person), person)
    mention = phrase.mention
    assert mention is not None
    if reading.is_medium(mention) or sentence.units[mention.first].in_speech or mention.by_adjective:
        return None
    is_state = mention.kind == "country"
    key = f"{mention.kind} {mention.country if is_state else mention.id or mention.name}"
    return Actor(key, "state" if is_state else "body", _mention_said(reading, mention))


def _titled(reading: Reading, sentence: Sentence, named: dict[str, Actor]) -> Iterator[tuple[Actor, Phrase]]:
    """Yields those whom a sentence means by their title alone: "the minister", "the President of Mongolia"."""
    inside = reading.people.in_sentence(sentence)
    for at in sentence.places(*OFFICES):
        unit = sentence.units[at]
        if unit.in_speech or unit.quoted or not is_head(unit) or any(a.first <= at < a.last for a in inside):
            continue
        phrase = title_phrase(sentence, at, reading.text)
        person = reading.people.by_title(sentence.units, at)
        if person is not None:
            if _key(person) in named:
                yield named[_key(person)], phrase
            continue
        unnamed = _unnamed(reading, sentence, at)
        if unnamed is not None:
            yield unnamed, phrase


def _unnamed(reading: Reading, sentence: Sentence, at: int) -> Actor | None:
    """Returns the holder of a post whom the text does not name; None without a state or body beside it."""
    beside = [
        p
        for p in reading.phrases(sentence)
        if p.mention is not None and not p.mention.is_place and (p.last == at or 0 <= p.first - at - 1 <= _NEAR_TITLE)
    ]
    # "UN Resident Coordinator for Uzbekistan" acts for the UN.
    beside.sort(key=lambda phrase: phrase.mention is not None and phrase.mention.kind == "country")
    if not beside or beside[0].mention is None:
        return None
    unit, mention = sentence.units[at], beside[0].mention
    first, last = min(at, beside[0].first), max(at + 1, beside[0].last)
    title = reading.text.quote(sentence.units[first].start, sentence.units[last - 1].end)
    said = _mention_said(reading, mention)
    said = said.model_copy(update={"position": title})
    return Actor(f"post {head_form(unit)} {mention.country or mention.name}", "person", said)


def _person_said(reading: Reading, person: Person) -> ParticipantSaid:
    organisation = person.organisation
    return ParticipantSaid(
        person=NameSaid(name=person.name, id=person.id),
        position=person.position,
        organisation=None if organisation is None else NameSaid(name=organisation.name, id=organisation.id),
        country=person.country,
        country_name=None if person.country is None else reading.naming.country_name(person.country),
    )


def _mention_said(reading: Reading, mention: Mention) -> ParticipantSaid:
    return ParticipantSaid(
        organisation=None if mention.kind == "country" else NameSaid(name=mention.name, id=mention.id),
        country=mention.country,
        country_name=None if mention.country is None else reading.naming.country_name(mention.country),
    )
