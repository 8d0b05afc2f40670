"""The shapes of the states for maps: seed/borders.json, and the capitals of those that are too small to be drawn."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson

from app.registry.cities import load_coordinates
from app.registry.things import load_registry
from app.settings import data_folder


@dataclass(frozen=True)
class Borders:
    """A TopoJSON topology whose object `countries` has shapes by ISO 3166-1 alpha-2, and the codes that it has."""

    topology: dict[str, Any]
    codes: frozenset[str]


@cache
def load_borders() -> Borders:
    """Returns the borders, read once."""
    topology = orjson.loads((data_folder("seed") / "borders.json").read_bytes())
    shapes = topology["objects"]["countries"]["geometries"]
    return Borders(topology, frozenset(shape["id"] for shape in shapes if "id" in shape))


@cache
def load_capitals() -> dict[str, tuple[float, float]]:
    """Returns longitude and latitude of the capital of each state where they are known, in degrees."""
    points = load_coordinates()
    return {
        country: (points[place.id].longitude, points[place.id].latitude)
        for place in load_registry().places.values()
        if place.is_capital and place.id in points
        for country in place.countries
    }
