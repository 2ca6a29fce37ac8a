"""A child process of the demo: restarted if it exits on its own, stopped when the demo stops."""

import os
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from hub.bootstrap.console import BootstrapError, last_lines, say
from hub.bootstrap.paths import LOGS, ROOT, child_environment
from hub.parent_death import exit_with_parent

STOP_SECONDS = 10
RESTART_SECONDS = 5.0
"""Minimum time between two starts, so that a program that exits immediately does not keep the machine busy."""


class Program:
    """Runs during its `with` block, with its output in a log."""

    def __init__(self, name: str, command: list[str | Path]) -> None:
        self.name = name
        self._command = command
        self._log = LOGS / f"{name}.log"

    def __enter__(self) -> Self:
        LOGS.mkdir(parents=True, exist_ok=True)
        self._log.write_text("")
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)  # its workers too
            self._process.wait()

    def raise_if_ended(self) -> None:
        """Raise BootstrapError with the last lines of the log if the program has exited."""
        if self._process.poll() is not None:
            raise BootstrapError(f"{self._describe_end()} The end of its log:\n{last_lines(self._log)}")

    def restart_if_ended(self) -> bool:
        """Restart the program if it has exited; return whether it had."""
        if self._process.poll() is None or time.monotonic() - self._started < RESTART_SECONDS:
            return False
        say(f"  {self._describe_end()} It is being restarted. Its log: {self._log}")
        self._start()
        return True

    def _describe_end(self) -> str:
        return f"The {self.name} process has exited on its own (status {self._process.returncode})."

    def _start(self) -> None:
        self._started = time.monotonic()
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=child_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches only this process, which then stops the programs in order
                preexec_fn=exit_with_parent,  # in case this process is killed and cannot stop it
            )
