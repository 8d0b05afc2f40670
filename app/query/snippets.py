"""The piece of a text that shows why a record was found, with the places of the words: plain text without marks."""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import BaseModel, Field

from app.query.question import Part
from app.sounds.terms import Word, near, plain, sounds, stems, words

WIDTH = 240
# The characters before the first word found.
BEFORE = 60
# Characters of a text that are searched.
LONGEST_READ = 100_000


class Snippet(BaseModel):
    """A piece of text."""

    text: str = Field(description="The piece, in one line.")
    highlights: list[tuple[int, int]] = Field(description="The words found: `text[start:end]`, in Unicode code points.")
    offset: int | None = Field(description="Where the piece begins in the document's text; null for other records.")


class _Place(NamedTuple):
    part: int
    start: int
    end: int


def snippet(parts: Sequence[Part], searched: str, *, title: str, is_text: bool) -> Snippet:
    """Returns the piece of a document's text, or of the lines of a record, that has most of the parts.

    If the text of a document has none of them, its title or the lines beside it may.
    """
    if not is_text:
        return _of_lines(parts, searched)
    text = searched[:LONGEST_READ]
    places = _places(parts, text)
    if not places:
        beside = _of_lines(parts, title)
        return beside if beside.highlights else _cut(text, [], 0, offset=True)
    first = _best(places)
    return _cut(text, places, first.start, offset=True)


def _of_lines(parts: Sequence[Part], lines: str) -> Snippet:
    """Returns the first line and every line that shows more of the parts."""
    shown: list[str] = []
    seen: set[int] = set()
    for line in lines.split("\n"):
        found = {place.part for place in _places(parts, line)}
        if found - seen:
            seen |= found
            shown.append(line)
        if len(seen) == len(parts):
            break
    text = " · ".join(shown or lines.split("\n")[:1])
    places = _places(parts, text)
    return _cut(text, places, _best(places).start if places else 0, offset=False)


def _best(places: Sequence[_Place]) -> _Place:
    """Returns the first place of the window that shows most parts; of equals the first one."""

    def shown(place: _Place) -> int:
        end = place.start + WIDTH - BEFORE
        return len({other.part for other in places if place.start <= other.start and other.end <= end})

    return max(places[:200], key=shown)


def _cut(text: str, places: Sequence[_Place], first: int, *, offset: bool) -> Snippet:
    start = max(0, min(first - BEFORE, len(text) - WIDTH)) if len(text) > WIDTH else 0
    # Whole words only, unless one is as long as all that is before.
    while 0 < start < first and not text[start - 1].isspace():
        start += 1
    end = min(len(text), start + WIDTH)
    while start + WIDTH // 2 < end < len(text) and not text[end].isspace():
        end -= 1
    merged: dict[tuple[int, int], None] = {}
    for place in places:
        if start <= place.start and place.end <= end:
            merged[place.start - start, place.end - start] = None
    # Character by character, so that offsets stay.
    line = "".join(" " if character.isspace() else character for character in text[start:end])
    return Snippet(text=line, highlights=sorted(merged), offset=start if offset else None)


def _places(parts: Sequence[Part], text: str) -> list[_Place]:
    """Returns where the parts are in a text."""
    found = list(words(text))
    forms = [plain(word.text) for word in found]
    places: list[_Place] = []
    for at, word in enumerate(found):
        for number, part in enumerate(parts):
            if part.is_phrase:
                length = len(part.exact)
                if tuple(forms[at : at + length]) == part.exact:
                    places += [_Place(number, each.start, each.end) for each in found[at : at + length]]
            elif _is(part, word, forms[at]):
                places.append(_Place(number, word.start, word.end))
    return places or [
        _Place(number, word.start, word.end)
        for word in found
        for number, part in enumerate(parts)
        if part.near and not part.near.isdisjoint(near(word.text))
    ]


def _is(part: Part, word: Word, form: str) -> bool:
    if part.begins:
        return form.startswith(part.exact[0]) or any(
            sound.startswith(begin) for sound in sounds(word.text) for begin in part.sounds
        )
    if form in part.exact or not part.stems.isdisjoint(stems(form)):
        return True
    return word.text[0].isupper() and not part.sounds.isdisjoint(sounds(word.text))
