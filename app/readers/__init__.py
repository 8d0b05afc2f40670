"""Reads files and folders of plain text and HTML into sources."""

from app.readers.files import Source, find, read

__all__ = ["Source", "find", "read"]
