"""The TypeScript client, packed and installed as a partner would, against a running hub (client.test.ts)."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.conftest import REGISTER, WITHDRAW, Served
from tests.clients.packing import CLIENTS, STRICT, TSC, install_typescript
from tests.node import FOLDER, node, node_program
from tests.stack import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.one_database]

SOURCE = CLIENTS / "typescript"
ROLLDOWN = ROOT / "frontend" / "node_modules" / "rolldown" / "bin" / "cli.mjs"
OPERATION = "query Guidance($first: Int!) { guidance(first: $first) { nodes { id title } } }"
LIMIT = 10_000
"""Bytes, minified and compressed: a phone fetches it with the app."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A partner's app that has installed the package, and generated the types of its operation."""
    folder = tmp_path_factory.mktemp("app")
    install_typescript(folder)
    (folder / "node_modules" / "@graphql-typed-document-node").symlink_to(
        FOLDER / "node_modules" / "@graphql-typed-document-node"
    )
    (folder / "node_modules" / "@types").symlink_to(FOLDER / "node_modules" / "@types")
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "guidance.graphql").write_text(OPERATION)
    node("typed_operations.js", ROOT / "graphql_api" / "schema.graphql", folder / "guidance.graphql", folder / "made")
    shutil.copy(Path(__file__).with_name("client.test.ts"), folder)
    return folder


def test_it_has_the_hub_s_version(project_root: Path) -> None:
    version = json.loads((SOURCE / "package.json").read_text())["version"]
    assert f'\nversion = "{version}"\n' in (project_root / "pyproject.toml").read_text()


def test_it_is_small(tmp_path: Path) -> None:
    node(ROLLDOWN, SOURCE / "src" / "index.ts", "--minify", "--format", "esm", "--dir", tmp_path)
    [bundle] = tmp_path.glob("*.js")
    assert len(gzip.compress(bundle.read_bytes())) <= LIMIT


def test_the_package_contains_what_was_built_and_no_more(app: Path) -> None:
    package = app / "node_modules" / "stepchange-hub-client"
    names = {str(file.relative_to(package)) for file in package.rglob("*") if file.is_file()}
    assert {"package.json", "README.md", "dist/index.js", "dist/index.d.ts"} <= names
    assert not [name for name in names if name.endswith(".ts") and not name.endswith(".d.ts")]


def test_its_types_are_those_of_the_operations(app: Path) -> None:
    node(TSC, *STRICT, app / "client.test.ts")


def test_it_works_against_a_running_hub(app: Path, served: Served) -> None:
    given = {
        "url": served.hub.address,
        "streamUrl": served.stream_url,
        "key": served.key,
        "python": sys.executable,
        "root": str(ROOT),
        "environment": served.hub.environment,
        "withdraw": WITHDRAW,
        "register": REGISTER,
        "manifest": str(app / "made" / "persisted-documents.json"),
    }
    environment = {**os.environ, "HUB_GIVEN": json.dumps(given)}
    command = [str(node_program()), "--test", "client.test.ts"]
    done = subprocess.run(command, cwd=app, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
