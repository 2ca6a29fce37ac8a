"""What tests of the API share."""

from collections.abc import Iterator

import pytest
import redis
from pytest_django import Settings

from graphql_api.execution.caching import content_version
from graphql_api.execution.caching.content_version import standings
from graphql_api.execution.caching.stores import store_of
from graphql_api.execution.cost import exhausted_budgets
from partners.usage.recording import recorder


@pytest.fixture(autouse=True)
def _calls_are_not_counted(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What earlier tests left to be counted would be written after an answer: some tests have no database."""
    settings.API_USAGE_DAYS = 0
    monkeypatch.setattr(recorder, "_due", None)


@pytest.fixture(autouse=True)
def _nobody_was_refused() -> None:
    """Who spent a budget in an earlier test may have another in this one."""
    exhausted_budgets._spent.clear()


@pytest.fixture(params=["memory", "redis"])
def kept(request: pytest.FixtureRequest, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep answers, in memory or in Redis too; what changes is known at once."""
    settings.GRAPHQL_CACHE = 8
    url = settings.REDIS_URL = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    monkeypatch.setattr(content_version, "INTERVAL", 0.0)
    store_of.cache_clear()
    standings.forget()
    yield
    store_of.cache_clear()
    standings.forget()
    if url:
        with redis.Redis.from_url(url) as client:
            client.flushdb()
