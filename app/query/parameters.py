"""The parameters of each kind: pydantic models, made from the declarations of the kinds.

`field=a,b` means "a or b" (a comma inside a value is written `\\,`), different fields mean "and"; a suffix names
another comparison than equality: `__not __all __isnull __contains __gte __gt __lte __lt`. Values are kept as JSON has
them: one form to bind, to print the normalised query and to recognise it in a cursor.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, partial
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, create_model
from pydantic_core import PydanticCustomError

from app.errors import Message
from app.query.fields import paths_of
from app.records import KINDS, Kind
from app.records.base import Filter, Operator
from app.records.values import CityKey

MOST_VALUES = 500
# Each is looked for by itself.
MOST_TOGETHER = 10
LONGEST_TEXT = 1000
MOST_COUNTED = 10


class Parameters(BaseModel):
    """What every endpoint takes; an unknown parameter is an error."""

    model_config = ConfigDict(extra="forbid")

    lang: Literal["en", "ru", "kk", "ky", "uz", "tg"] | None = Field(
        default=None,
        description="The language of labels; `Accept-Language` gives it otherwise. A label that is missing in the "
        "language is in English, then Russian (for kk, ky, tg the other way round).",
        examples=["ky"],
    )


Asked = TypeVar("Asked", bound=Parameters)


class SingleParameters(Parameters):
    """The parameters of one record."""

    expand: list[str] = Field(default_factory=list)


class ShapedParameters(SingleParameters):
    """The parameters that shape each record."""

    fields: list[str] = Field(default_factory=list)
    include: list[str] = Field(default_factory=list)


class PageParameters(Parameters):
    """The parameters of every list."""

    limit: int = Field(default=25, ge=1, le=1000, description="How many records a page holds at most.")
    cursor: str | None = Field(default=None, description="Where the page begins: `next_cursor` of the page before.")
    count: Literal["exact", "none"] = Field(
        default="exact", description="`none` leaves the total out, which is faster on long lists."
    )


class RecordsParameters(SingleParameters):
    """Which records of a kind, and in which order; each kind adds its filters."""

    sort: list[str] = Field(default_factory=list)


class ListParameters(PageParameters, RecordsParameters, ShapedParameters):
    """The parameters of a list of records, page by page."""

    facets: list[str] = Field(default_factory=list)


class SingleExportParameters(SingleParameters):
    """The parameters of an export of one record."""

    fields: list[str] = Field(default_factory=list)
    include: list[str] = Field(default_factory=list)
    bom: bool = Field(default=False, description="CSV begins with a byte order mark, by which Excel recognises UTF-8.")


class ExportParameters(RecordsParameters, SingleExportParameters):
    """The parameters of an export of many records."""

    limit: int | None = Field(default=None, ge=1, lt=2**31, description="How many records at most; all by default.")


def clean_text(text: str) -> str:
    """Returns a text that a column can hold; raises ValueError for any other."""
    if not text:
        raise ValueError(Message("an empty value has no meaning: leave the parameter out, or use __isnull=true"))
    if len(text) > LONGEST_TEXT:
        raise ValueError(
            Message("the value has {number} characters, more than {most}", number=len(text), most=LONGEST_TEXT)
        )
    if "\0" in text:
        raise ValueError(Message("a value cannot hold the character U+0000"))
    return text


def _split(values: Any) -> Any:
    """Returns the values of a parameter, which may be given several times, each time as a list with commas."""
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return values
    parts = [part.replace("\\,", ",") for value in values for part in re.split(r"(?<!\\),", value)]
    if len(parts) > MOST_VALUES:
        raise ValueError(Message("{number} values are given, more than {most}", number=len(parts), most=MOST_VALUES))
    return parts


def _each_once(values: list[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


def many(type_: Any) -> Any:
    """Returns the type of a parameter that holds any number of values."""
    return Annotated[list[type_], BeforeValidator(_split), AfterValidator(_each_once)]


# One value, or several with commas between them, none empty.
_ONE = r"(\\,|[^,\u0000])+"
Word = Annotated[
    str,
    AfterValidator(clean_text),
    WithJsonSchema({"type": "string", "maxLength": LONGEST_TEXT, "pattern": f"^{_ONE}(,{_ONE})*$"}),
]
# Words to find in a text, with their commas; the stored texts are NFC too.
Substring = Annotated[
    str,
    AfterValidator(clean_text),
    AfterValidator(partial(unicodedata.normalize, "NFC")),
    WithJsonSchema({"type": "string", "maxLength": LONGEST_TEXT, "pattern": r"^[^\u0000]+$"}),
]

_MEANS = {
    Operator.ALL: f"All of these values, at most {MOST_TOGETHER}.",
    Operator.NOT: "None of these values; records without a value match.",
    Operator.CONTAINS: "Text somewhere in it, in any case; ё equals е, and all apostrophes and hyphens are equal.",
    Operator.ISNULL: "`true`: only records without a value; `false`: only records with one.",
    Operator.GTE: "At least this; of a date: it does not end before this begins.",
    Operator.GT: "More than this; of a date: it begins after this ends.",
    Operator.LTE: "At most this; of a date: it does not begin after this ends.",
    Operator.LT: "Less than this; of a date: it ends before this begins.",
}


def parameter_name(filter_: Filter, operator: Operator) -> str:
    """Returns the name of a parameter: `date__gte`."""
    plain = operator is Operator.EQ or filter_.operators == {operator}
    return filter_.name if plain else f"{filter_.name}__{operator.value}"


def _asking(filter_: Filter, operator: Operator) -> tuple[Any, Any]:
    """Returns type and field of the parameter of a filter and operator."""
    type_ = Word if filter_.type in (str, CityKey) else filter_.type
    if operator in (Operator.EQ, Operator.NOT):
        plain = operator is Operator.EQ
        description = filter_.description if plain else f"{filter_.description} {_MEANS[operator]}"
        return many(type_), Field(default_factory=list, description=description)
    if operator is Operator.ALL:
        description = f"{filter_.description} {_MEANS[operator]}"
        return many(type_), Field(default_factory=list, max_length=MOST_TOGETHER, description=description)
    if filter_.operators == {operator}:
        return type_ | None, Field(default=None, description=filter_.description)
    if operator is Operator.CONTAINS:
        type_ = Substring
    if operator is Operator.ISNULL:
        type_ = bool
    return type_ | None, Field(default=None, description=f"{filter_.description} {_MEANS[operator]}")


def choice(values: Iterable[str], description: str) -> tuple[Any, Any]:
    """Returns type and field of a parameter that holds any number of the values."""
    return many(Literal[tuple(values)]), Field(default_factory=list, description=description)


def _expand(kind: Kind) -> dict[str, Any]:
    if not kind.expands:
        return {}
    description = "References to replace by their whole records; a reference without a record stays as it is."
    return {"expand": choice(kind.expands, description)}


def _shaping(kind: Kind, *, single: bool) -> dict[str, Any]:
    """Returns the parameters that shape each record."""
    only = "Only these fields, as `id,amount,provider.name`; of an expanded reference, fields of its record."
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
    """Returns what to include; the error for what only other kinds have names these."""
    others = [f"/v1/{kind.plural}" for kind in KINDS.values() if asked in kind.includes]
    if asked not in allowed and others:
        context = {"asked": asked, "others": ", ".join(others), "allowed": [*allowed]}
        raise PydanticCustomError("not_included", "only {others} can include `{asked}`", context)
    return asked


def _facets(kind: Kind) -> dict[str, Any]:
    description = (
        f"How many of the records found have each value: names, each with a number of values "
        f"({MOST_COUNTED} by default, the most frequent): `country,topic:20`. Facets: {', '.join(countable(kind))}."
    )
    check = AfterValidator(partial(_checked_facet, allowed=countable(kind)))
    one = f"({'|'.join(countable(kind))})(:[1-9][0-9]?)?"
    schema = WithJsonSchema({"type": "string", "pattern": f"^{one}(,{one})*$"})
    return {"facets": (many(Annotated[str, check, schema]), Field(default_factory=list, description=description))}


def countable(kind: Kind) -> list[str]:
    """Returns the filters whose values facets can count: codes and references, no texts, amounts or dates."""
    return [filter_.name for filter_ in kind.filters if filter_.counts]


def facet_of(asked: str) -> tuple[str, int]:
    """Returns the name of a facet, and how many values to count."""
    name, _, most = asked.partition(":")
    return name, int(most) if most else MOST_COUNTED


def _checked_facet(asked: str, allowed: list[str]) -> str:
    name, colon, most = asked.partition(":")
    if name not in allowed:
        raise PydanticCustomError("no_facet", "there is no such facet", {"allowed": allowed})
    if colon and not (re.fullmatch("[0-9]{1,3}", most) and 1 <= int(most) <= MOST_VALUES):
        raise ValueError(f"{asked[:80]!r}: write the number of values after the colon, 1 to {MOST_VALUES}")
    return f"{name}:{int(most)}" if colon else name


def filter_fields(kind: Kind) -> dict[str, Any]:
    """Returns the filters of a kind as parameters."""
    return {
        parameter_name(filter_, operator): _asking(filter_, operator)
        for filter_ in kind.filters
        for operator in Operator
        if operator in filter_.operators
    }


@cache
def narrowing_parameters(name: str) -> frozenset[str]:
    """Returns the names of the parameters that filter a kind."""
    return frozenset(filter_fields(KINDS[name]))


@cache
def list_parameters(name: str) -> type[ListParameters]:
    """Returns the parameters of the list of a kind."""
    kind = KINDS[name]
    shaping = _shaping(kind, single=False) | _facets(kind)
    return _model(f"{name.title()}ListParameters", ListParameters, _choosing(kind) | shaping)


@cache
def export_parameters(name: str) -> type[ExportParameters]:
    """Returns the parameters of an export of a kind."""
    kind = KINDS[name]
    return _model(f"{name.title()}ExportParameters", ExportParameters, _choosing(kind) | _shaping(kind, single=False))


@cache
def single_export_parameters(name: str) -> type[SingleExportParameters]:
    """Returns the parameters of an export of one record of a kind."""
    kind = KINDS[name]
    fields = _expand(kind) | _shaping(kind, single=True)
    return _model(f"{name.title()}SingleExportParameters", SingleExportParameters, fields)


def _choosing(kind: Kind) -> dict[str, Any]:
    """Returns the parameters that choose, sort and expand records."""
    orders = [f"{sign}{field}" for field in kind.sorts for sign in ("", "-")]
    description = f"The order, `-` for descending; `{kind.default_sort}` by default. Records without a value come last."
    return {**filter_fields(kind), "sort": choice(orders, description), **_expand(kind)}


@cache
def single_parameters(name: str) -> type[ShapedParameters]:
    """Returns the parameters of one record of a kind."""
    kind = KINDS[name]
    return _model(f"{kind.name.title()}Parameters", ShapedParameters, _expand(kind) | _shaping(kind, single=True))


def _model(name: str, base: type[Asked], fields: dict[str, Any]) -> type[Asked]:
    model: type[Asked] = create_model(name, __base__=base, **fields)
    return model
