"""Cached operations have few objects, which are freed without garbage collection: a process freezes its caches and
rarely collects garbage in them (hub/garbage.py)."""

import gc
from collections.abc import Callable, Iterator
from itertools import islice

import pytest
from django.test import Client

from bench.pauses.operations import operations
from graphql_api.execution import parsing
from graphql_api.execution.run import plan_cache
from graphql_api.operations.lookup import _parse_valid
from tests.graphql_api.api_client import ask

pytestmark = pytest.mark.django_db
COUNT = 30
MAX_OBJECTS = 120
"""For each operation with its plan."""


@pytest.fixture(autouse=True)
def _no_automatic_collection() -> Iterator[None]:
    """Start with empty caches, and collect garbage only where a test does."""
    parsing._valid.clear()
    plan_cache._entries.clear()
    gc.disable()
    yield
    gc.enable()


def test_an_operation_and_its_plan_have_few_objects_and_leave_no_garbage(client: Client) -> None:
    for text in islice(operations(), COUNT):
        for _ in range(2):  # the second time by its plan
            ask(client, text)
    assert len(parsing._valid) == COUNT
    assert len(plan_cache._entries) == 2 * COUNT
    assert _count_freed_objects(parsing._valid.clear, plan_cache._entries.clear) < COUNT * MAX_OBJECTS


def test_a_registered_operation_leaves_no_garbage() -> None:
    for text in islice(operations(), COUNT):
        _parse_valid(text)
    assert _count_freed_objects(_parse_valid.cache_clear) < COUNT * MAX_OBJECTS


def _count_freed_objects(*clear: Callable[[], None]) -> int:
    """Return how many objects are freed when something is cleared; fail if some are left to the garbage collector."""
    gc.collect()
    before = len(gc.get_objects())
    for each in clear:
        each()
    freed = before - len(gc.get_objects())
    assert gc.collect() == 0
    return freed
