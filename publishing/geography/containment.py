"""Whether a point is in an area."""

from typing import Any


def contains(geometry: dict[str, Any], longitude: float, latitude: float) -> bool:
    """Whether a point is in an area (cleaned GeoJSON), or on its edge."""
    from shapely import Point, intersects  # takes 0.3 s and 20 MB: only processes that need it

    from publishing.geography import polygons

    return bool(intersects(polygons.from_geojson(geometry), Point(longitude, latitude)))
