"""Writes the files that publishing/geography/artefacts.py reads."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from publishing.geography import artefacts
from publishing.geography.derivation.names import derive_countries
from publishing.geography.derivation.places import derive_places
from publishing.geography.derivation.regions import derive_regions
from publishing.geography.drawing import world_map


def write_artefacts(folder: Path) -> None:
    """Write the names, and then the map, which is drawn by them."""
    folder.mkdir(exist_ok=True)
    _write(folder / artefacts.COUNTRIES, derive_countries())
    _write(folder / artefacts.REGIONS, derive_regions())
    _write(folder / artefacts.PLACES, derive_places())
    _write(folder / artefacts.WORLD_MAP, asdict(world_map.draw()))


def _write(path: Path, value: Any) -> None:
    """Replace a file in one step: a hub that is running may read it."""
    written = path.with_suffix(".new")
    written.write_text(json.dumps(value, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    written.replace(path)
