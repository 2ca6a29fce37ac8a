"""Reads TopoJSON: polygons whose borders are shared, quantised arcs."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from shapely import Polygon

from publishing.geography.polygons import cut_at_antimeridian, repair, unwrap

Coordinates = np.ndarray[Any, np.dtype[np.float64]]
Arcs = list[Coordinates]


def read_polygons(path: Path, layer: str) -> Iterator[tuple[dict[str, Any], list[Polygon]]]:
    """Yield each object of a layer with its polygons, all valid."""
    topology = orjson.loads(path.read_bytes())
    arcs = _decode(topology)
    for found in topology["objects"][layer]["geometries"]:
        yield found, [polygon for rings in _rings(found) for polygon in _build(arcs, rings)]


def _decode(topology: dict[str, Any]) -> Arcs:
    """Return the coordinates of each arc: positions are stored as steps on a grid."""
    scale, origin = (np.array(topology["transform"][name]) for name in ("scale", "translate"))
    return [np.cumsum(np.array(arc), axis=0) * scale + origin for arc in topology["arcs"]]


def _rings(found: dict[str, Any]) -> Sequence[Sequence[Sequence[int]]]:
    polygons: Sequence[Any] = found["arcs"] if found["type"] == "MultiPolygon" else [found["arcs"]]
    return polygons


def _build(arcs: Arcs, rings: Sequence[Sequence[int]]) -> list[Polygon]:
    """Return the polygon of these rings: none if the grid has left a point or a line of it, several if it crosses
    itself there."""
    outer, *holes = (_join(arcs, ring) for ring in rings)
    if len(outer) < 4:
        return []
    if np.abs(np.diff(outer[:, 0])).max() > 180:
        return [part for whole in repair(_around_the_world(outer)) for part in cut_at_antimeridian(whole)]
    return repair(Polygon(outer, [hole for hole in holes if len(hole) >= 4]))


def _around_the_world(ring: Coordinates) -> Polygon:
    """Return the polygon of a ring that crosses the 180th meridian, where the file has no border: it is meant for
    spheres. A ring that goes around a pole is Antarctica's."""
    unwrapped = unwrap(ring.tolist())
    if unwrapped[0] != unwrapped[-1]:
        unwrapped += [(unwrapped[-1][0], -90), (unwrapped[0][0], -90)]
    return Polygon(unwrapped)


def _join(arcs: Arcs, ring: Sequence[int]) -> Coordinates:
    """Return a ring's positions. An arc ends where the next begins; a negative number is an arc backwards."""
    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in ring]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
