"""Cuts a line of tokens into sentences."""

from collections.abc import Iterator, Sequence

from app.text.fold import fold
from app.text.tokens import Token

# What rules ask of a sentence may cost the square of its length, so that none is longer, be it told without a stop. The
# longest sentence of the gold texts and of AidData has 250 tokens; what is beyond are tables and lists.
MOST_TOKENS = 600
_ENDS = frozenset(".!?…")
_PAUSES = frozenset(",;")
_CLOSING = frozenset("»”\")]’'")


def sentences(tokens: Sequence[Token], abbreviations: frozenset[str]) -> Iterator[Sequence[Token]]:
    """Yields the sentences of one line; a stop after an abbreviation or initial, or before a small letter, ends none.

    An abbreviation that follows a number may end a sentence ("в 2018 г. Новый …"). What is longer than MOST_TOKENS is
    cut at its last comma or semicolon before that, where the second half has one.
    """
    for whole in _told(tokens, abbreviations):
        start = 0
        while len(whole) - start > MOST_TOKENS:
            end = start + MOST_TOKENS
            marks = (at for at in range(end, start + MOST_TOKENS // 2, -1) if whole[at - 1].text in _PAUSES)
            end = next(marks, end)
            yield whole[start:end]
            start = end
        yield whole[start:]


def _told(tokens: Sequence[Token], abbreviations: frozenset[str]) -> Iterator[Sequence[Token]]:
    start = 0
    for at, token in enumerate(tokens):
        if token.text not in _ENDS:
            continue
        end = at + 1
        while end < len(tokens) and tokens[end].text in _CLOSING:
            end += 1
        if end < start + 1 or end >= len(tokens) or not _begins(tokens[end]):
            continue
        if token.text == "." and at > start and not _may_end(tokens, at, end, abbreviations):
            continue
        yield tokens[start:end]
        start = end
    if start < len(tokens):
        yield tokens[start:]


def _begins(token: Token) -> bool:
    return not (token.kind == "word" and not token.capital) and token.text not in ",;:.)»"


def _may_end(tokens: Sequence[Token], at: int, following: int, abbreviations: frozenset[str]) -> bool:
    before = tokens[at - 1]
    if before.kind == "word" and len(before.text) == 1 and before.capital:
        return False
    if fold(before.text) in abbreviations:
        numbered = at > 1 and tokens[at - 2].kind == "number"
        return numbered and tokens[following].kind == "word"
    return True
