"""Serves the site or the event streams: manage.py serve web, manage.py serve streams."""

import os
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

# A worker that dies is replaced immediately, because its share of the connections waits. A worker that gets its
# stop signal while it is starting misses it, and Granian would wait for it forever; Docker waits ten seconds.
COMMON = ("--no-ws", "--respawn-failed-workers", "--respawn-interval", "0.1", "--workers-kill-timeout", "8")
PROGRAMS = {
    "web": ("--interface", "wsgi", "hub.wsgi:application"),
    # Each stream is one long request; Granian's default limits are for web processes.
    "streams": ("--interface", "asgi", "--backlog", "4096", "--backpressure", "4096", "hub.asgi:application"),
}


class Command(BaseCommand):
    help = "Serves the site, admin and API (web) or the event streams (streams) with Granian, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("program", choices=PROGRAMS)
        parser.add_argument("granian", nargs="*", help="further options of Granian, after --")
        parser.add_argument("--host", default="127.0.0.1", help="the address to serve on (127.0.0.1); 0.0.0.0 for all")
        parser.add_argument("--port", type=int, default=settings.PORT, help="the port to serve on (HUB_PORT)")
        parser.add_argument("--workers", type=int, default=1, help="how many processes serve (1)")
        parser.add_argument(
            "--threads", type=int, default=4, help="how many requests each web process runs at once (4)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        reject_busy_port(options["host"], options["port"])
        threads = ("--blocking-threads", str(options["threads"])) if options["program"] == "web" else ()
        address = ("--host", options["host"], "--port", str(options["port"]), "--workers", str(options["workers"]))
        granian = Path(sys.executable).with_name("granian")
        command = [str(granian), *address, *threads, *COMMON, *options["granian"], *PROGRAMS[options["program"]]]
        os.execv(granian, command)  # noqa: S606


def reject_busy_port(host: str, port: int) -> None:
    """Raise CommandError if another program listens on the port. Two Granian servers would share it, each answering
    some of the requests."""
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise CommandError(f"This machine has no address {host}: {error.strerror}.") from error
    family, kind, protocol, _, address = addresses[0]
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
        except OSError as error:
            raise CommandError(
                f"The server cannot listen on port {port} of {host}: {error.strerror}. Choose another."
            ) from error
