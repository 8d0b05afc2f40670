"""The registry of formats, in the order of preference where an Accept header allows several."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from app.errors import BadQuery, NotAcceptable, NotInstalled, parameter_error
from app.exports import atom, csv, geojson, iati, json, jsonld, ndjson, parquet, xlsx
from app.exports.base import Export, Format
from app.labels.lookup import nearest
from app.query.parameters import ExportParameters, SingleExportParameters
from app.records import Kind

Asked = TypeVar("Asked", bound=SingleExportParameters)

FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT for module in (json, ndjson, csv, xlsx, parquet, geojson, iati, jsonld, atom)
}


def formats_of(kind: Kind) -> list[Format]:
    """Returns the formats of a kind."""
    return [each for each in FORMATS.values() if each.suits(kind)]


def choose(kind: Kind, name: str, query: Asked) -> tuple[Format, Asked]:
    """Returns the format of a name, and the query with the order of that format where the query names none.

    Raises NotAcceptable for a format that the kind does not have, NotInstalled, and BadQuery for a parameter that the
    format cannot follow.
    """
    if name not in [each.name for each in formats_of(kind)]:
        raise not_acceptable(formats_of(kind), f"{name[:80]!r} is not a format of {kind.plural}", "format", name)
    format_ = FORMATS[name]
    if not format_.installed:
        raise NotInstalled(f"The format {name} needs {format_.module}: install komek[{format_.extra}].")
    for parameter, able in _asked(query):
        if not able(format_):
            raise _impossible(kind, parameter, name, able)
    if format_.default_sort is not None and isinstance(query, ExportParameters) and not query.sort:
        return format_, query.model_copy(update={"sort": [format_.default_sort]})
    return format_, query


def _asked(query: SingleExportParameters) -> Iterator[tuple[str, Callable[[Format], bool]]]:
    """Yields the parameters of a query that not every format can follow, with what a format must be able to do."""
    if query.bom:
        yield "bom", lambda format_: format_.name == "csv"
    if query.expand:
        yield "expand", lambda format_: format_.expands
    if query.fields:
        yield "fields", lambda format_: format_.picks
    if query.include:
        yield "include", lambda format_: format_.includes.issuperset(query.include)


def _impossible(kind: Kind, parameter: str, name: str, able: Callable[[Format], bool]) -> BadQuery:
    others = ", ".join(each.name for each in formats_of(kind) if able(each)) or "no format"
    message = f"is not possible in the format {name}, only in {others}"
    return BadQuery(f"{parameter} {message}", errors=[parameter_error(parameter, message)])


def not_acceptable(formats: Iterable[Format], what: str, parameter: str, given: str) -> NotAcceptable:
    """Returns the error for a request whose format is not one of these."""
    allowed = [each.name for each in formats]
    error = parameter_error(parameter, what, nearest(given, allowed)) | {"allowed": allowed}
    return NotAcceptable(f"{what}: write one of {', '.join(allowed)}.", errors=[error])


__all__ = ["FORMATS", "Export", "Format", "choose", "formats_of", "not_acceptable"]
