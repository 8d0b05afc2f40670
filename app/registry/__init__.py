"""Who and what exists: countries, cities, organisations, programmes, currencies and their rates, of seed/*.csv."""

from app.registry.things import Country, KnownOrganisation, KnownProject, KnownRate, Place, Registry, load_registry

__all__ = ["Country", "KnownOrganisation", "KnownProject", "KnownRate", "Place", "Registry", "load_registry"]
