"""Maps drawn for readers. Importing this does not load shapely, drawing does: it takes 0.3 s and 20 MB."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from publishing.geography.artefacts import WORLD_MAP, read_artefact
from publishing.geography.map_shapes import CountryMap, WorldMap


def draw_country(code: str, areas: Sequence[dict[str, Any]] = ()) -> CountryMap:
    """Draw a country and areas (cleaned GeoJSON) in it. Raise ValueError if the code is unknown."""
    from publishing.geography.drawing import country_map

    return country_map.draw(code, areas)


@cache
def read_world_map() -> WorldMap:
    """Return the map of all countries, drawn when the hub was built: that takes seconds."""
    return WorldMap(**read_artefact(WORLD_MAP))
