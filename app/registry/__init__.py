"""Who and what exists: countries, cities, organisations, programmes and currencies of seed/*.csv."""

from app.registry.things import Country, KnownOrganisation, KnownProject, Place, Registry, load_registry

__all__ = ["Country", "KnownOrganisation", "KnownProject", "Place", "Registry", "load_registry"]
