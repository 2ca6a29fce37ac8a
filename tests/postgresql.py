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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from tests.engines import IN_CI, free_port

INSTALL = "apt-get install postgresql"
# Nothing in the cluster outlives the tests, so nothing needs to reach the disk.
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


@contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """Make a cluster, yield its address and delete it."""
    with tempfile.TemporaryDirectory(prefix="hub-postgresql-", ignore_cleanup_errors=True) as folder:
        if os.geteuid() == 0:
            subprocess.run(["chown", "postgres:postgres", folder], check=True)
        data = Path(folder) / "data"
        initdb: list[str | Path] = [
            programs / "initdb",
            "--pgdata",
            data,
            "--username=hub",
            "--auth=trust",
            "--encoding=UTF8",
        ]
        subprocess.run([*initdb, "--no-sync"], check=True, stdout=subprocess.DEVNULL, cwd=folder, **account())
        yield from _serve(programs, data)


def _serve(programs: Path, data: Path) -> Iterator[str]:
    port = free_port()
    options = ["listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={data.parent}", *SPEED]
    switches = [part for option in options for part in ("-c", option)]
    with (data.parent / "log").open("w") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *switches], stdout=log, stderr=log, cwd=data.parent, **account()
        )
        try:
            _wait_until_ready(programs, port, server, data.parent / "log")
            yield f"postgresql://hub@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown: a forgotten connection does not hold it up
            server.wait()


def _wait_until_ready(programs: Path, port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    asked: list[str | Path] = [programs / "pg_isready", "--quiet", "--host=127.0.0.1", f"--port={port}"]
    deadline = time.monotonic() + START_SECONDS
    while subprocess.run(asked, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"PostgreSQL did not start. Its log says:\n{log.read_text()}")
        time.sleep(0.05)


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
    with cluster(programs) as address:
        environment = {**os.environ, "HUB_DATABASE_URL": address}
        return subprocess.run([sys.executable, "-m", *arguments[1:]], env=environment, check=False).returncode


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """Unwind, so that a stopped run leaves no server and no folder."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
