"""Records the full garbage collections of this process."""

import gc
import time
from typing import Any

pauses: list[float] = []
"""The CPU time of each, in milliseconds."""
_started: list[float] = []


def garbage(*, collect: bool) -> dict[str, Any]:
    """Run a full collection, or return the pauses so far and the number of objects that the next one must scan."""
    if collect:
        return {"unreachable": gc.collect()}
    return {"pauses": pauses, "tracked": len(gc.get_objects()), "frozen": gc.get_freeze_count()}


def _watch(phase: str, info: dict[str, int]) -> None:
    if info["generation"] == 2:
        if phase == "start":
            _started.append(time.thread_time())
        else:
            pauses.append((time.thread_time() - _started.pop()) * 1_000)


gc.callbacks.insert(0, _watch)
