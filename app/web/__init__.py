"""The explorer: the records as pages, for people who would rather look."""
