"""What the machine must bring, checked before anything is made."""

import importlib.util
import shutil
import socket
from pathlib import Path

from hub.bootstrap.console import BootstrapError
from hub.bootstrap.places import DATA_DIR, PORT, ROOT, STREAM_PORT, VENV
from hub.environment import LAST_PORT

FIRST_TIME_BYTES = 1024**3
LATER_BYTES = 100 * 1024**2
FIRST_FREE = 1024


def require_disk() -> None:
    """Packages of both languages and the demo's images take most of a gigabyte the first time."""
    needed = LATER_BYTES if VENV.exists() else FIRST_TIME_BYTES
    try:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BootstrapError(f"The data folder {DATA_DIR} cannot be made: {error.strerror}.") from error
    for folder in (ROOT, DATA_DIR):
        require_free(folder, needed)


def require_free(folder: Path, needed: int) -> None:
    """Stop when the folder's disk has fewer bytes left."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        have, want = free // 1024**2, needed // 1024**2
        raise BootstrapError(f"The disk of {folder} is nearly full: {have} MB are free, {want} MB are needed.")


def require_venv_module() -> None:
    """Debian packages Python without what makes virtual environments."""
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise BootstrapError(
            "This Python cannot make virtual environments. Install that part: apt install python3-venv"
        )


def require_ports() -> None:
    """Two programs cannot serve on one port; the line names a free one."""
    for variable, port in (("HUB_PORT", PORT), ("HUB_STREAM_PORT", STREAM_PORT)):
        problem = _problem_with(port)
        if problem:
            later = range(max(port, FIRST_FREE), LAST_PORT)
            other = next((port for port in later if not _problem_with(port)), FIRST_FREE)
            raise BootstrapError(f"Port {port} {problem}. Choose another: {variable}={other} make demo")


def _problem_with(port: int) -> str:
    """Return why we cannot serve on a port, or nothing."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except PermissionError:
            return "is for the system's own services"
        except OSError:
            return "is in use, perhaps by a demo that still runs"
        return ""
