"""Maps drawn for readers: the shapes, without colours. Templates of the website make SVG of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CountryMap:
    """A country, what is around it, and areas in it: SVG paths on a plane of this width and height."""

    width: int
    height: int
    land: str
    neighbours: str
    areas: tuple[str, ...]
    """In the order of those that were drawn; empty for one that is too far away to be shown."""
    capital: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class WorldMap:
    """All countries: SVG paths on a plane of this width and height, by code. The smallest are diamonds."""

    width: int
    height: int
    countries: dict[str, str]


def draw_country(code: str, areas: Sequence[dict[str, Any]] = ()) -> CountryMap:
    """Draw a country and areas (cleaned GeoJSON) in it. Raise ValueError if the code is unknown."""
    from publishing.geography import country_map  # shapely takes 0.3 s and 20 MB: only processes that need it

    return country_map.draw(code, areas)


def draw_world() -> WorldMap:
    """Draw all countries."""
    from publishing.geography import world_map

    return world_map.draw()
