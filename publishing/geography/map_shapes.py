"""The shapes of a map, without colours: templates of the website make SVG of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """An area: its path, empty if it is too far away to be shown, and a point in it for a label."""

    path: str
    middle: tuple[int, int]


@dataclass(frozen=True, slots=True)
class CountryMap:
    """A country, what is around it, and areas in it: SVG paths on a plane of this width and height."""

    width: int
    height: int
    land: str
    neighbours: str
    areas: tuple[DrawnArea, ...]
    """In the order in which they were given."""
    capital: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class WorldMap:
    """All countries: SVG paths on a plane of this width and height, by code. The smallest are diamonds."""

    width: int
    height: int
    countries: dict[str, str]
