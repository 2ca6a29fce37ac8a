"""Run the worker: manage.py worker."""

import os
import signal
import socket
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from publishing.consumers import consumers, duties
from publishing.worker import release_all, run_round


class Command(BaseCommand):
    help = "Feeds every consumer of the publishing log and publishes or expires what is due, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run one round and stop")
        parser.add_argument("--pause", type=float, default=0.2, help="seconds between idle rounds (0.2)")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()

        def finish(number: int, frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, finish)
        signal.signal(signal.SIGINT, finish)
        name = f"{socket.gethostname()}:{os.getpid()}"
        self.stderr.write(f"Worker {name} feeds {', '.join(consumers)}; sees to {', '.join(duties)}.")
        try:
            while not stop.is_set():
                count = run_round(name, lambda: not stop.is_set())
                if options["once"]:
                    break
                if not count:
                    stop.wait(options["pause"])
        finally:
            release_all(name)
        self.stderr.write(f"Worker {name} has stopped.")
