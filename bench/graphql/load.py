"""Measures requests per second, with wrk if it is installed, otherwise with Python threads."""

import http.client
import re
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from tests.sizes import sized

CONNECTIONS = 16
ENOUGH, LONGEST_SECONDS = sized(100), sized(20)


def rate(address: str, seconds: int) -> float:
    """Return the responses per second over CONNECTIONS connections. Any status but 200 stops the run. Slow addresses
    are measured for longer, so that the requests that are unfinished at the end do not matter."""
    started = time.perf_counter()
    with urlopen(Request(address, headers={"Accept": "application/json"}), timeout=60) as response:
        response.read()
    seconds = max(seconds, min(LONGEST_SECONDS, ceil(ENOUGH * (time.perf_counter() - started))))
    wrk = shutil.which("wrk")
    if wrk is None:
        return _rate_with_threads(address, seconds)
    command = [
        wrk,
        "-t2",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "--timeout",
        "60s",
        "-H",
        "Accept: application/json",
        address,
    ]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        raise SystemExit(f"{address}\n{output}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    assert found is not None, output
    return float(found[1])


def _rate_with_threads(address: str, seconds: int) -> float:
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        return sum(threads.map(lambda _: _count_responses(address, until), range(CONNECTIONS))) / seconds


def _count_responses(address: str, until: float) -> int:
    parts, count = urlsplit(address), 0
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    while time.monotonic() < until:
        connection.request("GET", f"{parts.path}?{parts.query}", headers={"Accept": "application/json"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{address} answered {answer.status}: {body[:300]!r}")
        count += 1
    return count
