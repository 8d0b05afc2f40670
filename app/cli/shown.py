"""Prints the progress and summary of a load, and the table of an extraction."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from pydantic import BaseModel

from app.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.records.extraction import Extraction


def load_texts(paths: list[Path], engine: "Engine", settings: Settings) -> bool:
    """Loads texts, with a progress bar on a terminal and a line per file elsewhere, and prints a summary.

    Returns whether a file failed.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from app.load import Loaded, Outcome, load
    from app.records import KINDS

    console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    columns = (TextColumn("loading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("", total=None)

        def report(loaded: Loaded) -> None:
            progress.update(bar, total=loaded.of, advance=1)
            if loaded.outcome is Outcome.FAILED:
                console.print(f"komek: {loaded.reason}")
            elif not console.is_terminal:
                typer.echo(f"{loaded.outcome:<7}  {loaded.path}")

        summary = load(paths, engine=engine, max_bytes=settings.max_source_bytes, report=report)
    documents = (f"{summary.documents[outcome]} {outcome}" for outcome in Outcome)
    typer.echo(f"{'documents':<13}  {', '.join(documents)}")
    for kind in KINDS.values():
        if kind.name != "document" and kind.name in summary.records:
            counts = summary.records[kind.name]
            parts = (f"{counts[operation]} {operation}" for operation in ("created", "updated", "deleted"))
            typer.echo(f"{kind.plural:<13}  {', '.join(parts)}")
    return summary.documents[Outcome.FAILED] > 0


def print_table(extraction: "Extraction") -> None:
    """Prints an extraction as a table, one row per record."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    document = extraction.document
    facts = _facts(document, leave_out={"file", "title"})
    table = Table(title=escape(f"{document.file}: {document.title or ''}"), caption=escape(facts), show_lines=True)
    for column in ("kind", "record", "fields"):
        table.add_column(column)
    for plural in type(extraction).model_fields:
        for said in getattr(extraction, plural) if plural != "document" else []:
            what = next(field for field in ("name", "amount", "participants") if field in type(said).model_fields)
            facts = _facts(said, leave_out={what, "names"})
            table.add_row(plural, escape(_shown(getattr(said, what))), escape(facts))
    Console().print(table)


def _facts(said: "BaseModel", *, leave_out: set[str]) -> str:
    """Returns the stated fields of a record, a line each, without empty ones."""
    values = {field: getattr(said, field) for field in type(said).model_fields if field not in {*leave_out, "evidence"}}
    return "\n".join(f"{field}: {_shown(value)}" for field, value in values.items() if value not in (None, [], ""))


def _shown(value: Any) -> str:
    from app.records.values import print_amount

    if isinstance(value, list):
        return "; ".join(map(_shown, value))
    if isinstance(value, BaseModel):
        parts = [
            _shown(getattr(value, field)) for field in type(value).model_fields if getattr(value, field) is not None
        ]
        return ", ".join(parts)
    return print_amount(value) if isinstance(value, Decimal) else "" if value is None else str(value)
