"""Paths and ports, and stamp files that record what something was built from."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from hub.environment import LAST_PORT, Environment

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "frontend"
GEOGRAPHY = ROOT / "publishing" / "geography"
DEVELOPER_PAGES = ROOT / "docs" / "dist"
TEST_TOOLS = ROOT / "tests" / "npm"
RUNTIME_LOCK = ROOT / "requirements.lock"
DEVELOPMENT_LOCK = ROOT / "requirements-dev.lock"
GEOGRAPHY_LOCK = ROOT / "requirements-geography.lock"
NODE_LOCK = ROOT / "requirements-node.lock"

_environment = Environment("HUB_")
PORT = _environment.port("PORT", default=8000, hint="the port make demo serves on")
_NEXT = PORT + 1 if PORT < LAST_PORT else PORT - 1
STREAM_PORT = _environment.port("STREAM_PORT", default=_NEXT, hint="the port make demo serves event streams on")
DEMO_BULK = _environment.integer(
    "DEMO_BULK", 0, 5_000_000, default=0, hint="how many invented documents make demo adds to a new database"
)
DATA_DIR = Path(_environment.text("DATA_DIR", default=str(ROOT / "var"), hint="the folder of the demo's data"))
LOGS = DATA_DIR / "log"


def child_environment() -> dict[str, str]:
    """Return the environment variables for the demo's programs."""
    own = {
        "HUB_ENVIRONMENT": "development",
        "HUB_DEMONSTRATION": "yes",
        "HUB_DATA_DIR": str(DATA_DIR),
        "HUB_PORT": str(PORT),
        "HUB_STREAM_PORT": str(STREAM_PORT),
    }
    return {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **own}


def digest(files: Iterable[Path]) -> str:
    """Return a hash of the files' names and content."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(f"{file.relative_to(ROOT)}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


class Stamp:
    """A small file with hashes of the sources that something was built from."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def matches(self, value: str) -> bool:
        """Whether it was built from the sources with this hash."""
        return self.path.is_file() and value in self.path.read_text().split()

    def write(self, *values: str) -> None:
        """Record the hashes of its sources."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text("\n".join(values))
