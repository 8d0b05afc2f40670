"""From address to source: files and folders of plain text and HTML."""

from app.readers.files import Source, find, read

__all__ = ["Source", "find", "read"]
