"""What variables change that no reader sees: cache and logs."""

import time
from pathlib import Path

import pytest
import redis

from tests.hub.starting import run


@pytest.mark.slow
def test_redis_is_the_cache_where_it_is_named(tmp_path: Path, redis_url: str) -> None:
    script = "from django.core.cache import cache; cache.set('greeting', 'hello'); print(cache.get('greeting'))"
    variables = {"HUB_ENVIRONMENT": "development", "HUB_DATA_DIR": str(tmp_path), "HUB_REDIS_URL": redis_url}
    ended = run(variables, *shell(script))
    assert ended.stdout.strip() == "hello", ended.stderr
    with redis.Redis.from_url(redis_url) as client:
        assert client.keys("hub-*:1:greeting")


@pytest.mark.slow
def test_logs_are_one_line_an_event_in_utc(tmp_path: Path) -> None:
    script = "import logging; logging.getLogger('publishing.consumers.worker').warning('fell behind')"
    ended = run({"HUB_ENVIRONMENT": "development", "HUB_DATA_DIR": str(tmp_path)}, *shell(script))
    date, level, logger, text = ended.stderr.strip().split(" ", 3)
    assert time.strptime(date, "%Y-%m-%dT%H:%M:%SZ")
    assert (level, logger, text) == ("WARNING", "publishing.consumers.worker:", "fell behind")


def shell(script: str) -> tuple[str, ...]:
    return ("manage.py", "shell", "--no-imports", "--command", script)
