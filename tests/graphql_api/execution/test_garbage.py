"""What is kept of operations: few objects, and gone as soon as it is forgotten, for a process freezes what it keeps and
looks for garbage there only now and then (hub/garbage.py)."""

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
MOST_OBJECTS = 120
"""Of each operation, with its plan."""


@pytest.fixture(autouse=True)
def _collected_when_asked() -> Iterator[None]:
    """Begin without operations, and collect garbage only where a test does."""
    parsing._valid.clear()
    plan_cache._entries.clear()
    gc.disable()
    yield
    gc.enable()


def test_an_operation_and_its_plan_are_few_objects_and_leave_no_garbage(client: Client) -> None:
    for text in islice(operations(), COUNT):
        for _ in range(2):  # the second time by its plan
            ask(client, text)
    assert len(parsing._valid) == COUNT
    assert len(plan_cache._entries) == 2 * COUNT
    assert _objects_gone(parsing._valid.clear, plan_cache._entries.clear) < COUNT * MOST_OBJECTS


def test_a_registered_operation_leaves_no_garbage() -> None:
    for text in islice(operations(), COUNT):
        _parse_valid(text)
    assert _objects_gone(_parse_valid.cache_clear) < COUNT * MOST_OBJECTS


def _objects_gone(*clear: Callable[[], None]) -> int:
    """Return how many objects go by themselves when something is cleared; fail when some are left to be collected."""
    gc.collect()
    before = len(gc.get_objects())
    for each in clear:
        each()
    gone = before - len(gc.get_objects())
    assert gc.collect() == 0
    return gone
