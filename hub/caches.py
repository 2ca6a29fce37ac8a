"""Django's cache in Redis, falling back to this process's memory while Redis is unavailable."""

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

from publishing.infrastructure.redis_breaker import CONNECTION_OPTIONS, RedisUnavailableError, get_redis

T = TypeVar("T")

MAX_STALE_KEYS = 10_000
SIGNATURE = hashlib.sha256().digest_size


class UnsignedValueError(redis.RedisError):
    """A value in Redis that this hub did not write."""


class SignedSerializer(RedisSerializer):
    """Django's serializer with a signature. Loading a pickle runs code, so one that we did not sign is never loaded."""

    def dumps(self, obj: Any) -> Any:
        """Return an integer unchanged (Redis increments it), anything else as a signed pickle."""
        data = super().dumps(obj)
        return data if isinstance(data, int) else _signature(data) + data

    def loads(self, data: Any) -> Any:
        """Return the value. Raises UnsignedValueError."""
        if data.lstrip(b"-").isdigit():
            return int(data)
        signature, pickled = data[:SIGNATURE], data[SIGNATURE:]
        if not hmac.compare_digest(signature, _signature(pickled)):
            raise UnsignedValueError
        return super().loads(pickled)


def _signature(data: bytes) -> bytes:
    key = hashlib.sha256(b"hub.caches" + settings.SECRET_KEY.encode()).digest()
    return hmac.digest(key, data, "sha256")


class _StaleKeys:
    """The keys that were written or deleted while Redis was unavailable: their values in Redis are stale."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._lock = Lock()

    def add(self, keys: Iterable[str]) -> None:
        with self._lock:
            self._keys.update(keys)

    def delete_from(self, cache: RedisCache, memory: LocMemCache) -> None:
        with self._lock:
            if not self._keys:
                return
            if len(self._keys) > MAX_STALE_KEYS:
                cache.clear()
            else:
                cache._cache.delete_many(self._keys)
            self._keys.clear()
            memory.clear()


_stale_keys = _StaleKeys()  # shared by the process: Django creates a cache object for each thread


class SharedCache(BaseCache):
    """Uses Redis, or local memory while Redis is unavailable. When it returns, both drop the keys written since."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        options = {**CONNECTION_OPTIONS, "serializer": SignedSerializer}
        self._redis = RedisCache(server, {**params, "OPTIONS": options})
        self._memory = LocMemCache(server, params)
        self._link = get_redis(server)

    def _call(self, command: Callable[[BaseCache], T], written: Iterable[str] = (), version: int | None = None) -> T:
        def call_redis() -> T:
            _stale_keys.delete_from(self._redis, self._memory)
            return command(self._redis)

        try:
            return self._link.call(call_redis)
        except RedisUnavailableError:
            _stale_keys.add(self.make_key(key, version) for key in written)
            return command(self._memory)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """See BaseCache."""
        return self._call(lambda cache: cache.add(key, value, timeout, version), [key], version)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """See BaseCache."""
        return self._call(lambda cache: cache.get(key, default, version))

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """See BaseCache."""
        self._call(lambda cache: cache.set(key, value, timeout, version), [key], version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """See BaseCache."""
        return self._call(lambda cache: cache.touch(key, timeout, version))

    def delete(self, key: str, version: int | None = None) -> bool:
        """See BaseCache."""
        return self._call(lambda cache: cache.delete(key, version), [key], version)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        """See BaseCache."""
        all_keys = list(keys)
        return self._call(lambda cache: cache.get_many(all_keys, version))

    def set_many(
        self, data: Mapping[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[str]:
        """See BaseCache."""
        return self._call(lambda cache: cache.set_many(dict(data), timeout, version), data, version)

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        """See BaseCache."""
        all_keys = list(keys)
        self._call(lambda cache: cache.delete_many(all_keys, version), all_keys, version)

    def has_key(self, key: str, version: int | None = None) -> bool:
        """See BaseCache."""
        return self._call(lambda cache: cache.has_key(key, version))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """See BaseCache."""
        return self._call(lambda cache: cache.incr(key, delta, version), [key], version)

    def clear(self) -> None:
        """See BaseCache."""
        self._memory.clear()
        self._call(lambda cache: cache.clear())
