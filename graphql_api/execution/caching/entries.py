"""What is kept of an answer, and what it is kept by."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import orjson
from django.conf import settings

import graphql_api
import publishing
import search
from graphql_api.execution.caching.content_version import Standing
from graphql_api.execution.operation import Operation
from publishing.access.viewers import Viewer


@dataclass(frozen=True)
class Entry:
    """An answer without errors, as JSON, and for how long it may be given. `ends_at` is in seconds since 1970."""

    data: bytes
    standing: Standing
    ends_at: float
    tags: tuple[str, ...]

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return len(self.data) + sum(map(len, self.tags)) + 1_000

    def packed(self) -> bytes:
        """Return it as bytes, for another process."""
        return orjson.dumps([self.ends_at, self.tags]) + b"\n" + self.data

    @classmethod
    def unpacked(cls, packed: bytes, standing: Standing) -> "Entry":
        """Return what `packed` returned; the standing is in the key that it was found by."""
        facts, _, data = packed.partition(b"\n")
        ends_at, tags = orjson.loads(facts)
        return cls(data, standing, ends_at, tuple(tags))


def key_of(operation: Operation, viewer: Viewer, standing: Standing) -> str:
    """Return what the answer to an operation is kept by: all that it depends on."""
    facts = (
        _release(),
        operation.query,
        json.dumps(operation.variables, sort_keys=True),
        operation.name,
        viewer.key(),
        standing.change,
        standing.until,
    )
    return hashlib.blake2b(repr(facts).encode(), digest_size=24).hexdigest()


@cache
def _release() -> bytes:
    """Return what stands for this release and its settings: one Redis may serve two releases while one is taken in."""
    digest = hashlib.blake2b(key=hashlib.blake2b(settings.SECRET_KEY.encode()).digest(), digest_size=16)
    for value in (settings.BASE_URL, settings.SIGNING_KEY, settings.SIGNING_PUBLIC_KEYS, settings.SEARCH_EMBEDDINGS):
        digest.update(repr(value).encode())
    for package in (graphql_api, publishing, search):  # the code that answers come from
        for path in sorted(Path(*package.__path__).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.digest()
