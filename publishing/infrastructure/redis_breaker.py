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

PATIENCE = 0.04
"""Seconds to wait for Redis: what stands in for it must have answered within 50 ms."""
RETRY = 5.0
"""Seconds until a Redis that was away is tried again, by one request; the others go on without it."""
CONNECTION: dict[str, object] = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "retry": None}

T = TypeVar("T")


class RedisAwayError(Exception):
    """Redis does not answer, or cannot do what was asked of it."""


class SharedRedis:
    """A client and its breaker; one for each address in a process (shared_redis)."""

    def __init__(self, url: str) -> None:
        self.client = redis.Redis.from_url(url, **CONNECTION)
        self.is_away = False
        self._next_try = 0.0
        self._lock = Lock()

    def ask(self, question: Callable[[], T]) -> T:
        """Return the answer to a question that uses Redis. Raises RedisAwayError, at once while it is known to be away;
        LockError (somebody else has the lock by now) is an answer and passes."""
        if not self._may_try():
            raise RedisAwayError
        try:
            answer = question()
        except LockError:
            raise
        except redis.RedisError as error:
            self._note_away(error)
            raise RedisAwayError from error
        if self.is_away:
            self.is_away = False
            logger.warning("Redis answers again")
        return answer

    def _may_try(self) -> bool:
        if not self.is_away:
            return True
        with self._lock:
            if monotonic() < self._next_try:
                return False
            self._next_try = monotonic() + RETRY
        return True

    def _note_away(self, error: redis.RedisError) -> None:
        self._next_try = monotonic() + RETRY
        if not self.is_away:
            self.is_away = True
            logger.warning("Redis does not answer (%s): each process goes on by itself", type(error).__name__)


@cache
def shared_redis(url: str) -> SharedRedis:
    """Return this process's connection to the Redis at an address."""
    return SharedRedis(url)
