"""Garbage collection in a process that serves for months (docs/decisions/0016-survivors-are-frozen.md)."""

import gc

MOST_FROZEN = 2_000_000
"""So many objects are frozen, a hundred bytes each, before all are looked at again: those that a request was using when
they were frozen may be garbage by now."""


class Survivors:
    """Freezes what survives a full collection: it is kept for long, and requests would wait for half a second whenever
    it is all looked at again."""

    def __init__(self) -> None:
        self._frozen = 0

    def __call__(self, phase: str, info: dict[str, int]) -> None:
        """Be called by Python when a collection starts and stops."""
        if info["generation"] != 2:
            return
        if phase == "stop":
            self._frozen += len(gc.get_objects(generation=2))
            gc.freeze()
        elif self._frozen > MOST_FROZEN:
            self._frozen = -gc.get_freeze_count()  # what is left of them is counted when this stops
            gc.unfreeze()


def freeze_survivors() -> None:
    """Freeze what there is now, and from now on what survives each full collection."""
    gc.collect()
    gc.freeze()
    gc.callbacks.append(Survivors())
