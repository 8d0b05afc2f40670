"""Evidence is the product: whatever the text, no exception, and every quote is exactly its span."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.extract import extract
from app.readers import Source, read
from app.records.evidence import EvidenceFields
from app.records.extraction import Extraction
from app.text.clean import clean

GOLD = Path(__file__).parent / "gold"
TEXTS = sorted([*GOLD.glob("*/*.txt"), *(GOLD.parent.parent / "seed" / "texts").glob("*.txt")])


def evidence(extraction: Extraction) -> Iterator[EvidenceFields]:
    """Yields all evidence of an extraction."""
    yield from extraction.document.evidence
    for kind in ("meetings", "funding", "projects", "agreements", "people", "organisations"):
        for record in getattr(extraction, kind):
            assert record.evidence, f"a record of {kind} has no evidence"
            yield from record.evidence


def check(text: str) -> None:
    """Fails if a quote of the text's extraction is not its span."""
    for found in evidence(extract(Source("file:///a", "a.txt", "text/plain", text))):
        assert text[found.start : found.end] == found.quote


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_quote_is_its_span(path: Path) -> None:
    check(read(path, max_bytes=10**6).text)


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=400))
def test_any_text_is_read_without_exception(text: str) -> None:
    check(clean(text) or " ")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_torn_text_is_read_without_exception(data: st.DataObject) -> None:
    words = data.draw(st.sampled_from(TEXTS)).read_text(encoding="utf-8").split(" ")
    pieces = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=120))
    check(clean(" ".join(pieces)) or " ")


def test_the_same_text_gives_the_same_extraction() -> None:
    source = read(TEXTS[0], max_bytes=10**6)
    assert extract(source) == extract(source)


def test_a_long_line_is_read() -> None:
    check("Министр финансов Иван Петров встретился с послом Японии. 5 млн долларов " * 2000)
