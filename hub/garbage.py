"""Garbage collection in a process that serves for months (docs/decisions/0016-survivors-are-frozen.md)."""

import gc
from itertools import count

COMPLETE = 256
"""One full collection in so many looks at what is frozen too: at what a request was using when it was frozen."""

_numbers = count(1)


def freeze_survivors() -> None:
    """Freeze what there is now, and from now on what survives each full collection: it is kept for long, and requests
    would wait for half a second whenever it is all looked at again."""
    if _freeze not in gc.callbacks:
        gc.callbacks.append(_freeze)
    gc.collect()


def _freeze(phase: str, info: dict[str, int]) -> None:
    if info["generation"] != 2:
        return
    if phase == "stop":
        gc.freeze()
    elif next(_numbers) % COMPLETE == 0:
        gc.unfreeze()
