"""A proxy between a client and a node that simulates failures: slow, truncated, invalid or missing responses.

    with proxied(node.url) as proxy:
        proxy.delay(3.0)

A failure applies from the next request on, on open connections as well.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase, BytesIO
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

UPSTREAM_SECONDS = 60
HTML = b"<!doctype html><title>Down for maintenance</title><p>Please try again later."
# Headers of a connection, or of a message's encoding, which differ between the two sides of the proxy.
_HOP_BY_HOP = {"host", "connection", "keep-alive", "transfer-encoding", "content-length"}

Headers = list[tuple[str, str]]


class Proxy(ThreadingHTTPServer):
    """Listens on a free port of the loopback interface, and forwards all requests until a failure is set."""

    daemon_threads = True

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = urlsplit(upstream).netloc
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.fault: tuple[Callable[[_Handler, Event], None], Event] = (_Handler.forward, Event())
        """How requests are handled, and an event that is set when that changes."""
        self.path_filter = ""
        """Failures only apply to requests with this in their path."""
        self.requested: list[str] = []
        """The paths of all requests."""

    def forward(self) -> None:
        """Forward requests unchanged."""
        self._set_fault(_Handler.forward)

    def delay(self, seconds: float) -> None:
        """Delay responses."""
        self._set_fault(lambda handler, changed: handler.delay(seconds, changed))

    def truncate(self) -> None:
        """Send half of each response, then close the connection."""
        self._set_fault(_Handler.truncate)

    def trickle(self, seconds: float, after: int = 0) -> None:
        """Send responses, headers included, one byte at a time with a pause before each, except for the first bytes."""
        self._set_fault(lambda handler, changed: handler.trickle(seconds, after, changed))

    def rewrite(self, change: Callable[[Any], Any]) -> None:
        """Change the JSON of responses."""
        self._set_fault(lambda handler, changed: handler.rewrite(change))

    def html(self, status: int = 200) -> None:
        """Respond with an HTML page, like a gateway that has lost its upstream."""
        self._set_fault(lambda handler, changed: handler.html(status))

    def hang(self) -> None:
        """Accept connections, but read no body and send no response."""
        self._set_fault(_Handler.hang)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing: clients that give up and nodes that die are expected."""

    def _set_fault(self, fault: Callable[["_Handler", Event], None]) -> None:
        changed = self.fault[1]
        self.fault = (fault, Event())
        changed.set()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Proxy

    def handle_request(self) -> None:
        fault, changed = self.server.fault
        self.server.requested.append(self.path)
        (fault if self.server.path_filter in self.path else _Handler.forward)(self, changed)

    def forward(self, changed: Event) -> None:
        self._respond(*self._fetch())

    def delay(self, seconds: float, changed: Event) -> None:
        changed.wait(seconds)
        self.forward(changed)

    def truncate(self, changed: Event) -> None:
        status, headers, body = self._fetch()
        self._respond(status, headers, body, len(body) // 2)
        self.close_connection = True

    def trickle(self, seconds: float, after: int, changed: Event) -> None:
        output = self.wfile
        self.wfile = _Trickle(output, seconds, after, changed)
        self.forward(changed)
        self.wfile = output

    def rewrite(self, change: Callable[[Any], Any]) -> None:
        status, headers, body = self._fetch()
        self._respond(status, headers, json.dumps(change(json.loads(body))).encode())

    def html(self, status: int) -> None:
        self._read_body()
        self._respond(status, [("Content-Type", "text/html")], HTML)

    def hang(self, changed: Event) -> None:
        changed.wait()
        self.close_connection = True

    def _respond(self, status: int, headers: Headers, body: bytes, sent: int | None = None) -> None:
        self.send_response_only(status)
        for name, value in [*headers, ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[:sent])

    def _fetch(self) -> tuple[int, Headers, bytes]:
        with closing(HTTPConnection(self.server.upstream, timeout=UPSTREAM_SECONDS)) as node:
            node.request(self.command, self.path, self._read_body(), dict(_end_to_end(self.headers.items())))
            response = node.getresponse()
            return response.status, _end_to_end(response.getheaders()), response.read()

    def _read_body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def log_message(self, *_: Any) -> None:
        """Keep requests out of the tests' output."""


class _Trickle(BytesIO):
    def __init__(self, output: BufferedIOBase, seconds: float, after: int, changed: Event) -> None:
        super().__init__()
        self.output, self.seconds, self.undelayed, self.changed = output, seconds, after, changed

    def write(self, data: Any) -> int:
        self.output.write(data[: self.undelayed])
        for byte in data[self.undelayed :]:
            self.changed.wait(self.seconds)
            self.output.write(bytes([byte]))
        self.undelayed = max(0, self.undelayed - len(data))
        return len(data)


for _method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
    setattr(_Handler, f"do_{_method}", _Handler.handle_request)


def _end_to_end(headers: Iterable[tuple[str, str]]) -> Headers:
    return [(name, value) for name, value in headers if name.lower() not in _HOP_BY_HOP]


@contextmanager
def proxied(url: str) -> Iterator[Proxy]:
    """Yield a proxy for a URL."""
    with Proxy(url) as proxy:
        serving = Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        try:
            yield proxy
        finally:
            proxy.forward()  # releases delayed requests
            proxy.shutdown()
            serving.join()
