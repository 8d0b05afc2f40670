"""After a load: finds what several documents tell of one thing or one fact, and writes only what that changes.

All of it is found anew from all that stands, so neither the order of the loads nor what was found before makes a
difference; what people decided stands above what rules find (docs/same-facts.md).
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, tuple_, update

from app.records import KINDS, METADATA
from app.records.identity import Sameness
from app.records.values import days, print_amount
from app.registry import load_registry
from app.resolve.facts import Encounter, Sum, Text, same_encounters, same_sums, standing, told_differently, versions
from app.resolve.groups import Pair, group
from app.resolve.likeness import FINDERS
from app.resolve.things import Post, Thing
from app.store.difference import Changed, Plan, apply, keyed, standing_rows
from app.store.fold import Row, table_of
from app.store.identity import DECISION, SAME_AS, Identities, read_identities
from app.store.write import CLAIM, DOCUMENT, EVIDENCE, batches, document_row, plan_records, told_of

CANDIDATE, CONFLICT = METADATA.tables["candidate"], METADATA.tables["conflict"]
MEETING, FUNDING = (table_of(KINDS[kind].table) for kind in ("meeting", "funding"))
# Fields of one fact that records may tell differently.
COMPARED = {"meeting": ("date", "country", "status"), "funding": ("amount", "kind", "instrument", "date")}
Same = dict[tuple[str, str], tuple[str, str]]


def relate(connection: Connection) -> list[Changed]:
    """Merges what is one thing, links what is one fact; returns which records that changed.

    The connection must be one of `writing`.
    """
    identities = read_identities(connection)
    things, candidates = _find_things(connection, identities)
    changed = _merge(connection, replace(identities, canonical={key: to for key, (to, _) in things.items()}), things)
    texts = _texts(connection)
    facts = _find_versions(texts)
    for text in tuple(texts.values()):
        if ("document", text.id) in facts:
            texts[text.id] = replace(text, group=facts["document", text.id][0])
    sums, encounters = _sums(connection, texts), _encounters(connection, texts)
    facts |= _find_facts(connection, sums, encounters)
    changed += _link(connection, identities, {**things, **facts})
    _replace(connection, CANDIDATE, [{"kind": kind, **_columns(pair)} for kind, pair in candidates])
    _replace(connection, CONFLICT, list(_conflicts(connection)))
    return changed


def _columns(pair: Pair) -> Row:
    return {"one": pair.one, "other": pair.other, "reason": pair.reason}


# --- things: people, bodies, projects ------------------------------------------------------------------------


def _find_things(connection: Connection, identities: Identities) -> tuple[Same, list[tuple[str, Pair]]]:
    """Returns what each id of a thing is merged into, with the reason, and the pairs that a person should look at."""
    found: Same = {}
    candidates: list[tuple[str, Pair]] = []
    for kind, finder in FINDERS.items():
        things = _things(connection, kind, identities)
        same, unsure = finder(list(things.values()))
        decided = _decided(connection, kind)
        parted = {key for key, verdict in decided.items() if verdict == Sameness.DIFFERENT}
        by_people = [Pair(*key, "decided by a person") for key, verdict in decided.items() if verdict == Sameness.SAME]
        # Decisions come first, so that no rule is in their way.
        sets = group(by_people, apart=parted)
        joined = [Pair.of(min(members), id_, reason) for members in sets for id_, reason in members.items()]
        rank = {id_: (not thing.known,) for id_, thing in things.items()}
        for members in group([*same, *(p for p in joined if p.one != p.other)], apart=parted):
            there = [id_ for id_ in members if id_ in things]
            if len(there) < 2:
                continue
            canonical = standing(there, rank)
            found |= {(kind, id_): (canonical, why) for id_, why in members.items() if id_ != canonical}
        open_ = (p for p in unsure if p.key not in decided)
        candidates += [(kind, p) for p in open_ if _means(found, kind, p.one) != _means(found, kind, p.other)]
    return found, candidates


def _means(found: Same, kind: str, id_: str) -> str:
    return found.get((kind, id_), (id_, ""))[0]


def _decided(connection: Connection, kind: str) -> dict[tuple[str, str], str]:
    """Returns what people decided of pairs of ids; of two decisions the later one holds."""
    rows = connection.execute(
        select(DECISION.c.one, DECISION.c.other, DECISION.c.verdict)
        .where(DECISION.c.kind == kind)
        .order_by(DECISION.c.id)
    )
    return {(min(one, other), max(one, other)): verdict for one, other, verdict in rows}


def _things(connection: Connection, kind: str, identities: Identities) -> dict[str, Thing]:
    """Returns all that is told under each id of a kind."""
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


def _merge(connection: Connection, identities: Identities, things: Same) -> list[Changed]:
    """Makes every claim belong to the record that its id means now; what refers to one follows."""
    plan = Plan()
    moved: dict[str, dict[str, None]] = defaultdict(dict)
    for row in connection.execute(select(CLAIM).where(CLAIM.c.kind.in_(FINDERS))).mappings():
        now = identities.of(row["kind"], row["said_id"], row["document_id"])
        if now == row["record_id"]:
            continue
        moved[row["kind"]] |= {row["record_id"]: None, now: None}
        for table in (CLAIM, EVIDENCE):
            keys = ("document_id", "kind", "said_id")
            own = (table.c[name] == row[name] for name in keys)
            connection.execute(update(table).where(*own).values(record_id=now))
    if not moved:
        return []
    plan.merged = {key: to for key, (to, _) in things.items()}
    _plan(connection, plan, _referring(connection, moved), identities)
    return apply(connection, plan)


def _referring(connection: Connection, moved: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """Returns the ids, by kind, of the records that moved and of all that refer to one of them."""
    touched: dict[str, set[str]] = defaultdict(set, {kind: set(ids) for kind, ids in moved.items()})
    for kind in KINDS.values():
        own = table_of(kind.table)
        tables: list[tuple[Table, str]] = [(own, "id"), *((table_of(li.table), f"{kind.name}_id") for li in kind.links)]
        for table, owner in tables:
            for column in table.columns:
                target = next((key.column.table.name for key in column.foreign_keys), None)
                if column.name == owner or target is None or target not in moved:
                    continue
                for some in batches(moved[target]):
                    found = connection.scalars(select(table.c[owner]).where(column.in_(some)))
                    touched[kind.name].update(found)
    return touched


def _plan(connection: Connection, plan: Plan, touched: Mapping[str, Iterable[str]], identities: Identities) -> None:
    """Plans the records of the ids as their claims and identities make them now."""
    for kind in KINDS:
        ids = set(touched.get(kind, ()))
        if kind == "document":
            for some in batches(ids):
                rows = standing_rows(connection, DOCUMENT, DOCUMENT.c.id.in_(some))
                for key, row in rows.items():
                    plan.before[kind, row["id"]][DOCUMENT][key] = row
                    plan.after[kind, row["id"]][DOCUMENT][key] = document_row(row, identities)
        elif ids:
            claims = told_of(connection, kind, ids, identities=identities)
            plan_records(connection, plan, kind, claims, identities=identities)


# --- facts: versions of a text, sums, encounters --------------------------------------------------------------


def _texts(connection: Connection) -> dict[str, Text]:
    anchors: dict[str, set[str]] = defaultdict(set)
    told = select(CLAIM.c.document_id, CLAIM.c.kind, CLAIM.c.record_id).where(CLAIM.c.kind.in_(FINDERS))
    for document_id, kind, record_id in connection.execute(told):
        anchors[document_id].add(f"{kind} {record_id}")
    money = select(FUNDING.c.document_id, FUNDING.c.amount, FUNDING.c.currency).where(FUNDING.c.amount.is_not(None))
    for document_id, amount, currency in connection.execute(money):
        anchors[document_id].add(f"{print_amount(amount)} {currency}")
    columns = (DOCUMENT.c.id, DOCUMENT.c.language, DOCUMENT.c.published_first, DOCUMENT.c.publisher_id)
    return {
        id_: Text(id_, language, published, publisher, frozenset(anchors[id_]))
        for id_, language, published, publisher in connection.execute(select(*columns))
    }


def _find_versions(texts: Mapping[str, Text]) -> Same:
    """Returns the group of each text that is one of several versions, with the reason."""
    languages = {text.id: f"{text.id} {text.language}" for text in texts.values()}
    return _grouped("document", group(versions(texts.values())), {id_: (id_,) for id_ in languages})


def _grouped(kind: str, sets: Iterable[Mapping[str, str]], rank: Mapping[str, tuple[object, ...]]) -> Same:
    found: Same = {}
    for members in sets:
        canonical = standing(members, rank)
        found |= {(kind, id_): (canonical, reason) for id_, reason in members.items()}
    return found


def _sums(connection: Connection, texts: Mapping[str, Text]) -> list[Sum]:
    states = _states(connection)
    equivalents: dict[str, set[tuple[Decimal, str]]] = defaultdict(set)
    others = METADATA.tables["funding_equivalent"]
    for id_, amount, currency in connection.execute(select(others.c.funding_id, others.c.amount, others.c.currency)):
        equivalents[id_].add((amount, currency))

    def party(row: Row, name: str) -> str | None:
        return states.get(row[f"{name}_id"] or "") or row[f"{name}_id"] or row[f"{name}_country"] or row[f"{name}_name"]

    return [
        Sum(
            row["id"],
            texts[row["document_id"]],
            frozenset({(row["amount"], row["currency"])} | equivalents[row["id"]]),
            row["usd_amount"],
            row["kind"],
            row["instrument"],
            row["period"],
            party(row, "provider"),
            party(row, "receiver"),
            row["project_id"] or row["project_name"],
        )
        for row in map(dict[str, Any], connection.execute(select(FUNDING).order_by(FUNDING.c.id)).mappings())
        if row["amount"] is not None
    ]


def _states(connection: Connection) -> dict[str, str]:
    """Returns the states of bodies that are of one."""
    table = METADATA.tables["organisation"]
    rows = connection.execute(select(table.c.id, table.c.country).where(table.c.country.is_not(None)))
    return dict(rows.all())


def _encounters(connection: Connection, texts: Mapping[str, Text]) -> list[Encounter]:
    people: dict[str, set[str]] = defaultdict(set)
    states: dict[str, set[str]] = defaultdict(set)
    table = METADATA.tables["meeting_participant"]
    for row in connection.execute(select(table)).mappings():
        if (who := row["person_id"] or row["organisation_id"]) is not None:
            people[row["meeting_id"]].add(who)
        if row["country"] is not None:
            states[row["meeting_id"]].add(row["country"])
    columns = (MEETING.c[name] for name in ("id", "document_id", "meeting_type", "date_first", "date_last"))
    return [
        Encounter(id_, texts[document], type_, first, last, frozenset(people[id_]), frozenset(states[id_]))
        for id_, document, type_, first, last in connection.execute(select(*columns).order_by(MEETING.c.id))
    ]


def _find_facts(connection: Connection, sums: Sequence[Sum], encounters: Sequence[Encounter]) -> Same:
    """Returns the record that stands for each sum and encounter that several texts tell, with the reason."""
    found: Same = {}
    paired = list(same_sums(sums))
    pairs: dict[str, list[Pair]] = {
        "funding": [*paired, *told_differently(sums, paired)],
        "meeting": list(same_encounters(encounters)),
    }
    texts = {"funding": {s.id: s.text.id for s in sums}, "meeting": {e.id: e.text.id for e in encounters}}
    for kind, of_kind in pairs.items():
        decided = _decided(connection, kind)
        parted = {key for key, verdict in decided.items() if verdict == Sameness.DIFFERENT}
        of_kind += [
            Pair(*key, "decided by a person")
            for key, verdict in decided.items()
            if verdict == Sameness.SAME and set(key) <= texts[kind].keys()
        ]
        ranks = _RANKS[kind](connection, {id_ for pair in of_kind for id_ in pair.key})
        found |= _grouped(kind, group(of_kind, apart=parted, owners=texts[kind]), ranks)
    return found


def _rank(kind: str, *first: Callable[[Row], object]) -> Callable[[Connection, Iterable[str]], dict[str, Any]]:
    """Returns what puts records of one fact in order: of the best of them the others are versions."""
    table = table_of(KINDS[kind].table)
    columns = select(table, DOCUMENT.c.official, DOCUMENT.c.published_first.label("published"))
    joined = columns.join(DOCUMENT, DOCUMENT.c.id == table.c.document_id)

    def ranks(connection: Connection, ids: Iterable[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for some in batches(ids):
            for row in connection.execute(joined.where(table.c.id.in_(some))).mappings():
                published = row["published"]
                found[row["id"]] = (
                    *(part(dict(row)) for part in first),
                    -(row["quality_completeness"] or 0),
                    row["official"] is not True,
                    (published is None, str(published)),
                )
        return found

    return ranks


_RANKS = {
    # A sum that its text says not to count stands for none that may be counted.
    "funding": _rank("funding", lambda row: row["not_countable"] not in (None, "duplicate")),
    "meeting": _rank("meeting", lambda row: row["focus"] != "reported", lambda row: row["status"] != "held"),
}


def _link(connection: Connection, identities: Identities, same: Same) -> list[Changed]:
    """Writes which records are one, and those that this changes."""
    columns = select(SAME_AS.c.kind, SAME_AS.c.id, SAME_AS.c.canonical_id, SAME_AS.c.reason)
    before = {(kind, id_): (canonical, reason) for kind, id_, canonical, reason in connection.execute(columns)}
    now = replace(identities, canonical={key: to for key, (to, _) in same.items()})
    differ = {key for key in {*before, *same} if before.get(key, ("",))[0] != same.get(key, ("",))[0]}
    _replace(
        connection,
        SAME_AS,
        [{"kind": kind, "id": id_, "canonical_id": to, "reason": why} for (kind, id_), (to, why) in same.items()],
    )
    touched: dict[str, set[str]] = defaultdict(set)
    for kind, id_ in differ:
        if not KINDS[kind].merges:
            # The whole set is told anew: who belongs to it is served in every record of it.
            ends = {end for end, _ in (before.get((kind, id_), ("", "")), same.get((kind, id_), ("", "")))}
            touched[kind] |= {id_} | {other for (of, other), (to, _) in same.items() if of == kind and to in ends}
    for some in batches(touched.get("document", ())):
        for kind, record_id in connection.execute(
            select(CLAIM.c.kind, CLAIM.c.record_id).where(CLAIM.c.document_id.in_(some))
        ):
            touched[kind].add(record_id)
    if not touched:
        return []
    plan = Plan()
    plan.retold = {(kind, id_) for kind in ("meeting", "funding") for id_ in touched.get(kind, ())}
    _plan(connection, plan, touched, now)
    return apply(connection, plan)


def _conflicts(connection: Connection) -> Iterator[Row]:
    """Yields what records of one fact tell differently: each field with each record's value."""
    for kind, fields in COMPARED.items():
        table = table_of(KINDS[kind].table)
        sets: dict[str, list[Row]] = defaultdict(list)
        for told_row in connection.execute(select(table).where(table.c.canonical_id.is_not(None))).mappings():
            sets[told_row["canonical_id"]].append(dict(told_row))
        for canonical_id, rows in sorted(sets.items()):
            for field in fields:
                told = [(row, value) for row in rows if (value := _value(row, field)) is not None]
                if _differ(field, [value for _, value in told]):
                    for row, value in told:
                        owner = {"kind": kind, "canonical_id": canonical_id, "record_id": row["id"]}
                        yield {**owner, "field": field, "document_id": row["document_id"], "value": value}


def _value(row: Row, field: str) -> str | None:
    value = row[field]
    if value is None or value == "unspecified":
        return None
    return f"{print_amount(value)} {row['currency']}" if field == "amount" else str(value)


def _differ(field: str, values: Sequence[str]) -> bool:
    """Whether values contradict each other: sums of one currency, dates without a common day, other words."""
    if field == "amount":
        by_currency: dict[str, set[str]] = defaultdict(set)
        for value in values:
            by_currency[value[-3:]].add(value)
        return any(len(told) > 1 for told in by_currency.values())
    if field == "date":
        spans = [days(value) for value in values]
        return bool(spans) and max(first for first, _ in spans) > min(last for _, last in spans)
    return len(set(values)) > 1


def _replace(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Makes a table hold just these rows; those that stand already are left alone."""
    wanted = keyed(table, rows)
    standing_now = standing_rows(connection, table, table.c.kind.is_not(None))
    gone = [key for key, row in standing_now.items() if row != wanted.get(key)]
    fresh = [row for key, row in wanted.items() if row != standing_now.get(key)]
    columns = list(table.primary_key)
    for at in range(0, len(gone), 500):
        some = gone[at : at + 500]
        connection.execute(delete(table).where(tuple_(*columns).in_(some)))
    if fresh:
        connection.execute(insert(table), fresh)
