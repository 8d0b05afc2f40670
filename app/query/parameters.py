"""What one may ask of a kind: a pydantic model for each, made from the kind's declarations.

`field=a,b` is "a or b" (a comma inside a value is written `\\,`), different fields are "and"; a suffix names another
question than "is it": `__not __all __isnull __contains __gte __gt __lte __lt`. Checked values are kept as JSON has
them: one form for binding, for printing the normalised query and for recognising it in a cursor.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, partial
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, create_model
from pydantic_core import PydanticCustomError

from app.query.fields import paths_of
from app.records import KINDS, Kind
from app.records.base import EXACT, Filter, Operator

MOST_VALUES = 500
# Each is looked for by itself.
MOST_TOGETHER = 10
LONGEST_TEXT = 1000
MOST_COUNTED = 10


class Parameters(BaseModel):
    """A query without parameters: an unknown one is an error."""

    model_config = ConfigDict(extra="forbid")


Asked = TypeVar("Asked", bound=Parameters)


class SingleParameters(Parameters):
    """What may be asked about one record."""

    expand: list[str] = Field(default_factory=list)


class LanguageParameters(Parameters):
    """In which language is answered."""

    lang: Literal["en", "ru", "kk", "ky", "uz", "tg"] | None = Field(
        default=None,
        description="The language of labels; without it `Accept-Language` says it. What has no name in it has its "
        "label in English, then Russian (for kk, ky, tg the other way round), or the language told first; `labels` has "
        "all.",
        examples=["ky"],
    )


class ShapedParameters(SingleParameters, LanguageParameters):
    """What of a record is answered."""

    fields: list[str] = Field(default_factory=list)
    include: list[str] = Field(default_factory=list)


class PageParameters(Parameters):
    """What every list understands."""

    limit: int = Field(default=25, ge=1, le=1000, description="How many records a page holds at most.")
    cursor: str | None = Field(default=None, description="Where the page begins: `next_cursor` of the page before.")
    count: Literal["exact", "none"] = Field(
        default="exact", description="`none` leaves the total out, which is faster on long lists."
    )


class RecordsParameters(SingleParameters):
    """Which records of a kind are asked for, and in which order; the filters are added for each kind."""

    sort: list[str] = Field(default_factory=list)


class ListParameters(PageParameters, RecordsParameters, ShapedParameters):
    """What may be asked of the records of a kind, page by page."""

    facets: list[str] = Field(default_factory=list)


class SingleExportParameters(SingleParameters):
    """What may be asked of an export of one record."""

    fields: list[str] = Field(default_factory=list)
    include: list[str] = Field(default_factory=list)
    bom: bool = Field(default=False, description="CSV only: begin with a byte order mark, by which Excel knows UTF-8.")


class ExportParameters(RecordsParameters, SingleExportParameters):
    """What may be asked of the records of a kind, all at once."""

    limit: int | None = Field(default=None, ge=1, lt=2**31, description="How many records at most; all if not given.")


def clean_text(text: str) -> str:
    """Returns a text that a column may hold; raises ValueError for one that none can."""
    if not text:
        raise ValueError("an empty value means nothing: leave the parameter out, or ask for __isnull=true")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"the value has {len(text)} characters, more than {LONGEST_TEXT}")
    if "\0" in text:
        raise ValueError("a value cannot hold the character U+0000")
    return text


def _split(values: Any) -> Any:
    """Returns the values of a parameter given once or often, each a list with commas."""
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return values
    parts = [part.replace("\\,", ",") for value in values for part in re.split(r"(?<!\\),", value)]
    if len(parts) > MOST_VALUES:
        raise ValueError(f"{len(parts)} values are given, more than {MOST_VALUES}")
    return parts


def _each_once(values: list[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


def many(type_: Any) -> Any:
    """Returns the type of a parameter that holds any number of values."""
    return Annotated[list[type_], BeforeValidator(_split), AfterValidator(_each_once)]


# One value, or several with commas between them: none of them empty.
_ONE = r"(\\,|[^,\u0000])+"
Word = Annotated[
    str,
    AfterValidator(clean_text),
    WithJsonSchema({"type": "string", "maxLength": LONGEST_TEXT, "pattern": f"^{_ONE}(,{_ONE})*$"}),
]
# Words in a text, whole with their commas; the texts that are looked into are NFC too.
Substring = Annotated[
    str,
    AfterValidator(clean_text),
    AfterValidator(partial(unicodedata.normalize, "NFC")),
    WithJsonSchema({"type": "string", "maxLength": LONGEST_TEXT, "pattern": r"^[^\u0000]+$"}),
]

_TELLS = {
    Operator.ALL: f"Each of these values, of {MOST_TOGETHER} at most.",
    Operator.NOT: "None of these values; records without a value count as different.",
    Operator.CONTAINS: "Words somewhere in it, in upper or lower case; ё is as е, apostrophes and hyphens are as one.",
    Operator.ISNULL: "`true`: only records without a value; `false`: only records with one.",
    Operator.GTE: "At least this; of a date: it does not end before this begins.",
    Operator.GT: "More than this; of a date: it begins after this ends.",
    Operator.LTE: "At most this; of a date: it does not begin after this ends.",
    Operator.LT: "Less than this; of a date: it ends before this begins.",
}


def parameter_name(filter_: Filter, operator: Operator) -> str:
    """Returns how a question is written: `date__gte`."""
    plain = operator is Operator.EQ or filter_.operators == {operator}
    return filter_.name if plain else f"{filter_.name}__{operator.value}"


def _asking(filter_: Filter, operator: Operator) -> tuple[Any, Any]:
    """Returns type and field of the parameter that asks a question."""
    type_ = Word if filter_.type is str else filter_.type
    if operator in (Operator.EQ, Operator.NOT):
        tells = filter_.description if operator is Operator.EQ else f"{filter_.description} {_TELLS[operator]}"
        return many(type_), Field(default_factory=list, description=tells)
    if operator is Operator.ALL:
        tells = f"{filter_.description} {_TELLS[operator]}"
        return many(type_), Field(default_factory=list, max_length=MOST_TOGETHER, description=tells)
    if filter_.operators == {operator}:
        return type_ | None, Field(default=None, description=filter_.description)
    if operator is Operator.CONTAINS:
        type_ = Substring
    if operator is Operator.ISNULL:
        type_ = bool
    return type_ | None, Field(default=None, description=f"{filter_.description} {_TELLS[operator]}")


def choice(values: Iterable[str], description: str) -> tuple[Any, Any]:
    """Returns type and field of a parameter that holds any number of the values."""
    return many(Literal[tuple(values)]), Field(default_factory=list, description=description)


def _expand(kind: Kind) -> dict[str, Any]:
    if not kind.expands:
        return {}
    tells = "References to be replaced by the whole records they lead to; those without a record stay as they are."
    return {"expand": choice(kind.expands, tells)}


def _shaping(kind: Kind, *, single: bool) -> dict[str, Any]:
    """Returns the parameters that say what of a record is answered."""
    only = "Only these fields, as `id,amount,provider.name`; below a reference that is expanded, those of its record."
    return {
        "fields": choice(paths_of(kind, single=single), only),
        "include": _include(kind),
    }


_ADDS = {
    "evidence": "`evidence` adds to each record all its evidence, in the order of the texts.",
    "rejected": "`rejected` adds the sums of each text that are no funding, with the reason.",
}


def _include(kind: Kind) -> tuple[Any, Any]:
    one: Any = Annotated[
        Literal[tuple(kind.includes)], BeforeValidator(partial(_checked_include, allowed=kind.includes))
    ]
    return many(one), Field(default_factory=list, description=" ".join(_ADDS[name] for name in kind.includes))


def _checked_include(asked: str, allowed: Sequence[str]) -> str:
    """Returns what is to be included; of what only other records have, the error says whose it is."""
    others = [f"/v1/{kind.plural}" for kind in KINDS.values() if asked in kind.includes]
    if asked not in allowed and others:
        told = {"asked": asked, "others": ", ".join(others), "allowed": [*allowed]}
        raise PydanticCustomError("not_included", "{others} has `{asked}`: ask for it there", told)
    return asked


def _facets(kind: Kind) -> dict[str, Any]:
    tells = (
        f"How many of the records found have each value, all filters applied: names, each with how many values, "
        f"the {MOST_COUNTED} most frequent if not given: `country,topic:20`. In full: {', '.join(countable(kind))}."
    )
    check = AfterValidator(partial(_checked_facet, allowed=countable(kind)))
    one = f"({'|'.join(countable(kind))})(:[1-9][0-9]?)?"
    told = WithJsonSchema({"type": "string", "pattern": f"^{one}(,{one})*$"})
    return {"facets": (many(Annotated[str, check, told]), Field(default_factory=list, description=tells))}


def countable(kind: Kind) -> list[str]:
    """Returns the filters whose values can be counted: codes and references, no texts, amounts or dates."""
    return [filter_.name for filter_ in kind.filters if filter_.operators - {Operator.ALL} == EXACT]


def facet_of(asked: str) -> tuple[str, int]:
    """Returns the name of a facet, and how many values it is to have."""
    name, _, most = asked.partition(":")
    return name, int(most) if most else MOST_COUNTED


def _checked_facet(asked: str, allowed: list[str]) -> str:
    name, colon, most = asked.partition(":")
    if name not in allowed:
        raise PydanticCustomError("no_facet", "there is no such facet here", {"allowed": allowed})
    if colon and not (re.fullmatch("[0-9]{1,3}", most) and 1 <= int(most) <= MOST_VALUES):
        raise ValueError(f"{asked[:80]!r}: after the colon comes how many values, 1 to {MOST_VALUES}")
    return f"{name}:{int(most)}" if colon else name


def filter_fields(kind: Kind) -> dict[str, Any]:
    """Returns the parameters by which the records of a kind are filtered."""
    return {
        parameter_name(filter_, operator): _asking(filter_, operator)
        for filter_ in kind.filters
        for operator in Operator
        if operator in filter_.operators
    }


@cache
def narrowing_parameters(name: str) -> frozenset[str]:
    """Returns the names of the parameters by which the records of a kind are filtered."""
    return frozenset(filter_fields(KINDS[name]))


@cache
def list_parameters(name: str) -> type[ListParameters]:
    """Returns what may be asked of a kind's list."""
    kind = KINDS[name]
    shaping = _shaping(kind, single=False) | _facets(kind)
    return _model(f"{name.title()}ListParameters", ListParameters, _choosing(kind) | shaping)


@cache
def export_parameters(name: str) -> type[ExportParameters]:
    """Returns what may be asked of an export of a kind."""
    kind = KINDS[name]
    return _model(f"{name.title()}ExportParameters", ExportParameters, _choosing(kind) | _shaping(kind, single=False))


@cache
def single_export_parameters(name: str) -> type[SingleExportParameters]:
    """Returns what may be asked of an export of one record of a kind."""
    kind = KINDS[name]
    fields = _expand(kind) | _shaping(kind, single=True)
    return _model(f"{name.title()}SingleExportParameters", SingleExportParameters, fields)


def _choosing(kind: Kind) -> dict[str, Any]:
    """Returns the fields that say which records, in which order, with what expanded."""
    orders = [f"{sign}{field}" for field in kind.sorts for sign in ("", "-")]
    tells = f"The order; `-` for falling, `{kind.default_sort}` if not given. Records without a value come last."
    return {**filter_fields(kind), "sort": choice(orders, tells), **_expand(kind)}


@cache
def single_parameters(name: str) -> type[ShapedParameters]:
    """Returns what may be asked about one record of a kind."""
    kind = KINDS[name]
    return _model(f"{kind.name.title()}Parameters", ShapedParameters, _expand(kind) | _shaping(kind, single=True))


def _model(name: str, base: type[Asked], fields: dict[str, Any]) -> type[Asked]:
    model: type[Asked] = create_model(name, __base__=base, **fields)
    return model
