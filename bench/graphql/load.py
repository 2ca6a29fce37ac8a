"""How many requests a second an address answers: wrk where there is one, threads of Python elsewhere."""

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
    """Return the answers a second, to as many connections as CONNECTIONS says; anything but 200 ends the run. What is
    slow is asked for longer: what is under way at the end is not counted, and must not weigh."""
    seconds = max(seconds, min(LONGEST_SECONDS, ceil(ENOUGH * _seconds_of_one(address))))
    wrk = shutil.which("wrk")
    if wrk is None:
        return _by_threads(address, seconds)
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
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise SystemExit(f"{address}\n{told}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert found is not None, told
    return float(found[1])


def _seconds_of_one(address: str) -> float:
    began = time.perf_counter()
    with urlopen(Request(address, headers={"Accept": "application/json"}), timeout=60) as answer:
        answer.read()
    return time.perf_counter() - began


def _by_threads(address: str, seconds: int) -> float:
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        return sum(threads.map(lambda _: _asked(address, until), range(CONNECTIONS))) / seconds


def _asked(address: str, until: float) -> int:
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
