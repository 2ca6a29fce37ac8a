"""A program of the demo: started beside us, started again when it ends by itself, stopped with us."""

import os
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from hub.bootstrap.console import BootstrapError, last_lines, say
from hub.bootstrap.places import LOGS, ROOT, child_environment
from hub.parent import end_with_parent

STOP_SECONDS = 10
PAUSE = 5.0
"""Seconds between two starts: what ends at once must not keep the machine busy."""


class Program:
    """Runs while its `with` block does, with its output in a log."""

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

    def refuse_ended(self) -> None:
        """Raise BootstrapError with the log's end when it has ended."""
        if self._process.poll() is not None:
            raise BootstrapError(f"{self._ended()} Its log ends:\n{last_lines(self._log)}")

    def restart_if_ended(self) -> bool:
        """Start it again when it has ended, say so, and return whether it had."""
        if self._process.poll() is None or time.monotonic() - self._started < PAUSE:
            return False
        say(f"  {self._ended()} It is started again; its log: {self._log}")
        self._start()
        return True

    def _ended(self) -> str:
        return f"The {self.name} has ended by itself (status {self._process.returncode})."

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
                start_new_session=True,  # Ctrl-C reaches it through us, in order
                preexec_fn=end_with_parent,  # killed outright, we cannot stop it
            )
