"""Splits the tokens of a line into sentences."""

from collections.abc import Iterator, Sequence

from app.text.fold import fold
from app.text.tokens import Token

# The most tokens of a sentence: rules may take time in the square of its length. The longest sentence in the gold texts
# and in AidData has 250 tokens; longer ones are tables and lists.
MOST_TOKENS = 600
_ENDS = frozenset(".!?…")
_PAUSES = frozenset(",;")
_CLOSING = frozenset("»”\")]’'")


# Two letters for one sound of another script, as initials print them: Sh. Battulga, Дж. Смит.
_DIGRAPHS = frozenset({"sh", "ch", "ts", "kh", "zh", "gh", "yu", "ya", "yo", "ye", "ph", "th", "дж", "дз"})


def is_digraph(word: str) -> bool:
    """Whether a word with a capital is an initial of two letters, if a full stop follows: Sh."""
    return len(word) == 2 and word.istitle() and word.casefold() in _DIGRAPHS


def sentences(tokens: Sequence[Token], abbreviations: frozenset[str]) -> Iterator[Sequence[Token]]:
    """Yields the sentences of one line.

    A full stop after an abbreviation or initial, or before a small letter, does not end a sentence; after a number an
    abbreviation may end one ("в 2018 г. Новый …"). A sentence longer than MOST_TOKENS is cut at the last comma or
    semicolon of the second half of that length, if there is one.
    """
    for whole in _marked(tokens, abbreviations):
        start = 0
        while len(whole) - start > MOST_TOKENS:
            end = start + MOST_TOKENS
            marks = (at for at in range(end, start + MOST_TOKENS // 2, -1) if whole[at - 1].text in _PAUSES)
            end = next(marks, end)
            yield whole[start:end]
            start = end
        yield whole[start:]


def _marked(tokens: Sequence[Token], abbreviations: frozenset[str]) -> Iterator[Sequence[Token]]:
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
    if is_digraph(before.text):
        return False
    if fold(before.text) in abbreviations:
        numbered = at > 1 and tokens[at - 2].kind == "number"
        return numbered and tokens[following].kind == "word"
    return True
