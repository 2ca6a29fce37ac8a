"""What a trivial request waits, and who keeps the server busy meanwhile."""

import http.client
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from multiprocessing import Process
from urllib.parse import urlsplit

EVERY = 0.01
PATH = "/healthz"


def waits(address: str, seconds: float) -> list[float]:
    """Ask for PATH every EVERY seconds; return the milliseconds of each from when it was due: one that is sent late
    because the one before it waits has waited too."""
    found = []
    with closing(http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)) as connection:
        begun = time.perf_counter()
        for number in range(round(seconds / EVERY)):
            due = begun + number * EVERY
            time.sleep(max(due - time.perf_counter(), 0))
            connection.request("GET", PATH)
            _read(connection, PATH)
            found.append((time.perf_counter() - due) * 1_000)
    return found


def percentile(values: Sequence[float], part: float) -> float:
    """Return the value that no more than this part of them are below."""
    return sorted(values)[round(part * len(values)) - 1]


@contextmanager
def busy(address: str, texts: Iterable[str]) -> Iterator[None]:
    """Have a process send operations until the block ends."""
    sender = Process(target=send, args=(address, texts))
    sender.start()
    try:
        yield
        if not sender.is_alive():
            raise SystemExit("The operations came to an end, or failed.")
    finally:
        sender.terminate()
        sender.join()


def send(address: str, texts: Iterable[str]) -> None:
    """Send operations one after the other; anything but an answer ends the run."""
    with closing(http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)) as connection:
        for text in texts:
            connection.request("POST", "/graphql", json.dumps({"query": text}), {"Content-Type": "application/json"})
            if b'"errors"' in (body := _read(connection, text))[:100]:
                raise SystemExit(f"{text}\n{body[:1000]!r}")


def _read(connection: http.client.HTTPConnection, asked: str) -> bytes:
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{asked}\n{answer.status} {body[:1000]!r}")
    return body
