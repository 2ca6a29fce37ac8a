"""The registry of consumers of the log and of periodic tasks; this package does not know them.

Consumers are idempotent: they may receive the same change twice, or all changes again. Periodic tasks (publish pages on
schedule, expire items) are called by the worker in every round. Each belongs to a lane: lanes run in parallel, and the
work within one lane runs in sequence.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from publishing.models import Change

PUBLISHING = "publishing"
"""The lane of publication and expiry, which readers wait for."""
BACKGROUND = "background"
"""The lane of slow work that is not urgent: email reminders, deleting old counts."""


class Consumer(Protocol):
    """A reader of the log; its cursor has its name."""

    name: str

    def consume(self, changes: Sequence[Change]) -> None:
        """Process some changes, in order. If it raises, the cursor does not move and the same changes come again."""

    def reset(self) -> None:
        """Discard everything that was built from the log: a replay from the start follows."""


consumers: dict[str, Consumer] = {}
periodic_tasks: dict[str, Callable[[], object]] = {}
_lanes: dict[str, str] = {}


def register_consumer(consumer: Consumer, lane: str = BACKGROUND) -> None:
    """Register a consumer; called from an app's `ready()`."""
    if consumer.name in consumers:
        raise ValueError(f"A consumer named {consumer.name} is registered already")
    consumers[consumer.name] = consumer
    _lanes[consumer.name] = lane


def register_periodic_task(name: str, task: Callable[[], object], lane: str = BACKGROUND) -> None:
    """Register a periodic task; called from an app's `ready()`."""
    if name in periodic_tasks:
        raise ValueError(f"A periodic task named {name} is registered already")
    periodic_tasks[name] = task
    _lanes[name] = lane


def get_lane(name: str) -> str:
    """Return the lane of a consumer or periodic task."""
    return _lanes.get(name, BACKGROUND)


def lanes() -> list[str]:
    """Return all lanes in use, publishing first."""
    named = dict.fromkeys(get_lane(name) for name in (*periodic_tasks, *consumers))
    return sorted(named, key=lambda lane: lane != PUBLISHING)
