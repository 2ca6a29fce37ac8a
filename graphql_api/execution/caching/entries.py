"""Cache entries and their keys."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

import orjson
from django.conf import settings

import graphql_api
import publishing
import search
from graphql_api.execution.caching.content_version import ContentVersion
from graphql_api.execution.operation import Operation
from publishing.access.viewers import Viewer


@dataclass(frozen=True)
class CacheEntry:
    """A result without errors, as JSON. `expires_at` is in seconds since 1970."""

    data: bytes
    version: ContentVersion
    expires_at: float
    tags: tuple[str, ...]

    @property
    def size(self) -> int:
        """The approximate size in bytes."""
        return len(self.data) + sum(map(len, self.tags)) + 1_000

    def to_bytes(self) -> bytes:
        """Serialise the entry for other processes."""
        return orjson.dumps([self.expires_at, self.tags]) + b"\n" + self.data

    @classmethod
    def from_bytes(cls, serialised: bytes, version: ContentVersion) -> Self:
        """Return the entry that `to_bytes` serialised; its version is part of the key that it was found by."""
        header, _, data = serialised.partition(b"\n")
        expires_at, tags = orjson.loads(header)
        return cls(data, version, expires_at, tuple(tags))


def cache_key(operation: Operation, viewer: Viewer, version: ContentVersion) -> str:
    """Return a digest of everything that the result of an operation depends on."""
    parts = (
        _release_digest(),
        operation.query,
        json.dumps(operation.variables, sort_keys=True),
        operation.name,
        viewer.key(),
        version.change,
        version.valid_until,
    )
    return hashlib.blake2b(repr(parts).encode(), digest_size=24).hexdigest()


@cache
def _release_digest() -> bytes:
    """Return a digest of this release and its settings: during a deployment two releases share one Redis."""
    digest = hashlib.blake2b(key=hashlib.blake2b(settings.SECRET_KEY.encode()).digest(), digest_size=16)
    for value in (settings.BASE_URL, settings.SIGNING_KEY, settings.SIGNING_PUBLIC_KEYS, settings.SEARCH_EMBEDDINGS):
        digest.update(repr(value).encode())
    for package in (graphql_api, publishing, search):  # the code that results depend on
        for path in sorted(Path(*package.__path__).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.digest()
