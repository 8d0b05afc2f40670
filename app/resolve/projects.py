"""Decides whether two printed names mean one project; a name inside another only makes a candidate."""

from dataclasses import dataclass
from itertools import pairwise

from app.resolve.level import few, name_and_acronym, quoted, words
from app.resolve.verdict import Answer, Verdict


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
    if one.id is not None and other.id is not None:
        return Verdict(*((Answer.KNOWN, "one registry id") if one.id == other.id else (Answer.NEW, "two registry ids")))
    funder, country = _share(one.funders, other.funders), _share(one.countries, other.countries)
    suffix = "".join(
        f"; {what} {'agrees' if share else 'differs'}"
        for what, share in (("funder", funder), ("country", country))
        if share is not None
    )
    if not _proper(one).isdisjoint(_proper(other)):
        differs = funder is False or country is False
        return Verdict(Answer.UNSURE if differs else Answer.KNOWN, f"equal names{suffix}")
    acronyms = _acronym(one), _acronym(other)
    if acronyms[0] is not None and acronyms[0] == acronyms[1]:
        if funder or country:
            return Verdict(Answer.KNOWN, f"equal acronyms{suffix}")
        return Verdict(Answer.NEW if suffix else Answer.UNSURE, f"equal acronyms{suffix}")
    if funder and country and _is_inside(one, other):
        return Verdict(Answer.UNSURE, f"one name inside the other{suffix}")
    return Verdict(Answer.NEW, f"other names{suffix}")


def project_keys(name: ProjectName) -> tuple[str, ...]:
    """Returns the keys of a name, sorted: names that are KNOWN or UNSURE to each other share at least one."""
    acronym, long = _acronym(name), _long(name)
    keys = {f"name:{' '.join(proper)[:200]}" for proper in _proper(name)}
    keys |= {f"id:{name.id}"} if name.id is not None else set()
    keys |= {f"acronym:{acronym}"} if acronym is not None else set()
    keys |= {f"pair:{first} {second}" for first, second in pairwise(long)}
    return tuple(sorted(keys))


def _share(one: frozenset[str], other: frozenset[str]) -> bool | None:
    return not one.isdisjoint(other) if one and other else None


def _long(name: ProjectName) -> tuple[str, ...]:
    return few(words(name_and_acronym(name.text)[0]))


def _proper(name: ProjectName) -> set[tuple[str, ...]]:
    """Returns the whole name, and its quoted end without the head word ("Проект «Доступ к рынкам»")."""
    long = name_and_acronym(name.text)[0]
    return {proper for proper in (words(long), words(quoted(long) or "")) if proper}


def _acronym(name: ProjectName) -> str | None:
    return "".join(words(name.acronym or name_and_acronym(name.text)[1] or "")) or None


def _is_inside(one: ProjectName, other: ProjectName) -> bool:
    """Whether all words of one name, at least two, are together in the other."""
    shorter, longer = sorted((_long(one), _long(other)), key=len)
    size = len(shorter)
    return size > 1 and any(longer[at : at + size] == shorter for at in range(len(longer) - size + 1))
