"""Reads what `manage.py build_geography` wrote: names of countries, regions and places, and the map of the world."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

COUNTRIES, REGIONS, PLACES, WORLD_MAP = "countries.json", "regions.json", "places.json", "world_map.json"
HINT = "Run make develop, or manage.py build_geography (docs/hub.md); the Dockerfile does."


def read_artefact(name: str) -> Any:
    """Return the content of a file."""
    try:
        return json.loads((Path(settings.GEOGRAPHY_DIR) / name).read_bytes())
    except FileNotFoundError as error:
        raise ImproperlyConfigured(f"The names of countries have not been built. {HINT}") from error
