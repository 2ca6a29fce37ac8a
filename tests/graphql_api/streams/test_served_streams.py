"""The process of the streams as it runs for real: with graphql-sse's own client, a thousand clients, and at its end."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.engines import free_port
from tests.node import start_node
from tests.stack import Stack, running, streams, until

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]

QUERY = "subscription { changes { ... on Changes { nodes { content { title } } } } }"
PATH = f"/graphql/stream?query={quote(QUERY)}"
MANY = 1_000
MEGABYTES = 100
"""How much a thousand idle streams may take: 48 MB here."""


@pytest.fixture(scope="module")
def hub() -> Iterator[Stack]:
    """A running hub with some content: what is published later is number 20 and on."""
    with running() as stack:
        stack.manage("load_bulk", "--items", "20")
        yield stack


def publish(hub: Stack) -> None:
    """Publish a document in another process."""
    hub.manage("load_bulk", "--items", "1")


def test_graphql_sse_s_client_is_told_and_comes_back_when_the_process_is_replaced(hub: Stack, tmp_path: Path) -> None:
    port = free_port()
    said = tmp_path / "said"
    address = f"http://127.0.0.1:{port}/graphql/stream"
    with (
        said.open("w") as output,
        killed_at_the_end(start_node("stream.js", address, QUERY, "2", output=output)) as client,
    ):
        with streams(hub, port):
            until(lambda: lines(said) == 1, 60, "the first event")
            publish(hub)
            until(lambda: lines(said) == 2, 60, "the news")
        with streams(hub, port):
            until(lambda: lines(said) == 3, 60, "the client to come back")
            publish(hub)
            assert client.wait(timeout=30) == 0
    told = [json.loads(line) for line in said.read_text().splitlines()]
    assert [len(titles) for titles in told] == [0, 1, 0, 1]


@contextmanager
def killed_at_the_end(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Leave no process behind."""
    with process:
        try:
            yield process
        finally:
            process.kill()


def lines(file: Path) -> int:
    """Return how many lines a file has."""
    return len(file.read_text().splitlines())


def test_a_thousand_idle_streams_take_little_memory_are_all_told_and_end_with_the_process(hub: Stack) -> None:
    with streams(hub, HUB_STREAMS_EACH=str(MANY)) as (address, process):
        told = asyncio.run(a_thousand(hub, address, process))
    assert told.heard == MANY
    assert told.ended == MANY
    assert told.megabytes < MEGABYTES


class Told:
    """What came of it."""

    heard = 0
    ended = 0
    megabytes = 0.0


async def a_thousand(hub: Stack, address: str, process: subprocess.Popen[bytes]) -> Told:
    """Connect, wait, publish, and end the process."""
    told = Told()
    before = memory(process)
    readers = [await connected(address) for _ in range(MANY)]
    for reader, _ in readers:
        await asyncio.wait_for(reader.readuntil(b"data: "), 60)
    told.megabytes = memory(process) - before
    print(f"{MANY} idle streams take {told.megabytes:.0f} MB beside {before:.0f} MB of the process")
    await asyncio.to_thread(publish, hub)
    for reader, _ in readers:
        await asyncio.wait_for(reader.readuntil(b'"title":'), 30)
        told.heard += 1
    process.terminate()
    for reader, writer in readers:
        await asyncio.wait_for(reader.read(), 30)
        told.ended += 1
        writer.close()
    return told


async def connected(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Ask for a stream."""
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write(f"GET {PATH} HTTP/1.1\r\nHost: {place.netloc}\r\nAccept: text/event-stream\r\n\r\n".encode())
    await writer.drain()
    return reader, writer


def memory(process: subprocess.Popen[bytes]) -> float:
    """Return how many megabytes a server's worker holds."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    status = [Path(f"/proc/{child}/status").read_text() for child in children]
    sizes = [int(line.split()[1]) for text in status for line in text.splitlines() if line.startswith("VmRSS:")]
    return max(sizes) / 1024
