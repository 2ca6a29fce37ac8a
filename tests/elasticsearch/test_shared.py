"""Processes that name one folder share one node, which ends with the last of them."""

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


def test_a_node_is_shared_by_those_who_name_its_folder_and_ends_with_the_last_even_a_killed_one(
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
