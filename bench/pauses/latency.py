"""Measures the latency of a trivial request, optionally while another process keeps the server busy."""

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
    """Request PATH every EVERY seconds. Return the milliseconds from when each request was due: a request that is sent
    late, because the previous one took long, has waited too."""
    found = []
    with closing(http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)) as connection:
        started = time.perf_counter()
        for number in range(round(seconds / EVERY)):
            due = started + number * EVERY
            time.sleep(max(due - time.perf_counter(), 0))
            connection.request("GET", PATH)
            _read(connection, PATH)
            found.append((time.perf_counter() - due) * 1_000)
    return found


def percentile(values: Sequence[float], part: float) -> float:
    """Return a percentile of the values; `part` is a fraction."""
    return sorted(values)[round(part * len(values)) - 1]


@contextmanager
def busy(address: str, texts: Iterable[str]) -> Iterator[None]:
    """Have a process send operations until the block ends."""
    sender = Process(target=send, args=(address, texts))
    sender.start()
    try:
        yield
        if not sender.is_alive():
            raise SystemExit("The operations ran out, or failed.")
    finally:
        sender.terminate()
        sender.join()


def send(address: str, texts: Iterable[str]) -> None:
    """Send operations one after the other. An error stops the run."""
    with closing(http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)) as connection:
        for text in texts:
            connection.request("POST", "/graphql", json.dumps({"query": text}), {"Content-Type": "application/json"})
            if b'"errors"' in (body := _read(connection, text))[:100]:
                raise SystemExit(f"{text}\n{body[:1000]!r}")


def _read(connection: http.client.HTTPConnection, request: str) -> bytes:
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{request}\n{answer.status} {body[:1000]!r}")
    return body
