"""Rows out: what one may ask of the records, and the one statement that answers."""
