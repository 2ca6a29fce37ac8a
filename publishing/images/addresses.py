"""Signed URLs of renditions. The same rendition always has the same URL, so that caches work; it names no reader."""

import re
from uuid import UUID

from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

from publishing.images.sizes import Size

EXTENSIONS = {"image/avif": "avif", "image/webp": "webp", "image/jpeg": "jpg"}
"""The formats of renditions."""


def image_path(source: UUID | str, size: Size | str, content_type: str) -> str:
    """Return the path of a rendition on the website, where access to the source is checked on each request."""
    extension = EXTENSIONS[content_type]
    return f"/images/{source}/{size}/{_sign(source, size, extension)}.{extension}"


def parse_size(source: str, size: str, signature: str, extension: str) -> Size | None:
    """Return the size in a rendition's URL; None if this hub did not sign it."""
    if not constant_time_compare(signature, _sign(source, size, extension)):
        return None
    return Size(*map(int, re.findall(r"\d+", size)))


def _sign(source: UUID | str, size: Size | str, extension: str) -> str:
    return Signer(salt="publishing.images").signature(f"{source}/{size}.{extension}")
