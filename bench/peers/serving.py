"""Serves the peers' site with the same server, settings and PostgreSQL as the hub."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.peers.environments import programs
from tests.engines import free_port
from tests.stack import ROOT, Stack, answers, database, process, until, wsgi_command

PEERS = ("grapple", "strawberry_django", "wagtail_api")


@dataclass(frozen=True)
class Site:
    """The site's database and files, which all peers share."""

    database: str
    folder: Path

    def manage(self, *arguments: str) -> None:
        """Run a management command. If it fails, stop the run with its error output."""
        command = [str(programs(PEERS[0]) / "python"), "-m", "django", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self._environment(PEERS[0]), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(arguments)}:\n{done.stderr}")

    @contextmanager
    def served(self, peer: str) -> Iterator[Stack]:
        """Serve the pages with one of the peers."""
        port = free_port()
        stack = Stack(f"http://127.0.0.1:{port}", self._environment(peer))
        granian = str(programs(peer) / "granian")
        with process(wsgi_command(granian, port, "bench.peers.wagtail_site.wsgi:application"), stack.environment):
            until(lambda: answers(stack), 60, peer)
            yield stack

    def _environment(self, peer: str) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "bench.peers.wagtail_site.settings",
            "PYTHONPATH": str(ROOT),
            "PEER": peer,
            "PEERS_DATABASE_URL": self.database,
            "PEERS_MEDIA_ROOT": str(self.folder / "media"),
            "HUB_DATA_DIR": str(self.folder),  # where `process` keeps logs
        }


@contextmanager
def site(server: str) -> Iterator[Site]:
    """Create the site, without content, on a PostgreSQL server."""
    with tempfile.TemporaryDirectory(prefix="hub-peers-") as folder, database(server) as address:
        made = Site(address, Path(folder))
        made.manage("migrate", "--no-input", "-v0")
        yield made
