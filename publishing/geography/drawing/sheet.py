"""The part of a plane that a map shows: its projection, its scale and its edges."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import degrees
from typing import Any

import numpy as np
import shapely
from shapely import Polygon, box

from publishing.geography.polygons import only_polygons, repair
from publishing.geography.projections import Positions, azimuthal, centre, unproject_azimuthal

WIDTH = 800
TOLERANCE = 0.5
"""By how much a line may be simplified, in units of the drawing."""
MARGIN = 0.06
SMALLEST = 30 / 6371
"""The smallest width shown, in radii of the Earth: 30 km."""
FLATTEST, TALLEST = 0.6, 1.25
"""Height by width."""

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Sheet:
    """What part of the plane is shown."""

    longitude: float
    latitude: float
    bounds: Bounds

    @classmethod
    def around(cls, polygons: Sequence[Polygon]) -> "Sheet":
        """Return the sheet that polygons of longitudes and latitudes fill."""
        middle = centre(shapely.get_coordinates(polygons))
        return cls(*middle, _with_margin(_bounds(*middle, polygons)))

    @property
    def scale(self) -> float:
        """Units of the drawing by radius of the Earth."""
        west, _, east, _ = self.bounds
        return WIDTH / (east - west)

    @property
    def height(self) -> int:
        """In units of the drawing."""
        _, south, _, north = self.bounds
        return round((north - south) * self.scale)

    def onto(self, positions: Positions) -> Positions:
        """Return where longitudes and latitudes are drawn."""
        west, _, _, north = self.bounds
        return (azimuthal(self.longitude, self.latitude)(positions) - (west, north)) * (self.scale, -self.scale)

    def place(self, polygons: Sequence[Polygon]) -> list[Polygon]:
        """Return polygons of longitudes and latitudes as they are drawn: in one piece across the 180th meridian, and
        cut at the edges."""
        visible = shapely.simplify(polygons, TOLERANCE / 2 * degrees(1 / self.scale))
        # Long straight borders are curves on this plane.
        drawn = [shapely.transform(polygon, self.onto) for polygon in shapely.segmentize(visible, 1)]
        whole = shapely.union_all([part for each in drawn for part in repair(each)], grid_size=0.01)
        return only_polygons(shapely.intersection(whole, box(-5, -5, WIDTH + 5, self.height + 5)))

    def including(self, shapes: Sequence[Any]) -> "Sheet":
        """Return a sheet that shows these as well, if it does not."""
        if not shapes:
            return self
        shown = box(*self.bounds)
        needed = box(*_bounds(self.longitude, self.latitude, shapes))
        if shown.covers(needed):
            return self
        return Sheet(self.longitude, self.latitude, _with_margin(shown.union(needed).bounds))

    def shown(self) -> Bounds:
        """Return the longitudes, which may be beyond 180, and the latitudes that may be seen."""
        west, south, east, north = self.bounds
        x, y = np.meshgrid(np.linspace(west, east, 21), np.linspace(south, north, 21))
        points = np.column_stack((x.ravel(), y.ravel()))
        turned, latitudes = unproject_azimuthal(self.longitude, self.latitude, points).T
        if np.abs(latitudes).max() > 85:  # a pole may be seen, where all meridians meet
            return (-180, latitudes.min() - 6, 180, latitudes.max() + 6)
        return (
            self.longitude + turned.min() - 1,
            latitudes.min() - 1,
            self.longitude + turned.max() + 1,
            latitudes.max() + 1,
        )


def _bounds(longitude: float, latitude: float, shapes: Sequence[Any]) -> Bounds:
    positions = shapely.get_coordinates(shapely.segmentize(shapes, 1))
    points = azimuthal(longitude, latitude)(positions)
    return (*points.min(axis=0), *points.max(axis=0))


def _with_margin(bounds: Bounds) -> Bounds:
    west, south, east, north = bounds
    width, height = (max(size, SMALLEST) * (1 + 2 * MARGIN) for size in (east - west, north - south))
    width, height = max(width, height / TALLEST), max(height, width * FLATTEST)
    x, y = (west + east) / 2, (south + north) / 2
    return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
