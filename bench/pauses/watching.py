"""Watches this process's full garbage collections."""

import gc
import time
from typing import Any

pauses: list[float] = []
"""The milliseconds of CPU that each took."""
_begun: list[float] = []


def garbage(*, collect: bool) -> dict[str, Any]:
    """Collect garbage; or return what that took so far, and how many objects the next time has to look at."""
    if collect:
        return {"unreachable": gc.collect()}
    return {"pauses": pauses, "tracked": len(gc.get_objects()), "frozen": gc.get_freeze_count()}


def _watch(phase: str, info: dict[str, int]) -> None:
    if info["generation"] == 2:
        if phase == "start":
            _begun.append(time.thread_time())
        else:
            pauses.append((time.thread_time() - _begun.pop()) * 1_000)


gc.callbacks.insert(0, _watch)
