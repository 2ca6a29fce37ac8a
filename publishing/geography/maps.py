"""Maps drawn for readers. Importing this does not load shapely, drawing does: it takes 0.3 s and 20 MB."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from publishing.geography.countries import DATA
from publishing.geography.map_shapes import CountryMap, WorldMap


def draw_country(code: str, areas: Sequence[dict[str, Any]] = ()) -> CountryMap:
    """Draw a country and areas (cleaned GeoJSON) in it. Raise ValueError if the code is unknown."""
    from publishing.geography import country_map

    return country_map.draw(code, areas)


@cache
def read_world_map() -> WorldMap:
    """Return the map of all countries, as `make countries` drew it: that takes 2.4 s."""
    return WorldMap(**json.loads((DATA / "world_map.json").read_text(encoding="utf-8")))
