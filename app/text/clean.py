"""Brings a source's characters into the form in which they are stored."""

import re
import unicodedata
from collections.abc import Iterator

# The Stream-Safe Text Format of Unicode Standard Annex 15: no more marks in a row, or a joiner between them. No
# language writes as many, and to put n of them into canonical order takes n² steps.
_MOST_MARKS = 30
_JOINER = "\u034f"
_RUN = re.compile(rf"[^\w\s]{{{_MOST_MARKS + 1},}}")


def clean(raw: str) -> str:
    """Returns the text in NFC with `\\n` line ends and without a byte order mark; all offsets refer to this."""
    text = raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _RUN.sub(lambda run: "".join(_stream_safe(run[0])), text))


def _stream_safe(run: str) -> Iterator[str]:
    """Yields the characters of a run with a joiner after each thirtieth combining mark in a row."""
    marks = 0
    for character in run:
        is_mark = character != _JOINER and unicodedata.category(character).startswith("M")
        if marks == _MOST_MARKS and is_mark:
            yield _JOINER
            marks = 0
        marks = marks + 1 if is_mark else 0
        yield character
