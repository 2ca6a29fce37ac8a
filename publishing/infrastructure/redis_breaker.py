"""A circuit breaker for Redis, which all processes share: while Redis is unavailable, no request waits for it."""

import logging
from collections.abc import Callable
from functools import cache
from threading import Lock
from time import monotonic
from typing import TypeVar

import redis
from redis.exceptions import LockError

logger = logging.getLogger(__name__)

TIMEOUT = 0.04
"""Seconds to wait for Redis: the fallback has to answer within 50 ms."""
RETRY_AFTER = 5.0
"""Seconds until an unavailable Redis is tried again, by one request; the others go on without it."""
CONNECTION_OPTIONS: dict[str, object] = {"socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT, "retry": None}

T = TypeVar("T")


class RedisUnavailableError(Exception):
    """Redis does not answer, or the command failed."""


class RedisBreaker:
    """A Redis client and its circuit breaker; one per URL in a process (see `get_redis`)."""

    def __init__(self, url: str) -> None:
        self.client = redis.Redis.from_url(url, **CONNECTION_OPTIONS)
        self.is_unavailable = False
        self._next_try = 0.0
        self._lock = Lock()

    def call(self, operation: Callable[[], T]) -> T:
        """Return the result of an operation that uses Redis. Raises RedisUnavailableError, immediately while the
        breaker is open; LockError (another process has the lock by now) is a valid reply and is raised as it is."""
        if self.is_unavailable:
            with self._lock:
                if monotonic() < self._next_try:
                    raise RedisUnavailableError
                self._next_try = monotonic() + RETRY_AFTER
        try:
            answer = operation()
        except LockError:
            raise
        except redis.RedisError as error:
            self._next_try = monotonic() + RETRY_AFTER
            if not self.is_unavailable:
                self.is_unavailable = True
                logger.warning("Redis does not answer (%s): each process continues without it", type(error).__name__)
            raise RedisUnavailableError from error
        if self.is_unavailable:
            self.is_unavailable = False
            logger.warning("Redis answers again")
        return answer


@cache
def get_redis(url: str) -> RedisBreaker:
    """Return this process's connection to the Redis at a URL."""
    return RedisBreaker(url)
