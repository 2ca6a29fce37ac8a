"""Copies the hub's content to the peers' site."""

import subprocess
import sys
import tempfile

from bench.peers.serving import Site
from tests.stack import ROOT, Stack


def load(hub: Stack, site: Site) -> None:
    """Add the content to the site that the hub has in addition."""
    with tempfile.NamedTemporaryFile(prefix="hub-exported-", suffix=".jsonl") as exported:
        command = [sys.executable, "-m", "bench.peers.export", exported.name]
        subprocess.run(command, cwd=ROOT, env=hub.environment, check=True)
        site.manage("load_content", exported.name)
