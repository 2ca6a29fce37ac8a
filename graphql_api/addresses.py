"""Addresses of pages and files."""

from collections.abc import Mapping
from urllib.parse import quote
from uuid import UUID

from django.conf import settings

from publishing.models import Asset


def absolute(path: str) -> str:
    """Return the full address of a path on the website."""
    return f"{settings.BASE_URL}{path}"


def path_of_file(asset: Asset) -> str:
    """Return the path of a published file: the website asks at each request who may have it."""
    return f"/assets/{asset.key}/{quote(asset.filename)}"


def path_of_key(files: Mapping[UUID, Asset], key: UUID) -> str | None:
    """Return the path of the file with a key, None where there is none any more."""
    return path_of_file(files[key]) if key in files else None
