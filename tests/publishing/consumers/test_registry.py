"""Consumers and periodic tasks are registered once, each in a lane."""

from collections.abc import Sequence

import pytest

from publishing.consumers import registry
from publishing.consumers.registry import (
    BACKGROUND,
    PUBLISHING,
    get_lane,
    lanes,
    register_consumer,
    register_periodic_task,
)
from publishing.models import Change


class Index:
    """A consumer that does nothing."""

    name = "index"

    def consume(self, changes: Sequence[Change]) -> None:
        """Do nothing."""

    def reset(self) -> None:
        """Do nothing."""


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("consumers", "periodic_tasks", "_lanes"):
        monkeypatch.setattr(registry, name, {})


def test_a_name_is_registered_once() -> None:
    register_consumer(Index())
    register_periodic_task("expiry", dict)
    with pytest.raises(ValueError, match="consumer named index"):
        register_consumer(Index())
    with pytest.raises(ValueError, match="periodic task named expiry"):
        register_periodic_task("expiry", dict)


def test_the_default_lane_is_the_background() -> None:
    register_consumer(Index())
    assert get_lane("index") == BACKGROUND == get_lane("unknown")


def test_lanes_in_use_are_listed_once_with_publishing_first() -> None:
    assert lanes() == []
    register_periodic_task("reminders", dict)
    register_consumer(Index(), "index")
    register_periodic_task("index-maintenance", dict, "index")
    register_periodic_task("expiry", dict, PUBLISHING)
    assert lanes() == [PUBLISHING, BACKGROUND, "index"]
