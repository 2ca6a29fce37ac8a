"""`manage.py serve`: a dead child is replaced, a busy port is refused, and nothing goes on without its parent."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.engines import free_port
from tests.hub.starting import run
from tests.hub.test_served import get, wait_until_up
from tests.stack import Program, until

pytestmark = pytest.mark.slow


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    """The variables of a hub on one machine; that its database is empty is no matter here."""
    return {"HUB_ENVIRONMENT": "development", "HUB_DATA_DIR": str(tmp_path)}


@contextmanager
def served(variables: dict[str, str], port: int, *options: str) -> Iterator[Program]:
    """A server of the site."""
    command = [sys.executable, "manage.py", "serve", "web", "--port", str(port), *options]
    program = Program(command, {**os.environ, **variables}, Path(variables["HUB_DATA_DIR"]) / "web.log")
    with program.running() as server:
        wait_until_up(port, server)
        yield program


def answers(port: int) -> bool:
    try:
        return get(port, "/healthz", {})[0] == 200
    except OSError:
        return False


def test_a_child_that_dies_is_replaced(variables: dict[str, str]) -> None:
    port = free_port()
    with served(variables, port, "--workers", "2") as server:
        until(lambda: len(server.children) == 2)
        dead = min(server.children)
        os.kill(dead, signal.SIGKILL)
        until(lambda: dead not in server.children and len(server.children) == 2, 60)
        until(lambda: answers(port))


def test_children_end_with_a_server_that_is_killed(variables: dict[str, str]) -> None:
    port = free_port()
    with served(variables, port) as server:
        server.kill()
        until(lambda: not answers(port))


def test_a_second_server_on_a_port_is_refused(variables: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as Granian does
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run(variables, "manage.py", "serve", "web", "--port", str(port))
    assert ended.returncode == 1
    assert (
        f"The server cannot listen on port {port} of 127.0.0.1: Address already in use. Choose another." in ended.stderr
    )


def test_an_address_of_another_machine_is_refused(variables: dict[str, str]) -> None:
    ended = run(variables, "manage.py", "serve", "web", "--host", "192.0.2.1")
    assert ended.returncode == 1
    assert "of 192.0.2.1: Cannot assign requested address" in ended.stderr
