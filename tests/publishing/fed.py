"""A worker with a consumer that writes what it is given to a file: `python -m tests.publishing.fed FILE`."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from publishing.consumers.registry import consumers, periodic_tasks, register_consumer  # noqa: E402
from publishing.models import Change  # noqa: E402


class Recorder:
    """Appends a line `pid sequence` for each change."""

    name = "recorder"

    def __init__(self, file: Path) -> None:
        self.file = file

    def consume(self, changes: Sequence[Change]) -> None:
        with self.file.open("a") as file:
            file.writelines(f"{os.getpid()} {change.sequence}\n" for change in changes)

    def reset(self) -> None:
        self.file.unlink(missing_ok=True)


consumers.clear()
periodic_tasks.pop("schedule", None)  # cms would publish its first pages by itself
register_consumer(Recorder(Path(sys.argv[1])))
call_command("worker", pause=0.02)
