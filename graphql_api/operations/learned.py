"""Automatic persisted queries: texts that clients sent together with their SHA-256, to send only the hash next time.

Each key has a store of its own, so that no caller can evict another key's texts; clients without a key share one if
HUB_GRAPHQL_LEARN_ANONYMOUS is set. A lost text costs its client a second request, nothing else.
"""

from contextlib import suppress
from functools import cache
from threading import Lock
from typing import cast

from cachetools import LRUCache, TTLCache
from django.conf import settings

from graphql_api.base.callers import Caller
from graphql_api.execution.operation import Operation
from partners.models import hash_text
from publishing.infrastructure.redis_breaker import RedisBreaker, RedisUnavailableError, get_redis

MAX_TEXT = 16_000
"""Characters of a text that is learned; longer ones should be registered."""
MAX_TEXTS = 200
"""Texts of one owner in Redis."""
MAX_SIZE = 500_000
"""Characters of one owner's texts in a process's memory."""
MAX_OWNERS = 100
SECONDS = 7 * 24 * 3600
"""How long Redis keeps the texts of an owner that needs none of them."""
MAX_FROM_ADDRESS = 50
"""Texts that a process learns in an hour from one address without a key, so that it cannot evict those of others."""


class LearnedTexts:
    """Texts in this process's memory, by owner and SHA-256."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._owners: LRUCache[str, LRUCache[str, str]] = LRUCache(MAX_OWNERS)

    def find(self, owner: str, sha256: str) -> str | None:
        """Return a text."""
        with self._lock:
            texts = self._owners.get(owner)
            return texts.get(sha256) if texts else None

    def add(self, owner: str, sha256: str, text: str) -> None:
        """Keep a text; the owner's least recently used ones make room for it."""
        with self._lock:
            self._owners.setdefault(owner, LRUCache(MAX_SIZE, len))[sha256] = text


class SharedLearnedTexts(LearnedTexts):
    """Texts in memory, and in Redis for all processes. While it is unavailable, memory alone is used."""

    def __init__(self, shared: RedisBreaker) -> None:
        super().__init__()
        self._shared = shared

    def find(self, owner: str, sha256: str) -> str | None:
        """See LearnedTexts."""
        return super().find(owner, sha256) or self._find_shared(owner, sha256)

    def add(self, owner: str, sha256: str, text: str) -> None:
        """See LearnedTexts."""
        super().add(owner, sha256, text)
        key, redis = f"hub:learned:{owner}", self._shared.client

        def share() -> None:
            redis.hset(key, sha256, text)
            redis.expire(key, SECONDS)
            if redis.hlen(key) > MAX_TEXTS:
                redis.hdel(key, cast("bytes", redis.hrandfield(key)))

        with suppress(RedisUnavailableError):
            self._shared.call(share)

    def _find_shared(self, owner: str, sha256: str) -> str | None:
        key, redis = f"hub:learned:{owner}", self._shared.client
        try:
            found = self._shared.call(lambda: redis.hget(key, sha256) if redis.expire(key, SECONDS) else None)
        except RedisUnavailableError:
            return None
        text = cast("bytes", found).decode() if found else None
        if text is None or hash_text(text, "sha256") != sha256:
            return None
        super().add(owner, sha256, text)
        return text


_lock = Lock()
_learned_from: TTLCache[str, int] = TTLCache(10_000, 3600)


def find_learned(sha256: str, caller: Caller) -> str | None:
    """Return the text that was sent with this hash before: with the caller's key, or by anyone without a key."""
    owner = _owner(caller)
    return _texts().find(owner, sha256) if owner else None


def learn(operation: Operation, caller: Caller) -> None:
    """Keep the text of an operation that has run, if the client sent its hash too."""
    owner, sha256, text = _owner(caller), operation.sha256, operation.query
    if owner is None or sha256 is None or len(text) > MAX_TEXT or _texts().find(owner, sha256) is not None:
        return
    if caller.key or _may_learn_from(caller.address):
        _texts().add(owner, sha256, text)


def _owner(caller: Caller) -> str | None:
    if caller.key:
        return f"key:{caller.key.pk}"
    return "anonymous" if settings.GRAPHQL_LEARN_ANONYMOUS else None


def _may_learn_from(address: str) -> bool:
    with _lock:
        learned = _learned_from[address] = _learned_from.get(address, 0) + 1
    return learned <= MAX_FROM_ADDRESS


@cache
def _get_texts(url: str) -> LearnedTexts:
    return SharedLearnedTexts(get_redis(url)) if url else LearnedTexts()


def _texts() -> LearnedTexts:
    """Return this process's texts for the current settings."""
    return _get_texts(settings.REDIS_URL)
