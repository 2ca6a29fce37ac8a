"""Where countries and areas are: the country at a point, whether a point is in an area, and an area in its country.

The outlines are Natural Earth's at 1:10,000,000, of which the front-end build makes a file with a hashed name that
browsers and this module read. They are loaded when they are first needed: most processes never need them.
"""

from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from publishing.infrastructure.frontend import built_path

if TYPE_CHECKING:
    from publishing.geography.outline_index import OutlineIndex

SOURCE = "node_modules/world-atlas/countries-10m.json"
_loading = Lock()


def country_at(longitude: float, latitude: float) -> str | None:
    """Return the code of the country at a point, or whose coast is within 12 nautical miles of it. Raise ValueError if
    there is no such point."""
    _check(longitude, "longitude", 180)
    _check(latitude, "latitude", 90)
    return load_outlines().country_at(longitude, latitude)


def is_in_country(geometry: dict[str, Any], code: str) -> bool:
    """Whether a part of an area (cleaned GeoJSON) is in the country or near its coast."""
    from publishing.geography import polygons

    return load_outlines().is_near(polygons.from_geojson(geometry), code)


def contains(geometry: dict[str, Any], longitude: float, latitude: float) -> bool:
    """Whether a point is in an area (cleaned GeoJSON), or on its edge."""
    from shapely import Point, intersects

    from publishing.geography import polygons

    return bool(intersects(polygons.from_geojson(geometry), Point(longitude, latitude)))


def load_outlines() -> "OutlineIndex":
    """Return the outlines. Threads that need them at the same time wait for the first to load them."""
    with _loading:
        return _load(built_path(SOURCE))


@lru_cache(maxsize=1)
def _load(path: Path) -> "OutlineIndex":
    from publishing.geography.outline_index import OutlineIndex

    return OutlineIndex(path)


def _check(value: float, name: str, limit: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -limit <= value <= limit:
        raise ValueError(f"The {name} must be a number between -{limit} and {limit}.")
