"""What one may ask of a kind: a pydantic model for each, made from the kind's declarations.

`field=a,b` is "a or b" (a comma inside a value is written `\\,`), different fields are "and"; a suffix names another
question than "is it": `__not __isnull __gte __gt __lte __lt`. Checked values are kept as JSON has them: one form for
binding, for printing the normalised query and for recognising it in a cursor.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, create_model

from app.records import KINDS, Kind
from app.records.base import Filter, Operator

MOST_VALUES = 500
LONGEST_TEXT = 1000


class Parameters(BaseModel):
    """A query without parameters: an unknown one is an error."""

    model_config = ConfigDict(extra="forbid")


Asked = TypeVar("Asked", bound=Parameters)


class SingleParameters(Parameters):
    """What may be asked about one record."""

    expand: list[str] = Field(default_factory=list)


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


class ListParameters(PageParameters, RecordsParameters):
    """What may be asked of the records of a kind, page by page."""


class SingleExportParameters(SingleParameters):
    """What may be asked of an export of one record."""

    bom: bool = Field(default=False, description="Of CSV: begin with a byte order mark, by which Excel knows UTF-8.")


class ExportParameters(RecordsParameters, SingleExportParameters):
    """What may be asked of the records of a kind, all at once."""

    limit: int | None = Field(
        default=None, ge=1, lt=2**63, description="How many records at most; all that there are if not given."
    )


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

_TELLS = {
    Operator.NOT: "None of these values; records without a value count as different.",
    Operator.ISNULL: "`true`: only records without a value; `false`: only records with one.",
    Operator.GTE: "At least this; of a date: it does not end before this begins.",
    Operator.GT: "More than this; of a date: it begins after this ends.",
    Operator.LTE: "At most this; of a date: it does not begin after this ends.",
    Operator.LT: "Less than this; of a date: it ends before this begins.",
}


def parameter_name(filter_: Filter, operator: Operator) -> str:
    """Returns how a question is written: `date__gte`."""
    return filter_.name if operator is Operator.EQ else f"{filter_.name}__{operator.value}"


def _asking(filter_: Filter, operator: Operator) -> tuple[Any, Any]:
    """Returns type and field of the parameter that asks a question."""
    type_ = Word if filter_.type is str else filter_.type
    if operator in (Operator.EQ, Operator.NOT):
        tells = filter_.description if operator is Operator.EQ else f"{filter_.description} {_TELLS[operator]}"
        return many(type_), Field(default_factory=list, description=tells)
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


def filter_fields(kind: Kind) -> dict[str, Any]:
    """Returns the parameters by which the records of a kind are filtered."""
    return {
        parameter_name(filter_, operator): _asking(filter_, operator)
        for filter_ in kind.filters
        for operator in Operator
        if operator in filter_.operators
    }


@cache
def list_parameters(name: str) -> type[ListParameters]:
    """Returns what may be asked of a kind's list."""
    return _model(f"{name.title()}ListParameters", ListParameters, _choosing(KINDS[name]))


@cache
def export_parameters(name: str) -> type[ExportParameters]:
    """Returns what may be asked of an export of a kind."""
    return _model(f"{name.title()}ExportParameters", ExportParameters, _choosing(KINDS[name]))


@cache
def single_export_parameters(name: str) -> type[SingleExportParameters]:
    """Returns what may be asked of an export of one record of a kind."""
    return _model(f"{name.title()}SingleExportParameters", SingleExportParameters, _expand(KINDS[name]))


def _choosing(kind: Kind) -> dict[str, Any]:
    """Returns the fields that say which records, in which order, with what expanded."""
    orders = [f"{sign}{field}" for field in kind.sorts for sign in ("", "-")]
    tells = f"The order; `-` for falling, `{kind.default_sort}` if not given. Records without a value come last."
    return {**filter_fields(kind), "sort": choice(orders, tells), **_expand(kind)}


@cache
def single_parameters(name: str) -> type[SingleParameters]:
    """Returns what may be asked about one record of a kind."""
    kind = KINDS[name]
    return _model(f"{kind.name.title()}Parameters", SingleParameters, _expand(kind))


def _model(name: str, base: type[Asked], fields: dict[str, Any]) -> type[Asked]:
    model: type[Asked] = create_model(name, __base__=base, **fields)
    return model
