"""Garbage collection in a process that serves for months (docs/decisions/0016-survivors-are-frozen.md)."""

import gc

MOST_TIMES = 2
"""What is frozen may become so many times as much before all of it is looked at again: what a request was using when it
was frozen may be garbage by now."""


class Survivors:
    """Freezes what survives a full collection: it is kept for long, and requests would wait for half a second whenever
    it is all looked at again."""

    def __init__(self) -> None:
        self._base = gc.get_freeze_count()
        self._since = 0

    def __call__(self, phase: str, info: dict[str, int]) -> None:
        """Be called by Python when a collection starts and stops."""
        if info["generation"] != 2:
            return
        if phase == "stop":
            survivors = len(gc.get_objects(generation=2))
            gc.freeze()
            self._since += survivors
            self._base = self._base or survivors
        elif self._since > self._base:  # to count them takes milliseconds, and needs not be done each time
            self._since = 0
            if gc.get_freeze_count() > MOST_TIMES * self._base:
                self._base = 0
                gc.unfreeze()


def freeze_survivors() -> None:
    """Freeze what there is now, and from now on what survives each full collection."""
    gc.collect()
    gc.freeze()
    gc.callbacks.append(Survivors())
