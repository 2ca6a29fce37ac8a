"""Stored JSON as it comes from the database, and what is remembered of it: what it refers to, and how a plan wrote it.

Both follow from the text alone, and from what it refers to as the viewer may know it, which is compared each time. So
nothing here can grow old, and nothing that was written for one viewer is told to another who may know less.
"""

import re
from hashlib import blake2b
from threading import Lock
from typing import NamedTuple

from cachetools import LRUCache, cached

MOST_REFERENCES = 20_000
"""How many texts are remembered by what they refer to: some hundred bytes each."""
MOST_WRITTEN = 48_000_000
"""How large the remembered writings may be, in bytes."""
_EACH = 600

_KEY = r'"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'
_CONTENTS = re.compile(rf'(?:"content_id": ?|"organisation": ?|data-content=\\){_KEY}')
_FILES = re.compile(rf'(?:"asset": ?|data-asset=\\){_KEY}')
# In stored JSON, which is quicker to search than to walk. Words that look alike cost a look-up, and change nothing.


class References(NamedTuple):
    """The content ids and the keys of files that a text refers to, and a digest that stands for it."""

    digest: bytes
    contents: tuple[str, ...]
    files: tuple[str, ...]


class Text(NamedTuple):
    """A stored text with what it refers to."""

    json: str
    references: References

    @classmethod
    def of(cls, json: str) -> "Text":
        """Return a text with what it refers to."""
        return cls(json, _references(json, blake2b(json.encode(), digest_size=16).digest()))


@cached(LRUCache(MOST_REFERENCES), key=lambda json, digest: digest, lock=Lock())
def _references(json: str, digest: bytes) -> References:
    return References(digest, *(tuple(dict.fromkeys(each.findall(json))) for each in (_CONTENTS, _FILES)))


class Written(NamedTuple):
    """How a part of an answer was written, of what, and what was counted meanwhile."""

    known: tuple[object, ...]
    json: bytes
    values: int
    nodes: int


_written: LRUCache[tuple[object, bytes], Written] = LRUCache(
    MOST_WRITTEN, lambda written: _EACH + len(written.json) + _EACH * len(written.known)
)
_lock = Lock()


def recall(key: tuple[object, bytes], known: tuple[object, ...]) -> Written | None:
    """Return how a part was written, if all that it refers to is known now as it was then."""
    with _lock:
        written = _written.get(key)
    return written if written and written.known == known else None


def remember(key: tuple[object, bytes], written: Written) -> None:
    """Remember how a part was written."""
    with _lock:
        if _written.getsizeof(written) <= _written.maxsize:
            _written[key] = written
