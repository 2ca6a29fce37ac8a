"""The pages for partners' developers: their programs run unchanged against a running hub."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.clients.packing import STRICT, TSC, install_typescript
from tests.engines import program
from tests.node import FOLDER, node
from tests.stack import Stack, running, streams, until

pytestmark = pytest.mark.slow

ITEMS = 30


@pytest.fixture(scope="module")
def hub() -> Iterator[Stack]:
    """A hub with invented guidance, indexed."""
    with running() as stack:
        stack.manage("load_bulk", f"--items={ITEMS}")
        query = '{ search(query: "gates", first: 1) { totalCount indexAge } }'
        until(lambda: not stack.graphql(query)["search"]["indexAge"], 60, "the index")
        yield stack


def samples(root: Path, language: str, page: str = "start") -> list[str]:
    text = (root / "docs" / "api" / f"{page}.md").read_text()
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def printed(hub: Stack, *command: str, folder: Path | None = None, **variables: str) -> str:
    environment = {"PATH": os.environ["PATH"], "HUB": hub.address, **variables}
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def curl() -> None:
    """Skip if curl is not installed."""
    program(("curl",), "curl", "apt-get install curl")


def test_curl(hub: Stack, project_root: Path) -> None:
    curl()
    answer = printed(hub, "sh", "-c", "\n".join(samples(project_root, "sh")))
    assert answer.startswith('{"data":{"guidance":{"nodes":[{"title":')


def test_curl_with_a_key_and_with_a_token_for_it(hub: Stack, project_root: Path) -> None:
    curl()
    hub.manage("partners", "add", "harbour-trust", "--name=Harbour Trust", "--contact=api@harbour.example")
    output = hub.manage("partners", "key", "create", "harbour-trust", "--label=Portal")
    (key,) = re.findall(r"hub_[0-9A-Za-z]{61}", output)
    by_key, by_token = samples(project_root, "sh", "keys")
    assert "briefings" in json.loads(printed(hub, "sh", "-c", by_key, HUB_KEY=key))["data"]
    token = json.loads(printed(hub, "sh", "-c", by_token, HUB_KEY=key, HUB_CLIENT=key[:16]))["access_token"]
    assert "briefings" in json.loads(printed(hub, "sh", "-c", by_key, HUB_KEY=token))["data"]


def test_curl_gets_304_for_a_current_response(hub: Stack, project_root: Path, tmp_path: Path) -> None:
    curl()
    (sample,) = samples(project_root, "sh", "caching")
    first, second = printed(hub, "sh", "-c", sample, folder=tmp_path).split("HTTP/1.1 ")
    assert "revision" in json.loads(first)["data"]
    assert second.startswith("304 ")


def test_curl_holds_a_stream(hub: Stack, project_root: Path) -> None:
    curl()
    (sample,) = samples(project_root, "sh", "sync")
    command = ["sh", "-c", "exec " + sample]
    with streams(hub) as (address, _), streaming(command, address) as held:
        first = [held.readline().strip().partition(":")[0] for _ in range(5)]
    assert first == ["retry", "", "event", "id", "data"]


@contextmanager
def streaming(command: list[str], address: str) -> Iterator[IO[str]]:
    """Run a program that does not end, and read its output."""
    environment = {"PATH": os.environ["PATH"], "HUB": address}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield running.stdout
        running.terminate()


def run_python(hub: Stack, root: Path, page: str) -> list[str]:
    (sample,) = samples(root, "python", page)
    package = str(root / "clients" / "python" / "src")
    return printed(hub, sys.executable, "-c", sample, PYTHONPATH=package).splitlines()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an app that has installed the TypeScript client."""
    folder = tmp_path_factory.mktemp("app")
    install_typescript(folder)
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


def run_typescript(hub: Stack, root: Path, page: str, app: Path) -> list[str]:
    (sample,) = samples(root, "typescript", page)
    source = app / f"{page}.ts"
    source.write_text(sample)
    node(TSC, *STRICT, "--typeRoots", FOLDER / "node_modules" / "@types", "--types", "node", source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUB", hub.address)
        return node(source).splitlines()


def test_python(hub: Stack, project_root: Path) -> None:
    lines = run_python(hub, project_root, "start")
    listed = hub.graphql("{ guidance(first: 1) { totalCount } }")["guidance"]["totalCount"]
    assert len(lines) == len(set(lines)) == listed > 10, "more than one page"


def test_typescript(hub: Stack, project_root: Path, app: Path) -> None:
    total, *hits = run_typescript(hub, project_root, "start", app)
    assert int(total) >= len(hits) == 5


def test_both_clients_copy_the_same(hub: Stack, project_root: Path, app: Path) -> None:
    copied = run_python(hub, project_root, "sync")
    assert len(copied) >= ITEMS
    assert sorted(copied) == sorted(run_typescript(hub, project_root, "sync", app))


def test_both_clients_verify_signatures(hub: Stack, project_root: Path, app: Path) -> None:
    verified = run_python(hub, project_root, "signing")
    assert len(verified) == 3
    assert verified == run_typescript(hub, project_root, "signing", app)
