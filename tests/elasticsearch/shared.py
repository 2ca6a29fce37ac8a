"""One node for all processes that name the same folder: xdist's workers would otherwise start one each.

A process of its own keeps the node. Each user holds a lock that the kernel takes from the dead, too; the keeper waits
for the same lock, exclusively, and ends the node when it gets it: when the last user has left or died.
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
    """Yield the address of the folder's node; the first process starts it."""
    folder.mkdir(exist_ok=True)
    with _locked(folder / "users", fcntl.LOCK_SH):
        with _locked(folder / "starting", fcntl.LOCK_EX):
            address = _address(folder).read_text() if _address(folder).exists() else _started(folder)
        yield address


def keep(folder: Path) -> None:
    """Start the folder's node, print its address and end it when nobody uses it any more."""
    with cluster() as made:
        _address(folder).write_text(made.urls[0])
        print(made.urls[0], flush=True)
        with _locked(folder / "users", fcntl.LOCK_EX):
            _address(folder).unlink()


def _started(folder: Path) -> str:
    # setsid leaves the keeper to itself: it outlives whoever started it, if others still use the node.
    command = ["setsid", "--fork", sys.executable, "-m", "tests.elasticsearch", "keep", str(folder)]
    log = folder / "log"
    with (
        log.open("w") as complaints,
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=complaints, text=True) as started,
    ):
        address = started.stdout.readline().strip()
    assert address, f"the shared Elasticsearch did not start:\n{log.read_text()}"
    return address


@contextmanager
def _locked(path: Path, how: int) -> Iterator[IO[str]]:
    with path.open("a") as held:
        fcntl.flock(held, how)
        yield held


def _address(folder: Path) -> Path:
    return folder / "address"
