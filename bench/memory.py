"""What the hub's process takes of memory."""

import re

from tests.stack import Stack


def megabytes(hub: Stack, line: str = "VmRSS") -> int:
    """Return a line of what Linux says of the process: VmRSS, what it has, or VmHWM, the most it had."""
    found = re.search(rf"{line}:\s+(\d+)", hub.get("/bench/memory").text)
    assert found is not None, "Linux says so"
    return int(found[1]) // 1024
