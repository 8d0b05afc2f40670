"""The fields of a record as `fields=` names them: dotted paths into what the kind's Out model serves."""

from collections.abc import Collection, Iterator
from typing import Any, TypeAlias, get_args, get_origin

from pydantic import BaseModel

from app.records import KINDS, Kind
from app.records.base import RecordOut
from app.records.declare import is_model, present

# What is wanted of an object: the names, each with what is wanted of it; None is all.
Wanted: TypeAlias = "dict[str, Wanted] | None"


def paths_of(kind: Kind, *, single: bool) -> list[str]:
    """Returns all paths of a kind's records, and below each reference the fields of the record it may lead to."""
    found = dict.fromkeys(_paths(kind.out))
    for reference, leads_to in kind.expands.items():
        found |= dict.fromkeys(f"{reference}.{name}" for name in KINDS[leads_to].out.model_fields)
    return [path for path in found if single or path not in kind.only_single]


def evidence_fields(kind: Kind) -> list[str]:
    """Returns the fields that evidence may support: a record's own, and those of the objects in its lists."""
    return [path for path in _paths(kind.out) if path not in RecordOut.model_fields]


def only_expanded(kind: Kind, paths: Collection[str], expand: Collection[str]) -> list[str]:
    """Returns those of the paths that lead into records which are not expanded."""
    own = set(_paths(kind.out))
    return [path for path in paths if path not in own and path.rpartition(".")[0] not in expand]


def _paths(model: type[BaseModel]) -> Iterator[str]:
    for name, info in model.model_fields.items():
        yield name
        item = present(info.annotation)
        item = get_args(item)[0] if get_origin(item) is list else item
        if is_model(item):
            yield from (f"{name}.{path}" for path in _paths(item))


def wanted_of(paths: Collection[str]) -> Wanted:
    """Returns what paths want, together; no paths want all."""
    if not paths:
        return None
    wanted: dict[str, Any] = {}
    for path in sorted(paths):
        here: dict[str, Any] | None = wanted
        *before, last = path.split(".")
        for name in before:
            here = here.setdefault(name, {}) if here is not None else None
        if here is not None:  # else a part of what is wanted as a whole
            here[last] = None
    return wanted


def picked(value: Any, wanted: Wanted) -> Any:
    """Returns what is wanted of a value of JSON; of a list, of each of its elements."""
    if isinstance(value, list):
        return [picked(each, wanted) for each in value]
    if wanted is None or not isinstance(value, dict):
        return value
    return {name: picked(part, wanted[name]) for name, part in value.items() if name in wanted}
