"""A pytest plugin that records in --junitxml how long the fixtures of each test took (see tests/times.py)."""

import time
from collections.abc import Generator
from typing import Any

import pytest

MIN_SECONDS = 0.05
PREFIX = "fixture "
current: list[pytest.Item] = []


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Remember the test whose fixtures are set up."""
    current[:] = [item]


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
    """Measure one fixture; the fixtures that it requests are set up before, and are measured separately."""
    started = time.perf_counter()
    try:
        return (yield)
    finally:
        seconds = time.perf_counter() - started
        if seconds >= MIN_SECONDS and current:
            current[0].user_properties.append((f"{PREFIX}{fixturedef.argname}", f"{seconds:.3f}"))
