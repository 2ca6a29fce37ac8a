"""Django's cache in Redis, with this process's memory in its place while Redis does not answer."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Any, TypeVar

import redis
from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisSerializer

from publishing.infrastructure.redis_breaker import CONNECTION, RedisAwayError, shared_redis

T = TypeVar("T")

MOST_CHANGED = 10_000
SIGNATURE = hashlib.sha256().digest_size


class ForeignValueError(redis.RedisError):
    """A value in Redis that this hub did not put there."""


class SignedSerializer(RedisSerializer):
    """Django's serializer with a signature: a pickle from elsewhere would run as code, so it is never loaded."""

    def dumps(self, obj: Any) -> Any:
        """Return an integer as it is, and everything else as a signed pickle."""
        data = super().dumps(obj)
        return data if isinstance(data, int) else _signature(data) + data

    def loads(self, data: Any) -> Any:
        """Return the value. Raises ForeignValueError."""
        if data.lstrip(b"-").isdigit():
            return int(data)
        signature, pickled = data[:SIGNATURE], data[SIGNATURE:]
        if not hmac.compare_digest(signature, _signature(pickled)):
            raise ForeignValueError
        return super().loads(pickled)


def _signature(data: bytes) -> bytes:
    key = hashlib.sha256(b"hub.caches" + settings.SECRET_KEY.encode()).digest()
    return hmac.digest(key, data, "sha256")


class _Changed:
    """The keys that were written or deleted while Redis was away: what it has under them is stale."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._lock = Lock()

    def note(self, keys: Iterable[str]) -> None:
        with self._lock:
            self._keys.update(keys)

    def forget_in(self, cache: RedisCache, memory: LocMemCache) -> None:
        with self._lock:
            if not self._keys:
                return
            if len(self._keys) > MOST_CHANGED:
                cache.clear()
            else:
                cache._cache.delete_many(self._keys)
            self._keys.clear()
            memory.clear()


_changed = _Changed()  # one for a process: Django makes a cache for each thread


class SharedCache(BaseCache):
    """Asks Redis, or memory while Redis is away. Once it is back, what was written meanwhile is forgotten in both."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        options = {**CONNECTION, "serializer": SignedSerializer}
        self._redis = RedisCache(server, {**params, "OPTIONS": options})
        self._memory = LocMemCache(server, params)
        self._link = shared_redis(server)

    def _ask(self, question: Callable[[BaseCache], T], written: Iterable[str] = (), version: int | None = None) -> T:
        try:
            return self._link.ask(lambda: question(self._current()))
        except RedisAwayError:
            _changed.note(self.make_key(key, version) for key in written)
            return question(self._memory)

    def _current(self) -> RedisCache:
        _changed.forget_in(self._redis, self._memory)
        return self._redis

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """See BaseCache."""
        return self._ask(lambda cache: cache.add(key, value, timeout, version), [key], version)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """See BaseCache."""
        return self._ask(lambda cache: cache.get(key, default, version))

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """See BaseCache."""
        self._ask(lambda cache: cache.set(key, value, timeout, version), [key], version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """See BaseCache."""
        return self._ask(lambda cache: cache.touch(key, timeout, version))

    def delete(self, key: str, version: int | None = None) -> bool:
        """See BaseCache."""
        return self._ask(lambda cache: cache.delete(key, version), [key], version)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        """See BaseCache."""
        wanted = list(keys)
        return self._ask(lambda cache: cache.get_many(wanted, version))

    def set_many(
        self, data: Mapping[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[str]:
        """See BaseCache."""
        return self._ask(lambda cache: cache.set_many(dict(data), timeout, version), data, version)

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        """See BaseCache."""
        some = list(keys)
        self._ask(lambda cache: cache.delete_many(some, version), some, version)

    def has_key(self, key: str, version: int | None = None) -> bool:
        """See BaseCache."""
        return self._ask(lambda cache: cache.has_key(key, version))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """See BaseCache."""
        return self._ask(lambda cache: cache.incr(key, delta, version), [key], version)

    def clear(self) -> None:
        """See BaseCache."""
        self._memory.clear()
        self._ask(lambda cache: cache.clear())
