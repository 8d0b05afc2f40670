"""What a kind leaves unsaid in its declaration follows from its fields: the columns, types and operators of filters.

A filter or dimension named like a field takes the field's column, type and description. Which operators a filter has
follows from its type, less those that cannot select anything: `__isnull` of a column that is never null, `__gt` of
whole numbers, which `__gte` asks as well.
"""

from collections.abc import Iterable
from dataclasses import replace
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, Field

from app.records.base import (
    EXACT,
    RANGED,
    TEXT,
    Dimension,
    Filter,
    Judged,
    Kind,
    Operator,
    Quality,
    Values,
    table_of,
)
from app.records.evidence import NameOut
from app.records.values import (
    CODES,
    Amount,
    CountryCode,
    Edtf,
    LanguageCode,
    Moment,
    Year,
)

# Links that every kind may have; the rows say which record they belong to.
SHARED_LINKS = frozenset({"names", "documents", "languages", "same_as"})
# Every record has at least one row of these.
_NEVER_EMPTY = frozenset({"names", "documents", "languages"})
COUNT, SHARE = Annotated[int, Field(ge=0, lt=2**31)], Annotated[float, Field(ge=0, le=1)]
# Whole numbers: more than 2017 is at least 2018.
_WHOLE = (COUNT, Year)

# --- what every kind has ----------------------------------------------------------------------------------------

_QUALITY = (
    Filter("source_count", ("quality_source_count",), type=COUNT),
    Filter("official_source_count", ("quality_official_source_count",), type=COUNT),
    Filter("completeness", ("quality_completeness",), type=SHARE),
    Filter("confidence", ("quality_confidence",), type=SHARE),
    Filter("language", ("languages.language",), "The language of a text that states it, BCP 47.", type=LanguageCode),
)
_LANGUAGE = Dimension("language", ("languages.language",), "The language of a text that states it.")
_SINCE = frozenset({Operator.GTE})
_EVERY_KIND = (
    Filter("id", ("id",), "The record's own id.", operators=frozenset({Operator.EQ, Operator.NOT})),
    Filter(
        "created_since", ("created_at",), "Only records created at this moment or later.", type=Moment, operators=_SINCE
    ),
    Filter(
        "updated_since", ("updated_at",), "Only records changed at this moment or later.", type=Moment, operators=_SINCE
    ),
)


def declared(kind: Kind) -> Kind:
    """Returns a kind with all its filters, dimensions and sorts; raises TypeError for one that no field explains."""
    filters, dimensions, sorts = kind.filters, kind.dimensions, kind.sorts
    if Judged.model_fields.keys() <= kind.table.model_fields.keys():
        filters, dimensions = filters + _QUALITY, (*dimensions, _LANGUAGE)
        sorts = (*sorts, "source_count", "confidence")
    return replace(
        kind,
        filters=tuple(_filter(kind, each) for each in filters + _EVERY_KIND),
        dimensions=tuple(_dimension(kind, each) for each in dimensions),
        sorts=sorts,
    )


def _filter(kind: Kind, given: Filter) -> Filter:
    columns = given.columns or (given.name,)
    types, description = _columns(kind, given, columns, (given.type,) if given.type is not None else ())
    kinds, codes = _kinds(kind, columns), _codes(columns, types)
    type_ = given.type if given.type is not None else str if kinds else types[0]
    operators = given.operators or _operators(type_, bool(kinds or codes))
    several = _may_have_several(kind, columns, kinds)
    if Operator.EQ in operators and several:
        operators |= {Operator.ALL}
    return replace(
        given,
        columns=columns,
        description=description,
        type=type_,
        operators=frozenset(operators - _useless(kind, columns, type_)),
        is_date=type_ is Edtf,
        kinds=kinds,
        codes=codes,
        counts=operators - {Operator.ALL} == EXACT,
    )


def _dimension(kind: Kind, given: Dimension) -> Dimension:
    columns = given.columns or (given.name,)
    types, description = _columns(kind, given, columns, given.codes)
    kinds, codes = _kinds(kind, columns), _codes(columns, types)
    return replace(given, columns=columns, description=description, kinds=kinds, codes=codes)


def _columns(kind: Kind, given: Values, columns: Iterable[str], known: tuple[Any, ...]) -> tuple[list[Any], str]:
    """Returns the types of the columns' values, and the description, which is that of the first column's field."""
    found = [_field(kind, column) for column in columns]
    types = list(known) or [None if each is None else each[0] for each in found]
    description = given.description or (found[0][1] if found[0] is not None else "")
    if not description or None in types:
        raise TypeError(f"{kind.name}.{given.name}: no field explains it; give it a description and a type")
    return types, description


# --- from columns to fields -------------------------------------------------------------------------------------


def _field(kind: Kind, column: str) -> tuple[Any, str] | None:
    """Returns type and description of the served field that a column holds, or None if no field is it."""
    link, _, own = column.rpartition(".")
    if not link:
        return _of_model(kind.out, own)
    if link in SHARED_LINKS:
        return {"names": _of_model(NameOut, own), "languages": (LanguageCode, "")}.get(link, (str, ""))
    if link not in kind.out.model_fields:
        return None
    item = present(hints(kind.out)[link])
    item = present(get_args(item)[0]) if get_origin(item) is list else item
    if is_model(item):
        return _of_model(item, own)
    return item, kind.out.model_fields[link].description or ""


def _of_model(model: type[BaseModel], column: str) -> tuple[Any, str] | None:
    """Returns type and description of a field, `usd_basis` being the field `basis` of the object `usd`."""
    types = hints(model)
    if column in types and not is_model(present(types[column])):
        return present(types[column]), model.model_fields[column].description or ""
    for name, hint in types.items():
        inner = present(hint)
        if is_model(inner) and column.startswith(f"{name}_"):
            found = _of_model(inner, column.removeprefix(f"{name}_"))
            if found is not None:
                return found[0], found[1] if inner is Quality else model.model_fields[name].description or found[1]
    # A reference by id that is served as an object, or a column that is not served.
    return None


@cache
def hints(model: type[BaseModel]) -> dict[str, Any]:
    hints = get_type_hints(model, include_extras=True)
    return {name: hints[name] for name in model.model_fields}


def is_model(annotation: Any) -> bool:
    """Returns whether values of a type are objects with fields."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def present(annotation: Any) -> Any:
    """Returns the type of a field's value where it is not null."""
    if get_origin(annotation) not in (Union, UnionType):
        return annotation
    (present,) = (part for part in get_args(annotation) if part is not type(None))
    return present


# --- what the values are ----------------------------------------------------------------------------------------


def _kinds(kind: Kind, columns: Iterable[str]) -> tuple[str, ...]:
    """Returns the kinds whose ids the columns hold."""
    return tuple(dict.fromkeys(each for each in (kind_of_id(kind, column) for column in columns) if each is not None))


def kind_of_id(kind: Kind, column: str) -> str | None:
    """Returns the kind whose ids a column holds, or None if it holds none."""
    name = column.rpartition(".")[2]
    if name == "party":  # a country by its code, else an organisation by its id
        return "organisation"
    if name in ("id", "canonical_id"):
        return kind.name
    if name == "parallel_group":
        return "document"
    return refers_to(name.removesuffix("_id")) if name.endswith("_id") and name != "city_id" else None


def refers_to(field: str) -> str:
    """Returns the kind of the record that a reference leads to, by the name of its field."""
    return field if field in ("person", "project", "document") else "organisation"


def _codes(columns: Iterable[str], types: Iterable[Any]) -> tuple[Any, ...]:
    """Returns the types that are codes: enums, booleans, and the codes of ISO, IATI, the OECD and the register."""
    types = [CountryCode if column.endswith("party") else type_ for column, type_ in zip(columns, types, strict=False)]
    is_enum = (isinstance(each, type) and issubclass(each, Enum) for each in types)
    return tuple(dict.fromkeys(each for each, enum in zip(types, is_enum, strict=True) if enum or each in CODES))


def _operators(type_: Any, is_code: bool) -> frozenset[Operator]:
    if is_code:
        return EXACT
    return RANGED if type_ in (Edtf, Amount, *_WHOLE, SHARE) else TEXT


def _useless(kind: Kind, columns: Iterable[str], type_: Any) -> set[Operator]:
    """Returns the operators that can select nothing, or nothing that another operator does not select."""
    useless = {Operator.GT, Operator.LT} if type_ in _WHOLE else set()
    if not any(_may_be_null(kind, column) for column in columns):
        useless |= {Operator.ISNULL} | ({Operator.NOT} if type_ is bool else set())
    return useless


def _may_be_null(kind: Kind, column: str) -> bool:
    link, _, own = column.rpartition(".")
    return bool(table_of(kind.table).c[own].nullable) if not link else link not in _NEVER_EMPTY


def _may_have_several(kind: Kind, columns: Iterable[str], kinds: Iterable[str]) -> bool:
    """Returns whether a record may have several values: rows of a link, or ids of several references.

    Without ids, columns are one value found in several ways: a state by its code, or by a body of it.
    """
    links = {column.rpartition(".")[0] for column in columns} - kind.expands.keys() - {""}
    return bool(links) or (bool(kinds) and len(Values("", tuple(columns)).alternatives) > 1)
