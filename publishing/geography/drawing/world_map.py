"""Draws all countries on one plane, when the hub is built."""

from typing import Any

import shapely
from shapely import box

from publishing.geography.countries import countries
from publishing.geography.drawing.svg_paths import SMALLEST, draw_path
from publishing.geography.map_shapes import WorldMap
from publishing.geography.outlines import load_outlines
from publishing.geography.polygons import repair
from publishing.geography.projections import Positions, equal_earth

WIDTH = 1000
SHOWN = box(-180, -58, 180, 84)
"""Without most of Antarctica, which would take a sixth of the height."""


def draw() -> WorldMap:
    """Draw all countries."""
    index = load_outlines()
    edge = shapely.get_coordinates(shapely.segmentize(SHOWN.exterior, 1))
    (west, south), (east, north) = equal_earth(edge).min(axis=0), equal_earth(edge).max(axis=0)
    scale = WIDTH / (east - west)

    def onto_sheet(positions: Positions) -> Any:
        return (equal_earth(positions) - (west, north)) * (scale, -scale)

    def path(code: str) -> str:
        simple = shapely.simplify(shapely.clip_by_rect(index.outline(code), *SHOWN.bounds), 0.05)
        polygons = sorted(repair(shapely.transform(simple, onto_sheet)), key=lambda polygon: -polygon.area)
        visible = [polygon for polygon in polygons if polygon.area >= SMALLEST]
        return draw_path(visible or polygons[:1], 0.7, mark_small=True)

    paths = {country.code: path(country.code) for country in countries()}
    return WorldMap(WIDTH, round((north - south) * scale), paths)
