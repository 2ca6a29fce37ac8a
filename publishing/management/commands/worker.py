"""Run the worker: manage.py worker."""

import os
import signal
import socket
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError

from publishing.consumers.registry import consumers, get_lane, lanes, periodic_tasks
from publishing.consumers.worker import Worker


class Command(BaseCommand):
    help = "Feeds the consumers of the publishing log and runs periodic tasks (publishing, expiry), until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run one round, lane after lane, and stop")
        parser.add_argument("--pause", type=float, default=0.2, help="seconds between idle rounds (0.2)")
        parser.add_argument(
            "--lane",
            action="append",
            metavar="LANE",
            help=f"run this lane only (may be given again), the others in processes of their own: {', '.join(lanes())}",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        only = options["lane"] or ()
        if unknown := set(only) - set(lanes()):
            raise CommandError(f"There is no lane {', '.join(sorted(unknown))}. There are: {', '.join(lanes())}.")
        worker = Worker(f"{socket.gethostname()}:{os.getpid()}", only)

        def finish(number: int, frame: FrameType | None) -> None:
            # Not here: the main thread may hold the very lock that stopping needs.
            threading.Thread(target=worker.stop).start()

        signal.signal(signal.SIGTERM, finish)
        signal.signal(signal.SIGINT, finish)
        for lane in worker.lanes:
            work = [name for name in (*periodic_tasks, *consumers) if get_lane(name) == lane.name]
            self.stderr.write(f"Worker {worker.name}, lane {lane.name}: {', '.join(work)}.")
        try:
            if options["once"]:
                worker.run_round()
            else:
                worker.run(options["pause"])
        finally:
            self._release(worker)
        self.stderr.write(f"Worker {worker.name} has stopped.")

    def _release(self, worker: Worker) -> None:
        try:
            worker.release()
        except (DatabaseError, InterfaceError) as error:
            self.stderr.write(f"The database does not answer ({error}): the leases expire by themselves.")
