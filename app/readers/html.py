"""The main text of a page, by trafilatura: its headline and paragraphs without menus and footers."""

from pathlib import Path

import trafilatura
from trafilatura.metadata import extract_metadata

from app.errors import NotReadable


def main_text(page: str, path: Path) -> str:
    """Returns the headline and the main text of a page, a paragraph a line; raises NotReadable where there is none."""
    body = trafilatura.extract(page, include_comments=False, include_tables=False, favor_recall=True)
    if body is None:
        raise NotReadable(f"{path}: no main text can be told from the page's frame")
    found = extract_metadata(page)
    title = found.title if found is not None else None
    return body if title is None or body.startswith(title) else f"{title}\n\n{body}"
