"""Runs Node with the npm packages of tests/npm, for tests with the tools that clients use."""

import subprocess
from functools import cache
from pathlib import Path
from typing import IO

from hub.bootstrap.node import OLDEST_NODE_TEXT, machine_node, wheel_folder
from tests.engines import give_up, missing

FOLDER = Path(__file__).parent / "npm"


def node(*arguments: str | Path) -> str:
    """Run Node in the folder of the npm packages and return its output; fail with its error message."""
    result = subprocess.run(_command(*arguments), cwd=FOLDER, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr or result.stdout
    return result.stdout


def start_node(*arguments: str | Path, output: IO[str]) -> subprocess.Popen[bytes]:
    """Start Node there without waiting."""
    return subprocess.Popen(_command(*arguments), cwd=FOLDER, stdout=output)


def _command(*arguments: str | Path) -> list[str]:
    if not (FOLDER / "node_modules").is_dir():
        give_up("The tests' npm packages are not installed. Install them with: python3 -m hub.bootstrap develop")
    return [str(node_program()), *map(str, arguments)]


@cache
def node_program() -> Path:
    """Return the machine's Node if it is new enough, or the one that hub/bootstrap installed from PyPI."""
    folder = wheel_folder()
    found = machine_node() or (folder / "bin" / "node" if folder else None)
    return found or missing(f"Node {OLDEST_NODE_TEXT} or newer", "python3 -m hub.bootstrap develop")
