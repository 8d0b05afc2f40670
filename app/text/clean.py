"""Normalises the characters of a source text for storage."""

import re
import unicodedata
from collections.abc import Iterator

# The Stream-Safe Text Format of Unicode Standard Annex 15 allows at most 30 combining marks in a row and puts a joiner
# between more. No language needs as many, and sorting n marks into canonical order takes n² steps.
_MOST_MARKS = 30
_JOINER = "\u034f"
_RUN = re.compile(rf"[^\w\s]{{{_MOST_MARKS + 1},}}")


def clean(raw: str) -> str:
    """Returns the text in NFC with `\\n` line ends and without a byte order mark; all offsets refer to it."""
    text = raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _RUN.sub(lambda run: "".join(_stream_safe(run[0])), text))


def _stream_safe(run: str) -> Iterator[str]:
    """Yields the characters of a run, with a joiner after each thirtieth combining mark in a row."""
    marks = 0
    for character in run:
        is_mark = character != _JOINER and unicodedata.category(character).startswith("M")
        if marks == _MOST_MARKS and is_mark:
            yield _JOINER
            marks = 0
        marks = marks + 1 if is_mark else 0
        yield character
