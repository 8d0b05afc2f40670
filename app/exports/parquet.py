"""Parquet, with the types of the records: nested lists and objects, amounts as exact decimals, times in UTC.

It needs pyarrow, which the extra `parquet` installs and which is imported when somebody requests the format.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, get_args, get_origin

from app.exports.base import ALL, INCLUDED, Export, Format
from app.query.fields import Wanted
from app.query.stream import batches
from app.records.declare import is_model, present

# The records of a row group, which is kept in memory.
GROUP = 1_500


class _Pipe:
    """A file in memory, from which one takes what was written."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._length = 0

    def write(self, piece: Any) -> int:
        """Keeps a piece."""
        self._pieces.append(bytes(piece))
        self._length += len(self._pieces[-1])
        return len(self._pieces[-1])

    def tell(self) -> int:
        """Returns how many bytes were written in all."""
        return self._length

    def flush(self) -> None:
        """Does nothing."""

    def close(self) -> None:
        """Does nothing: `take` returns the rest."""

    def take(self) -> bytes:
        """Returns what was written since the last call."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def write(export: Export) -> Iterator[bytes]:
    """Yields the file, a row group at a time."""
    import pyarrow
    import pyarrow.parquet

    without = () if export.records.single else export.kind.only_single
    types = {name: info.annotation for name, info in export.kind.out.model_fields.items() if name not in without}
    types |= {name: INCLUDED[name] for name in sorted(export.records.include)}
    source = {"source_url": str} if export.wanted is None else {}
    schema = pyarrow.schema(_fields({**types, **source}, export.wanted))
    pipe = _Pipe()
    with pyarrow.parquet.ParquetWriter(pyarrow.PythonFile(pipe, mode="w"), schema, compression="zstd") as writer:
        for batch in batches(export.records, GROUP):
            rows = [
                {name: _fitted(row.data.get(name), type_) for name, type_ in types.items()}
                | {"url": export.url(row.data), "source_url": export.source_url(row)}
                for row in batch
            ]
            # A key that is not in the schema is left out.
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))
            yield pipe.take()
    yield pipe.take()


def _fields(types: dict[str, Any], wanted: Wanted) -> list[Any]:
    """Returns the columns, or fields of a struct, that are wanted; a span is not given twice, by selectors too."""
    import pyarrow

    return [
        pyarrow.field(name, _type(present(type_), None if wanted is None else wanted[name]))
        for name, type_ in types.items()
        if (wanted is None or name in wanted) and get_origin(type_) is not tuple
    ]


def _type(annotation: Any, wanted: Wanted) -> Any:
    import pyarrow

    if get_origin(annotation) is list:
        return pyarrow.list_(_type(present(get_args(annotation)[0]), wanted))
    if get_origin(annotation) is dict:
        return pyarrow.map_(pyarrow.string(), pyarrow.string())
    if is_model(annotation):
        types = {name: info.annotation for name, info in annotation.model_fields.items()}
        return pyarrow.struct(_fields(types, wanted))
    if annotation is datetime:
        return pyarrow.timestamp("s", tz="UTC")
    bare = _bare(annotation)
    if bare is Decimal:
        return pyarrow.decimal128(19, 3)
    plain = {bool: pyarrow.bool_(), int: pyarrow.int64(), float: pyarrow.float64()}
    return plain.get(bare, pyarrow.string())


def _bare(annotation: Any) -> Any:
    """Returns a type without its validators."""
    return get_args(annotation)[0] if hasattr(annotation, "__metadata__") else annotation


def _fitted(value: Any, annotation: Any) -> Any:
    """Returns a value of JSON in the type of its column."""
    annotation = present(annotation)
    if value is None:
        return None
    if get_origin(annotation) is list:
        return [_fitted(item, get_args(annotation)[0]) for item in value]
    if get_origin(annotation) is dict:
        return list(value.items())
    if is_model(annotation):
        return {
            name: _fitted(value[name], info.annotation)
            for name, info in annotation.model_fields.items()
            if name in value
        }
    if annotation is datetime:
        return datetime.fromisoformat(value)
    return Decimal(value) if _bare(annotation) is Decimal else value


FORMAT = Format(
    "parquet",
    "application/vnd.apache.parquet",
    "Parquet, typed",
    write,
    expands=False,
    includes=ALL,
    module="pyarrow",
    extra="parquet",
)
