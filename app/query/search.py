"""The search over all kinds: the database looks up terms, and whole numbers below decide the order.

docs/search.md explains the order. The score of a record is the sum over the parts of the query of the best way in which
it has each part, plus WHOLE_NAME if the query is its whole name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field
from sqlalchemy import Connection, Engine, select, text

from app.database.terms import TABLE, Matching, matching, prepare
from app.errors import BadQuery, Message
from app.labels.languages import LANGUAGES
from app.query.pages import data_version
from app.query.parameters import LONGEST_TEXT, Parameters, many
from app.query.question import Part, Question, read_question
from app.query.snippets import Snippet, snippet
from app.query.titles import read_labels
from app.records import KINDS
from app.records.base import table_of
from app.records.document import Document

# What a part of the question is worth by where it is found and in which form: the letters of app/store/index.py.
WEIGHTS = {
    "nx": 40, "ns": 32, "nk": 25, "nd": 4,
    "tx": 30, "ts": 24,
    "fx": 16, "fs": 13, "fk": 11,
    "bx": 10, "bs": 8, "bk": 6,
}  # fmt: skip
WHOLE_NAME = 20
NEAR = WEIGHTS["nd"]


def _some_text(q: str) -> str:
    if not q.strip():
        raise ValueError(Message("give at least one word to look for"))
    return q.replace("\0", " ")


Asked = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT), AfterValidator(_some_text)]
KindName = Literal["document", "meeting", "project", "funding", "agreement", "organisation", "person"]


class SearchParameters(Parameters):
    """What may be asked of the search."""

    q: Asked = Field(
        description='Words, all of which must be there; "a phrase"; a beginning*; -without this. In any alphabet.'
    )
    type: many(KindName) = Field(default_factory=list, description="Only records of these kinds.")  # type: ignore[valid-type]
    limit: int = Field(default=5, ge=1, le=100, description="How many records of each kind are shown at most.")


class AutocompleteParameters(Parameters):
    """What may be asked of the completion."""

    q: Asked = Field(description="What was typed: whole words, and the beginning of the last one.")
    type: many(KindName) = Field(default_factory=list, description="Only records of these kinds.")  # type: ignore[valid-type]
    limit: int = Field(default=10, ge=1, le=50, description="How many names are shown at most.")


class Suggestion(BaseModel):
    """A record whose name begins so."""

    type: KindName = Field(description="The kind of record.")
    id: str
    label: str = Field(description="Its name.")
    url: str = Field(description="Where the record is served, as a path on this server.")


class Hit(Suggestion):
    """A record that was found."""

    label: str = Field(description="Its name or title; of a meeting who met, of a sum who gave what to whom.")
    day: str | None = Field(description="The first day of its date.")
    score: int = Field(description="How well it fits: docs/search.md says how it is counted.")
    near: bool = Field(description="It was found only by allowing for a wrong letter in a name.")
    snippet: Snippet


class Group(BaseModel):
    """What was found of one kind."""

    type: KindName = Field(description="The kind of record.")
    total: int = Field(description="How many records of the kind were found.")
    results: list[Hit] = Field(description="The best of them: by score, then the newest, then by id.")


@dataclass(frozen=True)
class Found:
    """An answer and the version of the data it is of."""

    data: list[Any]
    version: int


def search(engine: Engine, query: SearchParameters, *, language: str = LANGUAGES[0]) -> Found:
    """Returns the records that fit, by kind, the kind of the best first; raises BadQuery for a query without words."""
    question = read_question(query.q)
    with engine.connect() as connection:
        rows = _ranked(connection, question, kinds=query.type, limit=query.limit)
        bodies = _bodies(connection, [row.record_id for row in rows if row.kind == "document"])
        version = _version(connection)
    titles = _titles(engine, rows, language)
    groups: dict[str, Group] = {}
    for row in rows:
        group = groups.setdefault(row.kind, Group(type=row.kind, total=row.total, results=[]))
        searched = bodies.get(row.record_id, row.lines) if row.kind == "document" else row.lines
        hit = Hit(
            **_suggestion(row, titles),
            day=None if row.day is None else str(row.day),
            score=row.score,
            near=bool(row.near),
            snippet=snippet(question.parts, searched, title=row.lines, is_text=row.kind == "document"),
        )
        group.results.append(hit)
    order = list(KINDS)
    data = sorted(groups.values(), key=lambda group: (-group.results[0].score, order.index(group.type)))
    return Found(data, version)


def complete(engine: Engine, query: AutocompleteParameters, *, language: str = LANGUAGES[0]) -> Found:
    """Returns the records whose names have the words, the last one unfinished; of equals the shortest name first."""
    question = read_question(query.q, typing=True)
    with engine.connect() as connection:
        rows = _ranked(connection, question, kinds=query.type, limit=query.limit, typing=True)
        version = _version(connection)
    titles = _titles(engine, rows, language)
    return Found([Suggestion(**_suggestion(row, titles)) for row in rows], version)


def normalised(query: SearchParameters | AutocompleteParameters) -> dict[str, Any]:
    """Returns the normalised query."""
    given = query.model_dump(exclude_none=True, exclude_defaults=True) | {"q": query.q, "limit": query.limit}
    return dict(sorted({**given, **({"type": sorted(query.type)} if query.type else {})}.items()))


def find_ids(connection: Connection, q: str, *, kind: str, limit: int) -> list[str]:
    """Returns the ids of the records of a kind whose names fit, the best first; none for a query without words."""
    try:
        question = read_question(q, typing=True)
    except BadQuery:
        return []
    return [row.record_id for row in _ranked(connection, question, kinds=[kind], limit=limit, typing=True)]


def _suggestion(row: Any, titles: dict[tuple[str, str], str]) -> dict[str, Any]:
    label = titles.get((row.kind, row.record_id), row.label)
    url = f"/v1/{KINDS[row.kind].plural}/{row.record_id}"
    return {"type": row.kind, "id": row.record_id, "label": label, "url": url}


# --- the statement ----------------------------------------------------------------------------------------------


def _ranked(
    connection: Connection, question: Question, *, kinds: Sequence[str], limit: int, typing: bool = False
) -> list[Any]:
    """Returns the best rows of the index for a question, each kind's in order; while typing, of all kinds together.

    The rows that fit are made once; of each kind the first few are taken by ORDER BY and LIMIT, which for a word that
    is in every second text is several times as fast as numbering all rows by a window.
    """
    spelt = matching(connection.dialect.name)
    branches = list(_branches(question, spelt, classes="n" if typing else "ntfb"))
    *hits, whole = (
        f"SELECT {spelt.number} AS number, {weight} AS weight FROM {TABLE} WHERE {spelt.where(f'q{at}')}"
        for at, (weight, _) in enumerate(branches)
    )
    # A record has a part of the question in one of the ways: only of several parts is there something to add up.
    is_one = len(question.parts) == 1
    score, least, grouped = ("weight", "weight", "") if is_one else ("sum(weight)", "min(weight)", "GROUP BY number")
    shortest = "length(label), " if typing else ""
    order = f"score DESC, {shortest}day DESC NULLS LAST, kind {spelt.bytewise}, record_id {spelt.bytewise}"
    nearest = "(SELECT min(near) FROM totals WHERE kind = '{0}')"
    first = " UNION ALL ".join(
        "SELECT * FROM (SELECT * FROM fitting "
        f"WHERE kind = '{kind}' AND near = {nearest.format(kind)} ORDER BY {order} LIMIT :limit) AS of_{kind}"
        for kind in (kinds or KINDS)
    )
    statement = text(f"""
        WITH hit AS ({" UNION ALL ".join(hits)}),
        whole AS MATERIALIZED ({whole}),
        scored AS (
            SELECT number, {score} AS score, {least} AS least,
                CASE WHEN number IN (SELECT number FROM whole) THEN {WHOLE_NAME} ELSE 0 END AS more
            FROM hit {grouped}),
        fitting AS MATERIALIZED (
            SELECT kind, record_id, day, {"label," if typing else ""} scored.number AS number, score + more AS score,
                CASE WHEN least = {NEAR} THEN 1 ELSE 0 END AS near
            FROM scored JOIN {"search" if typing else spelt.narrow} ON search.number = scored.number),
        totals AS MATERIALIZED (SELECT kind, near, count(*) AS total FROM fitting GROUP BY kind, near),
        first AS ({first})
        SELECT first.kind, first.record_id, first.day, first.score, first.near, total, search.label, lines
        FROM first JOIN totals ON totals.kind = first.kind AND totals.near = first.near
        JOIN search ON search.number = first.number
    """)
    prepare(connection)
    binds = {f"q{at}": asked for at, (_, asked) in enumerate(branches)}
    rows = connection.execute(statement, {**binds, "limit": limit}).all()
    if not typing:
        return sorted(rows, key=lambda row: (row.kind, *_place(row)))
    # What is certain goes before what only sounds so, whatever its kind.
    return sorted(rows, key=lambda row: (row.near, -row.score, len(row.label), *_place(row), row.kind))[:limit]


def _place(row: Any) -> tuple[Any, ...]:
    """Returns what a row is sorted by within its kind, as the database does."""
    return -row.score, row.day is None, -_ordinal(row.day), row.record_id.encode()


def _ordinal(day: Any) -> int:
    # SQLite gives the text that it keeps.
    return 0 if day is None else date.fromisoformat(str(day)).toordinal()


def _branches(question: Question, spelt: Matching, *, classes: str) -> Iterator[tuple[int, str]]:
    """Yields weight and query for every way in which a record that fits may have a part, and no better one.

    The last is that of the whole name, which is counted beside the parts, and only where they are all there.
    """
    ways = [dict(_ways(part, spelt, classes)) for part in question.parts]
    anyhow = [spelt.any(list(of_part.values())) for of_part in ways]
    excluded = [spelt.any(list(dict(_ways(part, spelt, classes)).values())) for part in question.excluded]
    for at, of_part in enumerate(ways):
        others = anyhow[:at] + anyhow[at + 1 :]
        better: list[str] = []
        for way in sorted(of_part, key=lambda way: -WEIGHTS[way]):
            query = spelt.all([of_part[way], *others])
            yield WEIGHTS[way], _without(spelt, query, [*([spelt.any(better)] if better else []), *excluded])
            better.append(of_part[way])
    names = [f"{of}w{question.whole}" for of in classes if of in "nt"]
    begins = question.parts[-1].begins
    whole = spelt.any([spelt.beginning(name) if begins else spelt.term(name) for name in names])
    yield WHOLE_NAME, _without(spelt, spelt.all([whole, *anyhow]), excluded)


def _ways(part: Part, spelt: Matching, classes: str) -> Iterator[tuple[str, str]]:
    """Yields the ways in which a record may have a part of the question, each with its query."""
    one = spelt.beginning if part.begins else spelt.term
    for of in classes:
        if part.is_phrase:
            yield f"{of}x", spelt.phrase([f"{of}x{word}" for word in part.exact])
            continue
        yield f"{of}x", one(f"{of}x{part.exact[0]}")
        forms = {"s": part.stems, "k": part.sounds}
        if part.excluded:
            # What sounds alike may be another name: only the word in its forms is left out.
            del forms["k"]
        elif of == "n":
            forms["d"] = part.near
        for form, terms in forms.items():
            if terms and f"{of}{form}" in WEIGHTS:
                yield f"{of}{form}", spelt.any([one(f"{of}{form}{term}") for term in sorted(terms)])


def _without(spelt: Matching, query: str, excluded: Sequence[str]) -> str:
    for other in excluded:
        query = spelt.without(query, other)
    return query


# --- what is shown ----------------------------------------------------------------------------------------------


def _bodies(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    document = table_of(Document)
    if not ids:
        return {}
    rows = connection.execute(select(document.c.id, document.c.text).where(document.c.id.in_(ids)))
    return {row.id: row.text for row in rows}


def _titles(engine: Engine, rows: Sequence[Any], language: str) -> dict[tuple[str, str], str]:
    """Returns the titles of the records that were found, by kind and id."""
    wanted: dict[str, set[str]] = {}
    for row in rows:
        wanted.setdefault(row.kind, set()).add(row.record_id)
    return read_labels(engine, wanted, language)


def _version(connection: Connection) -> int:
    return int(connection.execute(select(data_version())).scalar_one())
