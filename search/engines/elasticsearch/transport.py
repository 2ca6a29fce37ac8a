"""How a node of the cluster is talked to: what is asked has one time limit, however slowly the bytes come and go.

urllib3 limits each read from a socket: a node or a gateway that sends a byte a second would be listened to for ever.
And it gives the sending of a request no more time than the connecting.
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
_ANYBODYS = frozenset({401, 403, 408, 429, *range(500, 600)})
"""Statuses of a gateway's that say enough by themselves."""
_SHORTEST = 0.001  # a socket takes 0 for "do not wait at all"

_end: ContextVar[float] = ContextVar("end", default=inf)


@contextmanager
def ending_at(end: float) -> Iterator[None]:
    """Let what is asked here end then (monotonic seconds), whichever nodes are asked. An earlier end holds as well."""
    token = _end.set(min(end, _end.get()))
    try:
        yield
    finally:
        _end.reset(token)


def seconds_left() -> float:
    """Return how long what is asked here may still take."""
    return _end.get() - monotonic()


class Node(Urllib3HttpNode):
    """Has a limit of its own for connecting; a node that cannot be connected to is a reason to ask the next."""

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
        with ending_at(monotonic() + request_timeout):
            if seconds_left() <= 0:
                raise ConnectionTimeout("No time is left to ask this node")
            try:
                answer = super().perform_request(method, target, body, headers, request_timeout=seconds_left())
            except TransportError as error:
                if any(isinstance(cause, ConnectTimeoutError) for cause in error.errors):
                    raise ConnectionFailedError(error.message, errors=error.errors) from error
                raise
        # The client itself looks only until it has found the header once. Without it a 404 says nothing of an index.
        if answer.meta.status not in _ANYBODYS and "x-elastic-product" not in answer.meta.headers:
            raise ConnectionFailedError("Something else answered: a page of a gateway, perhaps")
        return answer


class _Reader(RawIOBase):
    """What a socket receives, until the end."""

    def __init__(self, received: Any, connected: socket) -> None:
        self._received = received
        self._socket = connected

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> Any:
        _limit(self._socket)
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
        _limit(self.sock)  # for the sending


class _SecureConnection(_Connection, HTTPSConnection):
    pass


def _limit(connected: socket) -> None:
    connected.settimeout(max(seconds_left(), _SHORTEST))
