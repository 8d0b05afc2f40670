"""Opens and migrates the database, and spells the SQL that differs between SQLite and Postgres."""
