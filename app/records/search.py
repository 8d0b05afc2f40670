"""The search index: one row for each record; the terms are in a table beside it (app/database/terms.py)."""

from datetime import date

from sqlalchemy import Column, Index, Integer, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class Search(SQLModel, table=True):
    """A record in the index: its number, what results show, and a digest of these."""

    __table_args__ = (
        UniqueConstraint("kind", "record_id"),
        # The order of results is read from this index alone.
        Index("ix_search_number_kind_day_record_id", "number", "kind", "day", "record_id"),
    )

    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    kind: str = Field(max_length=32)
    record_id: str = Field(max_length=80)
    day: date | None = Field(default=None, description="The first day of its date: the newest come first.")
    label: str = Field(sa_type=Text, description="Its name or headline; completions sort by its length.")
    lines: str = Field(sa_type=Text, description="The lines it is found by; the text of a document is not repeated.")
    digest: str = Field(max_length=32, description="The digest of the terms.")
    version: str = Field(max_length=32, description="The version of the rules that make terms.")
