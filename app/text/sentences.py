"""Cuts a line of tokens into sentences."""

from collections.abc import Iterator, Sequence

from app.text.fold import fold
from app.text.tokens import Token

_ENDS = frozenset(".!?…")
_CLOSING = frozenset("»”\")]’'")


def sentences(tokens: Sequence[Token], abbreviations: frozenset[str]) -> Iterator[Sequence[Token]]:
    """Yields the sentences of one line; a stop after an abbreviation or initial, or before a small letter, ends none.

    An abbreviation that follows a number may end a sentence ("в 2018 г. Новый …").
    """
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
