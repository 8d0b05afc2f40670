"""JSON: all records as the list has them, in one document; over HTTP, JSON is the list itself, page by page."""

from collections.abc import Iterator

import orjson

from app.exports.base import ALL, Export, Format
from app.query.fields import picked
from app.query.stream import BATCH, batches


def write(export: Export) -> Iterator[bytes]:
    """Yields the document."""
    meta = {"data_version": export.records.version, "query": export.query}
    yield b'{"data":'
    if export.records.single:
        yield from (orjson.dumps(picked(row.data, export.wanted)) for row in export.records)
    else:
        yield from json_array(orjson.dumps(picked(row.data, export.wanted)) for row in export.records)
    yield b',"meta":' + orjson.dumps(meta) + b"}\n"


def json_array(items: Iterator[bytes]) -> Iterator[bytes]:
    """Yields the array of the items, some of them at a time."""
    opening = b"["
    for batch in batches(items, BATCH):
        yield opening + b",\n".join(batch)
        opening = b",\n"
    yield b"[]" if opening == b"[" else b"]"


FORMAT = Format("json", "application/json", "JSON", write, includes=ALL)
