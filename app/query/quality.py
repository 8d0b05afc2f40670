"""How well texts are read: the figures that were measured with one version of the extractor."""

from functools import cache
from pathlib import Path

from pydantic import BaseModel, Field

# Made by `python -m benchmarks.extraction --write`.
MEASURED = Path(__file__).with_name("quality.json")


class ScoreOut(BaseModel):
    """How well records of one kind are found in texts of one language."""

    texts: str = Field(description="The texts: `seeds` or `dev`.")
    language: str = Field(description="BCP 47, or `all`.")
    kind: str = Field(description="The kind of record, in the plural.")
    precision: float = Field(ge=0, le=1, description="The share of what was found that is right.")
    recall: float = Field(ge=0, le=1, description="The share of what was to be found that was.")
    f1: float = Field(ge=0, le=1, description="The harmonic mean of both.")
    wanted: int = Field(ge=0, description="How many records were to be found.")


class PublicScoreOut(BaseModel):
    """One figure on a public data set that nobody of this project made."""

    data_set: str = Field(description="`factrueval` or `aiddata`.")
    measure: str = Field(description="What was measured.")
    value: float = Field(ge=0, le=1)


class SpeedOut(BaseModel):
    """What reading costs on one core of the machine that measured."""

    documents_per_second: float
    times_tokenising: float = Field(description="How often the texts could be cut into tokens in that time.")
    memory_mb: int = Field(description="The most memory that the process took, in MiB.")


class QualityOut(BaseModel):
    """How well texts are read."""

    extractor: str = Field(description="The version of the extractor that was measured.")
    scores: list[ScoreOut]
    public: list[PublicScoreOut] = Field(description="Empty where the data sets were not at hand.")
    speed: SpeedOut


@cache
def read_quality() -> QualityOut:
    """Returns the figures that came with the program."""
    return QualityOut.model_validate_json(MEASURED.read_text(encoding="utf-8"))
