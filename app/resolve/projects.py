"""Decides whether two printed names mean one project; a name inside another only makes a candidate."""

from dataclasses import dataclass
from itertools import pairwise

from app.resolve.level import acronym_key, exact_keys, few, name_and_acronym, quoted, words
from app.resolve.verdict import Answer, Verdict, agree, agreements, of_ids


@dataclass(frozen=True)
class ProjectName:
    """A name as printed; `funders` are ids or names, `countries` alpha-2 codes, `id` the id in the registry."""

    text: str
    id: str | None = None
    acronym: str | None = None
    funders: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()


def same_project(one: ProjectName, other: ProjectName) -> Verdict:
    """Returns KNOWN for one project, NEW for two, UNSURE where a reviewer should look; the order does not matter."""
    by_id = of_ids(one.id, other.id)
    if by_id is not None:
        return by_id
    funder, country = _share(one.funders, other.funders), _share(one.countries, other.countries)
    beside = agreements(funder=funder, country=country)
    if not _proper(one).isdisjoint(_proper(other)):
        differs = funder is False or country is False
        return Verdict.of(Answer.UNSURE if differs else Answer.KNOWN, "equal names", *beside)
    if agree(acronym_key(one.text, one.acronym), acronym_key(other.text, other.acronym)):
        if funder or country:
            return Verdict.of(Answer.KNOWN, "equal acronyms", *beside)
        return Verdict.of(Answer.NEW if beside else Answer.UNSURE, "equal acronyms", *beside)
    if funder and country and _is_inside(one, other):
        return Verdict.of(Answer.UNSURE, "one name inside the other", *beside)
    return Verdict.of(Answer.NEW, "other names", *beside)


def project_keys(name: ProjectName) -> tuple[str, ...]:
    """Returns the keys of a name, sorted: names that are KNOWN or UNSURE to each other share at least one."""
    keys = {f"name:{' '.join(proper)[:200]}" for proper in _proper(name)}
    keys |= exact_keys(name.id, acronym_key(name.text, name.acronym))
    keys |= {f"pair:{first} {second}" for first, second in pairwise(_long(name))}
    return tuple(sorted(keys))


def _share(one: frozenset[str], other: frozenset[str]) -> bool | None:
    return not one.isdisjoint(other) if one and other else None


def _long(name: ProjectName) -> tuple[str, ...]:
    return few(words(name_and_acronym(name.text)[0]))


def _proper(name: ProjectName) -> set[tuple[str, ...]]:
    """Returns the whole name, and its quoted end without the head word ("Проект «Доступ к рынкам»")."""
    long = name_and_acronym(name.text)[0]
    return {proper for proper in (words(long), words(quoted(long) or "")) if proper}


def _is_inside(one: ProjectName, other: ProjectName) -> bool:
    """Whether all words of one name, at least two, are together in the other."""
    shorter, longer = sorted((_long(one), _long(other)), key=len)
    size = len(shorter)
    return size > 1 and any(longer[at : at + size] == shorter for at in range(len(longer) - size + 1))
