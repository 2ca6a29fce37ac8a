"""The TypeScript client, packed and installed as a partner would, against a running hub (client.test.ts)."""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.clients.conftest import WITHDRAW, Served
from tests.clients.packing import CLIENTS, TSC, pack_typescript
from tests.node import FOLDER, node, node_program
from tests.stack import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.one_database]

SOURCE = CLIENTS / "typescript"
ROLLDOWN = ROOT / "frontend" / "node_modules" / "rolldown" / "bin" / "cli.mjs"
OPERATION = "query Guidance($first: Int!) { guidance(first: $first) { nodes { id title } } }"
LIMIT = 10_000
"""Bytes, minified and compressed: a phone fetches it with the app."""
STRICT = ("--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--allowImportingTsExtensions")


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as `npm pack` makes it."""
    return pack_typescript(tmp_path_factory.mktemp("packed"))


@pytest.fixture(scope="module")
def app(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A partner's app that has installed the package, and generated the types of its operation."""
    folder = tmp_path_factory.mktemp("app")
    with tarfile.open(packed) as archive:
        archive.extractall(folder / "node_modules", filter="data")
    (folder / "node_modules" / "package").rename(folder / "node_modules" / "stepchange-hub-client")
    for name in ("@graphql-typed-document-node", "graphql", "@types"):
        if (FOLDER / "node_modules" / name).is_dir():
            (folder / "node_modules" / name).symlink_to(FOLDER / "node_modules" / name)
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


def test_the_package_contains_what_was_built_and_no_more(packed: Path) -> None:
    with tarfile.open(packed) as archive:
        names = {name.removeprefix("package/") for name in archive.getnames()}
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
        "manifest": str(app / "made" / "persisted-documents.json"),
    }
    environment = {**os.environ, "HUB_GIVEN": json.dumps(given)}
    command = [str(node_program()), "--test", "client.test.ts"]
    done = subprocess.run(command, cwd=app, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
