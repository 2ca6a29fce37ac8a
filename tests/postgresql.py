"""Runs a command against a PostgreSQL cluster that is made for it and deleted afterwards.

    python -m tests.postgresql -- pytest -n 2

The command finds the cluster in HUB_DATABASE_URL. Debian's server programs are looked for; the server refuses to run as
root, so root starts it as Debian's user `postgres`.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from tests.engines import IN_CI, free_port

INSTALL = "apt-get install postgresql"
# The cluster is deleted after the tests, so nothing needs to be written to disk.
SPEED = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200")
START_SECONDS = 30


def find_programs() -> Path | None:
    """Return the folder of the newest server programs, None where there are none."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(versions, key=lambda initdb: int(initdb.parts[-3]), reverse=True)
    return newest[0].parent if newest else None


def account() -> dict[str, Any]:
    """Return the arguments of subprocess under which the server runs: never root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


class Server:
    """A PostgreSQL server on a port of its own, which can be stopped in every way and started again."""

    def __init__(self, programs: Path, folder: Path, options: Sequence[str]) -> None:
        self.port = free_port()
        self.url = f"postgresql://hub@127.0.0.1:{self.port}/postgres"
        self._programs, self._folder = programs, folder
        own = ["listen_addresses=127.0.0.1", f"port={self.port}", f"unix_socket_directories={folder}", *options]
        self._switches = [part for option in own for part in ("-c", option)]

    def start(self) -> None:
        """Start it and return when it answers."""
        command: list[str | Path] = [self._programs / "postgres", "-D", self._folder / "data", *self._switches]
        with (self._folder / "log").open("a") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self._folder, **account())
        self._wait_until_ready()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it. SIGINT is PostgreSQL's fast shutdown (a forgotten connection does not hold it up), SIGQUIT its
        immediate one, which leaves everything as a crash does."""
        self._process.send_signal(how)
        self._process.wait()

    def _wait_until_ready(self) -> None:
        command: list[str | Path] = [
            self._programs / "pg_isready",
            "--quiet",
            "--host=127.0.0.1",
            f"--port={self.port}",
        ]
        deadline = time.monotonic() + START_SECONDS
        while subprocess.run(command, check=False).returncode != 0:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"PostgreSQL did not start. Its log says:\n{(self._folder / 'log').read_text()}")
            time.sleep(0.05)


@contextmanager
def cluster(programs: Path, options: Sequence[str] = SPEED) -> Iterator[Server]:
    """Make a cluster, yield its running server and delete both."""
    with tempfile.TemporaryDirectory(prefix="hub-postgresql-", ignore_cleanup_errors=True) as folder:
        if os.geteuid() == 0:
            subprocess.run(["chown", "postgres:postgres", folder], check=True)
        initdb: list[str | Path] = [
            programs / "initdb",
            "--pgdata",
            Path(folder) / "data",
            "--username=hub",
            "--auth=trust",
            "--encoding=UTF8",
        ]
        subprocess.run([*initdb, "--no-sync"], check=True, stdout=subprocess.DEVNULL, cwd=folder, **account())
        server = Server(programs, Path(folder), options)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def main(arguments: list[str]) -> int:
    """Run the command that follows `--`; return its exit status."""
    if arguments[:1] != ["--"] or len(arguments) < 2:
        print("Say what to run: python -m tests.postgresql -- pytest", file=sys.stderr)
        return 2
    programs = find_programs()
    if programs is None:
        print(f"PostgreSQL's server is not on this machine. Install it with: {INSTALL}", file=sys.stderr)
        return 1 if IN_CI else 0
    signal.signal(signal.SIGTERM, _leave)
    with cluster(programs) as server:
        environment = {**os.environ, "HUB_DATABASE_URL": server.url}
        return subprocess.run([sys.executable, "-m", *arguments[1:]], env=environment, check=False).returncode


def _leave(number: int, *args: object) -> NoReturn:
    """Unwind, so that a stopped run leaves no server and no folder."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
