"""Redis, which all processes share, behind one circuit breaker: while it does not answer, no request waits for it."""

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
"""Seconds to wait for Redis: what stands in for it must have answered within 50 ms."""
RETRY_AFTER = 5.0
"""Seconds until a Redis that was away is tried again, by one request; the others go on without it."""
CONNECTION_OPTIONS: dict[str, object] = {"socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT, "retry": None}

T = TypeVar("T")


class RedisUnavailableError(Exception):
    """Redis does not answer, or cannot do what was asked of it."""


class RedisBreaker:
    """A client and its breaker; one for each address in a process (shared_redis)."""

    def __init__(self, url: str) -> None:
        self.client = redis.Redis.from_url(url, **CONNECTION_OPTIONS)
        self.is_unavailable = False
        self._next_try = 0.0
        self._lock = Lock()

    def call(self, operation: Callable[[], T]) -> T:
        """Return the answer to a question that uses Redis. Raises RedisAwayError, at once while it is known to be away;
        LockError (somebody else has the lock by now) is an answer and passes."""
        if not self._may_try():
            raise RedisUnavailableError
        try:
            answer = operation()
        except LockError:
            raise
        except redis.RedisError as error:
            self._note_away(error)
            raise RedisUnavailableError from error
        if self.is_unavailable:
            self.is_unavailable = False
            logger.warning("Redis answers again")
        return answer

    def _may_try(self) -> bool:
        if not self.is_unavailable:
            return True
        with self._lock:
            if monotonic() < self._next_try:
                return False
            self._next_try = monotonic() + RETRY_AFTER
        return True

    def _note_away(self, error: redis.RedisError) -> None:
        self._next_try = monotonic() + RETRY_AFTER
        if not self.is_unavailable:
            self.is_unavailable = True
            logger.warning("Redis does not answer (%s): each process goes on by itself", type(error).__name__)


@cache
def get_redis(url: str) -> RedisBreaker:
    """Return this process's connection to the Redis at an address."""
    return RedisBreaker(url)
