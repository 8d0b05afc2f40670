"""The database: opening it, migrating it, and the SQL that SQLite and Postgres spell differently."""
