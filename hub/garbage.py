"""Garbage collection in long-running server processes (docs/decisions/0016-survivors-are-frozen.md)."""

import gc

MAX_GROWTH = 2
"""When the frozen objects have grown by this factor, all are unfrozen and collected again: those that a request was
using when they were frozen may be garbage by now."""


class LongLivedObjects:
    """A `gc` callback that freezes the survivors of each full collection. They are long-lived, and scanning all of them
    again would delay requests by half a second."""

    def __init__(self) -> None:
        self._baseline = gc.get_freeze_count()
        self._frozen_since_check = 0

    def __call__(self, phase: str, info: dict[str, int]) -> None:
        """Python calls this when a collection starts and stops."""
        if info["generation"] != 2:
            return
        if phase == "stop":
            survivors = len(gc.get_objects(generation=2))
            gc.freeze()
            self._frozen_since_check += survivors
            self._baseline = self._baseline or survivors
        elif self._frozen_since_check > self._baseline:  # counting takes milliseconds and is not needed every time
            self._frozen_since_check = 0
            if gc.get_freeze_count() > MAX_GROWTH * self._baseline:
                self._baseline = 0
                gc.unfreeze()


def freeze_long_lived_objects() -> None:
    """Freeze all objects that exist now, and from now on the survivors of each full collection."""
    gc.collect()
    gc.freeze()
    gc.callbacks.append(LongLivedObjects())
