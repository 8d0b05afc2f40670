"""Where the records stand: the only floor that writes, and the only one that knows SQLite from Postgres."""
