"""The hub as it runs for real: Granian, the worker and a database of their own, in processes of their own."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import Request, urlopen
from uuid import uuid4

import psycopg

from tests.engines import free_port
from tests.migrated import migrated, shared

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Response:
    """The response from a URL."""

    status: int
    text: str
    headers: Message


@dataclass(frozen=True)
class Stack:
    """A running hub."""

    address: str
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run manage.py and return what it printed; fail with its error output."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def get(self, path: str, **headers: str) -> Response:
        """Request a URL without cookies."""
        return self._send(Request(self.address + path, headers=headers))

    def graphql(self, query: str, **variables: Any) -> Any:
        """Query GraphQL without cookies; return the data."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = Request(f"{self.address}/graphql", body, {"Content-Type": "application/json"})
        answer = json.loads(self._send(request).text)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def send(self, path: str, data: bytes | None, headers: dict[str, str]) -> Response:
        """Send these headers, and by POST this body, if there is one."""
        return self._send(Request(self.address + path, data, headers))

    @staticmethod
    def _send(request: Request) -> Response:
        try:
            with urlopen(request, timeout=30) as answer:
                return Response(answer.status, answer.read().decode(errors="replace"), answer.headers)
        except HTTPError as error:
            return Response(error.code, error.read().decode(errors="replace"), error.headers)


def until(condition: Callable[[], bool], seconds: float = 20, what: str = "it") -> None:
    """Poll until a condition is true; fail if it is not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.05)


@contextmanager
def running(
    application: str = "hub.wsgi:application", fill: Sequence[Sequence[str]] = (), **variables: str
) -> Iterator[Stack]:
    """Start a hub on an empty, migrated database: SQLite, or PostgreSQL where the tests run on that. `fill` lists
    commands of manage.py that run before it is served."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="hub-journey-") as folder, ExitStack() as cleanup:
        given = os.environ.get("HUB_DATABASE_URL", "")
        environment = {
            **os.environ,
            "HUB_ENVIRONMENT": "development",
            "HUB_DATA_DIR": folder,
            "HUB_BASE_URL": f"http://127.0.0.1:{port}",
            **variables,
        }
        if given.startswith("postgres"):
            template = migrated() if shared() else "template1"
            environment["HUB_DATABASE_URL"] = cleanup.enter_context(database(given, template))
        elif shared():
            shutil.copy(migrated(), Path(folder) / "hub.sqlite3")
        stack = Stack(f"http://127.0.0.1:{port}", environment)
        if not shared():
            stack.manage("migrate", "--no-input", "-v0")
        for arguments in fill:
            stack.manage(*arguments)
        for command in (wsgi_command(_granian(), port, application), [sys.executable, "manage.py", "worker"]):
            cleanup.enter_context(process(command, environment))
        until(lambda: answers(stack), 60, "the server")
        yield stack


@contextmanager
def serve_database(url: str, folder: Path, **variables: str) -> Iterator[tuple[Stack, str]]:
    """Serve site and streams on a database that is there already, without a worker; yield the site, and the streams'
    address."""
    port = free_port()
    stack = Stack(
        f"http://127.0.0.1:{port}",
        {**os.environ, "HUB_DATABASE_URL": url, "HUB_DATA_DIR": str(folder), **variables},
    )
    with process(wsgi_command(_granian(), port, "hub.wsgi:application"), stack.environment):
        until(lambda: answers(stack, "/healthz"), 60, "the server")
        with streams(stack) as (address, _):
            yield stack, address


@contextmanager
def streams(stack: Stack, port: int = 0, **variables: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start the process of a running hub's event streams, on a free port unless given; yield its address and itself."""
    port = port or free_port()
    command = [_granian(), "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--backlog", "4096", "--backpressure", "4096", "hub.asgi:application"]
    served = Stack(f"http://127.0.0.1:{port}", {**stack.environment, **variables})
    with process(command, served.environment) as started:
        until(lambda: answers(served, "/healthz"), 60, "the streams")
        yield served.address, started


def wsgi_command(granian: str, port: int, application: str) -> list[str]:
    """Return how Granian is called: one process, four threads."""
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--blocking-threads", "4"]
    return [granian, *options, application]


def _granian() -> str:
    return str(Path(sys.executable).parent / "granian")


@contextmanager
def process(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command until the block ends; what it says goes to a file in HUB_DATA_DIR."""
    program = Program(command, environment, Path(environment["HUB_DATA_DIR"]) / f"{Path(command[-1]).name}.log")
    with program.running() as started:
        yield started


class Program:
    """A command that can be ended and started again; what it says goes to a file."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.log = log
        self._command, self._environment = command, environment

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run it until the block ends."""
        self.start()
        try:
            yield self.process
        finally:
            self.process.terminate()
            self.process.wait(timeout=20)

    def start(self) -> None:
        """Start it and return at once."""
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdout=output, stderr=output
            )

    def kill(self) -> None:
        """Send SIGKILL, as the OOM killer does."""
        self.process.kill()
        self.process.wait()

    @property
    def children(self) -> set[int]:
        """The processes that answer for a server."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return {pid for pid in map(int, listed.split()) if b"resource_tracker" not in read_command_line(pid)}


def read_command_line(pid: int) -> bytes:
    """What a process was started as; nothing once it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@contextmanager
def database(server: str, template: str = "template1") -> Iterator[str]:
    """Make a database of the stack's own on the tests' PostgreSQL server."""
    name = f"journey_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def answers(stack: Stack, path: str = "/readyz") -> bool:
    """Whether the address answers 200."""
    try:
        return stack.get(path).status == 200
    except (URLError, ConnectionError):
        return False
