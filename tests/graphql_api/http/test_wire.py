"""The API over the wire: HTTP/1.1 and HTTP/2 with real clients, and bodies of any length in any number of chunks."""

import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme

from tests.engines import free_port
from tests.stack import ROOT, Stack, running, until

pytestmark = pytest.mark.slow

QUERY = {"query": "{ revision }"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A running hub."""
    with running() as stack:
        yield stack


@pytest.fixture(params=["HTTP/1.1", "HTTP/2"])
def client(request: pytest.FixtureRequest, stack: Stack) -> Iterator[httpx.Client]:
    """A client for one version of HTTP that the server supports."""
    newer = request.param == "HTTP/2"
    with httpx.Client(base_url=stack.address, http1=not newer, http2=newer, timeout=30) as client:
        yield client
        # The connection still works after requests that were rejected without reading them.
        assert client.post("/graphql", json=QUERY).http_version == request.param


def error_code(response: httpx.Response) -> Any:
    """The code of the first error."""
    return response.json()["errors"][0]["extensions"]["code"]


def in_chunks(body: bytes) -> Iterator[bytes]:
    """A body whose length is not declared."""
    for start in range(0, len(body), 10_000):
        yield body[start : start + 10_000]


def test_a_query_is_answered(client: httpx.Client) -> None:
    for response in (client.post("/graphql", json=QUERY), client.get("/graphql", params=QUERY)):
        assert (response.status_code, "revision" in response.json()["data"]) == (200, True)


def test_a_body_without_a_length_is_read(client: httpx.Client) -> None:
    response = client.post("/graphql", content=in_chunks(json.dumps(QUERY).encode()), headers=JSON)
    assert (response.status_code, "revision" in response.json()["data"]) == (200, True)


@pytest.mark.parametrize("is_chunked", [False, True])
def test_three_megabytes_are_rejected(client: httpx.Client, is_chunked: bool) -> None:
    body = json.dumps({**QUERY, "variables": {"a": "x" * 3_000_000}}).encode()
    response = client.post("/graphql", content=in_chunks(body) if is_chunked else body, headers=JSON)
    assert (response.status_code, error_code(response)) == (413, "BODY_TOO_LARGE")


def test_invalid_utf_8_is_rejected(client: httpx.Client) -> None:
    for response in (
        client.post("/graphql", content=b'{"query": "\xff"}', headers=JSON),
        client.get("/graphql?query=%ff"),
    ):
        assert (response.status_code, error_code(response)) == (400, "BAD_REQUEST")


def test_responses_are_compressed(client: httpx.Client) -> None:
    query = {"query": "{ __schema { types { name } } }"}
    plain = client.post("/graphql", json=query, headers={"Accept-Encoding": "identity"})
    for encoding in ("gzip", "br"):
        response = client.post("/graphql", json=query, headers={"Accept-Encoding": encoding})
        assert response.headers["Content-Encoding"] == encoding
        assert response.json() == plain.json()


def test_a_request_that_is_rejected_by_its_headers_is_answered_without_reading_it(client: httpx.Client) -> None:
    response = client.post("/graphql", content=b"x" * 200_000, headers={"Content-Type": "text/plain"})
    assert (response.status_code, error_code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_head_and_options_have_no_body(client: httpx.Client) -> None:
    for path in ("/graphql?query={revision}", "/robots.txt"):
        head = client.head(path)
        assert (head.status_code, head.content) == (200, b"")
    assert client.options("/graphql").headers["Allow"] == "GET, HEAD, POST, OPTIONS"


def test_http_2_is_offered_with_tls(stack: Stack, tmp_path: Path) -> None:
    with with_tls(stack, tmp_path) as (address, trusting):
        for http2, version in ((True, "HTTP/2"), (False, "HTTP/1.1")):
            with httpx.Client(http2=http2, verify=trusting) as client:
                response = client.post(f"{address}/graphql", json=QUERY)
            assert (response.status_code, response.http_version) == (200, version)


@contextmanager
def with_tls(stack: Stack, folder: Path) -> Iterator[tuple[str, ssl.SSLContext]]:
    """Run another web server of the hub with a certificate; yield its address and an SSL context that trusts it."""
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    certificate.cert_chain_pems[0].write_to_path(folder / "certificate.pem")
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    port = free_port()
    command = [
        *(str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--port", str(port)),
        *("--ssl-certificate", str(folder / "certificate.pem"), "--ssl-keyfile", str(folder / "key.pem")),
        "hub.wsgi:application",
    ]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=stack.environment, stdout=log, stderr=log)
    try:
        until(lambda: _answers(f"https://127.0.0.1:{port}", trusting), 60, "the server with TLS")
        yield f"https://127.0.0.1:{port}", trusting
    finally:
        server.terminate()
        server.wait(timeout=20)


def _answers(address: str, trusting: ssl.SSLContext) -> bool:
    try:
        return httpx.get(f"{address}/healthz", verify=trusting).status_code == 200
    except httpx.TransportError:
        return False
