"""GeoJSON (RFC 7946): the records whose city has known coordinates; `omitted` counts the others."""

from collections.abc import Iterator
from typing import Any

import orjson

from app.exports.base import Export, Format
from app.exports.json import json_array
from app.query.fields import picked
from app.query.stream import Row
from app.records import Kind
from app.registry.cities import Coordinates, locate


def write(export: Export) -> Iterator[bytes]:
    """Yields the collection, with `omitted` after the features."""
    omitted = 0

    def features() -> Iterator[bytes]:
        nonlocal omitted
        for row in export.records:
            found = locate(row.data["city_id"])
            if found is None:
                omitted += 1
            else:
                yield orjson.dumps(_feature(export, row, found))

    yield b'{"type":"FeatureCollection","features":'
    yield from json_array(features())
    yield b',"omitted":%d}\n' % omitted


def _feature(export: Export, row: Row, found: Coordinates) -> dict[str, Any]:
    record = picked({**row.data, "url": export.url(row.data)}, export.wanted)
    if export.wanted is None:
        record |= {"source_url": export.source_url(row), "place": found.place}
    return {
        "type": "Feature",
        "id": row.data["id"],
        "geometry": {"type": "Point", "coordinates": [found.longitude, found.latitude]},
        "properties": record,
    }


def _has_city(kind: Kind) -> bool:
    return "city" in kind.out.model_fields


FORMAT = Format("geojson", "application/geo+json", "GeoJSON, the records with a known city", write, suits=_has_city)
