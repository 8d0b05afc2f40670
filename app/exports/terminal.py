"""Exports to a file or to standard output, for the command line."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_origin

from pydantic import ValidationError
from sqlalchemy import Engine

from app.errors import BadQuery, KomekError
from app.exports import Export, choose
from app.labels.languages import LANGUAGES
from app.query.parameters import ExportParameters, export_parameters
from app.query.records import normalised
from app.query.stream import open_records
from app.records import KINDS, Kind


def write_export(
    engine: Engine, kind: str, name: str, filters: Iterable[str], *, output: Path | None, base: str
) -> None:
    """Writes an export; a file appears when it is complete. Raises BadQuery, NotAcceptable, NotInstalled."""
    found = next((each for each in KINDS.values() if kind in (each.name, each.plural)), None)
    if found is None:
        raise BadQuery(f"there is no kind {kind!r}: write one of {', '.join(each.plural for each in KINDS.values())}")
    query = _query(found, filters)
    format_, query = choose(found, name, query)
    with open_records(engine, found, query, language=query.lang or LANGUAGES[0]) as records:
        path = f"/v1/{found.plural}.{name}"
        pieces = format_.write(Export(records, base, path, normalised(found, query), tuple(query.fields), query.bom))
        if output is None:
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
        else:
            _write_file(output, pieces)


def _write_file(output: Path, pieces: Iterator[bytes]) -> None:
    part = output.with_name(f"{output.name}.part")
    try:
        with part.open("wb") as file:
            file.writelines(pieces)
        part.replace(output)
    except OSError as error:
        raise KomekError(f"cannot write {output}: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def _query(kind: Kind, filters: Iterable[str]) -> ExportParameters:
    model = export_parameters(kind.name)
    asked: dict[str, Any] = {}
    for each in filters:
        parameter, equals, value = each.partition("=")
        if not equals:
            raise BadQuery(f"{each!r} is not a filter: write PARAMETER=VALUE, as country=KG")
        field = model.model_fields.get(parameter)
        if field is not None and get_origin(field.annotation) is list:
            asked.setdefault(parameter, []).append(value)
        else:
            asked[parameter] = value
    try:
        return model.model_validate(asked)
    except ValidationError as error:
        mistakes = (f"{each['loc'][0]}: {each['msg'].removeprefix('Value error, ')}" for each in error.errors())
        raise BadQuery("; ".join(mistakes)) from None
