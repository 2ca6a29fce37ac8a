"""What the person at the terminal sees: a tick and the seconds for each step, and one clear line when it ends."""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

LOG_LINES = 15


class BootstrapError(Exception):
    """The one line with which a command ends."""


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


def last_lines(log: Path) -> str:
    """Return the end of a log, indented."""
    lines = log.read_text(errors="replace").splitlines()[-LOG_LINES:]
    return "\n".join(f"    {line}" for line in lines)


def run_step(
    title: str, command: Sequence[str | Path], log: Path, *, cwd: Path, environment: Mapping[str, str]
) -> None:
    """Run one program with its output in a log; raise BootstrapError with the log's end when it fails."""
    started = time.monotonic()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            status = _watch(process, title, started)
        finally:
            process.kill()
    if status:
        _clear_line()
        raise BootstrapError(f"✗ {title}\n{last_lines(log)}\nThe whole log: {log}")
    done(title, started)


def done(title: str, started: float) -> None:
    """Tick off a step."""
    _clear_line()
    say(f"✓ {title:<44} {time.monotonic() - started:5.1f} s")


def _watch(process: subprocess.Popen[bytes], title: str, started: float) -> int:
    """Wait for the program; on a terminal count the seconds meanwhile."""
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
