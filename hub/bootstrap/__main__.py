"""Finds a recent enough Python, then runs a command. Older Pythons must be able to parse this file."""

import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11")
NEW_ENOUGH = "import sys; sys.exit(sys.version_info < (3, 11))"


def find_newer_python() -> str:
    """Return a newer Python on PATH, or an empty string. It must run: pyenv has shims without a Python."""
    for name in NEWER:
        found = shutil.which(name)
        if found and subprocess.call([found, "-c", NEW_ENOUGH], stderr=subprocess.DEVNULL) == 0:
            return found
    return ""


def main() -> int:
    """Run one of the bootstrap's commands."""
    if sys.version_info < OLDEST:
        newer = find_newer_python()
        if newer:
            os.execv(newer, [newer, "-m", "hub.bootstrap", *sys.argv[1:]])
        version = ".".join(str(part) for part in sys.version_info[:2])
        print("The hub needs Python 3.11 or newer; this is %s. Choose one: make PYTHON=python3.12 ..." % version)  # noqa: UP031
        return 1
    from hub.bootstrap.commands import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
