"""The state of the database in a few numbers."""

from datetime import datetime
from importlib.metadata import version
from typing import NamedTuple

from pydantic import BaseModel, Field
from sqlalchemy import Engine, func, select

from app.query.pages import data_version
from app.records import KINDS
from app.records.base import table_of
from app.records.document import Document
from app.records.evidence import Change, Load


class LoadOut(BaseModel):
    """One run of the loader that changed something."""

    at: datetime
    new: int = Field(description="Documents that were new.")
    changed: int = Field(description="Documents whose text had changed.")
    same: int = Field(description="Documents that were here already.")
    failed: int = Field(description="Files that could not be read.")


class StatusOut(BaseModel):
    """What the database holds, and since when."""

    data_version: int = Field(description="The number of the last change of any record.")
    counts: dict[str, int] = Field(description="How many records there are, by kind.")
    last_load: LoadOut | None = Field(description="The last run of the loader that changed something.")
    engine: str = Field(description="The database: sqlite or postgresql.")
    version: str = Field(description="The version of Komek.")


class DataVersion(NamedTuple):
    """The version of the data, and the time of its last change."""

    version: int
    at: datetime | None


def read_data_version(engine: Engine) -> DataVersion:
    """Returns the version of the data, 0 before the first change."""
    change = table_of(Change)
    last = select(change.c.seq, change.c.at).order_by(change.c.seq.desc()).limit(1)
    with engine.connect() as connection:
        row = connection.execute(last).one_or_none()
    return DataVersion(0, None) if row is None else DataVersion(*row)


def read_status(engine: Engine) -> StatusOut:
    """Returns the state of the database."""
    load = table_of(Load)
    counts = [select(func.count()).select_from(table_of(kind.table)).scalar_subquery() for kind in KINDS.values()]
    with engine.connect() as connection:
        current, *numbers = connection.execute(select(data_version(), *counts)).one()
        last = connection.execute(select(load).order_by(load.c.id.desc()).limit(1)).mappings().first()
    return StatusOut(
        data_version=current,
        counts=dict(zip((kind.plural for kind in KINDS.values()), numbers, strict=True)),
        last_load=None if last is None else LoadOut.model_validate(dict(last)),
        engine=engine.dialect.name,
        version=version("komek"),
    )


def read_years(engine: Engine) -> list[int]:
    """Returns the first and the last year of publication, or an empty list if no document states one."""
    document = table_of(Document)
    ends = select(func.min(document.c.published_first)), select(func.max(document.c.published_first))
    with engine.connect() as connection:
        days = [connection.scalar(end) for end in ends]  # one by one: each is read off an index
    return [day.year for day in days if day is not None]
