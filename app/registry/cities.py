"""Cities: which city a printed name means, and where it lies (seed/cities.csv, seed/coordinates.csv)."""

import csv
from dataclasses import dataclass
from functools import cache

from app.errors import BadReference
from app.registry.things import Place, load_registry
from app.settings import data_folder
from app.text.fold import fold


@dataclass(frozen=True)
class Coordinates:
    """A point in WGS 84, in degrees, of the city `place` in seed/cities.csv."""

    place: str
    latitude: float
    longitude: float


@cache
def load_cities() -> dict[str, Place]:
    """Returns the cities of the register by id."""
    return {id_: place for id_, place in load_registry().places.items() if place.is_city}


def city_ids(name: str) -> frozenset[str]:
    """Returns the ids of the cities that a name in any language may mean; an id means itself."""
    return frozenset([name]) if name in load_cities() else _by_name().get(fold(name), frozenset())


def find_city(name: str | None, country: str | None) -> str | None:
    """Returns the id of the city that a name means in a country, or None if it means none or several.

    Without a country the name must mean one city of the whole register.
    """
    if name is None:
        return None
    found = {id_ for id_ in _by_name().get(fold(name), ()) if country in (None, *load_cities()[id_].countries)}
    return found.pop() if len(found) == 1 else None


def locate(city_id: str | None) -> Coordinates | None:
    """Returns where a city of the register lies, or None if that is not known."""
    return None if city_id is None else load_coordinates().get(city_id)


@cache
def _by_name() -> dict[str, frozenset[str]]:
    """Returns the ids of cities by folded name."""
    ids: dict[str, set[str]] = {}
    for place in load_cities().values():
        for name in {name for names in place.names.values() for name in names}:
            ids.setdefault(fold(name), set()).add(place.id)
    return {name: frozenset(found) for name, found in ids.items()}


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
