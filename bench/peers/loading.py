"""The hub's content, brought to the peers' site."""

import subprocess
import sys
import tempfile

from bench.peers.serving import Site
from tests.stack import ROOT, Stack


def load(hub: Stack, site: Site) -> None:
    """Add to the site what the hub has more."""
    with tempfile.NamedTemporaryFile(prefix="hub-exported-", suffix=".jsonl") as exported:
        command = [sys.executable, "-m", "bench.peers.export", exported.name]
        subprocess.run(command, cwd=ROOT, env=hub.environment, check=True)
        site.manage("load_content", exported.name)
