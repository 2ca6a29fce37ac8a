"""Garbage collection in a process that serves for months (docs/decisions/0016-survivors-are-frozen.md)."""

import gc


def freeze_survivors() -> None:
    """Freeze what there is now, and from now on what survives each full collection: it is kept for long, and to look
    through it every time would keep requests waiting for half a second."""
    if _freeze not in gc.callbacks:
        gc.callbacks.append(_freeze)
    gc.collect()


def _freeze(phase: str, info: dict[str, int]) -> None:
    if phase == "stop" and info["generation"] == 2:
        gc.freeze()
