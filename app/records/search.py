"""What stands in the index of the search for each record; the terms are beside it (app/store/terms.py)."""

from datetime import date

from sqlalchemy import Column, Index, Integer, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class Search(SQLModel, table=True):
    """A record as it is found: its number in the index, what is shown of it, and a digest of all of that."""

    __table_args__ = (
        UniqueConstraint("kind", "record_id"),
        # By which what is found is put in order, without its texts.
        Index("ix_search_number_kind_day_record_id", "number", "kind", "day", "record_id"),
    )

    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    kind: str = Field(max_length=32)
    record_id: str = Field(max_length=80)
    day: date | None = Field(default=None, description="The first day of its date: the newest come first.")
    label: str = Field(sa_type=Text, description="What stands for it in a list.")
    told: str = Field(sa_type=Text, description="What it is found by, in lines; a document's text is not repeated.")
    digest: str = Field(max_length=32, description="Of the terms; another version of them has another digest.")
    version: str = Field(max_length=32, description="Of the rules by which terms are made.")
