"""Consumers of the log register here; the publisher does not know them.

A consumer is idempotent: it may be given the same change twice, and from sequence 0 again. A duty is work that falls
due by the clock (pages to publish, items past expiry); the worker calls it every round. Each belongs to a lane: what is
in one lane happens in turn, and waits for nothing that happens in another.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from publishing.models import Change

PUBLISHING = "publishing"
"""The lane of what readers wait for: publication and expiry."""
BACKGROUND = "background"
"""The lane of what may take long and is not urgent: reminders by email, forgetting old counts."""


class Consumer(Protocol):
    """A reader of the log, with a cursor of its own by its name."""

    name: str

    def consume(self, changes: Sequence[Change]) -> None:
        """Take in some changes, in order. On an exception the cursor stays and the same changes come again."""

    def reset(self) -> None:
        """Forget all that was taken in: a replay from sequence 0 follows."""


consumers: dict[str, Consumer] = {}
periodic_tasks: dict[str, Callable[[], object]] = {}
_lanes: dict[str, str] = {}


def register_consumer(consumer: Consumer, lane: str = BACKGROUND) -> None:
    """Add a consumer; called from an app's `ready()`."""
    if consumer.name in consumers:
        raise ValueError(f"A consumer named {consumer.name} is registered already")
    consumers[consumer.name] = consumer
    _lanes[consumer.name] = lane


def register_periodic_task(name: str, duty: Callable[[], object], lane: str = BACKGROUND) -> None:
    """Add a duty; called from an app's `ready()`."""
    if name in periodic_tasks:
        raise ValueError(f"A duty named {name} is registered already")
    periodic_tasks[name] = duty
    _lanes[name] = lane


def get_lane(name: str) -> str:
    """Return the lane of a consumer or duty."""
    return _lanes.get(name, BACKGROUND)


def lanes() -> list[str]:
    """Return every lane that something is registered for, publishing first."""
    named = dict.fromkeys(get_lane(name) for name in (*periodic_tasks, *consumers))
    return sorted(named, key=lambda lane: lane != PUBLISHING)
