"""Stored JSON with its references, and the cache of result parts that plans built from it.

Both depend only on the JSON itself and on what it refers to as the viewer may see it, which is compared each time. So
nothing here becomes stale, and no part that was built for one viewer is returned to another who may see less.
"""

import re
from hashlib import blake2b
from threading import Lock
from typing import NamedTuple, Self

from cachetools import LRUCache, cached

MAX_REFERENCES = 20_000
"""The number of texts whose references are cached: some hundred bytes each."""
PARTS_SIZE = 48_000_000
"""The size of all cached parts, in bytes."""
_BYTES_EACH = 600

_KEY = r'"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'
_CONTENTS = re.compile(rf'(?:"content_id": ?|"organisation": ?|data-content=\\){_KEY}')
_FILES = re.compile(rf'(?:"asset": ?|data-asset=\\){_KEY}')
# Searching the JSON text is faster than traversing parsed JSON. False matches cost a look-up, and change nothing.


class References(NamedTuple):
    """The content ids and file keys in stored JSON, and the digest of the JSON."""

    digest: bytes
    contents: tuple[str, ...]
    files: tuple[str, ...]


class StoredJson(NamedTuple):
    """Stored JSON with its references."""

    json: str
    references: References

    @classmethod
    def parse(cls, json: str) -> Self:
        """Find the references in stored JSON."""
        return cls(json, _find_references(json, blake2b(json.encode(), digest_size=16).digest()))


@cached(LRUCache(MAX_REFERENCES), key=lambda json, digest: digest, lock=Lock())
def _find_references(json: str, digest: bytes) -> References:
    return References(digest, *(tuple(dict.fromkeys(each.findall(json))) for each in (_CONTENTS, _FILES)))


class CachedPart(NamedTuple):
    """A part of a result, what it was built from, and its numbers of values and nodes."""

    dependencies: tuple[object, ...]
    json: bytes
    values: int
    nodes: int


_parts: LRUCache[tuple[object, bytes], CachedPart] = LRUCache(
    PARTS_SIZE, lambda part: _BYTES_EACH + len(part.json) + _BYTES_EACH * len(part.dependencies)
)
_lock = Lock()


def get_part(key: tuple[object, bytes], dependencies: tuple[object, ...]) -> CachedPart | None:
    """Return a cached part if everything that it refers to is unchanged."""
    with _lock:
        part = _parts.get(key)
    return part if part and part.dependencies == dependencies else None


def put_part(key: tuple[object, bytes], part: CachedPart) -> None:
    """Cache a part."""
    with _lock:
        if _parts.getsizeof(part) <= _parts.maxsize:
            _parts[key] = part
