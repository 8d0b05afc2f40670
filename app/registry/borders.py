"""The shapes of states for maps (seed/borders.json), and the capitals, for states too small to have a shape."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson

from app.registry.cities import load_coordinates
from app.registry.things import load_registry
from app.settings import data_folder


@dataclass(frozen=True)
class Borders:
    """A TopoJSON topology, whose object `countries` has a shape for each ISO 3166-1 alpha-2 code in `codes`."""

    topology: dict[str, Any]
    codes: frozenset[str]


@cache
def load_borders() -> Borders:
    """Returns the borders, which are read once."""
    topology = orjson.loads((data_folder("seed") / "borders.json").read_bytes())
    shapes = topology["objects"]["countries"]["geometries"]
    return Borders(topology, frozenset(shape["id"] for shape in shapes if "id" in shape))


@cache
def load_capitals() -> dict[str, tuple[float, float]]:
    """Returns longitude and latitude in degrees, by country code, of the capitals with known coordinates."""
    points = load_coordinates()
    return {
        country: (points[place.id].longitude, points[place.id].latitude)
        for place in load_registry().places.values()
        if place.is_capital and place.id in points
        for country in place.countries
    }
