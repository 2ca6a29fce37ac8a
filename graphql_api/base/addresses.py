"""Addresses of pages and files."""

from urllib.parse import quote
from uuid import UUID

from django.conf import settings

from publishing.models import Asset
from publishing.text.url_paths import path_variants


def absolute_url(address: str) -> str:
    """Return an address on the website in full; pages' paths become addresses by `publishing.text.url_paths`."""
    return f"{settings.BASE_URL}{address}"


def candidate_paths(text: str) -> list[str]:
    """Return the paths that a client may mean: with or without its slashes, encoded as in an address or not."""
    return path_variants(f"/{text.strip('/')}/" if text.strip("/") else "/")


def asset_path(asset: Asset) -> str:
    """Return the path of a published file: the website asks at each request who may have it."""
    return file_path(asset.key, asset.filename)


def file_path(key: UUID | str, filename: str) -> str:
    """Return the path of the published file with a key and a name."""
    return f"/assets/{key}/{quote(filename)}"
