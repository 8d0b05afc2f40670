"""Where cities lie: seed/coordinates.csv, and how a city's name in a text leads there."""

import csv
from dataclasses import dataclass
from functools import cache

from app.errors import BadReference
from app.registry.things import load_registry
from app.settings import data_folder
from app.text.fold import fold


@dataclass(frozen=True)
class Coordinates:
    """A point in WGS 84, in degrees, of the city `place` in seed/cities.csv."""

    place: str
    latitude: float
    longitude: float


def locate(city: str | None, country: str | None) -> Coordinates | None:
    """Returns where a city of a state lies; null where its name is unknown there, or means several."""
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
    """Returns the coordinates by city; raises BadReference for a line that cannot be meant."""
    places = load_registry().places
    found = {}
    with (data_folder("seed") / "coordinates.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, strict=True):
            where = f"coordinates.csv, {row['city']}"
            try:
                point = Coordinates(row["city"], float(row["latitude"]), float(row["longitude"]))
            except ValueError:
                raise BadReference(f"{where}: latitude and longitude are decimal degrees") from None
            if point.place not in places or abs(point.latitude) > 90 or abs(point.longitude) > 180:
                raise BadReference(f"{where}: no city of cities.csv, or not on Earth")
            found[point.place] = point
    return found
