"""What schemathesis cannot know of the API: read by it, by SCHEMATHESIS_HOOKS, in tests/test_schemathesis.py."""

import re
from typing import Any
from urllib.parse import urlencode

import schemathesis

from app.query.fields import paths_of
from app.query.values import values_of
from app.records import BY_PLURAL, Kind
from app.records.values import CityKey

# An address holds 64 KiB, whatever a description says of each of its parameters.
LONGEST = 50_000
# Filters ask for what exists: ids of the register, by the kind of record.
KNOWN_IDS = {"organisation": "osce", "project": "ovop", "person": "sadyr-japarov"}


@schemathesis.hook
def filter_case(_context: Any, case: Any) -> bool:
    """Whether a server can read the address at all."""
    return len(urlencode(case.query or {}, doseq=True)) < LONGEST


@schemathesis.hook
def before_call(_context: Any, case: Any, _options: Any) -> None:
    """Makes a query that is meant to be good so: by what no schema of single parameters can say."""
    _ask_for_all(case)
    if case.meta.generation.mode.value != "positive":
        return
    if case.path_parameters and case.path_parameters.get("format") == "parquet":
        case.path_parameters["format"] = "csv"  # what parquet takes is not installed everywhere
    if isinstance(case.body, dict):
        # A string may be several values with commas: of what, is told of the array alone.
        case.body = {name: value for name, value in case.body.items() if not isinstance(value, str)}
    for asked in (case.query, case.body):
        if isinstance(asked, dict):
            _mend(asked, case.path)
            _ask_for_known(asked, next((part for part in re.split("[/.]", case.path) if part in BY_PLURAL), None))


def _ask_for_all(case: Any) -> None:
    """Drops fields that there are, also beside what is wrong: an answer with some of them is not all that is told."""
    if not isinstance(case.query, dict) or "fields" not in case.query:
        return
    kind = BY_PLURAL[re.split("[/.]", case.path)[2]]
    given = case.query["fields"] if isinstance(case.query["fields"], list) else [case.query["fields"]]
    if set(map(str, given)) <= set(paths_of(kind, single="{id}" in case.path)):
        del case.query["fields"]


def _mend(asked: dict[str, Any], path: str) -> None:
    # Only what a page gave is a cursor, and some fields of a record are not all that is described: the tests of the
    # query follow cursors, and ask for fields.
    for name in ("cursor", "fields"):
        asked.pop(name, None)
    if "{format}" in path:
        # Possible in some formats only; tests/test_exports.py tries each.
        for name in ("expand", "bom", "include"):
            asked.pop(name, None)
    if path.startswith("/v1/stats/"):
        # Only what is measured or grouped by in the same query can be sorted by.
        asked.pop("sort", None)
    if "q" in asked:
        # Words are looked for, thus a letter there must be.
        asked["q"] = f"a {asked['q']}"[:1000]
    for name, value in list(asked.items()):
        if name.startswith("period"):
            del asked[name]  # no pattern can keep it from ending before it starts
        elif name.endswith("__all"):
            asked[name] = [_first_of(each) for each in value]  # each is counted, and one may hold several
        else:
            asked[name] = [_in_order(each) for each in value] if isinstance(value, list) else _in_order(value)


def _ask_for_known(asked: dict[str, Any], plural: str | None) -> None:
    """Puts ids and cities that exist in the place of texts; drops filters by ids that no register has."""
    for name in list(asked) if plural is not None else ():
        known = _known(BY_PLURAL[plural], name)
        if known is not None:
            asked[name] = [known]
        if known == "":
            del asked[name]


def _known(kind: Kind, name: str) -> str | None:
    """Returns a value that exists for a filter by ids or cities, "" if there is none, None for other parameters."""
    declared = [each for each in values_of(kind.name, name) if name.partition("__")[2] in ("", "not", "all")]
    if any(CityKey in each.codes for each in declared):
        return "bishkek"
    kinds = [of for each in declared for of in each.kinds]
    return next((KNOWN_IDS[of] for of in kinds if of in KNOWN_IDS), "") if kinds else None


def _first_of(value: Any) -> Any:
    """Returns the first value of an element, whose further ones follow after commas."""
    return re.split(r"(?<!\\),", value)[0] if isinstance(value, str) else value


def _in_order(value: Any) -> Any:
    """Returns the year of an interval, which no pattern can keep from ending before it starts, or of 29 February."""
    dated = isinstance(value, str) and re.fullmatch(r"[\d-]{4,10}(/[\d-]{4,10})?", value)
    return value[:4] if dated and ("/" in value or value.endswith("02-29")) else value
