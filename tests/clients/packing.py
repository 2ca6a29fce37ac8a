"""Packs the client packages: python -m tests.clients.packing FOLDER (`make clients`)."""

import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.node import FOLDER, node, node_program

CLIENTS = Path(__file__).resolve().parents[2] / "clients"
TSC = FOLDER / "node_modules" / "typescript" / "bin" / "tsc"
STRICT = ("--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--allowImportingTsExtensions")
"""How an app's source is checked; Node 22 and newer run it without compiling."""


def pack_typescript(folder: Path) -> Path:
    """Compile the TypeScript client; return the package that `npm pack` makes of it."""
    with tempfile.TemporaryDirectory() as copied:
        source = Path(copied) / "typescript"
        shutil.copytree(CLIENTS / "typescript", source, ignore=shutil.ignore_patterns("dist", "node_modules"))
        node(TSC, "--project", source)
        npm = node_program().resolve().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        printed = node(npm, "pack", source, "--ignore-scripts", "--json", "--pack-destination", folder)
    return folder / str(json.loads(printed)[0]["filename"])


def install_typescript(app: Path) -> None:
    """Install the package in the folder of an app, as npm would."""
    modules = app / "node_modules"
    with tempfile.TemporaryDirectory() as packed, tarfile.open(pack_typescript(Path(packed))) as archive:
        archive.extractall(modules, filter="data")
    (modules / "package").rename(modules / "stepchange-hub-client")


def pack_python(folder: Path) -> Path:
    """Return the wheel of the Python client."""
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "uv",
        "build",
        "--quiet",
        "--wheel",
        "--out-dir",
        folder,
        CLIENTS / "python",
    ]
    subprocess.run(command, check=True)
    [wheel] = folder.glob("*.whl")
    return wheel


if __name__ == "__main__":
    destination = Path(sys.argv[1])
    destination.mkdir(parents=True, exist_ok=True)
    for pack in (pack_typescript, pack_python):
        sys.stdout.write(f"{pack(destination)}\n")
