"""Spells queries for terms of the search index: FTS5 on SQLite, a tsvector with a GIN index on Postgres.

Neither engine splits, stems or ranks words: both only look up the terms that app/sounds/terms.py makes. A term is
letters and digits: the first letter is the class of text it comes from, the second its form (app/store/index.py).
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from sqlalchemy import Connection

TABLE = "search_terms"


def prepare(connection: Connection) -> None:
    """Makes Postgres look terms up in the index during this transaction; SQLite always does.

    Postgres stores most of a vector outside its table, so its planner takes reading all vectors for cheap, and it is
    not. Compiling so short a statement with JIT takes longer than running it.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")


class Matching(ABC):
    """The syntax of term queries on one engine: `number` is the column to select, `where` the condition."""

    number: str
    bytewise: str
    # The search table as read to put results in order, without their texts.
    narrow: str

    @abstractmethod
    def where(self, name: str) -> str:
        """Returns the condition that the terms match the query bound under a name."""

    @abstractmethod
    def term(self, term: str) -> str:
        """Returns the query for a term."""

    @abstractmethod
    def beginning(self, term: str) -> str:
        """Returns the query for all terms with a beginning."""

    @abstractmethod
    def phrase(self, terms: Sequence[str]) -> str:
        """Returns the query for terms at consecutive positions."""

    @abstractmethod
    def any(self, queries: Sequence[str]) -> str:
        """Returns the query that matches where any of one or more queries does."""

    @abstractmethod
    def all(self, queries: Sequence[str]) -> str:
        """Returns the query that matches where all of one or more queries do."""

    @abstractmethod
    def without(self, query: str, other: str) -> str:
        """Returns the query that matches where the first query does and the other does not."""


class SqliteMatching(Matching):
    """The query syntax of FTS5."""

    number = "rowid"
    bytewise = ""
    # Without INDEXED BY, SQLite looks a number up in the table, whose rows are long.
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
    """The syntax of a tsquery."""

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
    """Returns the query syntax of a dialect."""
    return SqliteMatching() if dialect == "sqlite" else PostgresMatching()
