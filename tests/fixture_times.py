"""A plugin: each test's record in --junitxml says how long the fixtures took that were made for it (tests/times.py)."""

import time
from collections.abc import Generator
from typing import Any

import pytest

WORTH_SAYING = 0.05
PREFIX = "fixture "
under_way: list[pytest.Item] = []


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Remember whose fixtures are made."""
    under_way[:] = [item]


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
    """Measure one fixture; those that it takes itself are made before, and count for themselves."""
    began = time.perf_counter()
    try:
        return (yield)
    finally:
        took = time.perf_counter() - began
        if took >= WORTH_SAYING and under_way:
            under_way[0].user_properties.append((f"{PREFIX}{fixturedef.argname}", f"{took:.3f}"))
