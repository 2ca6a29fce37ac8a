"""One running hub for all journeys."""

from collections.abc import Iterator

import pytest

from tests.stack import Stack, running


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The hub, served by Granian with its worker beside it, as `make demo` runs it."""
    with running(HUB_SEARCH_ANALYTICS_DAYS="90", HUB_API_USAGE_DAYS="90") as started:
        yield started
