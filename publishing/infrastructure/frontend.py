"""The built front-end files, from Vite's manifest of sources and hashed file names."""

import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

MANIFEST = "frontend-manifest.json"
HINT = "The front end is not built. Run: npm --prefix frontend ci && npm --prefix frontend run build"


def built_url(source: str) -> str:
    """Return the URL of the file built from `source`, such as src/main.ts."""
    return static(_find(source)[1])


def built_path(source: str) -> Path:
    """Return where the file built from `source` is stored."""
    folder, file = _find(source)
    return folder / file


def _find(source: str) -> tuple[Path, str]:
    location = finders.find(MANIFEST)
    if not location:
        raise ImproperlyConfigured(HINT)
    path = Path(str(location))
    try:
        return path.parent, _read_manifest(path, path.stat().st_mtime_ns)[source]
    except KeyError as error:
        raise ImproperlyConfigured(f"{source} is not an entry of {MANIFEST}. {HINT}") from error


@cache
def _read_manifest(path: Path, modified: int) -> dict[str, str]:
    """Read the manifest once per build: `modified` is part of the cache key."""
    manifest = json.loads(path.read_text(encoding="utf-8"))
    return {source: entry["file"] for source, entry in manifest.items()}
