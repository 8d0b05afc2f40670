"""Formats: the registry of them, in the order in which one is chosen where several would do."""

import difflib

from app.errors import BadQuery, NotAcceptable, NotInstalled
from app.exports import atom, csv, geojson, iati, json, jsonld, ndjson, parquet, xlsx
from app.exports.base import Export, Format
from app.query.parameters import SingleExportParameters
from app.records import Kind

FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT for module in (json, ndjson, csv, xlsx, parquet, geojson, iati, jsonld, atom)
}


def formats_of(kind: Kind) -> list[Format]:
    """Returns the formats in which a kind can be told."""
    return [each for each in FORMATS.values() if each.tells(kind)]


def choose(kind: Kind, name: str, query: SingleExportParameters) -> Format:
    """Returns the format of a name; raises NotAcceptable, NotInstalled, BadQuery where it cannot be had."""
    allowed = [each.name for each in formats_of(kind)]
    if name not in allowed:
        raise not_acceptable(kind, f"{name[:80]!r} is no format of {kind.plural}", "format", name)
    format_ = FORMATS[name]
    if not format_.installed:
        raise NotInstalled(f"The format {name} takes {format_.module}: install komek[{format_.extra}].")
    for parameter, wrong in (("bom", query.bom and name != "csv"), ("expand", query.expand and not format_.expands)):
        if wrong:
            message = f"{parameter} is not possible in the format {name}"
            raise BadQuery(f"{parameter}: {message}", errors=[{"parameter": parameter, "message": message}])
    return format_


def not_acceptable(kind: Kind, what: str, parameter: str, given: str) -> NotAcceptable:
    """Returns the error that a kind cannot be told in what was asked for."""
    allowed = [each.name for each in formats_of(kind)]
    close = difflib.get_close_matches(given[:80], allowed, n=1)
    error: dict[str, object] = {"parameter": parameter, "message": what, "allowed": allowed}
    error |= {"did_you_mean": close[0]} if close else {}
    return NotAcceptable(f"{what}: there are {', '.join(allowed)}.", errors=[error])


__all__ = ["FORMATS", "Export", "Format", "choose", "formats_of", "not_acceptable"]
