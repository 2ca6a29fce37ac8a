"""Stands between a client and a node and misbehaves on demand: slow, cut off, answering nonsense, not answering.

    with proxied(node.url) as proxy:
        proxy.delay(3.0)

It works by requests, not connections: what is asked for holds from the next request on, on open connections too.
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
# Of one connection or of one message's framing: each side of the proxy has its own.
_NOT_PASSED_ON = {"host", "connection", "keep-alive", "transfer-encoding", "content-length"}

Headers = list[tuple[str, str]]


class Proxy(ThreadingHTTPServer):
    """Listens on a free port of the loopback interface; passes everything on until told otherwise."""

    daemon_threads = True

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = urlsplit(upstream).netloc
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.fault: tuple[Callable[[_Handler, Event], None], Event] = (_Handler.pass_on, Event())
        """What happens to a request, and the end of that."""
        self.part = ""
        """Only requests with this in their address are hurt."""
        self.asked: list[str] = []
        """The addresses of all requests."""

    def pass_on(self) -> None:
        """Answer as the node does."""
        self._change(_Handler.pass_on)

    def delay(self, seconds: float) -> None:
        """Answer as the node does, so much later."""
        self._change(lambda handler, over: handler.delay(seconds, over))

    def cut(self) -> None:
        """Send half of the node's answer, then close the connection."""
        self._change(_Handler.cut)

    def trickle(self, seconds: float, after: int = 0) -> None:
        """Answer as the node does, head and all a byte at a time with a pause before each, `after` the first bytes."""
        self._change(lambda handler, over: handler.trickle(seconds, after, over))

    def rewrite(self, change: Callable[[Any], Any]) -> None:
        """Answer with what is made of the node's JSON."""
        self._change(lambda handler, over: handler.rewrite(change))

    def html(self, status: int = 200) -> None:
        """Answer with a page, as gateways do that have lost what is behind them."""
        self._change(lambda handler, over: handler.html(status))

    def hang(self) -> None:
        """Take connections, then read no body and answer nothing."""
        self._change(_Handler.hang)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that gave up and nodes that died are what this is for."""

    def _change(self, fault: Callable[["_Handler", Event], None]) -> None:
        over = self.fault[1]
        self.fault = (fault, Event())
        over.set()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Proxy

    def handle_request(self) -> None:
        fault, over = self.server.fault
        self.server.asked.append(self.path)
        (fault if self.server.part in self.path else _Handler.pass_on)(self, over)

    def pass_on(self, over: Event) -> None:
        self._answer(*self._forwarded())

    def delay(self, seconds: float, over: Event) -> None:
        over.wait(seconds)
        self.pass_on(over)

    def cut(self, over: Event) -> None:
        status, headers, body = self._forwarded()
        self._answer(status, headers, body, len(body) // 2)
        self.close_connection = True

    def trickle(self, seconds: float, after: int, over: Event) -> None:
        whole = self.wfile
        self.wfile = _Trickle(whole, seconds, after, over)
        self.pass_on(over)
        self.wfile = whole

    def rewrite(self, change: Callable[[Any], Any]) -> None:
        status, headers, body = self._forwarded()
        self._answer(status, headers, json.dumps(change(json.loads(body))).encode())

    def html(self, status: int) -> None:
        self._body()
        self._answer(status, [("Content-Type", "text/html")], HTML)

    def hang(self, over: Event) -> None:
        over.wait()
        self.close_connection = True

    def _answer(self, status: int, headers: Headers, body: bytes, sent: int | None = None) -> None:
        self.send_response_only(status)
        for name, value in [*headers, ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[:sent])

    def _forwarded(self) -> tuple[int, Headers, bytes]:
        with closing(HTTPConnection(self.server.upstream, timeout=UPSTREAM_SECONDS)) as node:
            node.request(self.command, self.path, self._body(), dict(_passed_on(self.headers.items())))
            answer = node.getresponse()
            return answer.status, _passed_on(answer.getheaders()), answer.read()

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def log_message(self, *_: Any) -> None:
        """Keep requests out of the tests' output."""


class _Trickle(BytesIO):
    def __init__(self, whole: BufferedIOBase, seconds: float, after: int, over: Event) -> None:
        super().__init__()
        self.whole, self.seconds, self.quick, self.over = whole, seconds, after, over

    def write(self, data: Any) -> int:
        self.whole.write(data[: self.quick])
        for byte in data[self.quick :]:
            self.over.wait(self.seconds)
            self.whole.write(bytes([byte]))
        self.quick = max(0, self.quick - len(data))
        return len(data)


for _method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
    setattr(_Handler, f"do_{_method}", _Handler.handle_request)


def _passed_on(headers: Iterable[tuple[str, str]]) -> Headers:
    return [(name, value) for name, value in headers if name.lower() not in _NOT_PASSED_ON]


@contextmanager
def proxied(url: str) -> Iterator[Proxy]:
    """Yield a proxy in front of an address."""
    with Proxy(url) as proxy:
        serving = Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        try:
            yield proxy
        finally:
            proxy.pass_on()  # lets go of whoever it held up
            proxy.shutdown()
            serving.join()
