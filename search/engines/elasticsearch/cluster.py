"""The cluster, asked with a time limit and behind circuit breakers, so that a hurt one slows nobody down."""

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

from search.engines.elasticsearch.transport import WRITE_SECONDS, Node, ending_at, seconds_left
from search.engines.interface import EngineUnavailableError, LogPosition

T = TypeVar("T")

SEARCH_SECONDS = 1.5
"""For all requests of one answer: with what another engine then needs, it comes within two seconds."""
FAILURES = 3
"""So many in a row open a breaker."""
PAUSE_SECONDS = 5
UNEXPECTED = "Elasticsearch does not answer in its own form: is there a proxy in front of it that does?"
_BUSY = frozenset({408, 429})

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Address:
    """Where a cluster is and how to get in."""

    urls: tuple[str, ...]
    api_key: str = ""
    ca_certs: str = ""
    """A file of certificates, where the system's do not vouch for the cluster's."""


class Guard:
    """A circuit breaker: after some failures nobody waits, and one at a time tries whether the cluster is back."""

    def __init__(self) -> None:
        self._breaker = CircuitBreaker(FAILURES, PAUSE_SECONDS, EngineUnavailableError, name="Elasticsearch")
        self._trial = Lock()

    @property
    def state(self) -> str:
        """Whether requests pass: closed, open or half_open."""
        return str(self._breaker.state)

    def call(self, request: Callable[[], T], *, proves: bool = True) -> T:
        """Return what a request answers. One that does not prove the cluster well counts when it fails only."""
        if self._breaker.closed:
            return self._tried(request, proves)
        if self._breaker.opened or not self._trial.acquire(blocking=False):
            # In the words of the last failure: who tells each once tells nothing new.
            raise EngineUnavailableError(str(self._breaker.last_failure or "Elasticsearch is being tried again"))
        try:
            return self._tried(request, proves)
        finally:
            self._trial.release()

    def _tried(self, request: Callable[[], T], proves: bool) -> T:
        if proves:
            with self._breaker:
                return _translated(request)
        try:
            return _translated(request)
        except EngineUnavailableError:
            with self._breaker:
                raise


class Cluster:
    """A client behind two breakers: what writes meet, a closed index for instance, is no reason not to search."""

    def __init__(self, address: Address) -> None:
        self.client = Elasticsearch(
            list(address.urls),
            api_key=address.api_key or None,
            ca_certs=address.ca_certs or DEFAULT,
            node_class=Node,
            request_timeout=WRITE_SECONDS,
            max_retries=len(address.urls) - 1,  # another node, when one cannot be reached or breaks off
            retry_on_status=(),
            retry_on_timeout=False,
            dead_node_backoff_factor=0.5,
            max_dead_node_backoff=PAUSE_SECONDS,
        )
        self.positions: dict[str, tuple[float, LogPosition]] = {}
        """How far in the log the index of an alias was, and when (monotonic seconds) it said so."""
        self._searches, self._writes = Guard(), Guard()

    @property
    def breaker(self) -> str:
        """Whether this process asks it: closed, open or half_open."""
        return self._searches.state

    @staticmethod
    def end_of_an_answer() -> float:
        """Return when an answer that is begun now must be there (monotonic seconds)."""
        return monotonic() + SEARCH_SECONDS

    def search(self, request: Callable[[Elasticsearch], T], *, end: float = inf) -> T:
        """Return what a request for a reader answers, if before `end` (monotonic). Raises EngineUnavailableError."""
        return self._asked(request, end, proves=True)

    def look_up(self, request: Callable[[Elasticsearch], T], *, end: float = inf) -> T:
        """As `search`, for what a cluster can still answer that is too busy to search."""
        return self._asked(request, end, proves=False)

    def write(self, request: Callable[[Elasticsearch], T]) -> T:
        """Return what a request of the worker's answers. Raises EngineUnavailableError."""

        def understood() -> T:
            with understanding():
                return request(self.client)

        return self._writes.call(understood)

    def write_all(self, requests: Callable[[Elasticsearch], T]) -> T:
        """As `write`, for requests between which the hub makes documents: its own mistakes are no failures of the
        cluster, so that each request has to be `understanding` by itself."""
        return self._writes.call(lambda: requests(self.client))

    def _asked(self, request: Callable[[Elasticsearch], T], end: float, *, proves: bool) -> T:
        def in_time() -> T:
            if seconds_left() <= 0:
                raise EngineUnavailableError(f"Elasticsearch was too slow for an answer in {SEARCH_SECONDS} s")
            with understanding():
                return request(self.client)

        with ending_at(min(end, self.end_of_an_answer())):
            return self._searches.call(in_time, proves=proves)


@contextmanager
def understanding() -> Iterator[None]:
    """Take an answer of another form than Elasticsearch's for a failure, whatever it is that breaks where it is read.

    Always in the same words: who logs each failure once logs this one once.
    """
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, StopIteration) as error:
        raise EngineUnavailableError(UNEXPECTED) from error


@cache
def cluster(address: Address) -> Cluster:
    """Return this process's cluster at an address."""
    return Cluster(address)


def is_hurt(status: int) -> bool:
    """Whether a status speaks of the cluster, not of what it was asked."""
    return status >= 500 or status in _BUSY


def _translated(request: Callable[[], T]) -> T:
    """Any other 4xx is our mistake or an index that is not there: raised as it is, it does not open the breaker."""
    try:
        return request()
    except (AuthenticationException, AuthorizationException) as error:
        # Also an index that is closed to writes.
        raise EngineUnavailableError(f"Elasticsearch refuses the hub (docs/search.md has the role): {error}") from error
    except ApiError as error:
        if is_hurt(error.meta.status):
            raise EngineUnavailableError(f"Elasticsearch cannot answer: {error}") from error
        raise
    except (TransportError, UnsupportedProductError) as error:
        raise EngineUnavailableError(f"Elasticsearch does not answer: {error}") from error
