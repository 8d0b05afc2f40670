"""What a text is called that has no headline."""

import pytest

from app.text.lead import LONGEST, headline


@pytest.mark.parametrize(
    ("title", "text", "called"),
    [
        ("Headline", "Text", "Headline"),
        (None, "A short line\nand more", "A short line"),
        (None, "\n  A line after nothing", "A line after nothing"),
        (None, f"{'word ' * 40}", f"{('word ' * 24).rstrip()}…"),
        (None, f"{'ә' * 300}", f"{'ә' * LONGEST}…"),
        (None, f"{'word ' * 23}here, and more", f"{'word ' * 23}here…"),
        (None, None, ""),
    ],
)
def test_headline(title: str | None, text: str | None, called: str) -> None:
    assert headline(title, text) == called
    assert len(headline(title, text)) <= max(LONGEST + 1, len(title or ""))
