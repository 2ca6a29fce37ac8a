"""Draws one country so that it fills the plane, wherever on the Earth it is."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from shapely import Polygon

from publishing.geography.countries import Country, find_country
from publishing.geography.drawing.sheet import TOLERANCE, WIDTH, Bounds, Sheet
from publishing.geography.drawing.svg_paths import draw_path
from publishing.geography.map_shapes import CountryMap, DrawnArea
from publishing.geography.outlines import load_outlines
from publishing.geography.polygons import from_geojson, main_part, only_polygons

ROCKS = 1_500
"""The area of the largest island, in square units of the drawing, below which each island is marked."""
LARGEST_PATH = 12_000
"""Characters of the country, and of its neighbours: lines are simplified until they are below."""


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
    return Sheet.around(main_part(load_outlines().outline(code).geoms))


@lru_cache(maxsize=64)
def _draw_ground(code: str, sheet: Sheet) -> tuple[str, str]:
    polygons: defaultdict[str, list[Polygon]] = defaultdict(list)
    for each, polygon in _polygons_within(sheet.shown()):
        polygons[each].append(polygon)
    drawn = {each: sheet.place(polygons[each]) for each in sorted(polygons)}
    others = [polygon for each in drawn if each != code for polygon in drawn[each]]
    return _draw_bounded(drawn[code], mark_small=True), _draw_bounded(others)


def _polygons_within(bounds: Bounds) -> Iterator[tuple[str, Polygon]]:
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
