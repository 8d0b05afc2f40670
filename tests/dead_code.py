"""Prints code of the program that nothing uses, as vulture finds it; `./dev check` runs it.

vulture reads Python alone. What is used elsewhere is collected here from the place that uses it, so that a name which
disappears there is found here; the rest is listed with a reason.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment
from vulture.core import Vulture

from app.records import METADATA

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "app" / "web" / "templates"
# Decorators of functions that a library calls: endpoints, handlers, commands, validators, compilers of SQL.
REGISTERED = ["@*.get", "@*.exception_handler", "@app.command", "@field_validator", "@compiles"]
# Names that a library asks for, and those that only data or tests use.
ASKED_FOR = [
    *("inherit_cache", "impl", "cache_ok", "process_bind_param", "process_result_value"),  # SQLAlchemy: types, SQL
    *("naming_convention", "isolation_level"),  # SQLAlchemy: set on its objects, read by it
    "model_config",  # pydantic
    "globals",  # Jinja
    *("send_400_response", "msg"),  # uvicorn
    "tell",  # PyArrow: of the file that it writes to
    "is_declared",  # Alembic: migrations/env.py hands it over
    "HIGH_REPRESENTATIVE",  # a value of seed/terms.csv
    "ABLATIVE",  # a case that the tables of endings name
    "deprecated",  # for the first endpoint that is deprecated; tests/test_deprecation.py uses it
    *("Decision", "Search"),  # tables that statements find in METADATA
]


def used_by_the_api() -> Iterator[str]:
    """Yields the fields of answers, and the codes, of which Python has the constants."""
    waiting: list[Any] = [json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if isinstance(fields := node.get("properties"), dict):
                yield from fields
            if isinstance(codes := node.get("enum"), list):
                yield from (str(code).upper() for code in codes)
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def used_by_templates() -> Iterator[str]:
    """Yields the names in templates, and the functions that are filters there: `x | money` calls money_words."""
    for path in TEMPLATES.iterdir():
        for _, kind, name in Environment().lex(path.read_text(encoding="utf-8")):
            if kind == "name":
                yield from (name, f"{name}_words")


def used_by_tables() -> Iterator[str]:
    """Yields the columns of the database, which statements find by name."""
    return (column.name for table in METADATA.tables.values() for column in table.columns)


def main() -> int:
    """Prints what is unused; returns the exit code."""
    finder = Vulture(ignore_decorators=REGISTERED, ignore_names=ASKED_FOR)
    finder.scavenge([ROOT / "app"])
    finder.used_names.update(used_by_the_api(), used_by_templates(), used_by_tables())
    return int(finder.report(min_confidence=60))


if __name__ == "__main__":
    sys.exit(main())
