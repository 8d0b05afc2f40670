"""What a person reads is plain English: docs/style.md names the words to avoid, and this searches for them."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
# `is None` is Python; `is none` is a riddle.
AVOIDED = re.compile(
    r"\b(?i:told|tells?|telling|anew|stands?|standing|what is one|what are one|likely one|that there (?:are|is))\b"
    r"|(?<!there )\b(?:is|are) none\b"
)
# Codes of the API, which change only with its version, and names that others gave.
EXCEPTIONS = {
    "not_told": "a rule of conflicts in the API",
    "told_once": "a code of the API",
    "told_twice": "a rule in the API",
    "`told`": "the code of usd_basis in docs",
    '"told"': "the code of usd_basis, and the count of values in /v1/coverage",
    "TOLD": "the member of the enum DollarBasis",
    "told=": "the field of /v1/coverage",
    "told:": "the field of /v1/coverage",
    "told = {": "the labels of the code of usd_basis",
    "home_told:": "a feature of learned scores",
    "'told' if giver": "a feature of learned scores",
    '"group:telling"': "a feature of learned scores",
    "def tell(": "the method of a file, which pyarrow calls",
    '"stand-alone"': "a name in the CLDR",
    "if theme is none": "the test of Jinja",
    "if words is none": "the test of Jinja",
}
# docs/style.md quotes what to avoid; the words of a language are data, and so are the names of learned features.
LEFT_OUT = ("docs/style.md", "docs/openapi.json", "app/extract/scores.json", "app/languages/en/words.toml")


def files(*patterns: str) -> list[Path]:
    found = sorted({path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()})
    return [path for path in found if not path.relative_to(ROOT).as_posix().startswith(LEFT_OUT)]


def avoided(text: str) -> list[str]:
    """Returns the words to avoid in a text, each with its surroundings."""
    for exception in EXCEPTIONS:
        text = text.replace(exception, " ")
    return [text[max(0, found.start() - 40) : found.end() + 40] for found in AVOIDED.finditer(text)]


def prose_of(path: Path) -> Iterator[str]:
    """Yields the comments, strings and names of Python; of other files the whole text."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield text
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.STRING, tokenize.COMMENT):
            yield token.string
        elif token.type == tokenize.NAME and not any(each in token.line for each in EXCEPTIONS):
            yield token.string.replace("_", " ")


@pytest.mark.parametrize("words", ["it is told", "It stands for itself", "what is one", "ValueError if it is none"])
def test_words_to_avoid_are_found(words: str) -> None:
    assert avoided(words)


def test_exceptions_are_needed() -> None:
    everything = "".join(path.read_text(encoding="utf-8") for path in _all())
    assert [exception for exception in EXCEPTIONS if exception not in everything] == []


def _all() -> list[Path]:
    return files(
        "app/**/*.py", "app/**/*.toml", "app/**/*.html", "app/**/*.js", "app/**/*.json", "docs/**/*.md", "README.md",
        "dev", ".ci/run", "migrations/*.py", "Dockerfile",
    )  # fmt: skip


@pytest.mark.parametrize("path", _all(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_prose_is_plain(path: Path) -> None:
    assert [found for part in prose_of(path) for found in avoided(part)] == []


@pytest.mark.parametrize("path", files("app/web/locales/*.po"), ids=lambda path: path.stem)
def test_messages_are_plain(path: Path) -> None:
    with path.open("rb") as catalogue:
        messages = [message.id for message in read_po(catalogue)]
    texts = [text for message in messages for text in ([message] if isinstance(message, str) else message)]
    assert [found for text in texts for found in avoided(text)] == []
