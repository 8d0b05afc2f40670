"""Reads the main text of an HTML page by trafilatura: headline and paragraphs, without menus and footers."""

from dataclasses import dataclass
from pathlib import Path

import trafilatura
from trafilatura.metadata import extract_metadata

from app.errors import NotReadable
from app.records.values import is_web_address

LONGEST_URL = 1000


@dataclass(frozen=True)
class Page:
    """The main text of a page, a paragraph per line, and the address that the page gives as its own, if any."""

    text: str
    url: str | None


def read_page(page: str, path: Path) -> Page:
    """Returns the main text of a page; raises NotReadable if it has no main text."""
    body = trafilatura.extract(page, include_comments=False, include_tables=False, favor_recall=True)
    if body is None:
        raise NotReadable(f"{path}: no main text found beside menus and footers")
    found = extract_metadata(page)
    title = found.title if found is not None else None
    text = body if title is None or body.startswith(title) else f"{title}\n\n{body}"
    return Page(text, _on_the_web(found.url if found is not None else None))


def _on_the_web(url: str | None) -> str | None:
    """Returns an address if it is a web address, else None: a page may give anything as its own."""
    if url is None or len(url) > LONGEST_URL or not url.isprintable() or " " in url:
        return None
    return url if is_web_address(url) else None
