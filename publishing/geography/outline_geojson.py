"""The outlines that an area is drawn over, as GeoJSON."""

from collections.abc import Iterable
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon
from shapely.affinity import translate

from publishing.geography.countries import Country
from publishing.geography.outlines import load_outlines
from publishing.geography.polygons import WORLD, cut_at_antimeridian, main_part, repair, to_geojson
from publishing.geography.projections import centre

DETAIL = 1 / 1000
"""By how much lines are simplified, by the size of the country."""


def outlines_around(country: Country) -> dict[str, Any]:
    """Return the outlines of a country and of what is around it, both turned so that the edge of the map is far away.

    `turn` has been subtracted from longitudes: 180 for countries on the other side of the Earth, of which some are on
    both sides of the 180th meridian.
    """
    land = list(load_outlines().outline(country.code).geoms)
    turn = 180 if abs(centre(shapely.get_coordinates(land))[0]) > 90 else 0
    west, south, east, north = bounds = MultiPolygon(_turn(main_part(land), turn)).bounds
    size = max(east - west, north - south, 0.2)
    x, y = (west + east) / 2, (south + north) / 2
    seen = shapely.box(x - 1.5 * size, y - size, x + 1.5 * size, y + size).intersection(WORLD)
    others = (polygon for code, polygon in load_outlines().items() if code != country.code)
    return {
        "turn": turn,
        "bounds": bounds,
        "country": _serialise(_turn(land, turn), WORLD, size),
        "around": _serialise(_turn(others, turn), seen, size),
    }


def _turn(polygons: Iterable[Polygon], turn: int) -> list[Polygon]:
    if not turn:
        return list(polygons)
    return [part for polygon in polygons for part in cut_at_antimeridian(translate(polygon, -turn))]


def _serialise(polygons: list[Polygon], seen: Polygon, size: float) -> dict[str, Any]:
    """Return what is within `seen`, without what is too small to be drawn over."""
    tolerance = size * DETAIL
    found = [polygon for polygon in polygons if polygon.intersects(seen) and polygon.area > tolerance**2]
    clipped = [shapely.clip_by_rect(polygon, *seen.bounds) for polygon in shapely.simplify(found, tolerance)]
    parts = [part for each in clipped for part in repair(each)]
    return to_geojson(MultiPolygon(parts), 4 if size < 10 else 3)
