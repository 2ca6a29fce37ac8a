"""Published files: copies of uploads, named after a hash of their content and filename.

They are copies, because Wagtail deletes an image's renditions and a document's old file when an editor replaces them,
and editions are permanent. The hash means that the same file is stored and published once; it includes the filename, or
a public page would show the name that a confidential page gave to the same content.
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
from PIL import Image as Picture

from cms.files.checks.documents import RULES, check_document
from cms.files.checks.rejection import RejectedFile
from cms.files.renditions import PublishedMaster, PublishedWidth
from cms.staff.files import is_file_hidden
from publishing.content.blocks import File, FocalPoint, Image, Rendition
from publishing.content.media_types import media_type
from publishing.images.encoding import find_dominant_color
from publishing.models import Asset

WIDTHS = (320, 640, 960, 1280, 1920)
DAY = 24 * 3600
_only_visible: ContextVar[bool] = ContextVar("cms_files_only_visible", default=False)


def published_image(image: Any, alt: str, *, decorative: bool = False) -> Image:
    """Return an image with its master, and as WebP in several widths, smallest first, none wider than itself."""
    stem = PurePath(image.filename).stem
    with _reporting_unusable(image):
        stored = generate_renditions(image)
        *renditions, master = (_publish_rendition(stem, rendition) for rendition in stored)
        with stored[0].file.open("rb") as smallest, Picture.open(smallest) as picture:
            color = find_dominant_color(picture)
    return Image(
        alt=alt,
        decorative=decorative,
        renditions=tuple(renditions),
        master=master,
        focal_point=_find_focal_point(image),
        dominant_color=color,
    )


def generate_renditions(image: Any) -> list[Any]:
    """Return the image's renditions, the master last, after generating missing ones, which takes seconds for a
    photograph."""
    # The row has the width before rotation by EXIF, so the longer side decides which widths are needed.
    longest = max(image.width, image.height)
    count = next((number for number, width in enumerate(WIDTHS, 1) if width >= longest), len(WIDTHS))
    filters = (*(PublishedWidth(width) for width in WIDTHS[:count]), PublishedMaster())
    *renditions, master = image.get_renditions(*filters).values()
    return [*{rendition.width: rendition for rendition in renditions}.values(), master]


def _publish_rendition(stem: str, rendition: Any) -> Rendition:
    """Publish a copy of a rendition of Wagtail."""
    with rendition.file.open("rb") as stored:
        content = stored.read()
    size = {"width": rendition.width, "height": rendition.height}
    name = f"{stem}-{rendition.width}{PurePath(rendition.file.name).suffix}"
    asset = _get_or_create_asset(content, name, **size)
    return Rendition(asset=asset.key, content_type=asset.content_type, **size)


def _find_focal_point(image: Any) -> FocalPoint | None:
    """Return the centre of the area that an editor marked on the upright picture, in shares of its sides."""
    if not image.has_focal_point():
        return None
    x, y = image.focal_point_x / image.width, image.focal_point_y / image.height
    return FocalPoint(x=round(min(x, 1), 4), y=round(min(y, 1), 4))


def published_file(document: Any) -> File:
    """Publish a copy of a document's current file."""
    with _reporting_unusable(document), document.file.open("rb") as stored:
        content = stored.read()
        key = f"checked-document:{RULES}:{_digest(content, document.filename)}"
        if cache.get(key) is None:  # it may have been stored before there were checks, or without them
            check_document(BytesIO(content), document.filename)
            cache.set(key, True, DAY)
        asset = _get_or_create_asset(content, document.filename)
    return File(
        asset=asset.key,
        title=document.title,
        filename=asset.filename,
        content_type=asset.content_type,
        size=asset.size,
    )


@contextmanager
def only_visible_files() -> Iterator[None]:
    """Raise ValidationError for files that the current member of staff may not see: a preview would reveal them."""
    token = _only_visible.set(True)
    try:
        yield
    finally:
        _only_visible.reset(token)


@contextmanager
def _reporting_unusable(file: Any) -> Iterator[None]:
    is_hidden = is_file_hidden(file)
    if is_hidden and _only_visible.get():
        raise ValidationError("The page uses a file that you may not see. Someone who may see it can preview the page.")
    title = "A file that you may not see" if is_hidden else file.title
    try:
        yield
    except OSError as error:
        raise ValidationError(f"The file of “{title}” cannot be read from storage. Upload it again.") from error
    except RejectedFile as rejected:
        raise ValidationError(f"“{title}” cannot be published. {' '.join(rejected.messages)}") from rejected


def _digest(content: bytes, filename: str) -> str:
    return hashlib.sha256(filename.encode() + b"\0" + content).hexdigest()


def _get_or_create_asset(content: bytes, filename: str, **size: int) -> Asset:
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
