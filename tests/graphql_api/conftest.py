"""Fixtures of the API's tests."""

from collections.abc import Iterator

import pytest
import redis
from pytest_django import Settings

from graphql_api.execution.caching import content_version
from graphql_api.execution.caching.content_version import content_versions
from graphql_api.execution.caching.stores import get_store
from graphql_api.execution.cost import exhausted_budgets
from graphql_api.execution.cost.buckets import _get_buckets
from partners.usage.recording import recorder


@pytest.fixture(autouse=True)
def _calls_are_not_counted(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not write counts that earlier tests left after a response: some tests have no database."""
    settings.API_USAGE_DAYS = 0
    monkeypatch.setattr(recorder, "_due", None)


@pytest.fixture(autouse=True)
def _budgets_are_full() -> None:
    """Forget what earlier tests spent, and the budgets that they exhausted."""
    _get_buckets.cache_clear()
    exhausted_budgets._exhausted.clear()


@pytest.fixture(params=["memory", "redis"])
def cached(request: pytest.FixtureRequest, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Cache results in memory, or in Redis as well; changes take effect at once."""
    settings.GRAPHQL_CACHE = 8
    url = settings.REDIS_URL = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    monkeypatch.setattr(content_version, "INTERVAL", 0.0)
    get_store.cache_clear()
    content_versions.clear()
    yield
    get_store.cache_clear()
    content_versions.clear()
    if url:
        with redis.Redis.from_url(url) as client:
            client.flushdb()
