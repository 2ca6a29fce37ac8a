"""The proxy forwards requests, and simulates failures on demand, on open connections as well."""

from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, IncompleteRead, RemoteDisconnected
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import MSG_PEEK
from threading import Thread
from urllib.parse import urlsplit

import pytest

from tests.elasticsearch.proxy import HTML, Proxy, proxied
from tests.engines import free_port

LONG = b"x" * 100_000


class Echo(BaseHTTPRequestHandler):
    """Answers with the request's body; repeats its address and one of its headers."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response_only(201)
        self.send_header("X-Requested", f"{self.path} {self.headers['X-Name']}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep requests out of the tests' output."""


@pytest.fixture(scope="module")
def echo() -> Iterator[str]:
    """The address of a server that echoes."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


@pytest.fixture
def proxy(echo: str) -> Iterator[Proxy]:
    """A proxy in front of it."""
    with proxied(echo) as made:
        yield made


@pytest.fixture
def client(proxy: Proxy) -> Iterator[HTTPConnection]:
    """A connection to the proxy over which one request has gone well."""
    with closing(HTTPConnection(urlsplit(proxy.url).netloc, timeout=5)) as connection:
        assert send(connection) == (201, b"hello")
        yield connection


def test_the_proxy_forwards_path_headers_body_and_status(client: HTTPConnection) -> None:
    client.request("POST", "/index/_bulk?refresh", LONG, {"X-Name": "Ynys"})
    answer = client.getresponse()
    assert (answer.status, answer.headers["X-Requested"], answer.read()) == (201, "/index/_bulk?refresh Ynys", LONG)


def test_a_delayed_response_is_the_nodes_and_may_come_too_late(proxy: Proxy, client: HTTPConnection) -> None:
    proxy.delay(0.1)
    assert send(client) == (201, b"hello")
    proxy.delay(60)
    client.sock.settimeout(0.1)
    with pytest.raises(TimeoutError):
        send(client)


def test_a_truncated_response_is_shorter_than_announced(proxy: Proxy, client: HTTPConnection) -> None:
    proxy.truncate()
    with pytest.raises(IncompleteRead) as cut:
        send(client, LONG)
    assert (len(cut.value.partial), cut.value.expected) == (50_000, 50_000)


def test_a_trickling_response_is_complete_once_released(proxy: Proxy, client: HTTPConnection) -> None:
    proxy.trickle(60, after=40)
    client.request("POST", "/", LONG)
    assert len(client.sock.recv(1_000, MSG_PEEK)) == 40
    proxy.forward()
    assert client.getresponse().read() == LONG


def test_only_responses_for_the_path_are_rewritten(proxy: Proxy, client: HTTPConnection) -> None:
    proxy.path_filter = "_search"
    proxy.rewrite(lambda answer: {**answer, "timed_out": True})
    assert send(client, b'{"took": 1}') == (201, b'{"took": 1}')
    assert send(client, b'{"took": 1}', "/index/_search") == (201, b'{"took": 1, "timed_out": true}')
    assert proxy.requested[-2:] == ["/", "/index/_search"]


def test_an_html_page_replaces_the_response_and_the_connection_stays_open(proxy: Proxy, client: HTTPConnection) -> None:
    proxy.html(502)
    assert send(client) == (502, HTML)
    proxy.forward()
    assert send(client) == (201, b"hello")


def test_a_hanging_node_sends_nothing_until_released(proxy: Proxy, client: HTTPConnection) -> None:
    proxy.hang()
    client.sock.settimeout(0.1)
    with pytest.raises(TimeoutError):
        send(client)
    client.close()
    proxy.forward()
    assert send(client) == (201, b"hello")


def test_a_missing_node_is_a_closed_connection() -> None:
    with (
        proxied(f"http://127.0.0.1:{free_port()}") as proxy,
        closing(HTTPConnection(urlsplit(proxy.url).netloc)) as connection,
        pytest.raises(RemoteDisconnected),
    ):
        send(connection)


def send(connection: HTTPConnection, body: bytes = b"hello", address: str = "/") -> tuple[int, bytes]:
    connection.request("POST", address, body)
    answer = connection.getresponse()
    return answer.status, answer.read()
