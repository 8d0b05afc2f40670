"""Finds and reads files; raises NotReadable for a file that is not text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import NotReadable
from app.text.clean import clean

MEDIA_TYPES = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html"}


@dataclass(frozen=True)
class Source:
    """A text and its origin: `text` is as stored (NFC, `\\n` line ends), `url` is its address on the web, if known."""

    address: str
    file: str
    media_type: str
    text: str
    url: str | None = None


def find(paths: Sequence[Path]) -> Iterator[Path]:
    """Yields files as given, and the text files in folders in sorted order, without hidden ones."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = (file for file in path.rglob("*") if file.suffix.lower() in MEDIA_TYPES and file.is_file())
        yield from sorted(file for file in inside if not any(p.startswith(".") for p in file.relative_to(path).parts))


def read(path: Path, *, max_bytes: int) -> Source:
    """Returns the source in a file; raises NotReadable with the file and the reason."""
    try:
        if path.is_dir():
            raise NotReadable(f"{path}: is a folder, must be a file")
        size = path.stat().st_size
        if size > max_bytes:
            raise NotReadable(f"{path}: {size:,} bytes, must have at most {max_bytes:,} (KOMEK_MAX_SOURCE_BYTES)")
        raw = path.read_bytes()
    except OSError as problem:
        raise NotReadable(f"{path}: {problem.strerror or problem}") from None
    media_type = MEDIA_TYPES.get(path.suffix.lower(), "text/plain")
    text, url = _decoded(raw, path), None
    if media_type == "text/html":
        from app.readers.html import read_page

        page = read_page(text, path)
        text, url = page.text, page.url
    text = clean(text)
    if not any(letter.isalnum() for letter in text):
        raise NotReadable(f"{path}: contains no text")
    return Source(address=path.resolve().as_uri(), file=path.name, media_type=media_type, text=text, url=url)


def _decoded(raw: bytes, path: Path) -> str:
    if b"\0" in raw:
        raise NotReadable(f"{path}: contains NUL bytes, must be text in UTF-8")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise NotReadable(f"{path}: byte {problem.start} is not UTF-8, must be text in UTF-8") from None
