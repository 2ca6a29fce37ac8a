"""Checks the machine's disk, ports and Python before anything is installed."""

import importlib.util
import shutil
import socket
from pathlib import Path

from hub.bootstrap.console import BootstrapError
from hub.bootstrap.paths import DATA_DIR, PORT, ROOT, STREAM_PORT, VENV
from hub.environment import LAST_PORT

FIRST_RUN_BYTES = 1280 * 1024**2
LATER_RUN_BYTES = 100 * 1024**2
FIRST_UNPRIVILEGED_PORT = 1024


def require_disk() -> None:
    """Check the free disk space: on the first run, Python and npm packages and the demo's images need almost 1 GB."""
    needed = LATER_RUN_BYTES if VENV.exists() else FIRST_RUN_BYTES
    try:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BootstrapError(f"The data folder {DATA_DIR} cannot be created: {error.strerror}.") from error
    for folder in (ROOT, DATA_DIR):
        require_free(folder, needed)


def require_free(folder: Path, needed: int) -> None:
    """Raise BootstrapError if the folder's disk has less free space."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BootstrapError(
            f"The disk of {folder} is nearly full: {free // 1024**2} MB are free, {needed // 1024**2} MB are needed."
        )


def require_venv_module() -> None:
    """Check that Python can create virtual environments: Debian packages that part separately."""
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise BootstrapError(
            "This Python cannot create virtual environments. Install the missing part: apt install python3-venv"
        )


def require_ports() -> None:
    """Check that the demo's ports are free; if not, the message suggests one that is."""
    for variable, port in (("HUB_PORT", PORT), ("HUB_STREAM_PORT", STREAM_PORT)):
        problem = _find_problem(port)
        if problem:
            candidates = range(max(port, FIRST_UNPRIVILEGED_PORT), LAST_PORT)
            other = next((port for port in candidates if not _find_problem(port)), FIRST_UNPRIVILEGED_PORT)
            raise BootstrapError(f"Port {port} {problem}. Choose another: {variable}={other} make demo")


def _find_problem(port: int) -> str:
    """Return why we cannot listen on a port, or an empty string."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except PermissionError:
            return "is reserved for system services"
        except OSError:
            return "is in use, perhaps by a demo that is still running"
        return ""
