"""Settings of an installation, read from environment variables."""

from functools import cache
from pathlib import Path

from limits import parse
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGE = Path(__file__).parent


class Settings(BaseSettings):
    """The settings, frozen; the variable of each is KOMEK_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="KOMEK_", frozen=True)

    # The address of the database: sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME.
    database_url: str = "sqlite:///komek.db"
    # The address and port that `komek serve` listens on.
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    # How many requests one address may make, as "600/minute"; empty for no limit. Requests from this machine are free.
    rate_limit: str = "600/minute"
    # The largest source file in bytes that is read: a press release has a few kilobytes.
    max_source_bytes: int = Field(default=10_000_000, gt=0)

    @field_validator("rate_limit")
    @classmethod
    def _is_rate(cls, rate: str) -> str:
        if rate:
            try:
                parse(rate)
            except ValueError:
                raise ValueError(f"{rate!r} is not a rate: write NUMBER/second, /minute, /hour or /day") from None
        return rate


@cache
def data_folder(name: str) -> Path:
    """Returns the folder `docs`, `migrations` or `seed`, inside the installed package or beside it in a checkout."""
    inside = PACKAGE / "_data" / name
    return inside if inside.is_dir() else PACKAGE.parent / name
