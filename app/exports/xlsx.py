"""XLSX: the columns of the CSV, in one sheet for each million rows; a text is never a formula.

A cell of Excel holds 32,767 characters: a longer text is cut, and says so. The file is written on disk and sent when it
is complete, so a failure before that is answered with a problem.
"""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import count, islice
from pathlib import Path
from typing import Any

import xlsxwriter

from app.exports.base import Export, Format
from app.exports.table import Cell, header, joined, rows

MOST_ROWS = 1_048_576
LONGEST = 32_767  # in UTF-16 code units
CUT = " … [cut here: Excel holds no more]"
_PIECE = 64 * 1024
# Columns of exact decimal strings.
_AMOUNTS = {"amount", "sum_usd", "min_usd", "max_usd", "sum_amount"}


def write(export: Export) -> Iterator[bytes]:
    """Yields the file when it is complete."""
    return write_rows(export.kind.title, header(export), rows(export), as_of=export.records.as_of)


def write_rows(
    title: str, names: list[str], cells: Iterable[list[Cell | list[Cell]]], *, as_of: str | None = None
) -> Iterator[bytes]:
    """Yields the file of a header and rows when it is complete; `as_of` is the moment of the data, not of writing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        # Rows are written to disk as they come.
        with xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": folder}) as book:
            # Not the present time: the same data give the same file.
            book.set_properties({"created": datetime.fromisoformat(as_of or "1970-01-01T00:00:00Z")})
            _fill(book, title, names, iter(cells))
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _fill(book: Any, title: str, names: list[str], cells: Iterator[list[Cell | list[Cell]]]) -> None:
    numbers = {place for place, name in enumerate(names) if name.rpartition(".")[2] in _AMOUNTS}
    for sheet_number in count(1):
        sheet = book.add_worksheet(title if sheet_number == 1 else f"{title} {sheet_number}")
        sheet.write_row(0, 0, names)
        last = 0
        for last, row in enumerate(islice(cells, MOST_ROWS - 1), start=1):
            for place, cell in enumerate(row):
                _write_cell(sheet, last, place, cell, is_number=place in numbers)
        if last < MOST_ROWS - 1:
            return


def _write_cell(sheet: Any, row: int, place: int, cell: Cell | list[Cell], *, is_number: bool) -> None:
    if isinstance(cell, list):
        cell, is_number = joined(cell), False
    if isinstance(cell, bool):
        sheet.write_boolean(row, place, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, place, cell)
    elif cell:
        # Excel counts with 15 digits: an amount with more stays a text, exact.
        if is_number and len(cell.replace(".", "").strip("0")) <= 15:
            sheet.write_number(row, place, float(cell))
        else:
            sheet.write_string(row, place, _cut(cell))


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - len(CUT))].decode("utf-16-le", errors="ignore") + CUT


MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMAT = Format("xlsx", MEDIA_TYPE, "XLSX (Excel, LibreOffice)", write, expands=False)
