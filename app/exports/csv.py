"""CSV (RFC 4180) in UTF-8, with a header even without rows.

A text, or a part of a list, that a spreadsheet would read as a formula gets an apostrophe before it: one that begins
with = + - @ tab or carriage return.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from app.exports.base import Export, Format
from app.exports.table import Cell, header, joined, printed, rows
from app.query.stream import BATCH, batches

FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"


def write(export: Export) -> Iterator[bytes]:
    """Yields the header and the rows."""
    return write_rows(header(export), rows(export), bom=export.bom)


def write_rows(names: list[str], cells: Iterable[list[Cell | list[Cell]]], *, bom: bool = False) -> Iterator[bytes]:
    """Yields a header and rows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    if bom:
        out.write(BOM)
    writer.writerow(names)
    yield _taken(out)
    for batch in batches(cells, BATCH):
        writer.writerows([_cell(cell) for cell in row] for row in batch)
        yield _taken(out)


def _taken(out: io.StringIO) -> bytes:
    piece = out.getvalue().encode()
    out.seek(0)
    out.truncate()
    return piece


def _cell(cell: Cell | list[Cell]) -> str:
    if isinstance(cell, list):
        return joined([_guarded(each) for each in cell])
    return printed(_guarded(cell))


def _guarded(value: Cell) -> Cell:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


FORMAT = Format("csv", "text/csv; charset=utf-8", "CSV (RFC 4180)", write, expands=False)
