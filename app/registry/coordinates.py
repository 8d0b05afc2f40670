"""Coordinates of cities (seed/coordinates.csv), found by name and state."""

import csv
from dataclasses import dataclass
from functools import cache

from app.errors import BadReference
from app.registry.things import load_registry
from app.settings import data_folder
from app.text.fold import fold


@dataclass(frozen=True)
class Coordinates:
    """The point of the city `place` of seed/cities.csv, in degrees of WGS 84."""

    place: str
    latitude: float
    longitude: float


def locate(city: str | None, country: str | None) -> Coordinates | None:
    """Returns the coordinates of a city in a state; None where its name is unknown there or means several cities."""
    if city is None or country is None:
        return None
    found = _named().get((fold(city), country), frozenset())
    return load_coordinates().get(next(iter(found))) if len(found) == 1 else None


@cache
def _named() -> dict[tuple[str, str], frozenset[str]]:
    """Returns the ids of cities by folded name and state."""
    ids: dict[tuple[str, str], set[str]] = {}
    for place in load_registry().places.values():
        for name in {name for names in place.names.values() for name in names} if place.is_city else ():
            for country in place.countries:
                ids.setdefault((fold(name), country), set()).add(place.id)
    return {key: frozenset(found) for key, found in ids.items()}


@cache
def load_coordinates() -> dict[str, Coordinates]:
    """Returns the coordinates by id of city; raises BadReference for a wrong line."""
    places = load_registry().places
    found = {}
    with (data_folder("seed") / "coordinates.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, strict=True):
            where = f"seed/coordinates.csv, {row['city']}"
            try:
                point = Coordinates(row["city"], float(row["latitude"]), float(row["longitude"]))
            except ValueError:
                raise BadReference(f"{where}: latitude and longitude must be decimal degrees") from None
            if point.place not in places:
                raise BadReference(f"{where}: city {point.place!r} must be an id in cities.csv")
            if abs(point.latitude) > 90 or abs(point.longitude) > 180:
                raise BadReference(f"{where}: latitude must be from -90 to 90, longitude from -180 to 180")
            found[point.place] = point
    return found
