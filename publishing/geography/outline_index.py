"""Finds polygons of countries by place. Importing it loads shapely."""

from collections import Counter
from collections.abc import Iterator
from math import cos, radians
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Point, Polygon, STRtree
from shapely.affinity import translate

from publishing.geography.countries import countries
from publishing.geography.natural_earth import DIVIDED, read_outlines
from publishing.geography.polygons import only_polygons

TERRITORIAL_WATERS = 12 / 60
"""12 nautical miles, in degrees of latitude: a nautical mile is a minute."""

TINY = 0.001
"""The largest area of a country, in square degrees, of which the grid of Natural Earth's file leaves too little."""

RADIUS = 0.004
"""The radius, in degrees, of the circle around the capital that is added to a tiny country."""


class OutlineIndex:
    """The polygons of all countries."""

    def __init__(self, path: Path) -> None:
        read = [*read_outlines(path)]
        circles = [*_circles(read)]
        found = _join_parts(read + circles, {*DIVIDED, *(code for code, _ in circles)})
        self.codes: list[str] = [code for code, _ in found]
        self.polygons: Any = np.array([polygon for _, polygon in found])
        shapely.prepare(self.polygons)
        self._tree = STRtree(self.polygons)

    def items(self) -> Iterator[tuple[str, Polygon]]:
        """Yield all polygons, with the code of their country."""
        yield from zip(self.codes, self.polygons, strict=True)

    def outline(self, code: str) -> MultiPolygon:
        """Return all land of a country."""
        return MultiPolygon([polygon for each, polygon in self.items() if each == code])

    def within(self, bounds: tuple[float, float, float, float]) -> Iterator[tuple[str, Polygon]]:
        """Yield the polygons that may be seen within these bounds, with the code of their country."""
        for place in sorted(self._tree.query(shapely.box(*bounds))):
            yield self.codes[place], self.polygons[place]

    def country_at(self, longitude: float, latitude: float) -> str | None:
        """Return the country that the point is in, or the nearest whose waters it is in."""
        point = Point(longitude, latitude)
        found = self._tree.query(point, predicate="intersects")
        if len(found):
            # The smallest: a country that is within another is not always a hole in it.
            place: int = min(found, key=lambda each: (self.polygons[each].area, each))
            return self.codes[place]
        return self._nearest(longitude, latitude)

    def is_near(self, area: MultiPolygon, code: str) -> bool:
        """Whether an area overlaps the country or its waters."""
        return any(self._has_near(translate(area, turn), code) for turn in (0, 360, -360))

    def _has_near(self, area: MultiPolygon, code: str) -> bool:
        _, south, _, north = area.bounds
        reach = TERRITORIAL_WATERS / _narrowing(max(abs(south), abs(north)))
        near = self._tree.query(area, predicate="dwithin", distance=reach)
        return code in {self.codes[place] for place in near}

    def _nearest(self, longitude: float, latitude: float) -> str | None:
        """Return the country with the nearest coast. Degrees of longitude are shorter than those of latitude: both are
        compared on a plane that is true at the point."""
        narrowing = _narrowing(latitude)
        reach = TERRITORIAL_WATERS / narrowing
        distances = []
        for turned in {longitude, longitude - 360 if longitude > 0 else longitude + 360}:
            south, north = latitude - TERRITORIAL_WATERS, latitude + TERRITORIAL_WATERS
            around = shapely.box(turned - reach, south, turned + reach, north)
            for place in self._tree.query(around, predicate="intersects"):
                near = shapely.intersection(self.polygons[place], around)
                land = shapely.transform(near, lambda positions: positions * (narrowing, 1))
                distances.append((land.distance(Point(turned * narrowing, latitude)), self.codes[place]))
        distance, code = min(distances, default=(TERRITORIAL_WATERS + 1, ""))
        return code if distance <= TERRITORIAL_WATERS else None


def _join_parts(found: list[tuple[str, Polygon]], joined: set[str]) -> list[tuple[str, Polygon]]:
    """Join what the file divides: there is no border within a country."""
    parts: dict[str, list[Polygon]] = {code: [] for code in sorted(joined)}
    for code, polygon in found:
        if code in parts:
            parts[code].append(polygon)
    rest = [pair for pair in found if pair[0] not in joined]
    return rest + [(code, part) for code in parts for part in only_polygons(shapely.union_all(parts[code]))]


def _circles(found: list[tuple[str, Polygon]]) -> Iterator[tuple[str, Polygon]]:
    areas: Counter[str] = Counter()
    for code, polygon in found:
        areas[code] += polygon.area
    for country in countries():
        if country.capital and areas[country.code] < TINY:
            yield country.code, Point(country.capital[1:]).buffer(RADIUS, quad_segs=4)


def _narrowing(latitude: float) -> float:
    """Return how long a degree of longitude is there, in degrees of latitude."""
    return max(cos(radians(latitude)), 0.05)
