"""The terms of a record in the search index: collected, and written for either engine (app/database/terms.py)."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, text

from app.database.terms import TABLE

# Postgres keeps no place after this one, no more places of one term, and no more bytes of one record.
MOST_PLACES = 16_000
MOST_REPEATS = 250
MOST_BYTES = 900_000
# Stands where a term is left out, so that what is beside it does not seem to touch.
GAP = "zz"


class Terms:
    """The terms of one record: those in their places, by which phrases are found, and those without."""

    def __init__(self) -> None:
        self.placed: list[str] = []
        self.loose: dict[str, None] = {}
        self._repeats: dict[str, int] = defaultdict(int)
        self._bytes = 0

    def place(self, term: str) -> None:
        """Adds a term after the last one; where there is no more room for places, without one."""
        self._repeats[term] += 1
        if len(self.placed) >= MOST_PLACES:
            self.add(term)
        elif self._repeats[term] > MOST_REPEATS or not self._has_room(term, is_new=self._repeats[term] == 1):
            self.placed.append(GAP)
        else:
            self.placed.append(term)

    def part(self) -> None:
        """Parts what comes from what was: no phrase goes over this."""
        if self.placed:
            self.placed.append(GAP)

    def add(self, term: str) -> None:
        """Adds a term without a place."""
        if term not in self.loose and self._has_room(term, is_new=True):
            self.loose[term] = None

    def _has_room(self, term: str, *, is_new: bool) -> bool:
        # Of a place Postgres keeps two bytes, of a term its own and four more at most.
        size = len(term.encode()) + 6 if is_new else 2
        if self._bytes + size > MOST_BYTES:
            return False
        self._bytes += size
        return True

    def text(self) -> str:
        """Returns the terms as FTS5 takes them; their digest tells whether they are the same."""
        return " ".join([*self.placed, GAP, *self.loose])

    def vector(self) -> str:
        """Returns the terms as Postgres writes a tsvector."""
        places: dict[str, list[str]] = defaultdict(list)
        for place, term in enumerate(self.placed, start=1):
            if term != GAP:
                places[term].append(str(place))
        placed = [f"'{term}':{','.join(at)}" for term, at in places.items()]
        return " ".join([*placed, *(f"'{term}'" for term in self.loose if term not in places)])


def write_terms(connection: Connection, terms: Mapping[int, Terms]) -> None:
    """Adds the terms of records, by their numbers in `search`; when a number goes from there, so do its terms."""
    if not terms:
        return
    if connection.dialect.name == "sqlite":
        statement = text(f"INSERT INTO {TABLE} (rowid, terms) VALUES (:number, :terms)")
        rows = [{"number": number, "terms": each.text()} for number, each in terms.items()]
    else:
        statement = text(f"INSERT INTO {TABLE} (number, terms) VALUES (:number, CAST(:terms AS tsvector))")
        rows = [{"number": number, "terms": each.vector()} for number, each in terms.items()]
    connection.execute(statement, rows)
