"""What schemathesis cannot know of the API: read by it, by SCHEMATHESIS_HOOKS, in tests/test_schemathesis.py."""

import re
from typing import Any

import schemathesis


@schemathesis.hook
def before_call(_context: Any, case: Any, _options: Any) -> None:
    """Leaves good cursors out: only what a page gave is one, as no schema can say; tests/test_query.py follows them."""
    if case.query and case.meta.generation.mode.value == "positive":
        case.query.pop("cursor", None)
        for name, value in case.query.items():
            # An address holds 64 KiB, whatever a description says of each of its parameters.
            case.query[name] = [_in_order(each) for each in value[:5]] if isinstance(value, list) else _in_order(value)


def _in_order(value: Any) -> Any:
    """Returns the year of an interval, which no pattern can keep from ending before it starts, or of 29 February."""
    dated = isinstance(value, str) and re.fullmatch(r"[\d-]{4,10}(/[\d-]{4,10})?", value)
    return value[:4] if dated and ("/" in value or value.endswith("02-29")) else value
