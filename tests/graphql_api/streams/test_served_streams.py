"""The stream process in operation: with graphql-sse's own client, with a thousand clients, and when it ends."""

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

QUERY = "subscription { changes { ... on ContentChanges { nodes { content { title } } } } }"
PATH = f"/graphql/stream?query={quote(QUERY)}"
MANY = 1_000
MEGABYTES = 100
"""The limit for a thousand idle streams: 48 MB when measured."""


@pytest.fixture(scope="module")
def hub() -> Iterator[Stack]:
    """A running hub with 20 items: later ones are numbered from 20."""
    with running() as stack:
        stack.manage("load_bulk", "--items", "20")
        yield stack


def publish(hub: Stack) -> None:
    """Publish an item in another process."""
    hub.manage("load_bulk", "--items", "1")


def test_graphql_sse_s_client_reconnects_when_the_process_is_replaced(hub: Stack, tmp_path: Path) -> None:
    port = free_port()
    output_file = tmp_path / "output"
    address = f"http://127.0.0.1:{port}/graphql/stream"
    with (
        output_file.open("w") as output,
        killed_at_the_end(start_node("stream.js", address, QUERY, "2", output=output)) as client,
    ):
        with streams(hub, port):
            until(lambda: lines(output_file) == 1, 60, "the first event")
            publish(hub)
            until(lambda: lines(output_file) == 2, 60, "the next event")
        with streams(hub, port):
            until(lambda: lines(output_file) == 3, 60, "the client to reconnect")
            publish(hub)
            assert client.wait(timeout=30) == 0
    events = [json.loads(line) for line in output_file.read_text().splitlines()]
    assert [len(titles) for titles in events] == [0, 1, 0, 1]


@contextmanager
def killed_at_the_end(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Kill a process at the end."""
    with process:
        try:
            yield process
        finally:
            process.kill()


def lines(file: Path) -> int:
    """Return the number of lines in a file."""
    return len(file.read_text().splitlines())


def test_a_thousand_idle_streams_use_little_memory_get_events_and_end_with_the_process(hub: Stack) -> None:
    with streams(hub, HUB_STREAMS_EACH=str(MANY)) as (address, process):
        counts = asyncio.run(a_thousand(hub, address, process))
    assert counts.heard == MANY
    assert counts.ended == MANY
    assert counts.megabytes < MEGABYTES


class Counts:
    """The counts of events and ends, and the memory."""

    heard = 0
    ended = 0
    megabytes = 0.0


async def a_thousand(hub: Stack, address: str, process: subprocess.Popen[bytes]) -> Counts:
    """Connect, wait, publish, and terminate the process."""
    counts = Counts()
    before = memory(process)
    readers = [await connected(address) for _ in range(MANY)]
    for reader, _ in readers:
        await asyncio.wait_for(reader.readuntil(b"data: "), 60)
    counts.megabytes = memory(process) - before
    print(f"{MANY} idle streams take {counts.megabytes:.0f} MB in addition to {before:.0f} MB of the process")
    await asyncio.to_thread(publish, hub)
    for reader, _ in readers:
        await asyncio.wait_for(reader.readuntil(b'"title":'), 30)
        counts.heard += 1
    process.terminate()
    for reader, writer in readers:
        await asyncio.wait_for(reader.read(), 30)
        counts.ended += 1
        writer.close()
    return counts


async def connected(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Start a stream."""
    url = urlsplit(address)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    writer.write(f"GET {PATH} HTTP/1.1\r\nHost: {url.netloc}\r\nAccept: text/event-stream\r\n\r\n".encode())
    await writer.drain()
    return reader, writer


def memory(process: subprocess.Popen[bytes]) -> float:
    """Return the memory of a server's worker in megabytes."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    status = [Path(f"/proc/{child}/status").read_text() for child in children]
    sizes = [int(line.split()[1]) for text in status for line in text.splitlines() if line.startswith("VmRSS:")]
    return max(sizes) / 1024
