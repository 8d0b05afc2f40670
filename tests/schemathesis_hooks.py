"""What schemathesis cannot know of the API: read by it, by SCHEMATHESIS_HOOKS, in tests/test_schemathesis.py."""

import re
from typing import Any
from urllib.parse import urlencode

import schemathesis

# An address holds 64 KiB, whatever a description says of each of its parameters.
LONGEST = 50_000


@schemathesis.hook
def filter_case(_context: Any, case: Any) -> bool:
    """Whether a server can read the address at all; bodies, more lenient than told, are for tests/test_grammar.py."""
    return case.method.upper() == "GET" and len(urlencode(case.query or {}, doseq=True)) < LONGEST


@schemathesis.hook
def before_call(_context: Any, case: Any, _options: Any) -> None:
    """Makes a query that is meant to be good so: by what no schema of single parameters can say."""
    if case.meta.generation.mode.value != "positive":
        return
    if case.path_parameters and case.path_parameters.get("format") == "parquet":
        case.path_parameters["format"] = "csv"  # what parquet takes is not installed everywhere
    query = case.query
    if not query:
        return
    # Only what a page gave is a cursor; tests/test_query.py follows them.
    query.pop("cursor", None)
    if "{format}" in case.path:
        # Possible in some formats only; tests/test_exports.py tries each.
        query.pop("expand", None)
        query.pop("bom", None)
    if case.path.startswith("/v1/stats/"):
        # Only what is measured or grouped by in the same query can be sorted by.
        query.pop("sort", None)
    if "fields" in query:
        # Fields of a record that a reference leads to are there where it is expanded.
        query["fields"] = [each for each in query["fields"] if "." not in each] or ["id"]
    if "q" in query:
        # Words are looked for, thus a letter there must be.
        query["q"] = f"a {query['q']}"[:1000]
    for name, value in query.items():
        query[name] = [_in_order(each) for each in value] if isinstance(value, list) else _in_order(value)


def _in_order(value: Any) -> Any:
    """Returns the year of an interval, which no pattern can keep from ending before it starts, or of 29 February."""
    dated = isinstance(value, str) and re.fullmatch(r"[\d-]{4,10}(/[\d-]{4,10})?", value)
    return value[:4] if dated and ("/" in value or value.endswith("02-29")) else value
