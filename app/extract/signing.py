"""The features of an agreement, which `scores.json` weighs: is it one, how far is it, who agrees, and when."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.extract.dates import Dated
from app.extract.paper import NOUNS, SPECIFIC, Draft, is_of_project
from app.extract.phrases import Phrase, phrases
from app.extract.reading import Reading
from app.extract.units import Sentence, Unit, how_far
from app.languages.bending import is_plural
from app.records.extraction import PartySaid

_VERBS = ("sign", "signing", "adopt", "intend", "planned", "draft", "promise", "approve", "discussed", "implement")
_TIMES: tuple[str, ...] = ("past", "future", "other", "dative", "accusative")
_BESIDE = frozenset(
    (
        *_VERBS,
        *NOUNS,
        *("determiner", "during", "for_purpose", "described_by", "earlier", "further", "between", "and_word"),
        *("title_link", "in_country", "with_word", "grant", "loan", "aid", "organisation", "country"),
        *("adjective", "body", "comma", "dot", "open", "colon", "quote", "dash", "number", "count_words"),
        *("project", "programme", "position", "date", "topic", "give", "took_place", "met", "said"),
        *("auxiliary", "relative", "clause_opener", "from_giver", "side", "delegation", "led_by"),
        *("authority", "organisation_head", "together_with", "named_body", "preposition", "in_kind"),
        *("technical_assistance", "known_project", "receive", "visited", "document", "cost", "city", "area"),
    )
)
# What a lead announces is at most this many sentences below it.
_LONGEST_LIST = 15
# Farther away it no longer counts how far.
_FAR = 14


def is_item(sentence: Sentence) -> bool:
    """Whether a sentence is an item of a list: "- a memorandum with …", "1. …"."""
    return sentence.number == 0 and not sentence.units[0].has("word", "quote")


def leads_of(reading: Reading, sentence: Sentence) -> list[Sentence]:
    """Returns the sentence that announces the list of an item, and the sentence before it."""
    at = reading.places.get(sentence.start)
    if at is None or not is_item(sentence):
        return []
    body = reading.text.body
    for place in range(at - 1, max(-1, at - _LONGEST_LIST), -1):
        if body[place].units[-1].has("colon"):
            return [body[place], *body[max(0, place - 1) : place]]
        if not is_item(body[place]) and body[place].number == 0:
            return []
    return []


def _verbs(reading: Reading, sentence: Sentence, at: int | None, side: str) -> Iterator[str]:
    """Yields the verbs of a sentence, with their times, and how near they are to a place of it.

    All far ones give the same features, so that only the first and the last of them are looked at.
    """
    for (group, time), places in reading.timed(sentence, _VERBS, _TIMES).items():
        yield f"{side}:{group}"
        yield f"{side}:{group}:{time}"
        if at is None:
            continue
        near = places[bisect_left(places, at - _FAR) : bisect_right(places, at + _FAR)]
        for place in {places[0], *near, places[-1]} - {at}:
            far = how_far(abs(place - at))
            yield f"{side}:{group}:{'after' if place > at else 'before'}{far}"
            yield f"{side}:{group}:{time}:{far}"


def _noun(reading: Reading, draft: Draft, group: str) -> Iterator[str]:
    """Yields how the noun of a document is printed: quoted, in speech, with a capital, as a plural."""
    units, at, noun = draft.sentence.units, draft.at, draft.noun
    if group in SPECIFIC:
        yield "group:telling"
    if draft.quoted:
        yield "name:quoted"
    if noun.quoted:
        yield "noun:quoted"
    if noun.in_speech:
        yield "noun:speech"
    if noun.capital:
        yield "noun:capital" if at else "noun:opens"
    sense = noun.sense(group)
    if sense is not None and is_plural(noun.text, sense.form or noun.text, reading.text.words):
        yield "noun:plural"
    if is_of_project(reading, units, at):
        yield "noun:of-project"


def paper_features(reading: Reading, draft: Draft) -> Iterator[str]:
    """Yields the features of one mention of a document."""
    units, at, noun, sentence = draft.sentence.units, draft.at, draft.noun, draft.sentence
    group = next(name for name in NOUNS if noun.has(name))
    yield from (f"group:{group}", f"rule:{draft.status}", f"rule:{'ok' if draft.kept else 'no'}")
    yield f"{group}&rule:{draft.status}"
    yield f"{group}&rule:{'ok' if draft.kept else 'no'}"
    yield f"name:{how_far(len(draft.name.split()))}"
    yield from _noun(reading, draft, group)
    for distance in (1, 2):
        for side, place in (("before", at - distance), ("after", at + distance)):
            if 0 <= place < len(units):
                yield from (f"{side}{distance}:{found}" for found in units[place].classes & _BESIDE)
                yield from [f"{side}{distance}:capital"] if units[place].capital else ()
    yield from _verbs(reading, sentence, at, "own")
    if reading.money(sentence):
        yield "own:sum"
    if sentence.places("between"):
        yield "own:between"
    if is_item(sentence):
        yield "item"
    for lead in leads_of(reading, sentence):
        yield from _verbs(reading, lead, None, "lead")
    parties = [party for party in reading.parties(sentence) if not (party.mention and party.mention.is_place)]
    yield f"parties:{min(3, len(parties))}"
    place = reading.places.get(sentence.start, 0)
    yield f"place:{'first' if place < 2 else 'early' if place < 5 else 'late'}"
    body = reading.text.body
    for side, near in (("previous", body[max(0, place - 1) : place]), ("next", body[place + 1 : place + 2])):
        for other in near:
            yield from (
                f"{side}:{verb}" for verb in ("sign", "signing", "adopt", "planned", "intend") if other.having(verb)
            )


@dataclass(frozen=True)
class Side:
    """Who may agree, with the sentence and how it lies to the document's."""

    said: PartySaid
    party: Phrase
    sentence: Sentence
    where: str


def sides(reading: Reading, draft: Draft) -> list[Side]:
    """Returns who may agree on a document: those of its sentences, of what announces them, and of those beside."""
    found: list[Side] = []
    seen: set[int] = set()
    for sentence in draft.sentences[:4]:
        leads = leads_of(reading, sentence)
        listed = [("own", sentence), *(("lead", lead) for lead in leads)]
        sibling = "sibling-" if leads else ""
        listed += [(sibling + where, other) for where, other in reading.beside(sentence)]
        for where, other in listed:
            if other.start in seen:
                continue
            seen.add(other.start)
            found += [Side(said, party, other, where) for said, party in _said(reading, draft, other)]
    return found


def _said(reading: Reading, draft: Draft, sentence: Sentence) -> Iterator[tuple[PartySaid, Phrase]]:
    parties = reading.parties(sentence)
    if sentence is draft.sentence and draft.noun.in_speech:  # the title of a law, quoted at length
        parties = phrases(sentence, (), reading.mentions(sentence), reading.text)
    for party in parties:
        said = party_said(reading, party)
        if said is not None:
            yield said, party


def party_said(reading: Reading, party: Phrase) -> PartySaid | None:
    """Returns whom a party of a sentence acts for; None for the media, and for persons who act for nobody known."""
    if party.appearance is not None:
        person = party.appearance.person
        if person.country is not None and (person.organisation is None or person.organisation.inferred):
            return PartySaid(name=reading.naming.country_name(person.country), country=person.country)
        if person.organisation is None:
            return None
        body = person.organisation
        return PartySaid(name=body.name, id=body.id, country=body.country)
    mention = party.mention
    if mention is None or reading.is_medium(mention):
        return None
    return PartySaid(name=mention.name, id=mention.id, country=mention.country)


def side_features(reading: Reading, draft: Draft, side: Side, rule: set[str]) -> frozenset[str]:
    """Returns the features of one who may agree on a document."""
    party, units, where = side.party, side.sentence.units, side.where
    found = {f"where:{where}", f"status:{draft.status}"}
    mention = party.mention
    kind = "person" if party.appearance is not None else mention.kind if mention is not None else ""
    found.add(f"kind:{kind}")
    if mention is not None:
        found |= {
            feature for feature, holds in (("by-adjective", mention.by_adjective), ("place", mention.is_place)) if holds
        }
        if not mention.proper:
            found.add("common")
        if mention.body:
            found.add("body-of-state")
    country = side.said.country
    found.add("home" if country == reading.home else "abroad" if country else "no-state")
    if side.said.name in rule and where == "own":
        found.add("rule:party")
    for distance in (1, 2):
        for name, place in (("before", party.first - distance), ("after", party.last - 1 + distance)):
            if 0 <= place < len(units):
                found.update(f"{name}{distance}:{group}" for group in units[place].classes & _BESIDE)
    for unit in units[party.first : party.last]:
        for sense in unit.senses:
            found.update(f"case:{part}" for part in sense.feature.split(",") if part)
    signs = side.sentence.places("sign", "signing", "adopt")
    if signs:
        nearest = min(signs, key=lambda place: abs(place - party.first))
        found.add(
            f"{where}:signs-{'after' if nearest > party.first else 'before'}{how_far(abs(nearest - party.first))}"
        )
        found.add(f"{where}:signs")
    if where == "own":
        found.update(_to_paper(draft, side))
    number = len(reading.parties(side.sentence))
    found.add(f"{where}:parties-{min(4, number)}")
    found |= {f"{kind}&{feature}" for feature in found if not feature.startswith("kind:")}
    found |= {
        f"{draft.agreement_type}:{feature}" for feature in (kind, f"{kind}&home", f"{kind}&abroad") if feature in found
    }
    found.add(f"{draft.agreement_type}:{kind}")
    return frozenset(found)


def _to_paper(draft: Draft, side: Side) -> Iterator[str]:
    """Yields how a party lies to the document's noun in the same sentence."""
    units, party = draft.sentence.units, side.party
    if side.sentence is not draft.sentence:
        return
    if draft.start <= party.start < draft.end:
        yield "inside-name"
    if any(unit.has("between") for unit in units[max(0, party.first - 14) : party.first]):
        yield "after-between"
    side_of = "before" if party.first < draft.at else "after"
    yield f"paper-{'after' if side_of == 'before' else 'before'}:{how_far(abs(party.first - draft.at))}"
    low, high = sorted((party.first, draft.at))
    if any(unit.has("semicolon", "colon") for unit in units[low:high]):
        yield "paper:apart"


def _between(units: Sequence[Unit], one: int, other: int) -> int:
    """Returns the number of units between two places of the text."""
    return sum(1 for unit in units if min(one, other) <= unit.start < max(one, other))


def date_features(
    reading: Reading, draft: Draft, dated: Dated | None, where: str, rule: Dated | None
) -> frozenset[str]:
    """Returns the features of a date that may be the document's; without a date, of the day of the text."""
    found = {f"where:{where}", f"status:{draft.status}", f"where:{where}&{draft.status}"}
    if dated is None:
        return frozenset(found)
    found |= {f"date:{dated.rule}", f"long:{len(dated.value or '')}"}
    if dated.start == draft.sentence.start:
        found.add("date:opens")
    if rule is dated:
        found.add("rule:date")
    units = draft.sentence.units
    if where == "own":
        found.add(f"distance:{how_far(_between(units, dated.start, draft.start))}")
        found.add("before" if dated.start < draft.start else "after")
    signs = [unit for unit in units if unit.has("sign", "signing", "adopt")]
    if signs:
        nearest = min(signs, key=lambda unit: abs(unit.start - dated.start))
        found.add(f"sign:{how_far(_between(units, dated.start, nearest.start))}")
    published = reading.page.published
    if published and dated.value:
        same = dated.value[: len(published)] == published[: len(dated.value)]
        found.add("date:published" if same else "date:older" if dated.value < published else "date:newer")
    if reading.is_dateline(dated):
        found.add("date:dateline")
    before = [unit for unit in units if unit.end <= dated.start][-2:]
    for distance, unit in enumerate(reversed(before), 1):
        found.update(f"before{distance}:{group}" for group in unit.classes & (_BESIDE | {"since", "until", "up_to"}))
    found |= {f"{draft.status}&{feature}" for feature in found}
    return frozenset(found)
