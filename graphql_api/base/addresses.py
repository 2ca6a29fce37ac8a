"""URLs of pages and files."""

from urllib.parse import quote
from uuid import UUID

from django.conf import settings

from publishing.models import Asset
from publishing.text.url_paths import path_variants


def absolute_url(path: str) -> str:
    """Return the absolute URL of a path on the website. For paths of pages use `publishing.text.url_paths`."""
    return f"{settings.BASE_URL}{path}"


def candidate_paths(text: str) -> list[str]:
    """Return the paths that a client's text may refer to: with or without slashes, percent-encoded or not."""
    return path_variants(f"/{text.strip('/')}/" if text.strip("/") else "/")


def asset_path(asset: Asset) -> str:
    """Return the path of a file, where the website checks access on each request."""
    path = file_path(asset.key, asset.filename)
    return f"{path}?preview={asset.preview_token}" if asset.preview_token else path


def file_path(key: UUID | str, filename: str) -> str:
    """Return the path of the published file with this key and name."""
    return f"/assets/{key}/{quote(filename)}"
