"""Console output: a tick and the seconds for each step, and one clear line for an error."""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

LOG_LINES = 15


class BootstrapError(Exception):
    """A command failed; the message is all that the user sees."""


def say(text: str) -> None:
    """Print a line and flush, so that it appears immediately in a pipe too."""
    print(text, flush=True)


def last_lines(log: Path) -> str:
    """Return the last lines of a log, indented."""
    lines = log.read_text(errors="replace").splitlines()[-LOG_LINES:]
    return "\n".join(f"    {line}" for line in lines)


def run_step(
    title: str, command: Sequence[str | Path], log: Path, *, cwd: Path, environment: Mapping[str, str]
) -> None:
    """Run a program with its output in a log. Raises BootstrapError with the last lines of the log if it fails."""
    started = time.monotonic()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            status = _wait_for(process, title, started)
        finally:
            process.kill()
    if status:
        _clear_line()
        raise BootstrapError(f"✗ {title}\n{last_lines(log)}\nThe whole log: {log}")
    done(title, started)


def done(title: str, started: float) -> None:
    """Print that a step is complete."""
    _clear_line()
    say(f"✓ {title:<44} {time.monotonic() - started:5.1f} s")


def _wait_for(process: subprocess.Popen[bytes], title: str, started: float) -> int:
    """Wait for a program; on a terminal, show the elapsed seconds."""
    while True:
        if sys.stdout.isatty():
            print(f"\r… {title:<44} {time.monotonic() - started:5.0f} s", end="", flush=True)
        try:
            return process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            continue


def _clear_line() -> None:
    if sys.stdout.isatty():
        print("\r\033[K", end="")
