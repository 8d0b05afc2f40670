"""The index of terms, in both databases: FTS5 on SQLite, a tsvector with a GIN index on Postgres.

Neither cuts, bends or ranks anything here: both only look up terms that app/text/terms.py has made. A term is letters
and digits; the first letter says where it is from, the second of which form it is.
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, text

TABLE = "search_terms"
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


def prepare(connection: Connection) -> None:
    """Makes Postgres look terms up in this transaction; SQLite can do nothing else.

    Most of a vector lies outside of its table, so that to read all of them seems cheap to the planner, which it is not;
    and to compile so short a statement takes longer than to run it.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")


class Matching(ABC):
    """How a database is asked for terms: `number` is the column to select, `where` the condition on a bound query."""

    number: str
    bytewise: str
    # How the search table is read for the order of what is found alone.
    narrow: str

    @abstractmethod
    def where(self, name: str) -> str:
        """Returns the condition that the terms meet the query bound under a name."""

    @abstractmethod
    def term(self, term: str) -> str:
        """Returns the query for a term."""

    @abstractmethod
    def beginning(self, term: str) -> str:
        """Returns the query for all terms that begin so."""

    @abstractmethod
    def phrase(self, terms: Sequence[str]) -> str:
        """Returns the query for terms in places one after the other."""

    @abstractmethod
    def any(self, queries: Sequence[str]) -> str:
        """Returns the query for what one of them finds, of at least one."""

    @abstractmethod
    def all(self, queries: Sequence[str]) -> str:
        """Returns the query for what all of them find, of at least one."""

    @abstractmethod
    def without(self, query: str, other: str) -> str:
        """Returns the query for what the one finds and the other does not."""


class SqliteMatching(Matching):
    """As FTS5 is asked."""

    number = "rowid"
    bytewise = ""
    # It would always look a number up in the table, whose rows are long.
    narrow = "search INDEXED BY ix_search_number_kind_day_record_id"

    def where(self, name: str) -> str:
        """`search_terms MATCH :name`."""
        return f"{TABLE} MATCH :{name}"

    def term(self, term: str) -> str:
        """`"term"`."""
        return f'"{term}"'

    def beginning(self, term: str) -> str:
        """`"term" *`."""
        return f'"{term}" *'

    def phrase(self, terms: Sequence[str]) -> str:
        """`"one other"`."""
        return f'"{" ".join(terms)}"'

    def any(self, queries: Sequence[str]) -> str:
        """`(one OR other)`."""
        return f"({' OR '.join(queries)})"

    def all(self, queries: Sequence[str]) -> str:
        """`(one AND other)`."""
        return f"({' AND '.join(queries)})"

    def without(self, query: str, other: str) -> str:
        """`(one NOT other)`."""
        return f"({query} NOT {other})"


class PostgresMatching(Matching):
    """As a tsquery is written."""

    number = "number"
    bytewise = 'COLLATE "C"'
    narrow = "search"

    def where(self, name: str) -> str:
        """`terms @@ CAST(:name AS tsquery)`."""
        return f"terms @@ CAST(:{name} AS tsquery)"

    def term(self, term: str) -> str:
        """`'term'`."""
        return f"'{term}'"

    def beginning(self, term: str) -> str:
        """`'term':*`."""
        return f"'{term}':*"

    def phrase(self, terms: Sequence[str]) -> str:
        """`('one' <-> 'other')`."""
        return f"({' <-> '.join(map(self.term, terms))})"

    def any(self, queries: Sequence[str]) -> str:
        """`(one | other)`."""
        return f"({' | '.join(queries)})"

    def all(self, queries: Sequence[str]) -> str:
        """`(one & other)`."""
        return f"({' & '.join(queries)})"

    def without(self, query: str, other: str) -> str:
        """`(one & !other)`."""
        return f"({query} & !{other})"


def matching(dialect: str) -> Matching:
    """Returns how the database of a dialect is asked."""
    return SqliteMatching() if dialect == "sqlite" else PostgresMatching()
