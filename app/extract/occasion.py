"""When and where an encounter takes place: the days and places that the text names, ranked by learned scores."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.extract.dates import WEAK
from app.extract.encounter import TRIGGERS, Encounter, Scene, bucket
from app.extract.reading import Reading
from app.extract.units import Sentence, Unit

# Dates that are no day of a meeting: a span of years, or a bare number that may be part of a name.
_NO_DAYS = (WEAK - {"date.weekday"}) | {"date.years"}
# Candidates are in the sentences that name the actors, beside them, or in the first sentences of the text.
_BESIDE = 1
_LEAD = 3
_NEAR = 6
_SUPPORT = ("took_place", "took_part", "hand_over", "said", "planned", "earlier")


@dataclass(frozen=True)
class Day:
    """A day that may be the encounter's: its EDTF value with the stretch and the rule that it is read by."""

    value: str
    start: int
    end: int
    rule: str
    inferred: bool
    features: frozenset[str]
    of_page: bool = False


@dataclass(frozen=True)
class Place:
    """A city or a state that may be where the encounter is."""

    city: str | None
    country: str
    start: int
    end: int
    features: frozenset[str]
    of_page: bool = False


def near(reading: Reading, encounter: Encounter) -> list[int]:
    """Returns the numbers of the sentences that may say when and where: the encounter's, those beside, the first."""
    beside = {place + step for place in encounter.places for step in range(-_BESIDE, _BESIDE + 1)}
    return sorted(place for place in beside.union(range(_LEAD)) if 0 <= place < len(reading.text.all))


def days(scene: Scene, encounter: Encounter) -> list[Day]:
    """Returns the days that may be the encounter's, and the text's own."""
    reading = scene.reading
    found = [day for place in near(reading, encounter) for day in _days(scene, encounter, place)]
    published = reading.page.published
    if published is not None:
        source = next((e for e in reading.page.evidence if e.field == "published"), None)
        others = {f"beside:{feature}" for day in found for feature in day.features if feature.startswith("where")}
        features = {"published", f"others:{bucket(len(found))}", f"length:{len(published)}", *others}
        features |= _of(scene, encounter)
        if source is not None:
            found.append(Day(published, source.start, source.end, source.rule, True, frozenset(features), of_page=True))
    return found


def _days(scene: Scene, encounter: Encounter, place: int) -> Iterator[Day]:
    reading, sentence = scene.reading, scene.reading.text.all[place]
    where = _where(encounter, place)
    for dated in reading.dates(sentence):
        if dated.rule in _NO_DAYS or dated.value is None or reading.is_dateline(dated):
            continue
        units = sentence.units
        at = next(at for at, unit in enumerate(units) if unit.start >= dated.start)
        features = {f"where:{where}", f"rule:{dated.rule}", f"length:{len(dated.value)}"}
        features |= {f"age:{_age(reading, dated.value)}", f"age-where:{_age(reading, dated.value)}|{where}"}
        features |= {f"near:{group}" for group in _groups_near(units, at)}
        features |= {f"in:{group}" for group in scene.groups(place) if group in (*TRIGGERS, *_SUPPORT)}
        features |= {f"first:{at < 3}", f"lead:{min(place, _LEAD)}", *(f"{where} {x}" for x in _of(scene, encounter))}
        yield Day(dated.value, dated.start, dated.end, dated.rule, dated.inferred, frozenset(features))


def _of(scene: Scene, encounter: Encounter) -> set[str]:
    """Returns the word groups of the encounter's main sentence."""
    return {f"main:{group}" for group in scene.groups(encounter.main) if group in (*TRIGGERS, *_SUPPORT)}


def _where(encounter: Encounter, place: int) -> str:
    """Returns where a sentence is, seen from an encounter: in it, before it, after it, or in the lead."""
    if place == encounter.main:
        return "main"
    if place in encounter.places:
        return "own"
    nearest = min(encounter.places, key=lambda own: (abs(own - place), own))
    return "before" if place == nearest - 1 else "after" if place == nearest + 1 else "lead"


def _age(reading: Reading, value: str) -> str:
    """Returns whether a date is before, the same as, or after the text's own; by month or year if one has no day."""
    published = reading.page.published
    if published is None:
        return "unknown"
    length = min(len(value.partition("/")[0]), len(published.partition("/")[0]))
    one, other = value[:length], published[:length]
    if one == other:
        return "same"
    if length == len("2026-11-30"):
        days = (date.fromisoformat(other) - date.fromisoformat(one)).days
        return ("past-far" if days > 31 else "past") if days > 0 else "future"
    return "past-far" if one < other else "future"


def _groups_near(units: list[Unit], at: int) -> set[str]:
    beside = units[max(0, at - _NEAR) : at + _NEAR]
    return {group for unit in beside for group in unit.classes if group in (*TRIGGERS, *_SUPPORT)}


def locations(scene: Scene, encounter: Encounter) -> list[Place]:
    """Returns the cities and states that may be where the encounter is, the dateline's among them."""
    reading = scene.reading
    found = [one for place in near(reading, encounter) for one in _places(scene, encounter, place)]
    page = reading.page
    if page.country is not None:
        source = next(e for e in page.evidence if e.field == "country")
        others = {f"beside:{f}" for each in found for f in each.features if f.startswith("shape")}
        features = {"dateline", f"others:{bucket(len(found))}", *others, *_of(scene, encounter)}
        features |= {f"home:{page.country == reading.home}", *_hosts(encounter, page.country)}
        found.append(Place(page.city, page.country, source.start, source.end, frozenset(features), of_page=True))
    return found


def _places(scene: Scene, encounter: Encounter, place: int) -> Iterator[Place]:
    reading, sentence = scene.reading, scene.reading.text.all[place]
    where = _where(encounter, place)
    taken = [(p.first, p.last) for p in reading.phrases(sentence) if p.appearance is not None]
    for at, unit in enumerate(sentence.units):
        named = _named(reading, unit)
        if named is None or unit.in_speech or any(first <= at < last for first, last in taken):
            continue
        city, country = named
        shape = "city" if city is not None else "state"
        features = {f"shape:{shape}", f"where:{where}", f"{shape}:{where}", f"lead:{min(place, _LEAD)}"}
        features |= {f"{shape} {feature}" for feature in _in_sentence(sentence, at)}
        features |= {f"near:{group}" for group in _groups_near(sentence.units, at)}
        features |= {f"home:{country == reading.home}", f"dateline:{country == reading.page.country}"}
        features |= {f"same-city:{city == reading.page.city}"} if city is not None else set()
        features |= {f"quoted:{bool(unit.quoted)}", *_hosts(encounter, country)}
        features |= {f"{shape} {x}" for x in _of(scene, encounter)}
        yield Place(city, country, unit.start, unit.end, frozenset(features))


def _named(reading: Reading, unit: Unit) -> tuple[str | None, str] | None:
    """Returns the city and the state of a unit that names a city, or a state and no city."""
    if not unit.capital:
        return None
    if unit.has("city"):
        known = reading.registry.places[str(unit.value("city"))]
        return reading.naming.shown(known.names, unit.text), known.countries[0]
    code = unit.value("country")
    return None if code is None else (None, code)


def _in_sentence(sentence: Sentence, at: int) -> set[str]:
    """Returns the features of a place in its sentence: its case, the words beside it, whether it is first."""
    units = sentence.units
    features = {f"case:{case}" for case in units[at].features("city", "country")}
    before = units[at - 1] if at > 0 else None
    if before is not None:
        features |= {f"after:{group}" for group in before.classes if group in _PLACING}
    after = units[at + 1] if at + 1 < len(units) else None
    if after is not None:
        features |= {f"then:{group}" for group in after.classes if group in _PLACING}
    return features | {f"begins:{at == 0}"}


_PLACING = frozenset(
    "in_country preposition title_link for_purpose since until from_giver with_word dash comma dot open close quote "
    "organisation_head position body_head city country area region visited office office_head".split()
)


def _hosts(encounter: Encounter, country: str) -> set[str]:
    """Returns whether actors of the encounter act for a state, and whether all do."""
    states = [actor.state for actor in encounter.actors]
    return {f"hosts:{bucket(states.count(country))}", f"all-of:{set(states) <= {country}}"}
