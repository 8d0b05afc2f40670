"""Who and what exists: countries, cities, organisations, programmes, currencies and leaders of seed/*.csv."""

from app.registry.people import KnownPerson, Position, Term
from app.registry.things import Country, KnownOrganisation, KnownProject, Place, Registry, load_registry

__all__ = [
    "Country",
    "KnownOrganisation",
    "KnownPerson",
    "KnownProject",
    "Place",
    "Position",
    "Registry",
    "Term",
    "load_registry",
]
