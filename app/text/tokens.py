"""Splits a text into words, numbers and marks with their offsets."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# A longer token is not a word or number of any language: it is cut into marks, which no rule reads. Time may grow with
# the square of the length of a word, and Python refuses to read integers of thousands of digits.
MOST_LETTERS = 100
_TOKEN = re.compile(
    r"""
      (?P<date>\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})(?![\d])|\d{4}-\d{2}-\d{2}(?!\d)|\d{1,2}-\d{1,2}-\d{4}(?!\d))
    | (?P<time>\d{1,2}:\d{2}(?::\d{2})?(?!\d))
    | (?P<number>\d{1,3}(?:[ \u00a0\u202f\u2009'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)
    | (?P<code>(?:[A-Z]{3}|NRs|Rs|Br|Tk|RM)(?=\d))
    | (?P<word>[^\W\d_](?:\w|(?<=\w)['’‘ʻʼ`](?=\w))*(?:[-\u2010\u2011]\w(?:\w|(?<=\w)['’‘ʻʼ`](?=\w))*)*)
    | (?P<newline>\n)
    | (?P<mark>[^\s\w]|_)
    """,
    re.VERBOSE,
)


class Token(NamedTuple):
    """A word, number, date, time, mark or newline: `text[start:end]` of its text."""

    start: int
    end: int
    text: str
    kind: str

    @property
    def capital(self) -> bool:
        """Whether the token begins with a capital letter."""
        return self.text[0].isupper()


def tokenise(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Yields the tokens of the text between two offsets, in linear time."""
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        kind = match.lastgroup or "mark"
        if match.end() - match.start() > MOST_LETTERS:
            for at in range(match.start(), match.end(), MOST_LETTERS):
                piece = text[at : min(at + MOST_LETTERS, match.end())]
                yield Token(at, at + len(piece), piece, "mark")
            continue
        # In "USD25" the code of the currency is a word.
        yield Token(match.start(), match.end(), match.group(), "word" if kind == "code" else kind)
