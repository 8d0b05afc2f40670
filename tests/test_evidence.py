"""Evidence is the product: whatever the text, no exception, and every quote is exactly its span."""

from collections.abc import Iterator
from cProfile import Profile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.extract import extract
from app.readers import Source, read
from app.records.evidence import EvidenceFields
from app.records.extraction import Extraction
from app.text.clean import clean
from benchmarks.linear import SHAPES, repeated

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


# What is rare in texts and hard on readers: controls, marks of direction, combining marks, quotes that never close.
ODD = (
    "\0",
    "\u200f",
    "\u202e",
    "\u2066",
    "e\u0301\u0323",
    "\u0301" * 40,
    "«",
    "(",
    "\U0001f9ff",
    "\ufeff",
    "\u2028",
    "\x85",
    "9" * 120,
)
FRAGMENTS = st.one_of(
    st.sampled_from([fragment for fragment in SHAPES.values() if isinstance(fragment, str)]),
    st.sampled_from(ODD),
    st.text(min_size=1, max_size=30),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(FRAGMENTS, min_size=1, max_size=4), st.integers(1, 4_000))
def test_a_long_line_of_repeated_fragments_is_read_without_exception(fragments: list[str], size: int) -> None:
    check(clean(repeated("".join(fragments), size)) or " ")


def extracted(text: str) -> Extraction:
    return extract(Source("file:///a", "a.txt", "text/plain", clean(text)))


def calls(text: str) -> int:
    """Returns how many calls of functions the extraction of a text takes: work that does not depend on the machine."""
    with Profile() as profile:
        extracted(text)
    return sum(function.callcount for function in profile.getstats())


# The work on namesakes begins after a first sentence, and ends with the twentieth: neither is four times the other.
@pytest.mark.parametrize("shape", [name for name in SHAPES if name != "other namesakes"])
def test_four_times_the_text_takes_four_times_the_work(shape: str) -> None:
    size = 6_000
    extracted(repeated(SHAPES[shape], 4 * size))  # what is learnt once (the forms of a word) is not counted
    once, four_times = calls(repeated(SHAPES[shape], size)), calls(repeated(SHAPES[shape], 4 * size))
    assert four_times <= 4.6 * once + 5_000
