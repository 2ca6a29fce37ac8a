"""Run the worker: manage.py worker."""

import os
import signal
import socket
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from publishing.consumers import consumers, duties
from publishing.worker import Worker


class Command(BaseCommand):
    help = "Feeds every consumer of the publishing log and publishes or expires what is due, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run one round and stop")
        parser.add_argument("--pause", type=float, default=0.2, help="seconds between idle rounds (0.2)")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker(f"{socket.gethostname()}:{os.getpid()}")
        awake = threading.Event()

        def finish(number: int, frame: FrameType | None) -> None:
            worker.stop()
            awake.set()

        signal.signal(signal.SIGTERM, finish)
        signal.signal(signal.SIGINT, finish)
        self.stderr.write(f"Worker {worker.name} feeds {', '.join(consumers)}; sees to {', '.join(duties)}.")
        try:
            while not worker.stopping:
                close_old_connections()
                count = worker.run_round()
                if options["once"]:
                    break
                if not count:
                    awake.wait(options["pause"])
        finally:
            worker.release()
        self.stderr.write(f"Worker {worker.name} has stopped.")
