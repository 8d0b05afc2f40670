"""From names to ids: what a text says by name gets the id of the thing that it means; and what follows from that."""

from app.resolve.dollars import in_dollars, year_of
from app.resolve.iati import iati_codes
from app.resolve.settle import settle

__all__ = ["iati_codes", "in_dollars", "settle", "year_of"]
