"""Statistics as a table: a row a cell, with a column for the code and one for the label of each dimension."""

from collections.abc import Sequence
from typing import Any

from app.exports import FORMATS, csv, xlsx
from app.exports.base import Format
from app.exports.table import Cell

# The header of a table, and its rows.
Table = tuple[list[str], list[list[Cell | list[Cell]]]]
# The formats of figures, in the order of preference.
FIGURES = [FORMATS[name] for name in ("json", "csv", "xlsx")]
# Ids stay in the JSON; the link leads to the list of the records.
_LEFT_OUT = {"group", "ids", "ids_total", "summed_ids", "link"}


def figures_table(data: dict[str, Any], dimensions: Sequence[str], base: str) -> Table:
    """Returns the cells of statistics as a table; without dimensions its only row is the total."""
    measures = [name for name in data["total"] if name not in _LEFT_OUT]
    names = [name for dimension in dimensions for name in (dimension, f"{dimension}_label")]
    rows = []
    for cell in data["cells"] if dimensions else [data["total"]]:
        groups = [cell["group"][dimension] for dimension in dimensions]
        codes = [value for group in groups for value in (group["code"], group["label"])]
        rows.append([*codes, *(cell[name] for name in measures), address(cell["link"], base)])
    return [*names, *measures, "link"], rows


def address(link: str | None, base: str) -> str | None:
    """Returns the whole address of a path on this server."""
    return None if link is None else base + link


def write_table(format_: Format, title: str, table: Table) -> bytes:
    """Returns a table in CSV or XLSX."""
    names, rows = table
    return b"".join(csv.write_rows(names, rows) if format_.name == "csv" else xlsx.write_rows(title, names, rows))
