"""Polygons with shapely, which is imported only here and by what reads outlines: it takes 0.3 s and 20 MB."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, radians
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon
from shapely.affinity import translate

Ring = Sequence[tuple[float, float]]

MAIN_PART = 0.003
"""Of its country's area: smaller islands do not belong to the main part."""
WIDEST_EDGE = 179.999
"""Degrees. An edge of 180 could go either way."""
WORLD = shapely.box(-180, -90, 180, 90)


def merge(polygons: Iterable[Sequence[Ring]], precision: int) -> dict[str, Any]:
    """Return the GeoJSON geometry of an area that these polygons cover together. Raise ValueError if one is invalid."""
    parts = [part for rings in polygons for part in cut_at_antimeridian(_build(rings))]
    area = shapely.set_precision(shapely.union_all(parts), 10.0**-precision)
    if not (found := only_polygons(area)):
        raise ValueError(f"The area is too small: nothing is left of it with {precision} decimals.")
    return to_geojson(MultiPolygon(found), precision)


def only_polygons(geometry: Any) -> list[Polygon]:
    """Return the polygons of a geometry, without lines and points that an operation has left."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return [part for part in parts if isinstance(part, Polygon) and not part.is_empty]


def repair(polygon: Any) -> list[Polygon]:
    """Return valid polygons of the same area."""
    return only_polygons(polygon if polygon.is_valid else shapely.make_valid(polygon, method="structure"))


def to_geojson(area: MultiPolygon, precision: int) -> dict[str, Any]:
    """Return an area as GeoJSON, with outer rings anticlockwise and parts in a fixed order."""
    parts = [
        [[[round(x, precision) + 0.0, round(y, precision) + 0.0] for x, y in ring.coords] for ring in rings]
        for rings in ((part.exterior, *part.interiors) for part in shapely.orient_polygons(area.normalize()).geoms)
    ]
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}


def from_geojson(geometry: dict[str, Any]) -> MultiPolygon:
    """Return a cleaned geometry as polygons."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return MultiPolygon([Polygon(outer, holes) for outer, *holes in polygons])


def main_part(polygons: Iterable[Polygon]) -> list[Polygon]:
    """Return the polygons of a country that are not small, compared where they are and not in degrees. Small islands
    are only shown if they are near: the rest would be too small otherwise."""
    sized = [(polygon.area * cos(radians(polygon.centroid.y)), polygon) for polygon in polygons]
    least = sum(area for area, _ in sized) * MAIN_PART
    return [polygon for area, polygon in sized if area >= least]


def _build(rings: Sequence[Ring]) -> Polygon:
    outer, *holes = unwrapped = [unwrap(ring) for ring in rings]
    if any(abs(east - west) > WIDEST_EDGE for ring in unwrapped for (west, _), (east, _) in pairwise(ring)):
        raise ValueError("An edge goes halfway around the Earth: add a position to it, to say on which side.")
    if any(ring[0] != ring[-1] for ring in unwrapped):
        raise ValueError("The area goes around a pole. Cut it at the 180th meridian.")
    polygon = Polygon(outer, [_near(hole, outer) for hole in holes])
    if not polygon.is_valid:
        raise ValueError(f"The outline is not that of an area: {_explain(polygon)}.")
    return polygon


def _explain(polygon: Polygon) -> str:
    """Return why a polygon is invalid, as an editor would say it: shapely says "Self-intersection[1 2]"."""
    description: str = shapely.is_valid_reason(polygon)
    reason, _, place = description.rstrip("]").partition("[")
    where = f" near longitude {place.split()[0]:.8}, latitude {place.split()[1]:.8}" if place else ""
    return {
        "Self-intersection": "it crosses itself",
        "Ring Self-intersection": "it touches itself",
        "Too few points in geometry component": "it has too few different positions",
        "Hole lies outside shell": "a hole lies outside",
    }.get(reason, reason.lower()) + where


def unwrap(ring: Ring) -> list[tuple[float, float]]:
    """Let a ring that jumps from 179 to -179 go on to 181. One that goes around a pole then ends where it does not
    begin."""
    unwrapped = [ring[0]]
    for (west, _), (east, latitude) in pairwise(ring):
        step = (east - west + 180) % 360 - 180
        unwrapped.append((unwrapped[-1][0] + step, latitude))
    closes = abs(unwrapped[-1][0] - unwrapped[0][0]) < 1
    return [*unwrapped[:-1], unwrapped[0]] if closes else unwrapped


def _near(hole: list[tuple[float, float]], outer: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Move a hole, whose longitudes may be counted from elsewhere, to its outer ring."""
    shift = round((outer[0][0] - hole[0][0]) / 360) * 360
    moves = [shift + turn for turn in (0, -360, 360)]
    shell = Polygon(outer)
    found = (move for move in moves if shell.is_valid and shell.covers(shapely.Point(hole[0][0] + move, hole[0][1])))
    move = next(found, shift)
    return [(longitude + move, latitude) for longitude, latitude in hole]


def cut_at_antimeridian(polygon: Polygon) -> list[Polygon]:
    """Return the parts of a polygon that goes on beyond the 180th meridian, each within -180 and 180."""
    west, _, east, _ = polygon.bounds
    turns = range(int((west + 180) // 360), int((east + 180) // 360) + 1)
    if list(turns) == [0]:
        return [polygon]
    return [part for turn in turns for part in only_polygons(translate(polygon, -360 * turn).intersection(WORLD))]
