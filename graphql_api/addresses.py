"""Addresses of pages and files."""

from urllib.parse import quote
from uuid import UUID

from django.conf import settings

from publishing.models import Asset


def absolute(path: str) -> str:
    """Return the full address of a path on the website."""
    return f"{settings.BASE_URL}{path}"


def path_of_file(asset: Asset) -> str:
    """Return the path of a published file: the website asks at each request who may have it."""
    return file_path(asset.key, asset.filename)


def file_path(key: UUID | str, filename: str) -> str:
    """Return the path of the published file with a key and a name."""
    return f"/assets/{key}/{quote(filename)}"
