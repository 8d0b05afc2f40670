"""The settings: frozen, read once from the environment, handed down as a value."""

from functools import cache
from pathlib import Path

from limits import parse
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGE = Path(__file__).parent


class Settings(BaseSettings):
    """What may differ from one installation to the next; each variable is named KOMEK_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="KOMEK_", frozen=True)

    # Where the records are: sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME.
    database_url: str = "sqlite:///komek.db"
    # The address and port that `komek serve` listens on.
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    # How often one address may ask, as "600/minute"; empty for no limit. Requests from this machine are not counted.
    rate_limit: str = "600/minute"
    # Source files above this size are refused: a press release is some kilobytes.
    max_source_bytes: int = Field(default=10_000_000, gt=0)

    @field_validator("rate_limit")
    @classmethod
    def _is_rate(cls, rate: str) -> str:
        if rate:
            try:
                parse(rate)
            except ValueError:
                raise ValueError(f"{rate!r} is no rate: write NUMBER/second, /minute, /hour or /day") from None
        return rate


@cache
def data_folder(name: str) -> Path:
    """Returns the folder `docs`, `migrations` or `seed`: inside the wheel, else beside the package in a checkout."""
    inside = PACKAGE / "_data" / name
    return inside if inside.is_dir() else PACKAGE.parent / name
