"""Collects the terms of a record for the search index and writes them on either engine (app/database/terms.py)."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, text

from app.database.terms import TABLE

# Limits of a tsvector in Postgres: the last position, the positions of one term, the bytes of one record.
MOST_PLACES = 16_000
MOST_REPEATS = 250
MOST_BYTES = 900_000
# Fills the position of a term that is left out, so that its neighbours do not make a phrase.
GAP = "zz"


class Terms:
    """The terms of one record: `placed` have positions, so that phrases are found; `loose` have none."""

    def __init__(self) -> None:
        self.placed: list[str] = []
        self.loose: dict[str, None] = {}
        self._repeats: dict[str, int] = defaultdict(int)
        self._bytes = 0

    def place(self, term: str) -> None:
        """Adds a term at the next position, or without a position where the limits are reached."""
        self._repeats[term] += 1
        if len(self.placed) >= MOST_PLACES:
            self.add(term)
        elif self._repeats[term] > MOST_REPEATS or not self._has_room(term, is_new=self._repeats[term] == 1):
            self.placed.append(GAP)
        else:
            self.placed.append(term)

    def part(self) -> None:
        """Adds a gap, so that no phrase spans what comes before and after it."""
        if self.placed:
            self.placed.append(GAP)

    def add(self, term: str) -> None:
        """Adds a term without a position."""
        if term not in self.loose and self._has_room(term, is_new=True):
            self.loose[term] = None

    def _has_room(self, term: str, *, is_new: bool) -> bool:
        # Postgres stores two bytes for a position, and for a term its own bytes and at most four more.
        size = len(term.encode()) + 6 if is_new else 2
        if self._bytes + size > MOST_BYTES:
            return False
        self._bytes += size
        return True

    def text(self) -> str:
        """Returns the terms as text for FTS5; also the input of their digest."""
        return " ".join([*self.placed, GAP, *self.loose])

    def vector(self) -> str:
        """Returns the terms in the syntax of a tsvector."""
        places: dict[str, list[str]] = defaultdict(list)
        for place, term in enumerate(self.placed, start=1):
            if term != GAP:
                places[term].append(str(place))
        placed = [f"'{term}':{','.join(at)}" for term, at in places.items()]
        return " ".join([*placed, *(f"'{term}'" for term in self.loose if term not in places)])


def write_terms(connection: Connection, terms: Mapping[int, Terms]) -> None:
    """Stores the terms of records, by their number in `search`; the database deletes them with that row."""
    if not terms:
        return
    if connection.dialect.name == "sqlite":
        statement = text(f"INSERT INTO {TABLE} (rowid, terms) VALUES (:number, :terms)")
        rows = [{"number": number, "terms": each.text()} for number, each in terms.items()]
    else:
        statement = text(f"INSERT INTO {TABLE} (number, terms) VALUES (:number, CAST(:terms AS tsvector))")
        rows = [{"number": number, "terms": each.vector()} for number, each in terms.items()]
    connection.execute(statement, rows)
