"""Published files: copies of what editors uploaded, under names made of their content and their own name.

A copy of its own, because Wagtail deletes an image's renditions and a document's old file when an editor replaces
them, and an edition is for ever. The name is a hash, so that the same file is kept, and published, once; the file's own
name is part of it, or a public page would show the name that a confidential page gave to the same content.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from cms.files.checks.documents import RULES, check_document
from cms.files.checks.rejection import RejectedFile
from cms.files.renditions import PublishedWidth
from cms.staff.files import is_file_hidden
from publishing.content.blocks import File, Rendition
from publishing.content.media_types import media_type
from publishing.models import Asset

WIDTHS = (320, 640, 960, 1280, 1920)
DAY = 24 * 3600
_only_visible: ContextVar[bool] = ContextVar("cms_files_only_visible", default=False)


def image_renditions(image: Any) -> tuple[Rendition, ...]:
    """Return the image as WebP in several widths, smallest first, none wider than the image itself."""
    stem = PurePath(image.filename).stem
    with _told_if_unfit(image):
        return tuple(_rendition(rendition, stem) for rendition in generate_renditions(image))


def generate_renditions(image: Any) -> list[Any]:
    """Return the image's renditions, those that are not there yet drawn: seconds for a photograph."""
    # The row has the width before a camera's turn was undone: the longer side is enough to stop at.
    longest = max(image.width, image.height)
    enough = next((number for number, width in enumerate(WIDTHS, 1) if width >= longest), len(WIDTHS))
    drawn = image.get_renditions(*(PublishedWidth(width) for width in WIDTHS[:enough])).values()
    return list({rendition.width: rendition for rendition in drawn}.values())


def published_file(document: Any) -> File:
    """Return the document as it is now."""
    with _told_if_unfit(document), document.file.open("rb") as stored:
        content = stored.read()
        _check_once(content, document.filename)
        asset = _asset(content, document.filename)
    return File(
        asset=asset.key,
        title=document.title,
        filename=asset.filename,
        content_type=asset.content_type,
        size=asset.size,
    )


@contextmanager
def only_visible_files() -> Iterator[None]:
    """Refuse a file that the member of staff who asks may not see: a preview would hand it over."""
    token = _only_visible.set(True)
    try:
        yield
    finally:
        _only_visible.reset(token)


@contextmanager
def _told_if_unfit(file: Any) -> Iterator[None]:
    is_hidden = is_file_hidden(file)
    if is_hidden and _only_visible.get():
        raise ValidationError("It uses a file that you may not see. Those who may see the file can preview the page.")
    title = "A file that you may not see" if is_hidden else file.title
    try:
        yield
    except OSError as error:
        raise ValidationError(f"The file of “{title}” cannot be read from the store. Upload it again.") from error
    except RejectedFile as refused:
        raise ValidationError(f"“{title}” cannot be published. {' '.join(refused.messages)}") from refused


def _check_once(content: bytes, filename: str) -> None:
    """Check a document again: it may have been stored before there were checks, or past them."""
    key = f"checked-document:{RULES}:{_digest(content, filename)}"
    if cache.get(key) is None:
        check_document(BytesIO(content), filename)
        cache.set(key, True, DAY)


def _digest(content: bytes, filename: str) -> str:
    return hashlib.sha256(filename.encode() + b"\0" + content).hexdigest()


def _rendition(rendition: Any, stem: str) -> Rendition:
    with rendition.file.open("rb") as stored:
        content = stored.read()
    asset = _asset(content, f"{stem}-{rendition.width}.webp", width=rendition.width, height=rendition.height)
    return Rendition(asset=asset.key, width=rendition.width, height=rendition.height, content_type=asset.content_type)


def _asset(content: bytes, filename: str, **size: int) -> Asset:
    name = f"published/{_digest(content, filename)}{PurePath(filename).suffix.lower()}"
    if asset := Asset.objects.filter(file=name).first():
        return asset
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    asset, _ = Asset.objects.get_or_create(
        file=name,
        defaults={
            "filename": filename,
            "content_type": media_type(filename),
            "size": len(content),
            **size,
        },
    )
    return asset
