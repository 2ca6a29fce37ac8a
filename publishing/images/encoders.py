"""Encodes each rendition once, whatever number of threads, processes and machines ask for it.

The row of a rendition is its lock: the caller that inserts it encodes, all others wait for its file. A rendition that
is being encoded occupies one of a fixed number of slots, which limits the encoders of all machines together.
"""

from collections.abc import Callable
from datetime import timedelta
from time import monotonic, sleep
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models.fields.files import FieldFile

from publishing.images.addresses import EXTENSIONS
from publishing.images.encoding import encode
from publishing.images.sizes import Size
from publishing.infrastructure.clock import database_now
from publishing.models import Asset, EncodedImage

WAIT_SECONDS = 10.0
"""The maximum wait for a slot, or for a rendition that another thread is encoding."""
POLL_SECONDS = 0.05
ABANDONED_AFTER = timedelta(seconds=60)
"""When a slot is taken from an encoder whose process was killed: the largest rendition takes two seconds."""


class EncodersBusyError(Exception):
    """All slots remained occupied, or the encoding that was waited for took too long."""


def open_rendition(
    source: Asset, size: Size, content_type: str, before_encoding: Callable[[], None] = lambda: None
) -> FieldFile:
    """Return a rendition's file, opened for reading; see `get_or_encode`."""
    rendition = get_or_encode(source, size, content_type, before_encoding)
    try:
        return rendition.file.open("rb")
    except FileNotFoundError:  # the files were restored without this folder, which need not be in a backup
        rendition.delete()
    return get_or_encode(source, size, content_type, before_encoding).file.open("rb")


def get_or_encode(
    source: Asset, size: Size, content_type: str, before_encoding: Callable[[], None] = lambda: None
) -> EncodedImage:
    """Return a rendition; encode it if it does not exist. Raises EncodersBusyError, OSError if the source is no
    readable picture, and what `before_encoding` raises, which only the caller that encodes calls."""
    found = _find(source, size, content_type)
    if found and found.file:
        return found
    EncodedImage.objects.filter(slot__isnull=False, created_at__lt=database_now() - ABANDONED_AFTER).delete()
    deadline = monotonic() + WAIT_SECONDS
    while True:
        found = _find(source, size, content_type)
        if found and found.file:
            return found
        if found is None and (row := _take_slot(source, size, content_type)):
            return _encode(row, source, size, before_encoding)
        if monotonic() > deadline:
            raise EncodersBusyError
        sleep(POLL_SECONDS)


def _find(source: Asset, size: Size, content_type: str) -> EncodedImage | None:
    return EncodedImage.objects.filter(source=source, size=str(size), content_type=content_type).first()


def _take_slot(source: Asset, size: Size, content_type: str) -> EncodedImage | None:
    """Return a new row with a slot; None if none is free, or if someone else has just inserted the row."""
    occupied = EncodedImage.objects.filter(slot__isnull=False).values_list("slot", flat=True)
    if not (free := set(range(settings.IMAGE_ENCODERS)) - set(occupied)):
        return None
    try:
        with transaction.atomic():
            return EncodedImage.objects.create(
                source=source, size=str(size), content_type=content_type, slot=min(free), created_at=database_now()
            )
    except IntegrityError:
        return None


def _encode(row: EncodedImage, source: Asset, size: Size, before_encoding: Callable[[], None]) -> EncodedImage:
    own = EncodedImage.objects.filter(pk=row.pk)
    try:
        before_encoding()
        with source.open() as file:
            content = encode(cast("BinaryIO", file), size, row.content_type)
        name = f"encoded/{source.pk}/{row.pk}.{EXTENSIONS[row.content_type]}"
        row.file.name = default_storage.save(name, ContentFile(content))
    except BaseException:
        own.delete()
        raise
    if not own.update(file=row.file.name, slot=None):  # it took so long that it was considered abandoned
        default_storage.delete(row.file.name)
        raise EncodersBusyError
    return row
