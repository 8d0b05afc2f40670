"""NDJSON: each line is a record as the list has it; if the stream breaks off, the last line is `{"error": …}`."""

from collections.abc import Iterator

import orjson

from app.exports.base import ALL, Export, Format
from app.query.fields import picked
from app.query.stream import BATCH, batches


def write(export: Export) -> Iterator[bytes]:
    """Yields the lines."""
    for batch in batches(export.records, BATCH):
        yield b"".join(orjson.dumps(picked(row.data, export.wanted), option=orjson.OPT_APPEND_NEWLINE) for row in batch)


def broken(reason: str) -> bytes:
    """Returns the last line of a broken stream."""
    return orjson.dumps({"error": {"code": "broken_off", "detail": reason}}, option=orjson.OPT_APPEND_NEWLINE)


FORMAT = Format("ndjson", "application/x-ndjson", "NDJSON, a record a line", write, includes=ALL, broken=broken)
