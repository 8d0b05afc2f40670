"""Derives values from a record: the year of a sum, its US dollars and its IATI codes."""

from app.derive.dollars import in_dollars, year_of
from app.derive.iati import iati_codes

__all__ = ["iati_codes", "in_dollars", "year_of"]
