"""How SQLite and Postgres are asked for terms: FTS5 on SQLite, a tsvector with a GIN index on Postgres.

Neither engine splits, stems or ranks words here: both look up terms that app/sounds/terms.py makes. A term is
letters and digits; the first letter says which text of the record it comes from, the second its form.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from sqlalchemy import Connection

TABLE = "search_terms"


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
