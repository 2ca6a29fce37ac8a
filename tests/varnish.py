"""Runs Debian's Varnish with a VCL from the docs."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.engines import program


@contextmanager
def varnish(vcl: Path, folder: Path, port: int, hub_port: int) -> Iterator[None]:
    """Run Varnish with a VCL, in front of a hub at a port."""
    server = program(("varnishd", "/usr/sbin/varnishd"), "Varnish", "apt-get install varnish varnish-modules")
    folder.chmod(0o755)
    here = folder / vcl.name
    here.write_text(re.sub(r'\.port = "8000"', f'.port = "{hub_port}"', vcl.read_text()))
    storage = ["-s", "malloc,16M", "-j", "none", "-n", str(folder / "work")]
    command = [str(server), "-F", "-f", str(here), "-a", f"127.0.0.1:{port}", *storage]
    with (folder / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            yield
        finally:
            process.terminate()
