"""Finds the ids of people, organisations and projects that mean the same thing, from all claims."""

import json
from collections.abc import Iterable, Mapping, Set
from typing import Any

from sqlalchemy import Connection, select

from app.records.identity import Sameness
from app.registry import load_registry
from app.resolve.facts import pick_canonical
from app.resolve.groups import Pair, group
from app.resolve.likeness import FINDERS
from app.resolve.things import Post, Thing
from app.store.identity import Identities, Same, decided
from app.store.write import CLAIM, DOCUMENT


def find_things(connection: Connection, identities: Identities) -> tuple[Same, list[tuple[str, Pair]]]:
    """Returns the canonical id and reason of each merged id, and the pairs that a person should review."""
    found: Same = {}
    candidates: list[tuple[str, Pair]] = []
    for kind, finder in FINDERS.items():
        things = _things(connection, kind, identities)
        same, unsure = finder(list(things.values()))
        by_hand = decided(connection, kind)
        parted = {key for key, verdict in by_hand.items() if verdict == Sameness.DIFFERENT}
        by_people = [Pair(*key, "decided by a person") for key, verdict in by_hand.items() if verdict == Sameness.SAME]
        # Decisions are grouped first, so that no rule can get in their way.
        sets = group(by_people, apart=parted)
        joined = [Pair.of(min(members), id_, reason) for members in sets for id_, reason in members.items()]
        rank = {id_: (not thing.known, not thing.is_full) for id_, thing in things.items()}
        for members in group([*same, *(p for p in joined if p.one != p.other)], apart=parted):
            there = [id_ for id_ in members if id_ in things]
            if len(there) < 2:
                continue
            canonical = pick_canonical(there, rank)
            found |= {(kind, id_): (canonical, why) for id_, why in members.items() if id_ != canonical}
        candidates += [(kind, pair) for pair in _open(found, kind, unsure, by_hand.keys())]
    return found, candidates


def _open(found: Same, kind: str, unsure: Iterable[Pair], by_hand: Set[tuple[str, str]]) -> list[Pair]:
    """Returns each pair that no person has decided about, once, with the ids that it means after merges."""
    pairs: dict[tuple[str, str], Pair] = {}
    for pair in unsure:
        one, other = (_means(found, kind, id_) for id_ in pair.key)
        if one != other and not {pair.key, Pair.of(one, other).key} & by_hand:
            now = Pair.of(one, other, pair.reason)
            pairs.setdefault(now.key, now)
    return list(pairs.values())


def _means(found: Same, kind: str, id_: str) -> str:
    return found.get((kind, id_), (id_, ""))[0]


def _things(connection: Connection, kind: str, identities: Identities) -> dict[str, Thing]:
    """Returns the things of a kind by id, each with all names, countries and posts that claims give it."""
    registry = load_registry()
    registered = {
        "organisation": registry.organisations.keys(),
        "project": registry.projects.keys(),
        "person": registry.people.keys(),
    }
    things: dict[str, Thing] = {}
    claims = (
        select(CLAIM.c.said_id, CLAIM.c.document_id, CLAIM.c.body, DOCUMENT.c.published_first)
        .join(DOCUMENT, DOCUMENT.c.id == CLAIM.c.document_id)
        .where(CLAIM.c.kind == kind)
    )
    for said_id, document_id, body, published in connection.execute(claims):
        id_ = identities.apart.get((kind, said_id, document_id), said_id)
        thing = things.setdefault(id_, Thing(id_, known=id_ in registered[kind]))
        _add(thing, json.loads(body), published)
    return things


def _add(thing: Thing, said: Mapping[str, Any], published: Any) -> None:
    for name in [{"text": said["name"]}, *said.get("names", [])]:
        (thing.acronyms if name.get("kind") == "acronym" else thing.names).add(name["text"])
    if "acronym" in said:
        thing.acronyms.add(said["acronym"])
    thing.countries.update([said["country"]] if "country" in said else said.get("countries", []))
    thing.organisations.update(part["id"] for part in said.get("organisations", []) if part.get("id") is not None)
    if "position" in said:
        organisation = said.get("organisation") or {}
        thing.posts.add(Post(said["position"], organisation.get("id"), said.get("country"), published))
