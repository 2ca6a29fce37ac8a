"""Processes with the same folder share one node, which stops with the last of them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.stack import ROOT, until

SCRIPT = """
import sys
from pathlib import Path
from tests.elasticsearch.shared import shared
with shared(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def test_processes_with_the_same_folder_share_a_node_until_the_last_exits_or_is_killed(
    elasticsearch_home: Path, tmp_path: Path
) -> None:
    with ExitStack() as users:
        first, second = (users.enter_context(user(tmp_path)) for _ in range(2))
        assert first.stdout.readline() == second.stdout.readline() != ""
        leave(first)
        assert (tmp_path / "address").exists()
        os.kill(second.pid, signal.SIGKILL)
        until(lambda: not (tmp_path / "address").exists(), what="the keeper to notice")


@contextmanager
def user(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that uses the folder's node until its input ends."""
    command = [sys.executable, "-c", SCRIPT, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process


def leave(process: subprocess.Popen[str]) -> None:
    process.stdin.close()
    assert process.wait() == 0
