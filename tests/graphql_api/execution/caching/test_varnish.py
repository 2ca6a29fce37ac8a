"""Debian's Varnish in cached of a running hub, with the VCL from the docs: no stale and no private responses."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from tests.engines import free_port
from tests.stack import Response, Stack, answers, running, until
from tests.varnish import varnish

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.one_database]

QUERY = quote("{ guidance(first: 5) { nodes { title } } }")


@pytest.fixture(scope="module")
def stacks(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Iterator[tuple[Stack, Stack]]:
    """A hub, and the same hub behind Varnish."""
    port, folder = free_port(), tmp_path_factory.mktemp("varnish")
    with running(HUB_PURGE_URLS=f"http://127.0.0.1:{port}") as hub:
        hub_port = int(hub.address.rpartition(":")[2])
        with varnish(project_root / "docs" / "varnish" / "hub.vcl", folder, port, hub_port):
            cached = Stack(f"http://127.0.0.1:{port}", hub.environment)
            until(lambda: answers(cached, "/healthz"), what="Varnish")
            yield hub, cached


def query(stack: Stack, **headers: str) -> Response:
    """Query the newest guidance."""
    return stack.get(f"/graphql?query={QUERY}", Accept="application/json", **headers)


def publish(hub: Stack, title: str) -> None:
    """Publish an item with this title in another process."""
    code = f"import django; django.setup(); from tests.publishing.documents import publish; publish(title={title!r})"
    environment = {**hub.environment, "DJANGO_SETTINGS_MODULE": "hub.settings", "PYTHONPATH": os.getcwd()}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


def test_a_response_is_cached_until_its_content_changes(stacks: tuple[Stack, Stack]) -> None:
    hub, cached = stacks
    publish(hub, "First edition")
    until(lambda: "First edition" in query(cached).text, seconds=5, what="the first publication")
    until(lambda: query(cached).headers["X-Cache"] == "hit", seconds=10, what="a hit")
    answer = query(cached)
    assert "Surrogate-Key" not in answer.headers
    assert query(cached, **{"If-None-Match": answer.headers["ETag"]}).status == 304
    publish(hub, "Second edition")
    # The worker polls the log several times a second; without a purge the cache would serve the response for minutes.
    until(lambda: "Second edition" in query(cached).text, seconds=5, what="the purge")


def test_personal_responses_bypass_the_cache(stacks: tuple[Stack, Stack]) -> None:
    _, cached = stacks
    until(lambda: query(cached).headers["X-Cache"] == "hit", seconds=10, what="a hit")
    for headers in ({"Authorization": "Bearer hub_none"}, {"Cookie": "sessionid=none"}, {"GraphQL-Cost": "report"}):
        for _ in range(2):
            answer = query(cached, **headers)
            assert answer.headers["X-Cache"] == "miss"
    assert query(cached, Authorization="Bearer hub_none").status == 401


def test_a_purge_without_tags_is_rejected(stacks: tuple[Stack, Stack]) -> None:
    _, cached = stacks
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(f"{cached.address}/graphql", method="PURGE"))
    assert refused.value.code == 400
    refused.value.close()
