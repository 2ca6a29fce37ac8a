"""The first page for partners' developers: its samples run as they stand against a hub that runs for real."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines import program
from tests.node import FOLDER, node
from tests.stack import Stack, running, until

pytestmark = pytest.mark.slow

ITEMS = 30


@pytest.fixture(scope="module")
def hub() -> Iterator[Stack]:
    """A hub with some invented guidance, indexed."""
    with running() as stack:
        stack.manage("load_bulk", f"--items={ITEMS}")
        query = '{ search(query: "gates", first: 1) { totalCount indexAge } }'
        until(lambda: not stack.graphql(query)["search"]["indexAge"], 60, "the index")
        yield stack


def samples(root: Path, language: str) -> list[str]:
    text = (root / "docs" / "api" / "start.md").read_text()
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def printed(hub: Stack, *command: str) -> str:
    environment = {"PATH": os.environ["PATH"], "HUB": hub.address}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_curl(hub: Stack, project_root: Path) -> None:
    program(("curl",), "curl", "apt-get install curl")
    answer = printed(hub, "sh", "-c", "\n".join(samples(project_root, "sh")))
    assert answer.startswith('{"data":{"guidance":{"nodes":[{"title":')


def test_python(hub: Stack, project_root: Path) -> None:
    (sample,) = samples(project_root, "python")
    lines = printed(hub, sys.executable, "-c", sample).splitlines()
    listed = hub.graphql("{ guidance(first: 1) { totalCount } }")["guidance"]["totalCount"]
    assert len(lines) == len(set(lines)) == listed > 10, "more than one page"


def test_typescript(hub: Stack, project_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (sample,) = samples(project_root, "typescript")
    (tmp_path / "start.ts").write_text(sample)
    options = ("--strict", "--target", "es2022", "--module", "es2022", "--skipLibCheck", "--lib", "es2022,dom")
    types = ("--typeRoots", FOLDER / "node_modules/@types", "--types", "node")
    node(FOLDER / "node_modules/typescript/bin/tsc", *options, *types, "--outDir", tmp_path, tmp_path / "start.ts")
    (tmp_path / "start.js").rename(tmp_path / "start.mjs")
    monkeypatch.setenv("HUB", hub.address)
    total, *hits = node(tmp_path / "start.mjs").splitlines()
    assert int(total) >= len(hits) == 5
