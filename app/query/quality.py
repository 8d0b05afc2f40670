"""How well texts are read: the measured figures of one version of the extractor, and what is in doubt."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy import Engine, Select, func, select

from app.query.doubts import candidates, conflicts
from app.query.pages import data_version
from app.query.suspicious import RULES, suspicious

# `./dev quality` writes it.
MEASURED = Path(__file__).with_name("quality.json")


Measured = Literal["learnt", "cross_validated", "blind"]


class ScoreOut(BaseModel):
    """How well records of one kind are found in texts of one language."""

    measured: Measured = Field(
        description="`learnt`: on texts that the scores were learned from, so too high; `cross_validated`: each text "
        "read with scores learned from other texts; `blind`: on texts that nobody who works on Komek had read."
    )
    texts: str = Field(description="The texts: a folder of gold texts, or `all`.")
    language: str = Field(description="BCP 47, or `all`.")
    kind: str = Field(description="The kind of record, in the plural.")
    precision: float = Field(ge=0, le=1, description="The share of what was found that is right.")
    recall: float = Field(ge=0, le=1, description="The share of what was to be found that was.")
    f1: float = Field(ge=0, le=1, description="The harmonic mean of both.")
    wanted: int = Field(ge=0, description="How many records were to be found.")
    extractor: str = Field(description="The version of the extractor that was measured.")


class PublicScoreOut(BaseModel):
    """One figure on a public data set that nobody of this project made."""

    data_set: str = Field(description="`factrueval` or `aiddata`.")
    measure: str = Field(description="What was measured.")
    value: float = Field(ge=0, le=1)
    extractor: str = Field(description="The version of the extractor that was measured.")


class SpeedOut(BaseModel):
    """What reading costs on one core of the machine that measured."""

    documents_per_second: float
    times_tokenising: float = Field(description="How often the texts could be cut into tokens in that time.")
    memory_mb: int = Field(description="The most memory that the process took, in MiB.")
    extractor: str = Field(description="The version of the extractor that was measured.")


class QualityOut(BaseModel):
    """How well texts are read."""

    extractor: str = Field(description="The version of the extractor that gave the scores.")
    scores: list[ScoreOut]
    public: list[PublicScoreOut] = Field(description="Measured less often: each names its own version.")
    speed: SpeedOut = Field(description="Measured less often: it names its own version.")


class QualityNowOut(QualityOut):
    """How well texts are read, and how many records are in doubt."""

    conflicts: int = Field(description="Fields of facts that texts state differently.")
    candidates: int = Field(description="Pairs of records that may be the same.")
    suspicious: dict[str, int] = Field(description="How many records each rule finds.")


@cache
def read_quality() -> QualityOut:
    """Returns the figures that came with the program."""
    return QualityOut.model_validate_json(MEASURED.read_text(encoding="utf-8"))


def read_quality_now(engine: Engine) -> tuple[QualityNowOut, int]:
    """Returns the figures with how much is in doubt now, and the data version."""
    with engine.connect() as connection:
        version, of_conflicts, of_candidates, *found = connection.execute(_counts()).one()
    doubts = {
        "conflicts": of_conflicts,
        "candidates": of_candidates,
        "suspicious": dict(zip(RULES, found, strict=True)),
    }
    return QualityNowOut.model_validate(read_quality().model_dump() | doubts), version


@cache
def _counts() -> Select[Any]:
    of_pairs = [select(func.count()).select_from(rows).scalar_subquery() for rows in (conflicts(), candidates())]
    rows = suspicious()
    by_rule = (func.count().filter(rows.c.rule == rule) for rule in RULES)
    return select(data_version(), *of_pairs, *by_rule).select_from(rows)
