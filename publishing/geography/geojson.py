"""Areas as GeoJSON (RFC 7946): strict reading of what is pasted, drawn or imported.

What comes out is always the same for the same area: a Polygon, or a MultiPolygon if it has several parts or crosses
the 180th meridian; closed rings, outer ones anticlockwise; rounded coordinates without altitude; nothing else.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

PRECISION = 4
"""Decimals: about 11 metres."""
MAX_BYTES = 500_000
MAX_POSITIONS = 5_000
MAX_POLYGONS = 200
MAX_DEPTH = 12
"""The deepest valid value, a collection of collections of features with a MultiPolygon, has fewer levels."""

REFERENCE_SYSTEMS = ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84")

Position = tuple[float, float]
Ring = list[Position]
Geometry = dict[str, Any]


def parse_geometry(text: str) -> Geometry:
    """Return the area that a text describes. Raise ValueError, with a message for the person who wrote it."""
    if len(text.encode()) > MAX_BYTES:
        raise ValueError(f"The area has more than {MAX_BYTES:,} characters. Simplify it.")
    try:
        value = json.loads(
            text, object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant, parse_int=float
        )
    except RecursionError:
        raise ValueError("This is nested too deeply to be GeoJSON.") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"This is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.") from None
    return clean_geometry(value)


def clean_geometry(value: object) -> Geometry:
    """Return the area that parsed GeoJSON describes. Raise ValueError, with a message for the person who wrote it."""
    from publishing.geography import polygons  # shapely takes 0.3 s and 20 MB: only processes that need it

    rings = list(_read_polygons(value, MAX_DEPTH))
    if not rings:
        raise ValueError("There is no area in this GeoJSON.")
    if len(rings) > MAX_POLYGONS:
        raise ValueError(f"An area has at most {MAX_POLYGONS} polygons, not {len(rings)}.")
    if (positions := sum(len(ring) for polygon in rings for ring in polygon)) > MAX_POSITIONS:
        raise ValueError(f"An area has at most {MAX_POSITIONS:,} positions, not {positions:,}. Simplify it.")
    return polygons.merge(rings, PRECISION)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("A member has been given twice in one object.")
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number in JSON.")


def _read_polygons(value: object, depth: int) -> Iterator[list[Ring]]:
    """Yield the rings of each polygon in a geometry, a feature or a collection of either."""
    if depth == 0:
        raise ValueError("This is nested too deeply to be an area.")
    if not isinstance(value, Mapping):
        raise ValueError("GeoJSON is an object with a type.")
    _check_reference_system(value.get("crs"))
    match value.get("type"):
        case "FeatureCollection":
            parts = _members(value, "features")
        case "GeometryCollection":
            parts = _members(value, "geometries")
        case "Feature":
            parts = [value.get("geometry")]
        case _:
            yield from _read_geometry(value)
            return
    for part in parts:
        yield from _read_polygons(part, depth - 1)


def _read_geometry(geometry: Mapping[str, Any]) -> Iterator[list[Ring]]:
    match geometry.get("type"):
        case "Polygon":
            yield _read_rings(_members(geometry, "coordinates"))
        case "MultiPolygon":
            for polygon in _members(geometry, "coordinates"):
                yield _read_rings(_as_list(polygon, "polygons"))
        case "Point" | "MultiPoint" | "LineString" | "MultiLineString" as other:
            raise ValueError(f"An area is a Polygon or a MultiPolygon, not a {other}.")
        case _:
            raise ValueError("This is not GeoJSON: its type is unknown or missing.")


def _members(value: Mapping[str, Any], name: str) -> Sequence[Any]:
    return _as_list(value.get(name), name)


def _as_list(value: object, name: str) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"The {name} of an area must be a list.")
    return value


def _check_reference_system(crs: object) -> None:
    """Accept only the reference system of RFC 7946, which older files name."""
    if crs is None:
        return
    if crs not in [{"type": "name", "properties": {"name": name}} for name in REFERENCE_SYSTEMS]:
        raise ValueError("Coordinates must be longitude and latitude in WGS 84.")


def _read_rings(rings: Sequence[Any]) -> list[Ring]:
    if not rings:
        raise ValueError("A polygon needs an outer ring.")
    return [_read_ring(_as_list(ring, "rings")) for ring in rings]


def _read_ring(ring: Sequence[Any]) -> Ring:
    if len(ring) > MAX_POSITIONS:
        raise ValueError(f"An area has at most {MAX_POSITIONS:,} positions. Simplify it.")
    positions = [_read_position(position) for position in ring]
    if len(positions) < 4:
        raise ValueError("A ring needs at least four positions, of which the last is the first again.")
    if positions[0] != positions[-1]:
        raise ValueError("A ring must end where it begins: repeat the first position at the end.")
    return positions


def _read_position(position: object) -> Position:
    """Return longitude and latitude. A drawing may go on beyond the 180th meridian, once around the Earth at most."""
    if not isinstance(position, list | tuple) or not 2 <= len(position) <= 3:
        raise ValueError("A position is a longitude and a latitude.")
    longitude, latitude, *_ = numbers = [_read_number(number) for number in position]
    if not -540 <= longitude <= 540:
        raise ValueError(f"The longitude {longitude:g} is not between -180 and 180.")
    if not -90 <= latitude <= 90:
        hint = " Longitudes come first." if -180 <= latitude <= 180 and len(numbers) == 2 else ""
        raise ValueError(f"The latitude {latitude:g} is not between -90 and 90.{hint}")
    return longitude, latitude


def _read_number(number: object) -> float:
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise ValueError("A position consists of numbers.")
    try:
        value = float(number)
    except OverflowError:
        value = float("inf")
    if not isfinite(value):
        raise ValueError("A position consists of finite numbers.")
    return value
