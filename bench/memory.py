"""Reads the memory use of the hub's process."""

import re

from tests.stack import Stack


def megabytes(hub: Stack, line: str = "VmRSS") -> int:
    """Return a value from /proc/self/status: VmRSS, the current use, or VmHWM, the peak."""
    found = re.search(rf"{line}:\s+(\d+)", hub.get("/bench/memory").text)
    assert found is not None, f"/proc/self/status has no {line}"
    return int(found[1]) // 1024
