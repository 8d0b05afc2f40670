"""The name of a record in the language that is asked for, or that its readers are likeliest to read."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

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

from app.database.dialect import JsonMap, sortable
from app.labels.languages import LANGUAGES, preferring
from app.query.links import belongs
from app.records import KINDS, Kind
from app.records.base import table_of
from app.records.codes import NameKind
from app.records.evidence import Name
from app.text.lead import headline

# Under these the languages are bound, in their order.
_BOUND = ("lang", "second_lang", "third_lang")


def in_language(language: str) -> dict[str, str]:
    """Returns what is bound to a statement that has a `label`, for it to be in a language."""
    order = preferring(language)
    return dict(zip(_BOUND, (*order, order[-1]), strict=False))


def label(kind: Kind, owner: FromClause) -> ColumnElement[Any]:
    """Returns a record's name in the first language of those bound by `in_language`, or that told first."""
    table = table_of(Name).alias()
    ranks = [
        (table.c.lang == bindparam(bound, language, type_=Text()), place)
        for place, (bound, language) in enumerate(in_language(LANGUAGES[0]).items())
    ]
    names = (
        select(table.c.text)
        .where(_written_out(kind, table, owner))
        .order_by(case(*ranks, else_=len(ranks)), table.c.ordinal, sortable(table.c.lang))
        .limit(1)
        .correlate(owner)
    )
    return func.coalesce(names.scalar_subquery(), owner.c.name)


def labels(kind: Kind, owner: FromClause) -> ColumnElement[Any]:
    """Returns the JSON object of a record's first name in each language."""
    table = table_of(Name).alias()
    place = func.row_number().over(partition_by=table.c.lang, order_by=(table.c.ordinal, sortable(table.c.text)))
    names = (
        select(table.c.lang, table.c.text, place.label("place"))
        .where(_written_out(kind, table, owner))
        .order_by(sortable(table.c.lang))
        .correlate(owner)
        .subquery()
    )
    firsts = select(JsonMap(names.c.lang, names.c.text)).where(names.c.place == 1)
    return firsts.scalar_subquery()


def _written_out(kind: Kind, names: FromClause, owner: FromClause) -> ColumnElement[bool]:
    return and_(belongs(kind, names, owner), names.c.name_kind == literal_column(f"'{NameKind.NAME}'"))


def read_labels(engine: Engine, wanted: Mapping[str, Collection[str]], language: str) -> dict[tuple[str, str], str]:
    """Returns the labels of records, wanted as ids by the name of their kind, by kind and id; one question a kind."""
    found: dict[tuple[str, str], str] = {}
    with engine.connect() as connection:
        for name, ids in sorted(wanted.items()):
            if ids:
                binds = {"ids": sorted(set(ids)), **in_language(language)}
                for id_, *told in connection.execute(_labels_statement(name), binds):
                    called = headline(*told) if name == "document" else told[0]
                    if called is not None:
                        found[name, id_] = called
    return found


def read_acronyms(engine: Engine, kind: str, ids: Collection[str], language: str) -> dict[str, str]:
    """Returns by id the acronyms that records of a kind have in a language, or one it is `preferring`."""
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
    return {row.record_id: row.text for row in ordered}  # the last one stands


@cache
def _labels_statement(name: str) -> Select[Any]:
    kind = KINDS[name]
    table = table_of(kind.table)
    told = [label(kind, table)] if "label" in kind.out.model_fields else [table.c.title, table.c.lead]
    return select(table.c.id, *told).where(table.c.id.in_(bindparam("ids", expanding=True)))
