"""HTTP transport to the cluster's nodes, with one deadline for each request however slowly bytes arrive.

urllib3 only limits each single read from a socket: a node or gateway that sends one byte a second would keep a request
open for ever. It also allows no more time for sending a request than for connecting.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from math import inf
from socket import socket
from time import monotonic
from typing import Any

from elastic_transport import ConnectionError as ConnectionFailedError
from elastic_transport import ConnectionTimeout, NodeConfig, TransportError, Urllib3HttpNode
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError

CONNECT_SECONDS = 0.5
WRITE_SECONDS = 30.0
_GATEWAY_STATUSES = frozenset({401, 403, 408, 429, *range(500, 600)})
"""Error statuses that a gateway may send as well and that need no proof of coming from Elasticsearch."""
_SHORTEST = 0.001  # a socket timeout of 0 would mean non-blocking

_deadline: ContextVar[float] = ContextVar("deadline", default=inf)


@contextmanager
def deadline_at(deadline: float) -> Iterator[None]:
    """Set the deadline (monotonic seconds) for all requests in this block. An earlier outer deadline still applies."""
    token = _deadline.set(min(deadline, _deadline.get()))
    try:
        yield
    finally:
        _deadline.reset(token)


def seconds_left() -> float:
    """Return the seconds until the current deadline."""
    return _deadline.get() - monotonic()


class DeadlineNode(Urllib3HttpNode):
    """A node with a separate connect timeout; if it cannot be connected to, the client tries the next node."""

    def __init__(self, config: NodeConfig) -> None:
        super().__init__(config)
        self.pool.ConnectionCls = _SecureConnection if config.scheme == "https" else _Connection

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: Any = None,
        request_timeout: Any = WRITE_SECONDS,
    ) -> Any:
        """Send one request."""
        with deadline_at(monotonic() + request_timeout):
            if seconds_left() <= 0:
                raise ConnectionTimeout("No time is left for a request to this node")
            try:
                response = super().perform_request(method, target, body, headers, request_timeout=seconds_left())
            except TransportError as error:
                if any(isinstance(cause, ConnectTimeoutError) for cause in error.errors):
                    raise ConnectionFailedError(error.message, errors=error.errors) from error
                raise
        # The client only checks the header until it has seen it once. Without the header, a 404 proves nothing about
        # an index.
        if response.meta.status not in _GATEWAY_STATUSES and "x-elastic-product" not in response.meta.headers:
            raise ConnectionFailedError("The response is not from Elasticsearch: perhaps a gateway's page")
        return response


class _Reader(RawIOBase):
    """Reads from a socket until the deadline."""

    def __init__(self, received: Any, connected: socket) -> None:
        self._received = received
        self._socket = connected

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> Any:
        self._socket.settimeout(max(seconds_left(), _SHORTEST))
        return self._received.readinto(buffer)

    def close(self) -> None:
        self._received.close()
        super().close()


class _Response(HTTPResponse):
    def __init__(self, sock: socket, *args: Any, **named: Any) -> None:
        super().__init__(sock, *args, **named)
        self.fp = BufferedReader(_Reader(self.fp.detach(), sock))


class _Connection(HTTPConnection):
    response_class = _Response

    def connect(self) -> None:
        self.timeout = max(min(CONNECT_SECONDS, seconds_left()), _SHORTEST)
        super().connect()
        self.sock.settimeout(max(seconds_left(), _SHORTEST))  # for sending


class _SecureConnection(_Connection, HTTPSConnection):
    pass
