"""What follows from a record: the year and the US dollars of a sum, its IATI codes, names in another script."""

from app.derive.dollars import in_dollars, year_of
from app.derive.iati import iati_codes
from app.derive.spellings import city_columns, name_columns

__all__ = ["city_columns", "iati_codes", "in_dollars", "name_columns", "year_of"]
