"""The settings: frozen, read once from the environment, handed down as a value."""

from functools import cache
from pathlib import Path

from pydantic import Field
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
    # Source files above this size are refused: a press release is some kilobytes.
    max_source_bytes: int = Field(default=10_000_000, gt=0)


@cache
def data_folder(name: str) -> Path:
    """Returns the folder `migrations` or `seed`: inside the wheel, else beside the package in a checkout."""
    inside = PACKAGE / "_data" / name
    return inside if inside.is_dir() else PACKAGE.parent / name
