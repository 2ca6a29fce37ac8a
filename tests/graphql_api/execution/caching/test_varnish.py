"""Debian's Varnish in front of a hub that runs, with the VCL of the docs: fast, never old, and nobody's secrets."""

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
    """A hub, and the same seen through Varnish."""
    port, folder = free_port(), tmp_path_factory.mktemp("varnish")
    with running(HUB_PURGE_URLS=f"http://127.0.0.1:{port}") as hub:
        hub_port = int(hub.address.rpartition(":")[2])
        with varnish(project_root / "docs" / "varnish" / "hub.vcl", folder, port, hub_port):
            front = Stack(f"http://127.0.0.1:{port}", hub.environment)
            until(lambda: answers(front, "/healthz"), what="Varnish")
            yield hub, front


def ask(stack: Stack, **headers: str) -> Response:
    """Ask for the newest guidance."""
    return stack.get(f"/graphql?query={QUERY}", Accept="application/json", **headers)


def publish(hub: Stack, title: str) -> None:
    """Publish a document of this title in another process."""
    code = f"import django; django.setup(); from tests.publishing.documents import publish; publish(title={title!r})"
    environment = {**hub.environment, "DJANGO_SETTINGS_MODULE": "hub.settings", "PYTHONPATH": os.getcwd()}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


def test_an_answer_is_kept_until_its_content_changes(stacks: tuple[Stack, Stack]) -> None:
    hub, front = stacks
    publish(hub, "First words")
    until(lambda: "First words" in ask(front).text, seconds=5, what="the first publication")
    until(lambda: ask(front).headers["X-Cache"] == "hit", seconds=10, what="a hit")
    answer = ask(front)
    assert "Surrogate-Key" not in answer.headers
    assert ask(front, **{"If-None-Match": answer.headers["ETag"]}).status == 304
    publish(hub, "Second words")
    # The worker looks at the log some times a second; what caches in front may do without being told lasts minutes.
    until(lambda: "Second words" in ask(front).text, seconds=5, what="the purge")


def test_what_is_somebodys_own_goes_past(stacks: tuple[Stack, Stack]) -> None:
    _, front = stacks
    until(lambda: ask(front).headers["X-Cache"] == "hit", seconds=10, what="a hit")
    for headers in ({"Authorization": "Bearer hub_none"}, {"Cookie": "sessionid=none"}, {"GraphQL-Cost": "report"}):
        for _ in range(2):
            answer = ask(front, **headers)
            assert answer.headers["X-Cache"] == "miss"
    assert ask(front, Authorization="Bearer hub_none").status == 401


def test_a_purge_says_what_is_over(stacks: tuple[Stack, Stack]) -> None:
    _, front = stacks
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(f"{front.address}/graphql", method="PURGE"))
    assert refused.value.code == 400
    refused.value.close()
