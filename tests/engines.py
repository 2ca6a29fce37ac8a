"""Engines that only some tests need. Missing ones fail the run in CI; elsewhere their tests are skipped and say why."""

import os
import shutil
import socket
from pathlib import Path
from typing import NoReturn

import pytest

IN_CI = os.environ.get("CI", "") not in ("", "0", "false")


def missing(what: str, command: str) -> NoReturn:
    """End the test and say which command would install the engine."""
    give_up(f"{what} is not on this machine. Install it with: {command}")


def give_up(reason: str) -> NoReturn:
    """End the test for want of an engine: a failure in CI, elsewhere a skip."""
    if IN_CI:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def program(names: tuple[str, ...], what: str, command: str) -> Path:
    """Return the first of the programs that is on PATH."""
    for name in names:
        found = shutil.which(name)
        if found:
            return Path(found)
    missing(what, command)


def free_port() -> int:
    """Return a port of the loopback interface that is not in use."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
