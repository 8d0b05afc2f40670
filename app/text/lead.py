"""What a text is called: its headline, else its beginning."""

LONGEST = 120


def headline(title: str | None, text: str | None) -> str:
    """Returns the title of a text, else its first line, or the first words of that where it is long."""
    if title is not None or text is None:
        return title or ""
    line = text.strip().partition("\n")[0].rstrip()
    if len(line) <= LONGEST:
        return line
    words = line[: LONGEST + 1].rpartition(" ")[0] or line[:LONGEST]
    return f"{words.rstrip(' ,;:–—-')}…"
