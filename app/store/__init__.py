"""Stores records: the only floor that writes to the database."""
