"""Draws one country so that it fills the plane, wherever on the Earth it is."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import degrees
from typing import Any

import numpy as np
import shapely
from shapely import Polygon, box

from publishing.geography.countries import Country, find_country
from publishing.geography.map_shapes import CountryMap, DrawnArea
from publishing.geography.outlines import load_outlines
from publishing.geography.polygons import from_geojson, main_part, only_polygons
from publishing.geography.projections import Positions, azimuthal, centre, unproject_azimuthal
from publishing.geography.svg_paths import draw as draw_path

WIDTH = 800
TOLERANCE = 0.5
"""By how much a line may be simplified, in units of the drawing."""
MARGIN = 0.06
SMALLEST = 30 / 6371
"""The smallest width shown, in radii of the Earth: 30 km."""
FLATTEST, TALLEST = 0.6, 1.25
"""Height by width."""
ROCKS = 1_500
"""The area of the largest island, in square units of the drawing, below which each island is marked."""
LARGEST_PATH = 12_000
"""Characters of the country, and of its neighbours: lines are simplified until they are below."""


@dataclass(frozen=True)
class Sheet:
    """What part of the plane is shown."""

    longitude: float
    latitude: float
    bounds: tuple[float, float, float, float]

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
        valid = [each if each.is_valid else shapely.make_valid(each, method="structure") for each in drawn]
        whole = shapely.union_all(valid, grid_size=0.01)
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

    def shown(self) -> tuple[float, float, float, float]:
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


def draw(code: str, areas: Sequence[dict[str, Any]]) -> CountryMap:
    """Draw a country with areas in it."""
    country = find_country(code)
    if not country:
        raise ValueError(f"{code} is not the code of a country or territory.")
    shapes = [from_geojson(area) for area in areas]
    sheet = _main_sheet(code).including(shapes)
    land, neighbours = _draw_ground(code, sheet)
    return CountryMap(
        width=WIDTH,
        height=sheet.height,
        land=land,
        neighbours=neighbours,
        areas=tuple(_draw_area(sheet.place(shape.geoms)) for shape in shapes),
        capital=_place_capital(country, sheet),
    )


@lru_cache(maxsize=300)
def _main_sheet(code: str) -> Sheet:
    """Return the sheet that the main part of a country fills."""
    parts = main_part(load_outlines().outline(code).geoms)
    middle = centre(shapely.get_coordinates(parts))
    return Sheet(*middle, _with_margin(_bounds(*middle, parts)))


def _bounds(longitude: float, latitude: float, shapes: Sequence[Any]) -> tuple[float, float, float, float]:
    positions = shapely.get_coordinates(shapely.segmentize(shapes, 1))
    points = azimuthal(longitude, latitude)(positions)
    return (*points.min(axis=0), *points.max(axis=0))


def _with_margin(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = bounds
    width, height = (max(size, SMALLEST) * (1 + 2 * MARGIN) for size in (east - west, north - south))
    width, height = max(width, height / TALLEST), max(height, width * FLATTEST)
    x, y = (west + east) / 2, (south + north) / 2
    return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)


@lru_cache(maxsize=64)
def _draw_ground(code: str, sheet: Sheet) -> tuple[str, str]:
    polygons: defaultdict[str, list[Polygon]] = defaultdict(list)
    for each, polygon in _polygons_within(sheet.shown()):
        polygons[each].append(polygon)
    drawn = {each: sheet.place(polygons[each]) for each in sorted(polygons)}
    others = [polygon for each in drawn if each != code for polygon in drawn[each]]
    return _draw_bounded(drawn[code], mark_small=True), _draw_bounded(others)


def _polygons_within(bounds: tuple[float, float, float, float]) -> Iterator[tuple[str, Polygon]]:
    """Yield what is within bounds, of which the longitudes may be beyond 180, cut at them: on a plane that is true at
    one point, what is on the other side of the Earth would be everywhere."""
    for turn in (-360, 0, 360):
        west, south, east, north = bounds
        here = (max(west + turn, -180), south, min(east + turn, 180), north)
        if here[0] < here[2]:
            for code, polygon in load_outlines().within(here):
                for part in only_polygons(shapely.clip_by_rect(polygon, *here)):
                    yield code, part


def _draw_bounded(drawn: list[Polygon], *, mark_small: bool = False) -> str:
    # Where there is land to be seen, rocks are left out.
    mark_small = mark_small and all(polygon.area < ROCKS for polygon in drawn)
    tolerance = TOLERANCE
    while len(path := draw_path(drawn, tolerance, mark_small=mark_small)) > LARGEST_PATH:
        tolerance *= 1.5
    return path


def _draw_area(polygons: list[Polygon]) -> DrawnArea:
    if not polygons:
        return DrawnArea("", (0, 0))
    middle = max(polygons, key=lambda polygon: polygon.area).point_on_surface()
    return DrawnArea(_draw_bounded(polygons, mark_small=True), (round(middle.x), round(middle.y)))


def _place_capital(country: Country, sheet: Sheet) -> tuple[int, int] | None:
    if not country.capital:
        return None
    [(x, y)] = sheet.onto(np.array([country.capital[1:]]))
    return (round(x), round(y)) if 0 <= x <= WIDTH and 0 <= y <= sheet.height else None
