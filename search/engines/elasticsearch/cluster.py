"""A client for the cluster with a deadline and circuit breakers, so that a failing cluster slows no search down."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from math import inf
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from circuitbreaker import CircuitBreaker
from elastic_transport.client_utils import DEFAULT
from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    Elasticsearch,
    TransportError,
    UnsupportedProductError,
)

from search.engines.elasticsearch.transport import WRITE_SECONDS, DeadlineNode, deadline_at, seconds_left
from search.engines.interface import EngineUnavailableError, LogPosition

T = TypeVar("T")

SEARCH_SECONDS = 1.5
"""For all requests of one search: with the time that another engine then needs, the answer comes within two seconds."""
FAILURES = 3
"""This many failures in a row open a breaker."""
PAUSE_SECONDS = 5
UNEXPECTED = "The response is not in Elasticsearch's format: is there a proxy in front of it that responds instead?"
_BUSY = frozenset({408, 429})

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Address:
    """A cluster's URLs and credentials."""

    urls: tuple[str, ...]
    api_key: str = ""
    ca_certs: str = ""
    """A file of CA certificates, if the system's do not cover the cluster's certificate."""


class Breaker:
    """A circuit breaker: after some failures requests fail at once, and one at a time tests whether the cluster is
    back."""

    def __init__(self) -> None:
        self._breaker = CircuitBreaker(FAILURES, PAUSE_SECONDS, EngineUnavailableError, name="Elasticsearch")
        self._trial = Lock()

    @property
    def state(self) -> str:
        """Whether requests are let through: closed, open or half_open."""
        return str(self._breaker.state)

    def call(self, request: Callable[[], T], *, success_counts: bool = True) -> T:
        """Make a request. Failures always count; with `success_counts=False`, success does not close the breaker."""
        if self._breaker.closed:
            return self._call(request, success_counts)
        if self._breaker.opened or not self._trial.acquire(blocking=False):
            # The same message as the last failure, so that a log that records each message once gains no new line.
            raise EngineUnavailableError(str(self._breaker.last_failure or "Elasticsearch is being tried again"))
        try:
            return self._call(request, success_counts)
        finally:
            self._trial.release()

    def _call(self, request: Callable[[], T], success_counts: bool) -> T:
        if success_counts:
            with self._breaker:
                return _call(request)
        try:
            return _call(request)
        except EngineUnavailableError:
            with self._breaker:
                raise


class Cluster:
    """A client with two breakers: a failing write, to a closed index for instance, is no reason to stop searching."""

    def __init__(self, address: Address) -> None:
        self.client = Elasticsearch(
            list(address.urls),
            api_key=address.api_key or None,
            ca_certs=address.ca_certs or DEFAULT,
            node_class=DeadlineNode,
            request_timeout=WRITE_SECONDS,
            max_retries=len(address.urls) - 1,  # on another node, if one cannot be reached or drops the connection
            retry_on_status=(),
            retry_on_timeout=False,
            dead_node_backoff_factor=0.5,
            max_dead_node_backoff=PAUSE_SECONDS,
        )
        self.positions: dict[str, tuple[float, LogPosition]] = {}
        """By alias, the log position of its index and when it was read (monotonic seconds)."""
        self._searches, self._writes = Breaker(), Breaker()

    @property
    def breaker_state(self) -> str:
        """Whether this process sends it searches: closed, open or half_open."""
        return self._searches.state

    @staticmethod
    def search_deadline() -> float:
        """Return the deadline of a search that starts now (monotonic seconds)."""
        return monotonic() + SEARCH_SECONDS

    def search(self, request: Callable[[Elasticsearch], T], *, deadline: float = inf, success_counts: bool = True) -> T:
        """Make a request for a reader, before a deadline (monotonic). Raises EngineUnavailableError."""

        def in_time() -> T:
            if seconds_left() <= 0:
                raise EngineUnavailableError(f"Elasticsearch took longer than {SEARCH_SECONDS} s for a search")
            with checked_response():
                return request(self.client)

        with deadline_at(min(deadline, self.search_deadline())):
            return self._searches.call(in_time, success_counts=success_counts)

    def look_up(self, request: Callable[[Elasticsearch], T], *, deadline: float = inf) -> T:
        """As `search`, for requests that still succeed on a cluster that is too busy to search."""
        return self.search(request, deadline=deadline, success_counts=False)

    def write(self, request: Callable[[Elasticsearch], T]) -> T:
        """Make a request for the worker. Raises EngineUnavailableError."""

        def checked() -> T:
            with checked_response():
                return request(self.client)

        return self._writes.call(checked)

    def write_all(self, requests: Callable[[Elasticsearch], T]) -> T:
        """As `write`, for a series of requests between which the hub builds documents. Bugs in that are no failures of
        the cluster, so each request has to be in a `checked_response` of its own."""
        return self._writes.call(lambda: requests(self.client))


@contextmanager
def checked_response() -> Iterator[None]:
    """Treat a response in another format than Elasticsearch's as a failure, whatever error reading it raises.

    The message is always the same, so that a log that records each message once records this one once.
    """
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, StopIteration) as error:
        raise EngineUnavailableError(UNEXPECTED) from error


@cache
def get_cluster(address: Address) -> Cluster:
    """Return this process's client for a cluster."""
    return Cluster(address)


def is_cluster_failure(status: int) -> bool:
    """Whether an HTTP status means that the cluster failed, rather than that the request was wrong."""
    return status >= 500 or status in _BUSY


def _call(request: Callable[[], T]) -> T:
    """Any other 4xx is a mistake of ours or a missing index: it is raised unchanged and does not open the breaker."""
    try:
        return request()
    except (AuthenticationException, AuthorizationException) as error:
        # Also raised for an index that is closed to writes.
        message = f"Elasticsearch refuses access to the hub (docs/search.md lists the privileges it needs): {error}"
        raise EngineUnavailableError(message) from error
    except ApiError as error:
        if is_cluster_failure(error.meta.status):
            raise EngineUnavailableError(f"Elasticsearch cannot answer: {error}") from error
        raise
    except (TransportError, UnsupportedProductError) as error:
        raise EngineUnavailableError(f"Elasticsearch does not answer: {error}") from error
