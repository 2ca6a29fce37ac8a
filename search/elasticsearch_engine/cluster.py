"""The cluster, asked with a time limit and behind a circuit breaker, so that a hurt one slows nobody down."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, TypeVar

from circuitbreaker import CircuitBreaker
from elastic_transport import ConnectionError as ConnectionFailedError
from elastic_transport import Urllib3HttpNode
from elastic_transport.client_utils import DEFAULT
from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    Elasticsearch,
    TransportError,
    UnsupportedProductError,
)
from urllib3.exceptions import ConnectTimeoutError
from urllib3.util import Timeout

from search.engines import EngineUnavailableError, Position

logger = logging.getLogger(__name__)

T = TypeVar("T")

CONNECT_SECONDS = 0.5
SEARCH_SECONDS = 1.5
"""With one node that does not take connections an answer comes within two seconds."""
WRITE_SECONDS = 60.0
FAILURES = 3
"""So many in a row open the breaker."""
PAUSE_SECONDS = 5
_BUSY = frozenset({408, 429})

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Address:
    """Where a cluster is and how to get in."""

    urls: tuple[str, ...]
    api_key: str = ""
    ca_certs: str = ""
    """A file of certificates, where the system's do not vouch for the cluster's."""


class Node(Urllib3HttpNode):
    """Has a limit of its own for connecting; a node that cannot be connected to is a reason to ask the next."""

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: Any = None,
        request_timeout: Any = WRITE_SECONDS,
    ) -> Any:
        """Send one request."""
        limit: Any = Timeout(connect=min(CONNECT_SECONDS, request_timeout), read=request_timeout)
        try:
            return super().perform_request(method, target, body, headers, request_timeout=limit)
        except TransportError as error:
            if any(isinstance(cause, ConnectTimeoutError) for cause in error.errors):
                raise ConnectionFailedError(error.message, errors=error.errors) from error
            raise


class Cluster:
    """A client, and a breaker that readers and the worker of this process share."""

    def __init__(self, address: Address) -> None:
        client = Elasticsearch(
            list(address.urls),
            api_key=address.api_key or None,
            ca_certs=address.ca_certs or DEFAULT,
            node_class=Node,
            request_timeout=WRITE_SECONDS,
            max_retries=len(address.urls) - 1,  # nothing is sent twice but to a node that could not be reached
            retry_on_status=(),
            retry_on_timeout=False,
            dead_node_backoff_factor=0.5,
            max_dead_node_backoff=PAUSE_SECONDS,
        )
        self.writing = client
        self.searching = client.options(request_timeout=SEARCH_SECONDS)
        self.breaker = CircuitBreaker(FAILURES, PAUSE_SECONDS, EngineUnavailableError, name="Elasticsearch")
        self.positions: dict[str, tuple[float, Position]] = {}
        """How far in the log the index of an alias was, and when (monotonic seconds) it said so."""
        self._trial = Lock()

    def search(self, request: Callable[[Elasticsearch], T]) -> T:
        """Return what a request for a reader answers. Raises EngineUnavailableError."""
        return self._guarded(lambda: request(self.searching))

    def write(self, request: Callable[[Elasticsearch], T]) -> T:
        """Return what a request of the worker's answers. Raises EngineUnavailableError."""
        return self._guarded(lambda: request(self.writing))

    def _guarded(self, request: Callable[[], T]) -> T:
        """After some failures nobody waits: one at a time tries whether the cluster is back."""
        if self.breaker.opened:
            raise EngineUnavailableError(f"Elasticsearch is not asked after {FAILURES} failures in a row")
        if self.breaker.closed:
            return self._asked(request)
        if not self._trial.acquire(blocking=False):
            raise EngineUnavailableError("Elasticsearch is being tried again")
        try:
            return self._asked(request)
        finally:
            self._trial.release()

    def _asked(self, request: Callable[[], T]) -> T:
        answer: T = self.breaker.call(_translated, request)
        return answer


@cache
def cluster(address: Address) -> Cluster:
    """Return this process's cluster at an address."""
    return Cluster(address)


def _translated(request: Callable[[], T]) -> T:
    """Any other 4xx is our mistake or an index that is not there: raised as it is, it does not open the breaker."""
    try:
        return request()
    except (AuthenticationException, AuthorizationException) as error:
        # Also an index that is closed to writes.
        raise EngineUnavailableError(f"Elasticsearch refuses the hub (docs/search.md has the role): {error}") from error
    except ApiError as error:
        if error.meta.status >= 500 or error.meta.status in _BUSY:
            raise EngineUnavailableError(f"Elasticsearch cannot answer: {error}") from error
        raise
    except (TransportError, UnsupportedProductError) as error:
        raise EngineUnavailableError(f"Elasticsearch does not answer: {error}") from error
