"""`manage.py serve`: a dead child is replaced, a busy port is refused, and nothing goes on without its parent."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.engines import free_port
from tests.hub.starting import ROOT, run
from tests.hub.test_served import get, wait_until_up
from tests.stack import until

pytestmark = pytest.mark.slow


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    """The variables of a hub on one machine; that its database is empty is no matter here."""
    return {"HUB_ENVIRONMENT": "development", "HUB_DATA_DIR": str(tmp_path)}


@contextmanager
def served(variables: dict[str, str], port: int, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server of the site."""
    command = [sys.executable, "manage.py", "serve", "web", "--port", str(port), *options]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **variables}, start_new_session=True) as server:
        try:
            wait_until_up(port, server)
            yield server
        finally:
            server.terminate()


def children(server: subprocess.Popen[bytes]) -> set[int]:
    """The processes that answer for a server."""
    listed = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text()
    return {pid for pid in map(int, listed.split()) if b"resource_tracker" not in command_of(pid)}


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def answers(port: int) -> bool:
    try:
        return get(port, "/healthz", {})[0] == 200
    except OSError:
        return False


def test_a_child_that_dies_is_replaced(variables: dict[str, str]) -> None:
    port = free_port()
    with served(variables, port, "--workers", "2") as server:
        until(lambda: len(children(server)) == 2)
        dead = min(children(server))
        os.kill(dead, signal.SIGKILL)
        until(lambda: dead not in children(server) and len(children(server)) == 2, 60)
        until(lambda: answers(port))


def test_children_end_with_a_server_that_is_killed(variables: dict[str, str]) -> None:
    port = free_port()
    with served(variables, port) as server:
        server.kill()
        server.wait()
        until(lambda: not answers(port))


def test_a_second_server_on_a_port_is_refused(variables: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as Granian does
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run(variables, "manage.py", "serve", "web", "--port", str(port))
    assert ended.returncode == 1
    assert f"Port {port} of 127.0.0.1 cannot be served on: Address already in use. Choose another." in ended.stderr


def test_an_address_of_another_machine_is_refused(variables: dict[str, str]) -> None:
    ended = run(variables, "manage.py", "serve", "web", "--host", "192.0.2.1")
    assert ended.returncode == 1
    assert "192.0.2.1 cannot be served on: Cannot assign requested address" in ended.stderr
