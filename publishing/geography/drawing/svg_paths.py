"""Polygons as SVG paths: whole units, relative steps, nothing smaller than can be seen."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from shapely import Polygon

SMALLEST = 3
"""Polygons with a smaller area, in square units, are left out, or drawn as a mark."""

MARK = "l3-3 3 3-3 3z"
"""A diamond, from its left corner."""


def draw_path(polygons: Iterable[Polygon], tolerance: float, *, mark_small: bool = False) -> str:
    """Return a path of simplified polygons. With `mark_small`, those too small to be seen are diamonds."""
    path = []
    for polygon in polygons:
        if polygon.area >= SMALLEST:
            simple = polygon.simplify(tolerance)
            path += [_ring(ring) for ring in (simple.exterior, *simple.interiors)]
        elif mark_small:
            path.append(f"M{round(polygon.centroid.x) - 3} {round(polygon.centroid.y)}{MARK}")
    return "".join(dict.fromkeys(path))


def _ring(ring: Any) -> str:
    points = [(round(x), round(y)) for x, y in ring.coords[:-1]]
    points = [points[0], *(point for before, point in pairwise(points) if point != before)]
    if len(points) < 3:
        return ""
    steps = "".join(_number(x - left) + _number(y - up) for (left, up), (x, y) in pairwise(points))
    return f"M{points[0][0]} {points[0][1]}l{steps.strip()}z"


def _number(value: int) -> str:
    """A minus sign separates numbers by itself."""
    return str(value) if value < 0 else f" {value}"
