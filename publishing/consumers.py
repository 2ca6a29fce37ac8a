"""Consumers of the log register here; the publisher does not know them.

A consumer is idempotent: it may be given the same change twice, and from sequence 0 again. A duty is work that falls
due by the clock (pages to publish, items past expiry); the worker calls it every round.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from publishing.models import Change


class Consumer(Protocol):
    """A reader of the log, with a cursor of its own by its name."""

    name: str

    def consume(self, changes: Sequence[Change]) -> None:
        """Take in some changes, in order. On an exception the cursor stays and the same changes come again."""

    def reset(self) -> None:
        """Forget all that was taken in: a replay from sequence 0 follows."""


consumers: dict[str, Consumer] = {}
duties: dict[str, Callable[[], object]] = {}


def register_consumer(consumer: Consumer) -> None:
    """Add a consumer; called from an app's `ready()`."""
    if consumer.name in consumers:
        raise ValueError(f"A consumer named {consumer.name} is registered already")
    consumers[consumer.name] = consumer


def register_duty(name: str, duty: Callable[[], object]) -> None:
    """Add a duty; called from an app's `ready()`."""
    if name in duties:
        raise ValueError(f"A duty named {name} is registered already")
    duties[name] = duty
