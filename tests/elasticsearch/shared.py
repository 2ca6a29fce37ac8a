"""One node for all processes that use the same folder: otherwise each worker of xdist would start its own.

A separate keeper process runs the node. Each user holds a shared lock, which the kernel releases if the process dies.
The keeper waits for the same lock, exclusively, and stops the node when it gets it: when the last user has finished.
"""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.elasticsearch.cluster import cluster
from tests.stack import ROOT


@contextmanager
def shared(folder: Path) -> Iterator[str]:
    """Yield the URL of the folder's node; the first process starts it."""
    folder.mkdir(exist_ok=True)
    with _locked(folder / "users", fcntl.LOCK_SH):
        with _locked(folder / "starting", fcntl.LOCK_EX):
            address = folder / "address"
            url = address.read_text() if address.exists() else _start_keeper(folder)
        yield url


def keep(folder: Path) -> None:
    """Start the folder's node, print its URL, and stop it when it is no longer used."""
    with cluster() as started:
        (folder / "address").write_text(started.urls[0])
        print(started.urls[0], flush=True)
        with _locked(folder / "users", fcntl.LOCK_EX):
            (folder / "address").unlink()


def _start_keeper(folder: Path) -> str:
    # setsid detaches the keeper: it keeps running after the process that started it, if others still use the node.
    command = ["setsid", "--fork", sys.executable, "-m", "tests.elasticsearch", "keep", str(folder)]
    log = folder / "log"
    with (
        log.open("w") as errors,
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True) as started,
    ):
        url = started.stdout.readline().strip()
    assert url, f"the shared Elasticsearch did not start:\n{log.read_text()}"
    return url


@contextmanager
def _locked(path: Path, operation: int) -> Iterator[IO[str]]:
    with path.open("a") as locked:
        fcntl.flock(locked, operation)
        yield locked
