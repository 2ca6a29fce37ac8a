"""The built front end: Vite's manifest says which hashed file stands for which source."""

import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

MANIFEST = "frontend-manifest.json"
HINT = "The front end is not built. Run: npm --prefix frontend ci && npm --prefix frontend run build"


def built_address(source: str) -> str:
    """Return the address of the file built from `source`, such as src/main.ts."""
    location = finders.find(MANIFEST)
    if not location:
        raise ImproperlyConfigured(HINT)
    path = Path(str(location))
    try:
        return static(_read(path, path.stat().st_mtime_ns)[source])
    except KeyError as error:
        raise ImproperlyConfigured(f"{source} is not an entry of {MANIFEST}. {HINT}") from error


@cache
def _read(path: Path, modified: int) -> dict[str, str]:
    """Read the manifest once for each build: `modified` is part of the cache's key."""
    manifest = json.loads(path.read_text(encoding="utf-8"))
    return {source: entry["file"] for source, entry in manifest.items() if entry.get("isEntry")}
