"""Derives values from a record: the year of a sum, its US dollars and IATI codes, names in another script."""

from app.derive.dollars import in_dollars, year_of
from app.derive.iati import iati_codes
from app.derive.spellings import city_columns, name_columns

__all__ = ["city_columns", "iati_codes", "in_dollars", "name_columns", "year_of"]
