"""The one title of each record, and of each reference, in the requested language: `label` of all that is served.

People, organisations, projects and agreements are called by their names; a document by its headline or beginning; a
meeting by who takes part; a sum by its amount, who gives and who receives. The database makes the titles: the words of
codes, countries and cities are bound as JSON, so that one statement serves every language.
"""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any

import orjson
from sqlalchemy import (
    ColumnElement,
    Engine,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    select,
)

from app.database.dialect import GroupedDecimal, Joined, JsonMap, MapValue, sortable
from app.labels.codelists import TITLE, codelists, label_of
from app.labels.languages import LANGUAGES, number_signs, preferring, script_of
from app.query.links import belongs
from app.records import KINDS, Kind
from app.records.base import table_of
from app.records.codes import NameKind
from app.records.declare import refers_to
from app.records.evidence import Name
from app.records.meeting import MeetingParticipant

# Under these names the languages are bound, in their order.
_BOUND = ("lang", "second_lang", "third_lang")
# The codelists whose words titles need, bound under `<name>_labels`.
_CODELISTS = ("country", "city", "instrument", "meeting_type")
# A meeting is called by so many of its participants.
MOST_NAMED = 3


@cache
def in_language(language: str) -> Mapping[str, Any]:
    """Returns what a statement with labels binds, so that they are in a language."""
    order = preferring(language)
    thousands, decimals = number_signs(language)
    words = {f"{name}_labels": _words(name, language) for name in _CODELISTS}
    signs = {"thousands_sign": thousands, "decimal_sign": decimals, "script": script_of(language)}
    return {**dict(zip(_BOUND, (*order, order[-1]), strict=False)), **words, **signs}


def _words(codelist: str, language: str) -> str:
    """Returns the JSON object of what the codes of a codelist are called."""
    labels = {code: label_of(codelist, code, language) for code in codelists()[codelist] if code != TITLE}
    return orjson.dumps(labels).decode()


def _bound(name: str) -> ColumnElement[str]:
    return bindparam(name, in_language(LANGUAGES[0])[name], type_=Text())


def code_label(codelist: str, code: ColumnElement[Any]) -> ColumnElement[Any]:
    """Returns what a code is called, or null for one that the codelist lacks."""
    return MapValue(_bound(f"{codelist}_labels"), code)


def city_label(owner: FromClause) -> ColumnElement[Any]:
    """Returns what the city of a meeting or document is called; one outside the register keeps its printed name."""
    printed = case((_bound("script") == "Latn", func.coalesce(owner.c.city_latin, owner.c.city)), else_=owner.c.city)
    return func.coalesce(code_label("city", owner.c.city_id), printed)


# --- names ------------------------------------------------------------------------------------------------------


def label(kind: Kind, owner: FromClause) -> ColumnElement[Any]:
    """Returns the title of a record in the language that `in_language` binds."""
    return _TITLES.get(kind.name, _named)(kind, owner)


def reference_label(name: str, source: FromClause, *, may_be_state: bool) -> ColumnElement[Any]:
    """Returns what a reference is called: by its record's name, by its country's, else as the text names it."""
    id_, printed = source.c[f"{name}_id"], source.c[f"{name}_name"]
    kind = KINDS[refers_to(name)]
    ways = [_first_name(kind, id_, source)]
    if kind.name == "person":
        person = table_of(kind.table).alias()
        in_script = select(_in_script(person)).where(person.c.id == id_).correlate(source).scalar_subquery()
        ways = [_first_name(kind, id_, source, only=True), in_script, *ways]
    if may_be_state:
        ways.append(code_label("country", source.c[f"{name}_country"]))
    # Side by side, not in each other: the parser of SQLite allows a hundred levels, and lists are deep.
    return func.coalesce(*ways, printed)


def _named(kind: Kind, owner: FromClause) -> ColumnElement[Any]:
    return func.coalesce(_first_name(kind, owner.c.id, owner), owner.c.name)


def _of_person(kind: Kind, owner: FromClause) -> ColumnElement[Any]:
    """Returns the name of a person in the language, else in its script, else the first one."""
    of_language = _first_name(kind, owner.c.id, owner, only=True)
    return func.coalesce(of_language, _in_script(owner), _first_name(kind, owner.c.id, owner), owner.c.name)


def _in_script(person: FromClause) -> ColumnElement[Any]:
    return case((_bound("script") == "Latn", person.c.name_latin), else_=person.c.name_cyrillic)


def _first_name(kind: Kind, id_: ColumnElement[Any], owner: FromClause, *, only: bool = False) -> ColumnElement[Any]:
    """Returns a record's name in the first of the bound languages, else its first one; `only` in the very first."""
    names = table_of(Name).alias()
    own = [names.c.kind == literal_column(f"'{kind.name}'"), names.c.record_id == id_, _written_out(names)]
    if only:
        own.append(names.c.lang == _bound("lang"))
    ranks = [(names.c.lang == _bound(name), place) for place, name in enumerate(_BOUND)]
    ordered = select(names.c.text).where(*own).order_by(case(*ranks, else_=len(ranks)), names.c.ordinal)
    return ordered.order_by(sortable(names.c.lang)).limit(1).correlate(owner).scalar_subquery()


def _written_out(names: FromClause) -> ColumnElement[bool]:
    return names.c.name_kind == literal_column(f"'{NameKind.NAME}'")


def labels(kind: Kind, owner: FromClause) -> ColumnElement[Any]:
    """Returns the JSON object of the first name of a record in each language."""
    table = table_of(Name).alias()
    place = func.row_number().over(partition_by=table.c.lang, order_by=(table.c.ordinal, sortable(table.c.text)))
    names = (
        select(table.c.lang, table.c.text, place.label("place"))
        .where(belongs(kind, table, owner), _written_out(table))
        .order_by(sortable(table.c.lang))
        .correlate(owner)
        .subquery()
    )
    firsts = select(JsonMap(names.c.lang, names.c.text)).where(names.c.place == 1)
    return firsts.scalar_subquery()


# --- titles of what has no name ---------------------------------------------------------------------------------


def _of_document(_: Kind, owner: FromClause) -> ColumnElement[Any]:
    return func.coalesce(owner.c.label, owner.c.title, owner.c.lead)


def _of_funding(_: Kind, owner: FromClause) -> ColumnElement[Any]:
    """Returns "120,000,000 USD: OSCE → Kyrgyzstan", or what of this is known; without a sum its instrument."""
    signs = _bound("thousands_sign"), _bound("decimal_sign")
    amount = GroupedDecimal(owner.c.amount, *signs) + literal_column("'\u00a0'", Text) + owner.c.currency
    provider, receiver = (reference_label(side, owner, may_be_state=True) for side in ("provider", "receiver"))
    ways = func.coalesce(
        provider + func.coalesce(literal_column("' → '", Text) + receiver, literal_column("''", Text)),
        receiver,
        reference_label("project", owner, may_be_state=False),
    )
    what = func.coalesce(amount, code_label("instrument", owner.c.instrument))
    return what + func.coalesce(literal_column("': '", Text) + ways, literal_column("''", Text))


def _of_meeting(_: Kind, owner: FromClause) -> ColumnElement[Any]:
    """Returns the first participants, each by person, else organisation, else country; else the meeting's type."""
    participant = table_of(MeetingParticipant).alias()
    name = func.coalesce(
        reference_label("person", participant, may_be_state=False),
        reference_label("organisation", participant, may_be_state=False),
        code_label("country", participant.c.country),
        participant.c.country_name,
    )
    own = participant.c.meeting_id == owner.c.id
    first = select(name.label("name"), participant.c.ordinal).where(own, participant.c.ordinal <= MOST_NAMED)
    names = first.order_by(participant.c.ordinal).correlate(owner).subquery()
    more = case(
        (func.max(names.c.ordinal) >= MOST_NAMED, literal_column("'…'", Text)), else_=literal_column("''", Text)
    )
    shown = case((names.c.ordinal < MOST_NAMED, names.c.name))
    joined = select(Joined(shown, literal_column("', '", Text)) + more).scalar_subquery()
    return func.coalesce(joined, code_label("meeting_type", owner.c.meeting_type))


_TITLES: dict[str, Callable[[Kind, FromClause], ColumnElement[Any]]] = {
    "document": _of_document,
    "funding": _of_funding,
    "meeting": _of_meeting,
    "person": _of_person,
}


# --- titles by id -----------------------------------------------------------------------------------------------


def read_labels(engine: Engine, wanted: Mapping[str, Collection[str]], language: str) -> dict[tuple[str, str], str]:
    """Returns the titles of records by kind and id; `wanted` are ids by kind. One statement for each kind."""
    found: dict[tuple[str, str], str] = {}
    with engine.connect() as connection:
        for name, ids in sorted(wanted.items()):
            if ids:
                binds = {**in_language(language), "ids": sorted(set(ids))}
                rows = connection.execute(_labels_statement(name), binds)
                found |= {(name, id_): title for id_, title in rows if title is not None}
    return found


@cache
def _labels_statement(name: str) -> Select[Any]:
    kind = KINDS[name]
    table = table_of(kind.table)
    return select(table.c.id, label(kind, table)).where(table.c.id.in_(bindparam("ids", expanding=True)))


def read_acronyms(engine: Engine, kind: str, ids: Collection[str], language: str) -> dict[str, str]:
    """Returns the acronyms of records of a kind by id, in the language or the first that replaces it."""
    if not ids:
        return {}
    table, languages = table_of(Name), preferring(language)
    wanted = and_(table.c.kind == kind, table.c.record_id.in_(sorted(ids)), table.c.lang.in_(languages))
    statement = select(table.c.record_id, table.c.lang, table.c.ordinal, table.c.text).where(
        wanted, table.c.name_kind == NameKind.ACRONYM
    )
    with engine.connect() as connection:
        rows = connection.execute(statement).all()
    ordered = sorted(rows, key=lambda row: (languages.index(row.lang), row.ordinal), reverse=True)
    return {row.record_id: row.text for row in ordered}
