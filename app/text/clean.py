"""Brings a source's characters into the form in which they are stored."""

import unicodedata


def clean(raw: str) -> str:
    """Returns the text in NFC with `\\n` line ends and without a byte order mark; all offsets refer to this."""
    text = raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)
