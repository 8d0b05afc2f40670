"""Reads seed/*.csv: countries, cities, organisations, projects, currencies, rates, leaders and their terms."""

from app.registry.people import KnownPerson, Position, Term
from app.registry.things import (
    Body,
    Country,
    KnownOrganisation,
    KnownProject,
    KnownRate,
    Place,
    Registry,
    load_registry,
)

__all__ = [
    "Body",
    "Country",
    "KnownOrganisation",
    "KnownPerson",
    "KnownProject",
    "KnownRate",
    "Place",
    "Position",
    "Registry",
    "Term",
    "load_registry",
]
