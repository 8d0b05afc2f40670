"""The headline of a text, made from its beginning where it has no title."""

LONGEST = 120


def headline(title: str | None, text: str | None) -> str:
    """Returns the title of a text, else its first line, cut after a word at 120 characters; "" without either."""
    if title is not None or text is None:
        return title or ""
    line = text.strip().partition("\n")[0].rstrip()
    if len(line) <= LONGEST:
        return line
    words = line[: LONGEST + 1].rpartition(" ")[0] or line[:LONGEST]
    return f"{words.rstrip(' ,;:–—-')}…"
