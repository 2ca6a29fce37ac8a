"""Upcasts the stored JSON of editions in an older format. Editions are immutable, so each is upcast once."""

from collections.abc import Mapping
from threading import Lock

from cachetools import LRUCache
from orjson import dumps

from publishing import formats
from publishing.models import Edition
from publishing.models.editions import STORED

Texts = Mapping[str, str | None]
"""Image, body and details, as JSON."""

CACHE_SIZE = 32_000_000
"""The size of the cache, in characters."""
_cache: LRUCache[tuple[int, int], Texts] = LRUCache(
    CACHE_SIZE, lambda texts: 200 + sum(map(len, filter(None, texts.values())))
)
_lock = Lock()


def upcast_texts(kinds: Mapping[int, str]) -> dict[int, Texts]:
    """Return the stored JSON of editions in the newest format. `kinds` has their kinds by primary key. Editions that
    are not cached take one query."""
    with _lock:
        found = {pk: texts for pk in kinds if (texts := _cache.get((pk, formats.FORMAT)))}
    missing = [pk for pk in kinds if pk not in found]
    editions = Edition.objects.filter(pk__in=missing).only("format", *STORED) if missing else ()
    for edition in editions:
        upcast = edition.content(kinds[edition.pk]).upcast
        parts = {name: upcast[name] for name in ("image", "body", "details")}
        texts = {name: None if part is None else dumps(part).decode() for name, part in parts.items()}
        found[edition.pk] = texts
        with _lock:
            if _cache.getsizeof(texts) <= _cache.maxsize:
                _cache[edition.pk, formats.FORMAT] = texts
    return found


def clear_cache() -> None:
    """Empty the cache: for tests, whose databases reuse primary keys for other editions."""
    with _lock:
        _cache.clear()
