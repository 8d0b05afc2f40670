"""Formats: the registry of them, in the order in which one is chosen where several would do."""

from app.exports import atom, csv, geojson, iati, json, jsonld, ndjson, parquet, xlsx
from app.exports.base import Export, Format
from app.records import Kind

FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT for module in (json, ndjson, csv, xlsx, parquet, geojson, iati, jsonld, atom)
}


def formats_of(kind: Kind) -> list[Format]:
    """Returns the formats in which a kind can be told."""
    return [each for each in FORMATS.values() if each.tells(kind)]


__all__ = ["FORMATS", "Export", "Format", "formats_of"]
