"""Finds ids of people, organisations and projects that mean the same, comparing names that share a key."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, product
from typing import TypeVar

from app.resolve.groups import Pair
from app.resolve.organisations import OrganisationName, organisation_keys, same_organisation
from app.resolve.people import PersonName, same_person, skeleton_keys
from app.resolve.projects import ProjectName, project_keys, same_project
from app.resolve.things import Thing
from app.resolve.verdict import Answer, Verdict

# The most posts of a person that are compared: further ones add nothing.
MOST_POSTS = 6
# Pairs that are the same, and pairs that a person should review.
Found = tuple[list[Pair], list[Pair]]
Name = TypeVar("Name")
_ORDER = (Answer.KNOWN, Answer.UNSURE, Answer.NEW)


def find_people(things: Sequence[Thing]) -> Found:
    """Returns the pairs of ids that mean one person, and the pairs that may."""
    return _find(things, _person_names, skeleton_keys, same_person, _by_posts)


def find_organisations(things: Sequence[Thing]) -> Found:
    """Returns the pairs of ids that mean one organisation, and the pairs that may."""
    return _find(things, _organisation_names, organisation_keys, same_organisation)


def find_projects(things: Sequence[Thing]) -> Found:
    """Returns the pairs of ids that mean one project, and the pairs that may."""
    return _find(things, _project_names, project_keys, same_project)


FINDERS: dict[str, Callable[[Sequence[Thing]], Found]] = {
    "person": find_people,
    "organisation": find_organisations,
    "project": find_projects,
}


def _find(
    things: Sequence[Thing],
    names_of: Callable[[Thing], list[Name]],
    keys_of: Callable[[Name], Iterable[str]],
    same: Callable[[Name, Name], Verdict],
    settle: Callable[[Thing, Thing, Name, Name], Verdict] | None = None,
) -> Found:
    """Compares all names of things that share a key; `settle` decides where the best pair of names is unsure."""
    names = {thing.id: names_of(thing) for thing in things}
    blocks: dict[str, dict[str, Thing]] = defaultdict(dict)
    for thing in things:
        for name in names[thing.id]:
            for key in keys_of(name):
                blocks[key][thing.id] = thing
    pairs = {Pair.of(*two).key: two for block in blocks.values() for two in combinations(sorted(block), 2)}
    by_id = {thing.id: thing for thing in things}
    found: Found = ([], [])
    for first, second in sorted(pairs):
        one, other = by_id[first], by_id[second]
        if one.known and other.known:
            continue
        verdicts = [(same(*two), two) for two in product(names[one.id], names[other.id])]
        verdict, two = min(verdicts, key=lambda each: _ORDER.index(each[0].answer))
        if verdict.answer is Answer.UNSURE and settle is not None:
            verdict = min(verdict, settle(one, other, *two), key=lambda each: _ORDER.index(each.answer))
        if verdict.answer is not Answer.NEW:
            found[verdict.answer is Answer.UNSURE].append(Pair(first, second, verdict.reason))
    return found


def _person_names(thing: Thing) -> list[PersonName]:
    countries: list[str | None] = [*sorted(thing.countries)] if thing.countries else [None]
    return [PersonName(name, country=country) for name in sorted(thing.names) for country in countries]


def _by_posts(one: Thing, other: Thing, first: PersonName, second: PersonName) -> Verdict:
    """Returns the best verdict on two names, each with the posts that texts give the person."""
    titled = product(_with_posts(one, first), _with_posts(other, second))
    return min((same_person(*both) for both in titled), key=lambda verdict: _ORDER.index(verdict.answer))


def _with_posts(thing: Thing, name: PersonName) -> list[PersonName]:
    posts = sorted({(post.title, post.country or "") for post in thing.posts})[:MOST_POSTS]
    return [PersonName(name.text, title, country or name.country) for title, country in posts] or [name]


def _organisation_names(thing: Thing) -> list[OrganisationName]:
    id_ = thing.id if thing.known else None
    country, acronym = min(thing.countries, default=None), min(thing.acronyms, default=None)
    return [OrganisationName(name, id_, acronym, country) for name in sorted(thing.names | thing.acronyms)]


def _project_names(thing: Thing) -> list[ProjectName]:
    id_ = thing.id if thing.known else None
    acronym = min(thing.acronyms, default=None)
    funders, countries = frozenset(thing.organisations), frozenset(thing.countries)
    return [ProjectName(name, id_, acronym, funders, countries) for name in sorted(thing.names)]
