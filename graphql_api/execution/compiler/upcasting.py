"""Editions in an older format, as the JSON that plans are made for. Editions never change, so each is upcast once."""

from collections.abc import Mapping
from threading import Lock
from typing import Any

from cachetools import LRUCache
from orjson import dumps

from publishing import formats
from publishing.models import Edition
from publishing.models.editions import STORED

Texts = Mapping[str, str | None]
"""Image, body and details."""

MOST = 32_000_000
"""How much text is kept, in characters."""
_kept: LRUCache[tuple[int, int], Texts] = LRUCache(
    MOST, lambda texts: 200 + sum(map(len, filter(None, texts.values())))
)
_lock = Lock()


def upcast_texts(kinds: Mapping[int, str]) -> dict[int, Texts]:
    """Return what is stored in some editions, given by key with their kinds, in the newest format: one query for those
    that are not kept."""
    with _lock:
        found = {pk: texts for pk in kinds if (texts := _kept.get((pk, formats.FORMAT)))}
    missing = [pk for pk in kinds if pk not in found]
    editions = Edition.objects.filter(pk__in=missing).only("format", *STORED) if missing else ()
    for edition in editions:
        found[edition.pk] = _texts(edition.content(kinds[edition.pk]).upcast)
        with _lock:
            _keep(edition.pk, found[edition.pk])
    return found


def forget() -> None:
    """Keep none of them: for tests, whose databases give the same key to one edition after another."""
    with _lock:
        _kept.clear()


def _keep(pk: int, texts: Texts) -> None:
    if _kept.getsizeof(texts) <= _kept.maxsize:
        _kept[pk, formats.FORMAT] = texts


def _texts(upcast: formats.Stored) -> Texts:
    parts = {name: upcast[name] for name in ("image", "body", "details")}
    return {name: None if part is None else _text(part) for name, part in parts.items()}


def _text(part: Any) -> str:
    return dumps(part).decode()
