"""The command line, `komek`. A module that only one command needs is imported when that command runs."""

import json
import socket
import sys
import threading
from contextlib import suppress
from enum import StrEnum
from importlib.metadata import version as installed_version
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError

from app.cli.database import bring_index_up_to_date, is_empty, open_database
from app.cli.shown import load_texts, print_table
from app.errors import KomekError
from app.settings import Settings, data_folder

if TYPE_CHECKING:
    from app.records.identity import Sameness

app = typer.Typer(
    help="A database of aid cooperation, read from press releases and served as a REST API.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Paths = Annotated[list[Path], typer.Argument(help="Text files in UTF-8 (.txt, .html), or folders with such files.")]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(help="The database: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME."),
]


def main() -> None:
    """Runs a command; an error that the user can correct is printed in one line, with exit code 1."""
    try:
        app()
    except KomekError as error:
        fail(error.detail)
    except ValidationError as error:
        # These are errors of the settings: typer has checked the arguments.
        fail("; ".join(f"KOMEK_{problem['loc'][0]}".upper() + f": {problem['msg']}" for problem in error.errors()))


def fail(reason: str) -> None:
    """Prints the reason and exits with code 1."""
    typer.echo(f"komek: {reason}", err=True)
    sys.exit(1)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"komek {installed_version('komek')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """A database of aid cooperation, read from press releases and served as a REST API."""


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on; 0 takes a free one.")] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Serve the API and the pages. Migrates the database first; an empty one is filled with the seed texts."""
    settings = _settings(host=host, port=port, database_url=database_url)
    # First of all, so that a port in use is reported at once.
    listener = _listen(settings.host, settings.port)
    engine = open_database(settings)
    if is_empty(engine):
        typer.echo("komek: the database is empty, loading the seed texts", err=True)
        load_texts([data_folder("seed") / "texts"], engine, settings)
    bring_index_up_to_date(engine)
    engine.dispose()

    import uvicorn

    from app.api.protocol import Protocol
    from app.main import create_app

    name, number = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(name, f"[{name}]" if ":" in name else name)
    typer.echo(
        f"komek: the API is at http://{shown}:{number}/v1/status, its pages are at http://{shown}:{number}/docs",
        err=True,
    )
    served = create_app(settings)
    # The description takes seconds to make; nobody who opens /docs should wait for it.
    threading.Thread(target=served.openapi, daemon=True).start()
    # Uvicorn raises KeyboardInterrupt again after a clean shutdown.
    with suppress(KeyboardInterrupt):
        uvicorn.Server(uvicorn.Config(served, http=Protocol)).run(sockets=[listener])


@app.command()
def load(paths: Paths, database_url: DatabaseUrl = None) -> None:
    """Load texts into the database; loading again changes nothing."""
    settings = _settings(database_url=database_url)
    engine = open_database(settings)
    failed = load_texts(paths, engine, settings)
    engine.dispose()
    raise typer.Exit(1 if failed else 0)


Kinds = Annotated[str, typer.Argument(help="The kind of record: person, organisation, project, meeting or funding.")]
Note = Annotated[str | None, typer.Option(help="The reason for the decision.")]


@app.command()
def merge(
    kind: Kinds,
    one: Annotated[str, typer.Argument(help="The id of a record.")],
    other: Annotated[str, typer.Argument(help="The id of the record that means the same.")],
    note: Note = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Decide that two records are the same; no later load undoes it."""
    from app.records.identity import Sameness

    _decide(kind, one, other, Sameness.SAME, note=note, database_url=database_url)


@app.command()
def split(
    kind: Kinds,
    one: Annotated[str, typer.Argument(help="The id of a record.")],
    other: Annotated[str | None, typer.Argument(help="The id that was merged with it by mistake.")] = None,
    document: Annotated[
        list[str] | None,
        typer.Option(help="The id of a document that means another thing of the same name; may be repeated."),
    ] = None,
    note: Note = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Decide that two ids, or one id in some documents, mean different things; no later load undoes it."""
    from app.records.identity import Sameness

    if (other is None) == (not document):
        fail("give either the other id or the documents that mean another thing: --document ID")
    if other is not None:
        _decide(kind, one, other, Sameness.DIFFERENT, note=note, database_url=database_url)
        return
    from app.database.engine import named_errors, writing
    from app.store.decide import part

    engine = open_database(_settings(database_url=database_url))
    with named_errors(engine), writing(engine) as connection:
        new, changed = part(connection, _kind(kind), one, document or [], note=note)
    typer.echo(f"{one!r} in these documents is now {new!r}; records changed: {len(changed)}")


def _decide(
    kind: str, one: str, other: str, verdict: "Sameness", *, note: str | None, database_url: str | None
) -> None:
    from app.database.engine import named_errors, writing
    from app.store.decide import decide

    engine = open_database(_settings(database_url=database_url))
    with named_errors(engine), writing(engine) as connection:
        changed = decide(connection, _kind(kind), one, other, verdict=verdict, note=note)
    typer.echo(f"decided: {one!r} and {other!r} are {verdict.value}; records changed: {len(changed)}")


def _kind(name: str) -> str:
    from app.records import KINDS

    possible = [kind.name for kind in KINDS.values() if kind.merges or "canonical_id" in kind.out.model_fields]
    if name not in possible:
        fail(f"records of the kind {name!r} cannot be merged or split: write one of {', '.join(possible)}")
    return name


@app.command()
def reindex(database_url: DatabaseUrl = None) -> None:
    """Rebuild the search index; `load` and `serve` do this themselves when needed."""
    from app.database.engine import named_errors, writing
    from app.store.index import reindex

    engine = open_database(_settings(database_url=database_url))
    with named_errors(engine), writing(engine) as connection:
        count = reindex(connection)
    engine.dispose()
    typer.echo(f"{count} records indexed")


class Format(StrEnum):
    """The format in which an extraction is printed."""

    JSONL = "jsonl"
    TABLE = "table"


@app.command()
def extract(
    paths: Paths,
    output: Annotated[
        Format, typer.Option("--format", help="One JSON object per text, or a table for reading.")
    ] = Format.JSONL,
) -> None:
    """Print the records that texts state, in the order given, without a database."""
    from app.load import find_and_extract

    failed = False
    # JSON is UTF-8 whatever the locale is.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    for extraction, reason in find_and_extract(paths, max_bytes=_settings().max_source_bytes):
        if extraction is None:
            failed = True
            typer.echo(f"komek: {reason}", err=True)
        elif output is Format.JSONL:
            typer.echo(extraction.model_dump_json())
        else:
            print_table(extraction)
    raise typer.Exit(1 if failed else 0)


@app.command()
def export(
    kind: Annotated[str, typer.Argument(help="The records to export: documents, meetings, projects, funding, …")],
    name: Annotated[str, typer.Option("--format", help="csv, ndjson, json, xlsx, parquet, geojson, …")] = "csv",
    filters: Annotated[
        list[str] | None, typer.Option("--filter", help="A parameter of the list, such as country=KG; may be repeated.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="The file to write, which appears when it is complete; without it, standard output."
        ),
    ] = None,
    base_url: Annotated[
        str, typer.Option(help="The address that links to records begin with.")
    ] = "http://127.0.0.1:8000",
    database_url: DatabaseUrl = None,
) -> None:
    """Export all records of a kind that match the filters, in a format of docs/exports.md."""
    from app.exports.terminal import write_export

    settings = _settings(database_url=database_url)
    engine = open_database(settings)
    write_export(engine, kind, name, filters or [], output=output, base=base_url.rstrip("/"))
    engine.dispose()


@app.command()
def openapi() -> None:
    """Print the OpenAPI description of the API, as served at /openapi.json."""
    from app.main import create_app

    # The description does not depend on the database, which need not exist.
    typer.echo(json.dumps(create_app(_settings()).openapi(), ensure_ascii=False, indent=1))


# --- settings, port -------------------------------------------------------------------------------------------


def _settings(**given: Any) -> Settings:
    """Returns the settings; an option given on the command line wins over the environment."""
    return Settings(**{name: value for name, value in given.items() if value is not None})


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=2048
        )
    except OSError as error:
        # Python appends the address, which the message names already.
        reason = (error.strerror or str(error)).partition(" (while")[0]
        raise KomekError(f"cannot listen on {host}, port {port}: {reason}") from error
