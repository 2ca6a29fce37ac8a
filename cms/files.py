"""Published files: copies of what editors uploaded, under names made of their content and their own name.

A copy of its own, because Wagtail deletes an image's renditions and a document's old file when an editor replaces
them, and an edition is for ever. The name is a hash, so that the same file is kept, and published, once; the file's own
name is part of it, or a public page would show the name that a confidential page gave to the same content.
"""

import hashlib
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from publishing.blocks import File, Rendition
from publishing.models import Asset

WIDTHS = (320, 640, 960, 1280, 1920)
QUALITY = 80


def image_renditions(image: Any) -> tuple[Rendition, ...]:
    """Return the image as WebP in several widths, smallest first, none wider than the image itself."""
    widths = [width for width in WIDTHS if width < image.width] + [min(image.width, WIDTHS[-1])]
    filters = [f"width-{width}|format-webp|webpquality-{QUALITY}" for width in dict.fromkeys(widths)]
    stem = PurePath(image.filename).stem
    with _told_if_missing(image.title):
        return tuple(_rendition(rendition, stem) for rendition in image.get_renditions(*filters).values())


def document_file(document: Any) -> File:
    """Return the document as it is now."""
    with _told_if_missing(document.title), document.file.open("rb") as stored:
        asset = _asset(stored.read(), document.filename)
    return File(
        asset=asset.key,
        title=document.title,
        filename=asset.filename,
        content_type=asset.content_type,
        size=asset.size,
    )


@contextmanager
def _told_if_missing(title: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ValidationError(f"The file of “{title}” cannot be read from the store. Upload it again.") from error


def _rendition(rendition: Any, stem: str) -> Rendition:
    with rendition.file.open("rb") as stored:
        content = stored.read()
    asset = _asset(content, f"{stem}-{rendition.width}.webp", width=rendition.width, height=rendition.height)
    return Rendition(asset=asset.key, width=rendition.width, height=rendition.height, content_type=asset.content_type)


def _asset(content: bytes, filename: str, **size: int) -> Asset:
    digest = hashlib.sha256(filename.encode() + b"\0" + content).hexdigest()
    name = f"published/{digest}{PurePath(filename).suffix.lower()}"
    if asset := Asset.objects.filter(file=name).first():
        return asset
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    asset, _ = Asset.objects.get_or_create(
        file=name,
        defaults={
            "filename": filename,
            "content_type": mimetypes.guess_type(filename)[0] or "application/octet-stream",
            "size": len(content),
            **size,
        },
    )
    return asset
